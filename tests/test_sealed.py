import base64
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.dialects import sqlite

from memory.keys import MASTER_KEY_FILE, KeyRing, MasterKeyError
from memory.sealed import Cell, Ciphertext, PersonCipher, Sealed, UnsealError

ADA = UUID(int=1)
BEN = UUID(int=2)
ROW = UUID(int=3)
NAME = Cell("person", "name", ROW)


def cipher(person_id: UUID = ADA, key: bytes = b"k" * 32) -> PersonCipher:
    return PersonCipher(person_id, key)


def test_sealed_words_open_again_and_look_different_each_time() -> None:
    first, second = cipher().seal("Ada", NAME), cipher().seal("Ada", NAME)

    assert cipher().unseal(first, NAME) == "Ada"
    assert first != second
    assert b"Ada" not in first.blob


@pytest.mark.parametrize(
    "cell",
    [Cell("turn", "name", ROW), Cell("person", "tz", ROW), Cell("person", "name", ADA)],
)
def test_sealed_words_do_not_open_in_another_place(cell: Cell) -> None:
    sealed = cipher().seal("Ada", NAME)

    with pytest.raises(UnsealError):
        cipher().unseal(sealed, cell)


def test_sealed_words_do_not_open_for_somebody_else() -> None:
    sealed = cipher().seal("Ada", NAME)

    with pytest.raises(UnsealError):
        cipher(BEN).unseal(sealed, NAME)
    with pytest.raises(UnsealError):
        cipher(key=b"x" * 32).unseal(sealed, NAME)


@pytest.mark.parametrize("blob", [b"", b"short", b"x" * 12, b"x" * 80])
def test_damage_does_not_open(blob: bytes) -> None:
    with pytest.raises(UnsealError):
        cipher().unseal(Ciphertext(blob), NAME)


def test_the_unknown_stays_unknown() -> None:
    assert cipher().seal_known(None, NAME) is None
    assert cipher().unseal_known(None, NAME) is None


@pytest.mark.parametrize("clear", ["words", b"words", 7])
def test_a_sealed_column_refuses_what_is_not_sealed(clear: object) -> None:
    bind = Sealed().bind_processor(sqlite.dialect())

    assert bind is not None
    with pytest.raises(TypeError, match="Ciphertext"):
        bind(clear)  # type: ignore[arg-type]  # the mistake itself


def test_a_sealed_value_is_not_shown_by_accident() -> None:
    assert "words" not in repr(Ciphertext(b"words"))


def test_a_mark_is_the_same_for_one_person_and_different_for_others() -> None:
    assert cipher().mark("x") == cipher().mark("x")
    assert cipher().mark("x") != cipher().mark("y")
    assert cipher().mark("x") != cipher(key=b"x" * 32).mark("x")


def test_a_master_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    wrapped = KeyRing.open(folder).new(ADA)

    opened = KeyRing.open(folder).proved(ADA, wrapped)

    assert len(opened) == 32
    assert (folder / MASTER_KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == [MASTER_KEY_FILE]


def test_all_who_start_at_once_get_the_same_new_master_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(KeyRing.open, [tmp_path] * 8))

    wrapped = rings[0].new(ADA)
    assert len({ring.proved(ADA, wrapped) for ring in rings}) == 1


def test_a_master_key_others_may_read_is_refused_with_the_repair(tmp_path: Path) -> None:
    KeyRing.open(tmp_path)
    (tmp_path / MASTER_KEY_FILE).chmod(0o640)

    with pytest.raises(MasterKeyError, match="chmod 600"):
        KeyRing.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not base64!", base64.b64encode(b"short")])
def test_a_master_key_of_the_wrong_length_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / MASTER_KEY_FILE
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(MasterKeyError, match="32 bytes in base64"):
        KeyRing.open(tmp_path)


def test_a_master_key_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / MASTER_KEY_FILE).mkdir(mode=0o700)

    with pytest.raises(MasterKeyError, match="cannot be read"):
        KeyRing.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(MasterKeyError, match="no master key can be made"):
        KeyRing.open(tmp_path / "file" / "config")


def test_another_master_key_opens_nobodys_key(tmp_path: Path) -> None:
    wrapped = KeyRing.open(tmp_path / "one").new(ADA)

    with pytest.raises(MasterKeyError, match="not the one"):
        KeyRing.open(tmp_path / "two").unwrap(ADA, wrapped)


def test_a_persons_key_opens_for_that_person_only(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path)

    with pytest.raises(MasterKeyError):
        ring.unwrap(BEN, ring.new(ADA))


def test_a_forgotten_key_is_no_longer_open(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path)
    ring.unwrap(ADA, ring.new(ADA))

    ring.forget(ADA)

    assert ring.opened(ADA) is None


@pytest.mark.system
def test_a_key_service_gives_the_master_key_and_no_file_is_made(tmp_path: Path) -> None:
    key = base64.b64encode(b"m" * 32).decode()

    ring = KeyRing.open(tmp_path, f"{sys.executable} -c \"print('{key}')\"")

    assert ring.proved(ADA, KeyRing(b"m" * 32, tmp_path).new(ADA))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.system
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/no/such/program", "could not be run"),
        ("unbalanced ' quote", "could not be run"),
        (f'{sys.executable} -c "raise SystemExit(3)"', "status 3"),
        (f"{sys.executable} -c pass", "32 bytes in base64"),
    ],
)
def test_a_failing_key_command_is_said_to_fail(command: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match=said):
        KeyRing.open(tmp_path, command)
