"""What is kept of a course: added whole or not at all, once, in order, and sealed where stated."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from memory.checkin import Hearing, StaleError, UnknownPersonError
from memory.course import Course, Measure, Standing, lane_now
from memory.person import Person
from memory.store import Store
from safety.lanes import Lane
from tests.courses import away, one_of_each, passed, planned, reviewed, screened
from tests.stored import (
    ADA,
    BEN,
    BOTH,
    NOW,
    ada,
    ben,
    database_url,
    opened_store,
    opening,
)

COURSE = Course((planned(),), (reviewed(),), (passed(),), (away(),))


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = database_url(request.param, tmp_path)
    async with await opened_store(url, tmp_path / "config") as opened:
        yield opened


def hearing(person: Person, **added: object) -> Hearing:
    return replace(opening(), person=person, **added)  # type: ignore[arg-type]  # Hearing's


async def test_a_course_comes_back_as_it_was_added(store: Store) -> None:
    added = await store.add_person(ada())

    person = await store.add_milestones(added, *one_of_each())

    assert await store.course(ADA) == COURSE
    assert await store.screenings(ADA) == [screened()]
    assert await store.person(ADA) == person
    assert person.version == 2


async def test_a_hearing_adds_to_the_course_with_all_else_it_changes(store: Store) -> None:
    person = await store.add_person(ada())

    await store.hear(
        hearing(
            replace(person, stage="S2"),
            screenings=(screened(),),
            plans=COURSE.plans,
            reviews=COURSE.reviews,
            passages=COURSE.passages,
            spells=COURSE.spells,
        )
    )

    kept = await store.person(ADA)
    assert await store.course(ADA) == COURSE
    assert await store.screenings(ADA) == [screened()]
    assert kept is not None
    assert kept.stage == "S2"


async def test_a_hearing_heard_twice_adds_once(store: Store) -> None:
    person = await store.add_person(ada())
    heard = hearing(person, plans=(planned(),), screenings=(screened(),))
    first = await store.hear(heard)

    again = await store.hear(heard)

    assert again == first
    assert (await store.course(ADA)).plans == (planned(),)
    assert await store.screenings(ADA) == [screened()]


async def test_the_same_added_twice_is_kept_once(store: Store) -> None:
    person = await store.add_person(ada())
    first = await store.add_milestones(person, *one_of_each())

    again = await store.add_milestones(person, *one_of_each())

    assert again == first
    assert await store.course(ADA) == COURSE


async def test_whoever_decided_on_an_older_course_is_refused(store: Store) -> None:
    person = await store.add_person(ada())
    await store.add_plan(person, planned(0, by="Grace"))

    with pytest.raises(StaleError):
        await store.add_plan(person, planned(1))
    with pytest.raises(StaleError):
        await store.add_screening(person, screened())
    with pytest.raises(StaleError):
        await store.hear(hearing(person, plans=(planned(2),)))

    assert (await store.course(ADA)).plans == (planned(0, by="Grace"),)
    assert await store.screenings(ADA) == []
    assert await store.check_ins(ADA) == []


async def test_a_screening_makes_a_plan_decided_before_it_stale(store: Store) -> None:
    person = await store.add_person(ada())
    await store.add_screening(person, screened(Lane.C))

    with pytest.raises(StaleError):
        await store.hear(hearing(person, plans=(planned(1),)))

    assert (await store.course(ADA)).plan is None


async def test_of_two_who_add_at_once_one_is_refused(store: Store, tmp_path: Path) -> None:
    person = await store.add_person(ada())
    url = store.database.engine.url.render_as_string(hide_password=False)

    refused: list[int] = []

    async def add(to: Store, number: int) -> None:
        try:
            await to.add_plan(person, planned(number))
        except StaleError:
            refused.append(number)

    async with await opened_store(url, tmp_path / "config") as other, asyncio.TaskGroup() as group:
        group.create_task(add(store, 1))
        group.create_task(add(other, 2))

    (number,) = refused
    assert (await store.course(ADA)).plans == (planned(3 - number),)


async def test_a_course_is_in_the_order_it_was_added_in_whatever_the_clock_said(
    store: Store,
) -> None:
    person = await store.add_person(ada())
    leaving = passed(Standing.S1, 5, entered=False)

    person = await store.add_milestones(person, planned(5), leaving, passed(Standing.S2, 5))
    await store.add_milestones(person, planned(1), passed(Standing.S4, 1))

    course = await store.course(ADA)
    assert course.plans == (planned(5), planned(1))
    assert course.plan == planned(1)
    assert course.passages == (leaving, passed(Standing.S2, 5), passed(Standing.S4, 1))


async def test_a_spell_told_again_is_one_spell_and_the_export_has_both(store: Store) -> None:
    person = await store.add_away(await store.add_person(ada()), away())

    await store.add_away(person, away(1, ends_in_days=3))

    exported = await store.export(ADA)
    assert (await store.course(ADA)).spells == (away(1, ends_in_days=3),)
    assert [each["ends_on"] for each in exported["spells"]] == [None, "2026-03-05"]  # type: ignore[attr-defined]


async def test_of_a_screening_not_to_be_kept_only_lane_and_time_are(store: Store) -> None:
    person = await store.add_person(ada())
    told = screened(Lane.C, kept=False)

    await store.add_screening(person, told)

    assert await store.screenings(ADA) == [replace(told, answers={}, rules=())]
    assert "bipolar" not in repr(await store.export(ADA))


async def test_nobody_is_given_somebody_elses_course(store: Store) -> None:
    await store.add_person(ada())
    other = await store.add_person(ben())

    with pytest.raises(ValueError, match="somebody else"):
        await store.add_plan(other, planned())
    with pytest.raises(ValueError, match="somebody else"):
        await store.hear(replace(opening(BEN), person=other, plans=(planned(),)))

    assert await store.course(BEN) == Course()


async def test_a_course_is_never_added_to_without_the_version_it_was_decided_on(
    store: Store,
) -> None:
    await store.add_person(ada())

    with pytest.raises(ValueError, match="without their version"):
        await store.hear(replace(opening(), plans=(planned(),)))


@pytest.mark.parametrize("measure", [Measure.WINDOW, Measure.COMPRESSION])
@pytest.mark.parametrize("minutes", [359, 0, None])
async def test_the_database_itself_refuses_a_plan_under_the_floor(
    measure: Measure, minutes: int | None, store: Store
) -> None:
    person = await store.add_person(ada())

    with pytest.raises(IntegrityError, match="ck_plan_floor"):
        await store.add_plan(person, planned(measure=measure, time_in_bed_min=minutes))

    assert await store.course(ADA) == Course()
    assert await store.person(ADA) == person


async def test_nights_as_short_as_somebody_had_them_can_be_given_back(store: Store) -> None:
    person = await store.add_person(ada())
    plan = planned(measure=Measure.REGULARITY, time_in_bed_min=330)

    await store.add_plan(person, plan)

    assert (await store.course(ADA)).plan == plan


async def test_nobodys_course_is_empty(store: Store) -> None:
    assert await store.course(ADA) == Course()
    assert await store.screenings(ADA) == []
    with pytest.raises(UnknownPersonError):
        await store.add_plan(ada(), planned())


async def test_an_export_holds_the_whole_course_in_clear(store: Store) -> None:
    await store.add_milestones(await store.add_person(ada()), *one_of_each())

    shown = repr(await store.export(ADA))

    for kept in (
        "'bipolar': 'unsure'",
        "lane.b.bipolar",
        "Dr Grace Hopper",
        "flies to Tokyo",
        "'time_in_bed_min': 375",
        "'sum_sleep_min': 2310",
        "'satisfaction_0_10': 6",
        "'standing': 'S2'",
        "the funeral in Leeds",
    ):
        assert kept in shown


async def test_an_erasure_leaves_nothing_of_a_course(store: Store) -> None:
    await store.add_milestones(await store.add_person(ada()), *one_of_each())

    await store.erase(ADA, NOW)

    assert await store.course(ADA) == Course()
    assert await store.screenings(ADA) == []
    async with store.database.reading() as session:
        for table in ("screening", "plan", "review", "passage", "away"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608


async def test_what_was_stated_cannot_be_read_in_the_files_and_is_gone_with_the_person(
    tmp_path: Path,
) -> None:
    url = database_url("sqlite", tmp_path)
    folder = tmp_path / "data"
    async with await opened_store(url, tmp_path / "config") as store:
        person = await store.add_person(ada())
        crisis = passed(Standing.SAFETY_HOLD, rule="crisis.suicide")
        await store.add_milestones(person, *one_of_each(), crisis)
        async with store.database.reading() as session:
            sealed = [
                *(await session.scalars(text("SELECT answers FROM screening"))),
                *(await session.scalars(text("SELECT rules FROM plan"))),
                *(await session.scalars(text("SELECT rule FROM passage"))),
                *(await session.scalars(text("SELECT reason FROM away"))),
            ]
        kept = b"".join(path.read_bytes() for path in folder.iterdir())

        await store.erase(ADA, NOW)

        left = b"".join(path.read_bytes() for path in folder.iterdir())
    for stated in (b"bipolar", b"unsure", b"lane.", b"Grace", b"Tokyo", b"funeral", b"suicide"):
        assert stated not in kept
    assert b"SAFETY_HOLD" in kept
    assert len(sealed) == 5
    assert not any(value in left for value in sealed)


def test_what_was_added_to_a_course_is_what_it_has_more_than_before() -> None:
    before = Course().adding(planned(), away())

    after = before.adding(planned(1), passed(), away(1, ends_in_days=2))

    assert after.since(before) == Course((planned(1),), (), (passed(),), (away(1, ends_in_days=2),))
    assert after.since(after) == Course()


def test_a_stage_left_and_entered_again_is_entered() -> None:
    hold = Standing.SAFETY_HOLD
    entered = Course().adding(passed(hold))
    left = entered.adding(passed(hold, 1, entered=False))

    assert (Course().is_in(hold), entered.is_in(hold), left.is_in(hold)) == (False, True, False)
    assert left.adding(passed(hold, 2)).is_in(hold)


def test_a_hold_is_lane_c_whatever_was_screened() -> None:
    free = [screened(Lane.A)]

    held = Course().adding(passed(Standing.SAFETY_HOLD))

    assert lane_now(Course(), free) is Lane.A
    assert lane_now(held, free) is Lane.C
    assert lane_now(held.adding(passed(Standing.SAFETY_HOLD, 1, entered=False)), free) is Lane.A
