import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from memory.store import Store
from tests.stored import ADA, BEN, BOTH, NOW, ada, ben, database_url, opened_store, opening, reply


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = database_url(request.param, tmp_path)
    async with await opened_store(url, tmp_path / "config") as opened:
        await opened.add_person(ada())
        await opened.add_person(ben())
        for _ in range(2):
            for person_id, night in ((ADA, 1), (BEN, 2)):
                day = NOW.date().replace(day=night + 2 * _)
                await opened.hear(opening(person_id, night=day, check_in_id=uuid4()))
        yield opened


async def marks(store: Store) -> list[str]:
    async with store.database.reading() as session:
        return list(await session.scalars(text("SELECT person_mark FROM audit ORDER BY seq")))


async def test_an_untouched_chain_holds(store: Store) -> None:
    assert await store.verify_audit() == (4, None)


@pytest.mark.parametrize(
    ("damage", "seq"),
    [
        ("UPDATE audit SET rule_id = 'other' WHERE seq = 2", 2),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE seq = 1", 1),
        ("UPDATE audit SET person_mark = '' WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq = 2", 3),
        ("UPDATE audit SET seq = 9 WHERE seq = 3", 4),
        (
            "INSERT INTO audit SELECT 5, at, kind, rule_id, policy_version, person_mark, hash, hash"
            " FROM audit WHERE seq = 4",
            5,
        ),
    ],
)
async def test_a_changed_missing_or_added_row_shows(store: Store, damage: str, seq: int) -> None:
    async with store.database.writing() as session:
        await session.execute(text(damage))

    assert (await store.verify_audit()).broken_at == seq


async def test_a_person_has_one_mark_and_nobody_elses(store: Store) -> None:
    found = await marks(store)

    assert found[0] == found[2]
    assert found[1] == found[3]
    assert found[0] != found[1]
    assert str(ADA) not in "".join(found)


async def test_the_chain_holds_after_an_erasure_and_no_longer_leads_to_the_person(
    store: Store,
) -> None:
    before = await marks(store)

    await store.erase(ADA, NOW)

    assert await store.verify_audit() == (5, None)
    assert await marks(store) == [*before, before[0]]
    async with store.database.reading() as session:
        keys = await session.scalar(text("SELECT count(*) FROM person_key"))
    assert keys == 1
    assert store.keys.opened(ADA) is None


async def test_many_writers_at_once_make_one_chain(store: Store) -> None:
    async def talk(day: int) -> None:
        night = NOW.date().replace(month=5, day=day)
        check_in = await store.hear(opening(ADA if day % 2 else BEN, night, uuid4()))
        await store.said(reply(check_in))

    async with asyncio.TaskGroup() as group:
        for day in range(1, 13):
            group.create_task(talk(day))

    assert await store.verify_audit() == (16, None)
