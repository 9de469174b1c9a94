import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from memory.checkin import CheckIn, Hearing
from memory.keys import KeyRing, MasterKeyError
from memory.store import StaleError, Store, UnknownPersonError
from tests.stored import (
    ADA,
    BEN,
    BOTH,
    NOW,
    TALK,
    ada,
    ben,
    database_url,
    decision,
    night_of_ada,
    opened_store,
    opening,
    reply,
)


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = database_url(request.param, tmp_path)
    async with await opened_store(url, tmp_path / "config") as opened:
        yield opened


async def opened(store: Store) -> CheckIn:
    await store.add_person(ada())
    return await store.hear(opening())


def heard(check_in: CheckIn, words: str | None) -> Hearing:
    later = replace(check_in, turn_no=check_in.turn_no + 1)
    return Hearing(later, at=NOW, words=words, audited=(decision("heard"),))


async def test_an_export_holds_everything_in_clear(store: Store) -> None:
    check_in = await opened(store)
    await store.said(reply(check_in, "Nightjar here."))
    await store.put_entry(night_of_ada())
    await store.add_person(ben())

    exported = await store.export(ADA)

    shown = repr(exported)
    for kept in (
        "Ada Lovelace",
        "Nightjar here.",
        "the neighbour's dog",
        "2026-03-01T22:45:00+00:00",
    ):
        assert kept in shown
    assert "Britten" not in shown
    assert "in_scope.any" in shown


async def test_an_export_of_nobody_is_refused(store: Store) -> None:
    with pytest.raises(UnknownPersonError):
        await store.export(ADA)


async def test_an_erased_person_is_gone_and_the_others_are_not(store: Store) -> None:
    check_in = await opened(store)
    await store.said(reply(check_in))
    await store.put_entry(night_of_ada())
    kept = await store.add_person(ben())

    await store.erase(ADA, NOW)

    assert await store.persons() == [kept]
    assert await store.check_ins(ADA) == []
    assert await store.turns(TALK) == []
    assert await store.nights(ADA) == []
    with pytest.raises(UnknownPersonError):
        await store.export(ADA)


async def test_an_erasure_leaves_the_audit_whole_and_says_when_it_was(store: Store) -> None:
    await opened(store)

    await store.erase(ADA, NOW)
    await store.erase(ADA, NOW)

    assert await store.verify_audit() == (2, None)


async def test_an_erased_id_cannot_come_back_or_be_written_to(store: Store) -> None:
    check_in = await opened(store)
    await store.erase(ADA, NOW)

    with pytest.raises(StaleError):
        await store.add_person(ada())
    with pytest.raises(StaleError):
        await store.hear(heard(check_in, "still here?"))
    with pytest.raises(StaleError):
        await store.put_entry(night_of_ada())


async def test_nobody_can_be_erased_who_was_never_kept(store: Store) -> None:
    with pytest.raises(UnknownPersonError):
        await store.erase(BEN, NOW)


async def test_an_erasure_works_without_the_right_master_key(store: Store, tmp_path: Path) -> None:
    await opened(store)
    stranger = KeyRing(b"x" * 32, tmp_path / "config")
    url = store.database.engine.url.render_as_string(hide_password=False)
    other = await asyncio.to_thread(Store, url, stranger)

    async with other:
        with pytest.raises(MasterKeyError):
            await other.persons()
        await other.erase(ADA, NOW)

    assert await store.persons() == []


async def test_nothing_of_an_erased_person_is_left_in_the_files(tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    async with await opened_store(url, tmp_path / "config") as store:
        check_in = await opened(store)
        await store.hear(heard(check_in, "words to be erased"))
        async with store.database.reading() as session:
            sealed = [
                *(await session.scalars(text("SELECT wrapped FROM person_key"))),
                *(await session.scalars(text("SELECT text FROM turn WHERE text IS NOT NULL"))),
                *(await session.scalars(text("SELECT name FROM person"))),
            ]

        await store.erase(ADA, NOW)

        left = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert len(sealed) == 3
    assert not any(value in left for value in sealed)
