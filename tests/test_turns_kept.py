import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from memory.checkin import CheckIn, Commitment, Hearing, Saying, Speaker, Status
from memory.store import StaleError, Store, UnknownPersonError
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

    seen = night_of_ada(NIGHT, part=1)
    await store.hear(replace(heard(check_in, "delete it"), deleted=(NIGHT,), seen=(seen,)))

    assert await store.nights(ADA) == [other]


@pytest.mark.parametrize("deletes", [False, True])
async def test_a_night_changed_from_elsewhere_is_not_written_over_by_a_talk(
    store: Store, *, deletes: bool
) -> None:
    check_in = await opened(store)
    seen = night_of_ada()
    by_hand = replace(seen, awakenings=5)
    await store.put_entry(seen)
    await store.put_entry(by_hand, seen=seen)
    hearing = replace(
        heard(check_in, "no naps"),
        entries=() if deletes else (replace(seen, naps_min=20),),
        deleted=(NIGHT,) if deletes else (),
        seen=(seen,),
    )

    with pytest.raises(StaleError):
        await store.hear(hearing)

    assert await store.nights(ADA) == [by_hand]


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
