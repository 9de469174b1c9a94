from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from memory.checkin import CheckIn, Commitment, Hearing
from memory.diary import DiaryEntry, Field, Source
from memory.keys import MasterKeyError
from memory.person import Consent, Topic
from memory.store import StaleError, Store
from tests.stored import (
    ADA,
    BEN,
    BOTH,
    NIGHT,
    NOW,
    TALK,
    ada,
    database_url,
    decision,
    night_of_ada,
    opened_store,
    opening,
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


async def test_a_person_comes_back_as_they_were_kept(store: Store) -> None:
    added = await store.add_person(ada())

    assert added == replace(ada(), version=1)
    assert await store.person(ADA) == added
    assert await store.persons() == [added]
    assert await store.person(BEN) is None


async def test_a_person_is_added_once(store: Store) -> None:
    await store.add_person(ada())

    with pytest.raises(StaleError):
        await store.add_person(ada())


async def test_a_changed_person_keeps_every_consent_once(store: Store) -> None:
    added = await store.add_person(ada())
    notice = Consent(Topic.DATA_NOTICE, given=False, at=NOW + timedelta(minutes=1), wording="1.0")

    changed = await store.set_person(
        replace(added, tz="Asia/Tokyo", consents=(*added.consents, notice))
    )

    assert changed.version == 2
    assert await store.person(ADA) == changed
    assert changed.agreed_to(Topic.DATA_NOTICE) is False


async def test_a_person_read_before_somebody_elses_change_cannot_be_written(store: Store) -> None:
    added = await store.add_person(ada())
    await store.set_person(replace(added, name="Countess"))

    with pytest.raises(StaleError):
        await store.set_person(replace(added, name="Lady"))

    found = await store.person(ADA)
    assert found is not None
    assert found.name == "Countess"


async def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="timezone"):
        await store.add_person(replace(ada(), created_at=NOW.replace(tzinfo=None)))


async def test_times_come_back_as_the_same_instant_in_utc(store: Store) -> None:
    lisbon = datetime(2026, 7, 1, 23, 30, 0, 1, tzinfo=timezone(timedelta(hours=1)))

    await store.add_person(replace(ada(), ai_notice_at=lisbon))

    found = await store.person(ADA)
    assert found is not None
    assert found.ai_notice_at == lisbon
    assert found.ai_notice_at.tzinfo is UTC


async def test_a_night_comes_back_as_it_was_kept(store: Store) -> None:
    await store.add_person(ada())

    await store.put_entry(night_of_ada())

    assert await store.nights(ADA) == [night_of_ada()]


async def test_a_night_put_again_replaces_the_one_kept(store: Store) -> None:
    await store.add_person(ada())
    await store.put_entry(night_of_ada())
    corrected = replace(
        night_of_ada(), awakenings=3, note=None, sources={Field.AWAKENINGS: Source.CORRECTED}
    )

    await store.put_entry(corrected, seen=night_of_ada())

    assert await store.nights(ADA) == [corrected]


@pytest.mark.parametrize("seen", [None, replace(night_of_ada(), awakenings=9)])
async def test_a_night_that_is_not_as_it_was_seen_is_not_replaced(
    store: Store, seen: DiaryEntry | None
) -> None:
    await store.add_person(ada())
    await store.put_entry(night_of_ada())

    with pytest.raises(StaleError):
        await store.put_entry(replace(night_of_ada(), naps_min=20), seen=seen)

    assert await store.nights(ADA) == [night_of_ada()]


async def test_nights_come_oldest_first_within_the_days_asked_for(store: Store) -> None:
    await store.add_person(ada())
    days = [NIGHT + timedelta(days=n) for n in (3, 1, 0, 2)]
    for day in days:
        await store.put_entry(night_of_ada(day))
    await store.put_entry(night_of_ada(NIGHT, part=2))

    found = await store.nights(ADA, since=NIGHT, until=NIGHT + timedelta(days=1))

    assert [(entry.night, entry.part) for entry in found] == [
        (NIGHT, 1),
        (NIGHT, 2),
        (NIGHT + timedelta(days=1), 1),
    ]


async def test_a_deleted_night_is_gone_and_a_missing_one_is_said_to_be_missing(
    store: Store,
) -> None:
    await store.add_person(ada())
    await store.put_entry(night_of_ada())

    deleted = await store.delete_entry(ADA, NIGHT)
    again = await store.delete_entry(ADA, NIGHT)

    assert (deleted, again) == (True, False)
    assert await store.nights(ADA) == []


async def test_an_impossible_quality_is_refused_and_is_no_lost_race(store: Store) -> None:
    await store.add_person(ada())

    with pytest.raises(IntegrityError):
        await store.put_entry(replace(night_of_ada(), quality_1_5=9))


async def test_check_ins_come_newest_first(store: Store) -> None:
    await store.add_person(ada())
    days = [NIGHT + timedelta(days=n) for n in (1, 0, 2)]
    for day in days:
        await store.hear(opening(night=day, check_in_id=uuid4()))

    found = await store.check_ins(ADA, since=NIGHT + timedelta(days=1))

    assert [check_in.night for check_in in found] == [days[2], days[0]]
    assert len(await store.check_ins(ADA)) == 3


async def test_the_last_commitment_is_the_one_of_the_latest_night_before(store: Store) -> None:
    await store.add_person(ada())
    for days, item in ((0, "light"), (1, "wind_down"), (2, None), (3, "later")):
        night = NIGHT + timedelta(days=days)
        agreed = Commitment(item, agreed=False, night=night) if item else None
        hearing = opening(night=night, check_in_id=uuid4())
        await store.hear(replace(hearing, check_in=replace(hearing.check_in, commitment=agreed)))

    found = await store.last_commitment(ADA, before=NIGHT + timedelta(days=3))

    assert found == Commitment("wind_down", agreed=False, night=NIGHT + timedelta(days=1))
    assert await store.last_commitment(ADA, before=NIGHT) is None


async def test_odd_characters_come_back_as_they_came(store: Store) -> None:
    check_in = await opened(store)
    odd = "caf\u00e9 \U0001f634 \x00 \udce9"

    await store.hear(heard(check_in, odd))

    assert (await store.turns(TALK))[-1].text == odd


async def test_words_are_nowhere_in_clear_in_the_database(store: Store) -> None:
    check_in = await opened(store)
    await store.hear(heard(check_in, "neighbourly zebra"))
    await store.put_entry(night_of_ada())

    shown = ""
    async with store.database.reading() as session:
        for table in ("person", "turn", "check_in", "diary_entry"):
            found = await session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
            shown += "".join(
                str(bytes(v) if isinstance(v, memoryview) else v) for row in found for v in row
            )

    assert "Europe/London" in shown
    for word in ("Ada", "zebra", "dog", '{"a":1}'):
        assert word not in shown


async def test_a_key_beside_the_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match="beside the database"):
        await opened_store(f"sqlite:///{tmp_path / 'nightjar.db'}", tmp_path)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
async def test_other_databases_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        await opened_store(url, tmp_path / "config")
