import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from memory import audit, audit_anchor
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


async def changed(store: Store, damage: str) -> None:
    async with store.database.writing() as session:
        await session.execute(text(damage))


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
    await changed(store, damage)

    assert (await store.verify_audit()).broken_at == seq


@pytest.mark.parametrize(
    ("damage", "seq"),
    [
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq > 1", 2),
        ("DELETE FROM audit", 1),
    ],
)
async def test_rows_cut_off_the_end_show(store: Store, damage: str, seq: int) -> None:
    await changed(store, damage)

    assert (await store.verify_audit()).broken_at == seq


async def test_two_rows_that_changed_places_show(store: Store) -> None:
    await changed(store, "UPDATE audit SET seq = 9 WHERE seq = 2")
    await changed(store, "UPDATE audit SET seq = 2 WHERE seq = 3")
    await changed(store, "UPDATE audit SET seq = 3 WHERE seq = 9")

    assert (await store.verify_audit()).broken_at == 2


async def test_a_chain_written_anew_with_right_hashes_shows(store: Store) -> None:
    async with store.database.writing() as session:
        rows = await audit.chain(session)
        prev_hash = audit.GENESIS
        for row in rows:
            row.rule_id, row.prev_hash = "other", prev_hash
            row.hash = prev_hash = audit.link_hash(row)

    report = await store.audit_report()

    assert report.chain == (4, None)
    assert report.found.broken_at is not None


async def test_what_was_cut_off_stays_missing_however_much_is_said_afterwards(
    store: Store,
) -> None:
    await changed(store, "DELETE FROM audit WHERE seq > 2")

    for day in range(10, 15):
        await store.hear(opening(ADA, night=NOW.date().replace(day=day), check_in_id=uuid4()))

    assert (await store.audit_report()).chain == (7, None)
    assert (await store.verify_audit()).broken_at == 4


async def test_an_older_copy_of_the_database_put_back_shows(store: Store) -> None:
    end = (await store.audit_report()).end
    await store.hear(opening(ADA, night=NOW.date().replace(day=9), check_in_id=uuid4()))

    await changed(store, "DELETE FROM audit WHERE seq = 5")

    assert (await store.audit_report()).end == end
    assert (await store.verify_audit()).broken_at == 5


async def test_nobody_vouches_for_an_end_that_was_never_seen_here(store: Store) -> None:
    await asyncio.to_thread(store.anchor.path.unlink)

    before = await store.audit_report()
    await store.hear(opening(ADA, night=NOW.date().replace(day=9), check_in_id=uuid4()))
    after = await store.audit_report()

    assert (before.vouched, before.found) == (None, (4, None))
    assert (after.vouched, after.found) == (True, (5, None))


async def test_a_damaged_note_of_the_end_stops_no_talk_and_vouches_for_nothing(
    store: Store,
) -> None:
    await asyncio.to_thread(store.anchor.path.write_text, "{", encoding="utf-8")

    await store.hear(opening(ADA, night=NOW.date().replace(day=9), check_in_id=uuid4()))

    report = await store.audit_report()
    assert (report.vouched, report.chain) == (None, (5, None))


async def test_who_accepts_a_cut_chain_leaves_a_row_that_says_so(store: Store) -> None:
    await changed(store, "DELETE FROM audit WHERE seq > 2")

    await audit_anchor.accepted(store.database, store.anchor, NOW)

    assert await store.verify_audit() == (3, None)
    assert audit.Count("end accepted", "", "", 1) in await audit_anchor.counted(store.database)


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
