"""The proof of erasure: planted strings, searched in every file and column, and a canary."""

import asyncio
import base64
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import text

from coach.commands.person_export import export
from memory.backup import backup, restore
from memory.checkin import CheckIn, Hearing, Saying
from memory.fact import Change, Fact, Kind, Origin, Status, chain
from memory.fact_rows import sealed_vector, vector_of
from memory.ledger import KEYS_FILE
from memory.recall import briefing, recall
from memory.sealed import Cell, Ciphertext, PersonCipher, UnsealError
from memory.store import StaleError, Store
from memory.tables import Table
from tests.stored import (
    ADA,
    BEN,
    BOTH,
    NIGHT,
    NOW,
    TALK,
    ada,
    ben,
    database_url,
    night_of_ada,
    opened_store,
    opening,
)

WORD = "Zanzibarquay"
"""Planted in a fact, a turn of the person's, one of the coach's, and a note."""

NAME = "Quillfeather"
"""Planted as the person's name."""

SLOT = "event.quexington"
CANARY = "Canaryberg"
VECTOR = np.linspace(0.1234567, 0.7654321, 384, dtype=np.float32)
PLANTED = UUID("0a9f5b5e-7f6c-4f57-8f0e-00000000f00d")
OTHER = UUID("0a9f5b5e-7f6c-4f57-8f0e-00000000beef")


@pytest.fixture(autouse=True)
def _all_logs_into_a_file(tmp_path: Path) -> Iterator[None]:
    """Whatever anybody logs, however talkative."""
    root, before = logging.getLogger(), logging.getLogger().level
    handler = logging.FileHandler(tmp_path / "everything.log", encoding="utf-8")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.setLevel(before)
    root.removeHandler(handler)
    handler.close()


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = database_url(request.param, tmp_path)
    async with await opened_store(url, tmp_path / "config") as opened:
        await planted(opened)
        yield opened


def a_fact(words: str, key: UUID, owner: UUID = ADA, turn: int | None = 1) -> Fact:
    return Fact(
        id=key,
        person_id=owner,
        kind=Kind.EVENT,
        text=words,
        said_at=NOW + timedelta(seconds=turn or 0),
        said_on=NIGHT,
        tz="Europe/London",
        slot=SLOT,
        phrase=f"until {WORD}" if key == PLANTED else None,
        origin=Origin(TALK if turn else None, turn),
    )


async def planted(store: Store) -> None:
    """Ada with the planted words everywhere, and Ben with a canary."""
    await store.add_person(replace(ada(), name=NAME))
    await store.add_person(ben())
    note = f"no boat to {WORD}; warm"
    check_in = await store.hear(opening())
    heard = Hearing(
        replace(check_in, turn_no=1),
        NOW,
        words=f"I'm in {WORD} until Friday",
        entries=(replace(night_of_ada(), note=note),),
    )
    check_in = await store.hear(heard)
    await store.said(Saying(TALK, 1, check_in.version, NOW, f"Enjoy {WORD}."))
    facts = (a_fact(f"I'm in {WORD} until Friday", PLANTED), a_fact("The dog barks", OTHER, turn=2))
    await store.facts.learn(ADA, Change(added=facts))
    await store.facts.set_vectors(ADA, {PLANTED: VECTOR}, "r1")
    await canary(store)


async def canary(store: Store) -> None:
    talk = await store.hear(Hearing(CheckIn(uuid4(), BEN, NIGHT, turn_no=0), NOW, words=CANARY))
    await store.said(Saying(talk.id, 0, talk.version, NOW, f"Tell me of {CANARY} and {WORD}."))
    fact = a_fact(f"I live in {CANARY}, near {WORD}", uuid4(), BEN, turn=None)
    await store.facts.learn(BEN, Change(added=(fact,)))


def traces(folder: Path, *words: str) -> list[tuple[str, str]]:
    """Where any of the words lies in any file: as it is, in capitals or not, in UTF-16, base64."""
    return [
        (path.name, word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in words
        if _holds(path.read_bytes(), word)
    ]


def _holds(held: bytes, word: str) -> bool:
    low = held.lower()
    return any(form in low for form in _clear(word)) or any(form in held for form in _wrapped(word))


def _clear(word: str) -> list[bytes]:
    return [word.lower().encode(), word.lower().encode("utf-16-le"), word.encode().hex().encode()]


def _wrapped(word: str) -> list[bytes]:
    """What base64 makes of it, wherever in three bytes it begins; its outer letters left out."""
    return [base64.b64encode(b"\0" * pad + word.encode())[4:-4] for pad in range(3)]


def bytes_left(folder: Path, *blobs: bytes) -> list[str]:
    """The files that hold one of these bytes, or their base64, whole."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        path.name
        for path in files
        for blob in blobs
        if blob in (held := path.read_bytes()) or base64.b64encode(blob) in held
    ]


async def columns(store: Store) -> str:
    """Every value of every row of every table, as it lies there."""
    async with store.database.reading() as session:
        shown = []
        for table in Table.metadata.sorted_tables:
            found = (await session.execute(text(f"SELECT * FROM {table.name}"))).all()  # noqa: S608
            shown += [repr([_plain(value) for value in row]) for row in found]
    return "\n".join(shown)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


async def sealed(store: Store, *wanted: str) -> list[bytes]:
    """The sealed values that these queries find."""
    async with store.database.reading() as session:
        return [
            bytes(value)
            for query in wanted
            for value in (await session.execute(text(query))).scalars()
            if value is not None
        ]


ADAS = [
    "SELECT body FROM fact",
    "SELECT vector FROM fact",
    "SELECT text FROM turn",
    "SELECT note FROM diary_entry",
    "SELECT name FROM person",
]


async def test_no_file_and_no_column_ever_holds_a_planted_string_in_clear(
    store: Store, tmp_path: Path
) -> None:
    await backup(store, tmp_path / "copy", NOW)

    words = (WORD, NAME, SLOT, CANARY, "terrier")
    found = await asyncio.to_thread(traces, tmp_path, *words)
    vectors = await asyncio.to_thread(bytes_left, tmp_path, VECTOR.tobytes(), VECTOR[:8].tobytes())

    rows = (await columns(store)).lower()
    assert (found, vectors) == ([], [])
    assert [word for word in words if word.lower() in rows] == []


async def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    forms = [
        WORD.upper().encode(),
        WORD.encode("utf-16-le"),
        base64.b64encode(b"x" + WORD.encode()),
        WORD.encode().hex().encode(),
    ]
    for number, form in enumerate(forms):
        (tmp_path / f"{number}.bin").write_bytes(b"some" + form + b"more")

    found = traces(tmp_path, WORD)

    assert [name for name, _ in found] == ["0.bin", "1.bin", "2.bin", "3.bin"]


async def test_a_forgotten_fact_leaves_no_word_for_whoever_holds_the_key(store: Store) -> None:
    await store.facts.learn(ADA, Change(forgotten=(PLANTED,)))

    kept = await store.export(ADA)
    told = json.dumps(kept)
    assert WORD not in told
    assert [each["note"] for each in kept["nights"]] == ["warm"]  # type: ignore[attr-defined]
    assert [each.text for each in await store.facts.of(ADA)] == ["The dog barks"]
    assert await store.facts.vectors(ADA, "r1") == {}
    assert NAME in told


async def test_the_sealed_bytes_of_what_is_forgotten_leave_database_and_log(
    tmp_path: Path,
) -> None:
    async with await opened_store(database_url("sqlite", tmp_path), tmp_path / "config") as store:
        await planted(store)
        fact = f"WHERE id = '{PLANTED.hex}'"
        where = f"WHERE person_id = '{ADA.hex}'"
        gone = await sealed(
            store,
            f"SELECT body FROM fact {fact}",  # noqa: S608
            f"SELECT vector FROM fact {fact}",  # noqa: S608
            f"SELECT text FROM turn {where} AND text IS NOT NULL",  # noqa: S608
            f"SELECT note FROM diary_entry {where}",  # noqa: S608
        )
        before = await asyncio.to_thread(bytes_left, tmp_path, *gone)

        await store.facts.learn(ADA, Change(forgotten=(PLANTED,)))

        after = await asyncio.to_thread(bytes_left, tmp_path, *gone)
    assert len(gone) == 5
    assert set(before) >= {"nightjar.db-wal"}
    assert after == []


async def test_what_is_swept_leaves_database_and_log(tmp_path: Path) -> None:
    async with await opened_store(database_url("sqlite", tmp_path), tmp_path / "config") as store:
        await planted(store)
        gone = await sealed(store, *ADAS[:2])

        await store.facts.sweep(NOW + timedelta(days=1000))

        after = await asyncio.to_thread(bytes_left, tmp_path, *gone)
    assert after == []


async def test_who_is_erased_leaves_nothing_that_opens_and_no_bytes_in_the_store(
    store: Store, tmp_path: Path
) -> None:
    await backup(store, tmp_path / "copy", NOW)
    gone = await sealed(
        store,
        *(f"{query} WHERE person_id = '{ADA}'" for query in ADAS)
        if store.database.file is None
        else (f"{query} WHERE person_id = '{ADA.hex}'" for query in ADAS),
    )
    (key,) = [
        row for row in await sealed(store, "SELECT wrapped FROM person_key") if _opens(store, row)
    ]

    await store.erase(ADA, NOW)

    rows = await columns(store)
    assert len(gone) >= 6
    assert all(repr(blob) not in rows for blob in (*gone, key))
    stores = ("nightjar.db", "nightjar.db-wal", "nightjar.db-shm", KEYS_FILE)
    left = await asyncio.to_thread(bytes_left, tmp_path, *gone)
    assert not set(left) & set(stores)
    assert await asyncio.to_thread(bytes_left, tmp_path, key) == []
    assert await asyncio.to_thread(traces, tmp_path, WORD, NAME, SLOT) == []


def _opens(store: Store, wrapped: bytes) -> bool:
    try:
        store.keys.unwrap(ADA, Ciphertext(wrapped))
    except Exception:  # noqa: BLE001 - whatever says that it is another person's
        return False
    return True


async def test_no_backup_brings_an_erased_persons_facts_back(store: Store, tmp_path: Path) -> None:
    await backup(store, tmp_path / "copy", NOW)
    await store.erase(ADA, NOW)
    (tmp_path / "new").mkdir()
    url = database_url("sqlite", tmp_path / "new")

    async with await opened_store(url, tmp_path / "config") as new:
        await restore(new, tmp_path / "copy", NOW)

        assert await new.facts.of(ADA) == ()
        assert len(await new.facts.of(BEN)) == 1


async def test_no_backup_brings_a_forgotten_fact_back(store: Store, tmp_path: Path) -> None:
    await backup(store, tmp_path / "copy", NOW)
    await store.facts.learn(ADA, Change(forgotten=(PLANTED,)))
    (tmp_path / "new").mkdir()
    url = database_url("sqlite", tmp_path / "new")

    async with await opened_store(url, tmp_path / "config") as new:
        await restore(new, tmp_path / "copy", NOW)

        assert WORD not in json.dumps(await new.export(ADA))
        assert [each.text for each in await new.facts.of(ADA)] == ["The dog barks"]
        assert CANARY in json.dumps(await new.export(BEN))


async def test_an_export_leaves_no_file_but_its_own(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    person = await store.person(ADA)
    assert person is not None

    await export(store, person, out / "me.json", markdown=True, force=False)

    files = sorted(path.name for path in out.iterdir())
    found = await asyncio.to_thread(traces, tmp_path, WORD)
    assert files == ["me.json", "me.md"]
    assert sorted(name for name, _ in found) == files


async def test_nobody_sees_or_touches_the_canary_of_somebody_else(store: Store) -> None:
    before = await store.export(BEN)

    facts = await store.facts.of(ADA)
    shown = [*briefing(facts, NIGHT).texts, *recall(facts, NIGHT, f"where is {CANARY}?").texts]
    told = json.dumps(await store.export(ADA))
    (theirs,) = await store.facts.of(BEN)
    await store.facts.learn(
        ADA, Change(forgotten=(PLANTED, theirs.id), forgotten_topic=("canaryberg",))
    )
    await store.facts.set_vectors(ADA, {theirs.id: VECTOR}, "r1")
    await store.erase(ADA, NOW)

    assert CANARY not in "\n".join(shown)
    assert CANARY not in told
    assert await store.export(BEN) == before
    assert await store.facts.vectors(BEN, "r1") == {}


async def test_what_is_sealed_for_one_person_opens_for_no_other_and_nowhere_else() -> None:
    mine, theirs = PersonCipher(ADA, b"k" * 32), PersonCipher(BEN, b"k" * 32)
    sealed_one = sealed_vector(PLANTED, VECTOR, mine)

    assert vector_of(PLANTED, sealed_one, mine).tolist() == VECTOR.tolist()
    for cipher, place in ((theirs, PLANTED), (mine, OTHER)):
        with pytest.raises(UnsealError):
            vector_of(place, sealed_one, cipher)
    with pytest.raises(UnsealError):
        mine.unseal_bytes(sealed_one, Cell("fact", "body", PLANTED))


async def test_what_was_forgotten_meanwhile_is_not_brought_back(store: Store) -> None:
    seen = {each.id: each for each in await store.facts.of(ADA)}
    ended = replace(seen[PLANTED], status=Status.ENDED)
    await store.facts.learn(ADA, Change(forgotten=(PLANTED,)))

    with pytest.raises(StaleError):
        await store.facts.learn(ADA, Change(changed=(ended,)))

    left = await store.facts.of(ADA)
    assert [each.id for each in left] == [OTHER]
    assert chain(left, left[0]) == left
