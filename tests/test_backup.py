import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from memory import jsonl
from memory.backup import DATA_FILE, DATA_KIND, RestoreError, backup, restore
from memory.checkin import Commitment, Hearing
from memory.course import Course
from memory.jsonl import DamagedFileError
from memory.keys import MASTER_KEY_FILE, MasterKeyError
from memory.ledger import KEYS_FILE, LEDGER_FILE, LedgerError, read_keys
from memory.store import Store
from memory.tables import COURSE_KEYS
from tests.courses import one_of_each
from tests.stored import (
    ADA,
    BEN,
    BOTH,
    NIGHT,
    NOW,
    POSTGRESQL,
    ada,
    ben,
    database_url,
    night_of_ada,
    opened_store,
    opening,
    reply,
)

LATER = NOW + timedelta(days=1)

Opener = Callable[..., Coroutine[None, None, Store]]


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Opener]:
    """Opens new stores: `kind` of database, and the configuration folder they use."""
    async with AsyncExitStack() as stack:
        made = 0

        async def opened(kind: str = "sqlite", config: str = "config") -> Store:
            nonlocal made
            made += 1
            folder = tmp_path / f"store{made}"
            folder.mkdir()
            store = await opened_store(database_url(kind, folder), tmp_path / config)
            return await stack.enter_async_context(store)

        yield opened


async def filled(store: Store) -> Store:
    person = await store.add_person(ada())
    await store.add_person(ben())
    check_in = await store.hear(opening())
    await store.add_milestones(person, *one_of_each())
    agreed = Commitment("light", agreed=True, night=NIGHT)
    talked = replace(check_in, turn_no=1, owed=("hotline",), question="naps", commitment=agreed)
    check_in = await store.hear(
        Hearing(talked, NOW, words="zebras at night", entries=(night_of_ada(),))
    )
    await store.said(reply(check_in, "I see."))
    return store


@pytest.mark.parametrize("source", BOTH)
@pytest.mark.parametrize("target", BOTH)
async def test_a_backup_restores_everything_in_either_database(
    source: str, target: str, stores: Opener, tmp_path: Path
) -> None:
    old = await filled(await stores(source))
    new = await stores(target)

    made = await backup(old, tmp_path / "backup", NOW)
    report = await restore(new, tmp_path / "backup", LATER)

    assert (made.persons, report.persons, report.erased, report.without_key) == (2, 2, 0, 0)
    assert await new.persons() == await old.persons()
    for person_id in (ADA, BEN):
        assert await new.export(person_id) == await old.export(person_id)
        assert await new.course(person_id) == await old.course(person_id)
    assert (await new.verify_audit()).broken_at is None


async def test_a_restored_check_in_goes_on(stores: Opener, tmp_path: Path) -> None:
    await backup(await filled(await stores()), tmp_path / "backup", NOW)
    new = await stores()
    await restore(new, tmp_path / "backup", LATER)
    check_in = await new.check_in(ADA, NIGHT)
    assert check_in is not None

    written = await new.hear(Hearing(replace(check_in, turn_no=2), LATER, words="go on"))

    assert written.version == check_in.version + 1


async def test_a_backup_holds_no_words_and_no_master_key(stores: Opener, tmp_path: Path) -> None:
    await backup(await filled(await stores()), tmp_path / "backup", NOW)

    written = b"".join(path.read_bytes() for path in (tmp_path / "backup").iterdir())
    master = (tmp_path / "config" / MASTER_KEY_FILE).read_bytes().strip()
    assert b"Europe/London" in written
    for secret in (b"Ada", b"zebras", b"I see", b"dog", b"bipolar", b"Tokyo", b"funeral", master):
        assert secret not in written


async def test_a_folder_holds_the_latest_backup_and_nothing_half_written(
    stores: Opener, tmp_path: Path
) -> None:
    store = await filled(await stores())
    await backup(store, tmp_path / "backup", NOW)
    await store.delete_entry(ADA, NIGHT)

    await backup(store, tmp_path / "backup", LATER)

    new = await stores()
    await restore(new, tmp_path / "backup", LATER)
    assert await new.nights(ADA) == []
    assert {path.name for path in (tmp_path / "backup").iterdir()} == {DATA_FILE, KEYS_FILE}


async def test_a_store_in_use_is_not_restored_into(stores: Opener, tmp_path: Path) -> None:
    store = await filled(await stores())
    await backup(store, tmp_path / "backup", NOW)

    with pytest.raises(RestoreError, match="not empty"):
        await restore(store, tmp_path / "backup", LATER)


async def test_the_wrong_master_key_restores_nothing(stores: Opener, tmp_path: Path) -> None:
    await backup(await filled(await stores()), tmp_path / "backup", NOW)
    stranger = await stores(config="another")

    with pytest.raises(MasterKeyError, match="not the one"):
        await restore(stranger, tmp_path / "backup", LATER)

    assert await stranger.persons() == []
    assert await stranger.verify_audit() == (0, None)


@pytest.mark.parametrize("name", [DATA_FILE, KEYS_FILE])
@pytest.mark.parametrize("damage", ["missing", "cut", "changed", "empty", "other kind"])
async def test_a_damaged_file_restores_nothing(
    name: str, damage: str, stores: Opener, tmp_path: Path
) -> None:
    await backup(await filled(await stores()), tmp_path / "backup", NOW)
    path = tmp_path / "backup" / name
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    match damage:
        case "missing":
            path.unlink()
        case "cut":
            path.write_bytes(b"".join(lines[:-1]))
        case "changed":
            path.write_bytes(whole.replace(b'"person_id":"0b', b'"person_id":"1b', 1))
        case "empty":
            path.write_bytes(b"")
        case _:
            await asyncio.to_thread(jsonl.write, path, "recipe", {}, [])
    new = await stores()

    with pytest.raises(DamagedFileError, match=name):
        await restore(new, tmp_path / "backup", LATER)

    assert await new.persons() == []


async def test_rows_this_version_does_not_know_are_refused(stores: Opener, tmp_path: Path) -> None:
    await backup(await filled(await stores()), tmp_path / "backup", NOW)
    path = tmp_path / "backup" / DATA_FILE
    header, lines = await asyncio.to_thread(jsonl.read, path, DATA_KIND)
    del header["nightjar"], header["format"]

    await asyncio.to_thread(
        jsonl.write, path, DATA_KIND, header, [*lines, {"table": "dream", "row": {}}]
    )
    with pytest.raises(DamagedFileError, match="dream"):
        await restore(await stores(), tmp_path / "backup", LATER)

    await asyncio.to_thread(jsonl.write, path, DATA_KIND, header, lines[:-1])
    with pytest.raises(DamagedFileError, match="as many rows"):
        await restore(await stores(), tmp_path / "backup", LATER)

    await asyncio.to_thread(jsonl.write, path, DATA_KIND, {**header, "schema": "9999"}, lines)
    with pytest.raises(RestoreError, match="9999"):
        await restore(await stores(), tmp_path / "backup", LATER)


async def test_a_backup_of_before_the_course_is_restored_whole(
    stores: Opener, tmp_path: Path
) -> None:
    old = await stores()
    await old.add_person(ada())
    await old.hear(opening())
    await old.put_entry(night_of_ada())
    await backup(old, tmp_path / "backup", NOW)
    path = tmp_path / "backup" / DATA_FILE
    header, lines = await asyncio.to_thread(jsonl.read, path, DATA_KIND)
    del header["nightjar"], header["format"]
    assert {line["table"] for line in lines}.isdisjoint(COURSE_KEYS)
    await asyncio.to_thread(jsonl.write, path, DATA_KIND, {**header, "schema": "0001"}, lines)
    new = await stores()

    await restore(new, tmp_path / "backup", LATER)

    assert await new.export(ADA) == await old.export(ADA)
    assert await new.course(ADA) == Course()


async def test_an_erasure_takes_the_key_out_of_every_known_backup(
    stores: Opener, tmp_path: Path
) -> None:
    store = await filled(await stores())
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        await backup(store, folder, NOW)

    erasure = await store.erase(ADA, LATER)

    assert erasure.cleaned == tuple(folder / KEYS_FILE for folder in folders)
    for folder in folders:
        assert set((await asyncio.to_thread(read_keys, folder / KEYS_FILE))[1]) == {BEN}


async def test_a_backup_that_was_away_loses_the_key_when_it_is_back(
    stores: Opener, tmp_path: Path
) -> None:
    store = await filled(await stores())
    await backup(store, tmp_path / "stick", NOW)
    (tmp_path / "stick").rename(tmp_path / "elsewhere")

    erasure = await store.erase(ADA, LATER)
    (tmp_path / "elsewhere").rename(tmp_path / "stick")
    await backup(store, tmp_path / "other", LATER)

    assert erasure.unreachable == (tmp_path / "stick" / KEYS_FILE,)
    assert set((await asyncio.to_thread(read_keys, tmp_path / "stick" / KEYS_FILE))[1]) == {BEN}


async def test_a_restore_brings_back_nobody_who_was_erased(stores: Opener, tmp_path: Path) -> None:
    store = await filled(await stores())
    await backup(store, tmp_path / "backup", NOW)
    shutil.copytree(tmp_path / "backup", tmp_path / "copy")
    await store.erase(ADA, LATER)
    new = await stores()

    report = await restore(new, tmp_path / "copy", LATER)

    assert (report.persons, report.erased) == (1, 1)
    assert [person.id for person in await new.persons()] == [BEN]
    assert await new.nights(ADA) == []
    assert await new.turns(opening().check_in.id) == []
    assert (await new.verify_audit()).broken_at is None
    with pytest.raises(Exception, match="erased"):
        await new.add_person(ada())


@pytest.mark.parametrize("kind", BOTH)
async def test_the_databases_own_tombstone_is_obeyed(
    kind: str, stores: Opener, tmp_path: Path
) -> None:
    store = await stores(kind)
    await store.add_person(ada())
    await backup(store, tmp_path / "backup", NOW)
    shutil.copytree(tmp_path / "backup", tmp_path / "copy")
    await store.erase(ADA, LATER)
    (tmp_path / "config" / LEDGER_FILE).unlink()

    report = await restore(store, tmp_path / "copy", LATER)

    assert (report.persons, report.erased) == (0, 1)
    assert await store.persons() == []
    assert ADA in await asyncio.to_thread(store.ledger.erased)


async def test_a_tombstone_inside_the_backup_is_obeyed_and_kept(
    stores: Opener, tmp_path: Path
) -> None:
    store = await filled(await stores())
    await store.erase(ADA, NOW)
    await backup(store, tmp_path / "backup", LATER)
    shutil.copytree(tmp_path / "config", tmp_path / "moved")
    (tmp_path / "moved" / LEDGER_FILE).unlink()
    new = await stores(config="moved")

    await restore(new, tmp_path / "backup", LATER)

    assert set(await asyncio.to_thread(new.ledger.erased)) == {ADA}
    async with new.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM tombstone")) == 1


async def test_whoever_lost_their_key_is_left_out_and_counted(
    stores: Opener, tmp_path: Path
) -> None:
    store = await filled(await stores())
    await backup(store, tmp_path / "backup", NOW)
    await store.erase(ADA, LATER)
    shutil.copytree(tmp_path / "config", tmp_path / "moved")
    (tmp_path / "moved" / LEDGER_FILE).unlink()
    new = await stores(config="moved")

    report = await restore(new, tmp_path / "backup", LATER)

    assert (report.persons, report.erased, report.without_key) == (1, 0, 1)


async def test_another_stores_backup_is_not_mixed_in(stores: Opener, tmp_path: Path) -> None:
    await backup(await filled(await stores()), tmp_path / "backup", NOW)
    emptied = await stores()
    await emptied.add_person(ben())
    await emptied.hear(opening(BEN))
    await emptied.erase(BEN, NOW)

    with pytest.raises(RestoreError, match="another store"):
        await restore(emptied, tmp_path / "backup", LATER)

    assert await emptied.persons() == []


async def test_an_unreadable_list_of_erasures_stops_a_restore(
    stores: Opener, tmp_path: Path
) -> None:
    await backup(await filled(await stores()), tmp_path / "backup", NOW)
    (tmp_path / "config" / LEDGER_FILE).write_text('{"erased": 7}')

    with pytest.raises(LedgerError, match="who was erased"):
        await restore(await stores(), tmp_path / "backup", LATER)


@pytest.mark.parametrize("kind", ["sqlite", POSTGRESQL])
async def test_a_backup_is_read_in_one_moment(kind: str, stores: Opener, tmp_path: Path) -> None:
    store = await filled(await stores(kind))
    async with store.database.reading() as session:
        before = await session.scalar(text("SELECT count(*) FROM diary_entry"))
        await store.delete_entry(ADA, NIGHT)

        after = await session.scalar(text("SELECT count(*) FROM diary_entry"))

    assert before == after == 1


async def test_a_backup_says_what_it_holds(stores: Opener, tmp_path: Path) -> None:
    report = await backup(await filled(await stores()), tmp_path / "backup", NOW)

    first = json.loads(report.data_file.read_text().splitlines()[0])
    assert first["rows"] == report.rows
    assert first["made_at"] == NOW.isoformat()
    assert report.rows == {
        "audit": 1,
        "person": 2,
        "consent": 1,
        "check_in": 1,
        "diary_entry": 1,
        "turn": 3,
        "screening": 1,
        "plan": 1,
        "review": 1,
        "passage": 1,
        "away": 1,
    }
