import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from memory.checkin import CheckIn, Commitment, Hearing, Saying, Speaker, Status
from memory.diary import Field, Source
from memory.keys import KeyRing, MasterKeyError
from memory.person import Consent, Topic
from memory.store import StaleError, Store, UnknownPersonError
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
    decision,
    night_of_ada,
    opening,
    reply,
)


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = database_url(request.param, tmp_path)
    async with Store(url, KeyRing.open(tmp_path / "config")) as opened:
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

    await store.put_entry(corrected)

    assert await store.nights(ADA) == [corrected]


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


async def test_an_opening_leaves_a_turn_without_words(store: Store) -> None:
    check_in = await opened(store)

    assert check_in == replace(opening().check_in, version=1, opened_at=NOW, updated_at=NOW)
    assert await store.check_in(ADA, NIGHT) == check_in
    [turn] = await store.turns(TALK)
    assert (turn.turn_no, turn.speaker, turn.text) == (0, Speaker.PERSON, None)


async def test_all_of_a_check_in_comes_back(store: Store) -> None:
    first = await opened(store)
    full = replace(
        first,
        status=Status.DONE,
        turn_no=1,
        question="rise_time",
        attempts=2,
        agenda='{"items": ["wind_down"]}',
        delivered=frozenset({"wind_down", "light"}),
        owed=("hotline", "emergency"),
        model_failures=3,
        editing=date(2026, 3, 1),
        commitment=Commitment("wind_down", agreed=True, night=NIGHT),
        closed_at=NOW + timedelta(minutes=2),
        program_version="1.0",
        policy_version="2.0",
    )

    written = await store.hear(Hearing(full, at=NOW + timedelta(minutes=2), words="yes"))

    assert written == replace(full, version=2, updated_at=NOW + timedelta(minutes=2))
    assert await store.check_in(ADA, NIGHT) == written


async def test_a_hearing_writes_turn_person_night_and_audit_together(store: Store) -> None:
    check_in = await opened(store)
    person = await store.person(ADA)
    assert person is not None
    hearing = replace(
        heard(check_in, "I slept badly"),
        person=replace(person, rise_time=None),
        entries=(night_of_ada(),),
    )

    written = await store.hear(hearing)

    assert written.version == 2
    assert [turn.text for turn in await store.turns(TALK)] == [None, "I slept badly"]
    assert await store.person(ADA) == replace(person, rise_time=None, version=2)
    assert await store.nights(ADA) == [night_of_ada()]
    assert await store.verify_audit() == (2, None)


async def test_the_same_words_heard_twice_are_written_once(store: Store) -> None:
    check_in = await opened(store)
    first = await store.hear(heard(check_in, "about eleven"))
    said = await store.said(reply(first))

    again = await store.hear(heard(check_in, "about eleven"))
    opened_again = await store.hear(opening())

    assert again == opened_again == said
    assert len(await store.turns(TALK)) == 3
    assert await store.verify_audit() == (2, None)


async def test_the_same_turn_with_other_words_is_refused(store: Store) -> None:
    check_in = await opened(store)
    await store.hear(heard(check_in, "about eleven"))

    with pytest.raises(StaleError):
        await store.hear(heard(check_in, "half past ten"))

    assert [turn.text for turn in await store.turns(TALK)] == [None, "about eleven"]


async def test_a_hearing_on_a_stale_person_writes_nothing_at_all(store: Store) -> None:
    check_in = await opened(store)
    person = await store.person(ADA)
    assert person is not None
    await store.set_person(replace(person, name="Countess"))
    hearing = replace(
        heard(check_in, "I am Ada"), person=replace(person, name="Ada"), entries=(night_of_ada(),)
    )

    with pytest.raises(StaleError):
        await store.hear(hearing)

    assert await store.check_in(ADA, NIGHT) == check_in
    assert len(await store.turns(TALK)) == 1
    assert await store.nights(ADA) == []
    assert await store.verify_audit() == (1, None)


async def test_a_nights_check_in_is_opened_by_one_only(store: Store) -> None:
    await opened(store)

    with pytest.raises(StaleError):
        await store.hear(opening(check_in_id=uuid4()))

    assert len(await store.check_ins(ADA)) == 1


async def test_of_many_who_open_at_once_one_wins_and_the_rest_are_told(store: Store) -> None:
    await store.add_person(ada())
    outcomes: list[object] = []

    async def attempt(check_in_id: UUID) -> None:
        try:
            outcomes.append(await store.hear(opening(check_in_id=check_in_id)))
        except StaleError as error:
            outcomes.append(error)

    async with asyncio.TaskGroup() as group:
        for _ in range(6):
            group.create_task(attempt(uuid4()))

    assert sum(isinstance(outcome, CheckIn) for outcome in outcomes) == 1
    assert await store.verify_audit() == (1, None)


async def test_a_hearing_about_nobody_is_refused(store: Store) -> None:
    with pytest.raises(UnknownPersonError):
        await store.hear(opening(person_id=BEN))


async def test_a_hearing_that_mixes_two_people_is_refused(store: Store) -> None:
    check_in = await opened(store)

    with pytest.raises(ValueError, match="somebody else"):
        await store.hear(
            replace(heard(check_in, "x"), entries=(replace(night_of_ada(), person_id=BEN),))
        )


async def test_a_heard_deletion_takes_all_parts_of_a_night(store: Store) -> None:
    check_in = await opened(store)
    await store.put_entry(night_of_ada(NIGHT, part=1))
    await store.put_entry(night_of_ada(NIGHT, part=2))
    other = night_of_ada(NIGHT - timedelta(days=1))
    await store.put_entry(other)

    await store.hear(replace(heard(check_in, "delete it"), deleted=(NIGHT,)))

    assert await store.nights(ADA) == [other]


async def test_what_was_told_moves_the_check_in_on(store: Store) -> None:
    first = await opened(store)
    owing = replace(first, turn_no=1, owed=("hotline", "emergency"), delivered=frozenset({"a"}))
    check_in = await store.hear(Hearing(owing, at=NOW, words="hello"))

    written = await store.said(
        Saying(
            check_in.id,
            turn_no=1,
            version=check_in.version,
            at=NOW,
            text="Call this num",
            interrupted=True,
            delivered=frozenset({"b"}),
            settled=frozenset({"hotline"}),
            model_failures=2,
        )
    )

    assert written.version == check_in.version + 1
    assert written.owed == ("emergency",)
    assert written.delivered == {"a", "b"}
    assert written.model_failures == 2
    assert await store.check_in(ADA, NIGHT) == written
    last = (await store.turns(TALK))[-1]
    assert (last.speaker, last.text, last.interrupted) == (Speaker.COACH, "Call this num", True)


async def test_the_same_reply_told_twice_is_written_once(store: Store) -> None:
    check_in = await opened(store)
    first = await store.said(reply(check_in))

    again = await store.said(reply(check_in))

    assert again == first
    assert len(await store.turns(TALK)) == 2


async def test_a_reply_to_a_state_that_moved_on_is_refused(store: Store) -> None:
    check_in = await opened(store)
    await store.hear(heard(check_in, "wait"))

    with pytest.raises(StaleError):
        await store.said(reply(check_in))

    with pytest.raises(StaleError):
        await store.said(replace(reply(check_in), check_in_id=uuid4()))


async def test_withheld_words_leave_only_their_rule(store: Store) -> None:
    check_in = await opened(store)

    await store.hear(replace(heard(check_in, None), withheld_rule="crisis.active"))

    last = (await store.turns(TALK))[-1]
    assert (last.text, last.withheld_rule) == (None, "crisis.active")


async def test_words_that_are_to_be_withheld_cannot_be_kept(store: Store) -> None:
    check_in = await opened(store)

    with pytest.raises(IntegrityError):
        await store.hear(replace(heard(check_in, "words"), withheld_rule="crisis.active"))

    assert len(await store.turns(TALK)) == 1


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
    other = Store(store.database.engine.url.render_as_string(hide_password=False), stranger)

    async with other:
        with pytest.raises(MasterKeyError):
            await other.persons()
        await other.erase(ADA, NOW)

    assert await store.persons() == []


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
        Store(f"sqlite:///{tmp_path / 'nightjar.db'}", KeyRing.open(tmp_path))


async def test_nothing_of_an_erased_person_is_left_in_the_files(tmp_path: Path) -> None:
    url = database_url("sqlite", tmp_path)
    async with Store(url, KeyRing.open(tmp_path / "config")) as store:
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


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
async def test_other_databases_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        Store(url, KeyRing.open(tmp_path / "config"))
