"""Eight weeks of a programme, typed day by day to the real engine and store, in each lane."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from coach.bootstrap import App
from memory.course import Measure, Plan, Standing
from memory.person import Person
from safety.lanes import Answer
from tests.living import (
    TODAY,
    course_of,
    in_programme,
    next_morning,
    through,
    told_night,
)
from tests.sleeping import DAY
from tests.talking import Talk, known_person, talk_with

WEEKS = 8
Week = tuple[str, str | None, int | None]
"""The stage, the measure and the minutes in bed on the last morning of a week."""


def _improves(night: date, standing: Plan | None) -> str:
    """Long awake before the schedule, and then most of the time in bed asleep."""
    del night
    sets = standing is not None and standing.measure in {Measure.WINDOW, Measure.COMPRESSION}
    return told_night(standing if sets else None, *((10, 15) if sets else (40, 50)))


async def _lived(talk: Talk, sleeper: Callable[[date, Plan | None], str]) -> list[Week]:
    """So many weeks of mornings, and what the end of each week looks like."""
    weeks: list[Week] = []
    for day in range(7 * WEEKS):
        standing = (await talk.app.store.course(talk.person.id)).plan
        await through(talk, diary__open=sleeper(talk.now.date(), standing))
        if day % 7 == 6:
            weeks.append(await _week(talk))
        next_morning(talk)
    return weeks


async def _week(talk: Talk) -> Week:
    person = await talk.app.store.person(talk.person.id)
    course = await talk.app.store.course(talk.person.id)
    assert person is not None
    plan = course.plan
    if plan is None:
        return person.stage, None, None
    return person.stage, str(plan.measure), plan.time_in_bed_min


def _newcomer() -> Person:
    return known_person(stage_entered_on=TODAY)


@pytest.mark.timeout(300)
async def test_lane_a_is_led_from_the_baseline_through_a_window_to_a_plan_of_their_own(
    app: App,
) -> None:
    talk = await in_programme(app, nights=0, person=_newcomer())

    weeks = await _lived(talk, _improves)

    assert weeks == [
        ("S2", "window", 420),
        ("S3", "window", 435),
        ("S5", "window", 450),
        ("S5", "window", 450),  # the clocks went forward on the last morning
        ("S5", "window", 465),
        ("S5", "window", 480),
        ("S6", "window", 480),
        ("S7", "window", 480),
    ]


@pytest.mark.timeout(300)
async def test_lane_b_is_only_ever_compressed_and_given_back_what_it_sleeps_through(
    app: App,
) -> None:
    talk = await in_programme(app, nights=0, person=_newcomer(), screening={"age": Answer.YES})

    weeks = await _lived(talk, _improves)

    assert weeks == [
        ("S2", "compression", 450),
        ("S3", "compression", 465),
        ("S5", "compression", 480),
        ("S5", "compression", 480),
        ("S5", "compression", 480),
        ("S5", "compression", 480),
        ("S6", "compression", 480),
        ("S7", "compression", 480),
    ]


@pytest.mark.timeout(300)
async def test_lane_c_is_led_through_the_stages_without_a_word_on_time_in_bed(app: App) -> None:
    talk = await in_programme(app, nights=0, person=_newcomer(), screening={"baby": Answer.YES})

    weeks = await _lived(talk, _improves)

    stages = ["S2", "S3", "S5", "S5", "S5", "S5", "S6", "S7"]
    assert weeks == [(stage, "regularity", None) for stage in stages]


async def test_the_stage_on_the_person_s_row_is_the_one_of_the_passages(app: App) -> None:
    talk = await in_programme(app)

    await through(talk)

    person = await app.store.person(talk.person.id)
    assert person is not None
    assert (person.stage, person.stage_entered_on) == ("S2", TODAY)
    assert course_of(talk).is_in(Standing.S2)
    assert not course_of(talk).is_in(Standing.S1)


async def test_an_earlier_person_gets_the_passage_that_was_missing(app: App) -> None:
    since = TODAY - 9 * DAY
    talk = await talk_with(app, known_person(stage_entered_on=since))

    course = await app.store.course(talk.person.id)

    (passage,) = course.passages
    assert (passage.standing, passage.night, passage.entered) == (Standing.S1, since, True)


async def test_a_newcomer_enters_the_first_stage_with_the_basics(app: App) -> None:
    person = replace(
        known_person(stage="S0", stage_entered_on=None), work_days=None, rise_time=time(7)
    )
    talk = await talk_with(app, person, screening=False)
    before = (await app.store.course(talk.person.id)).passages

    await talk.say("weekdays")

    known = await app.store.person(talk.person.id)
    (passage,) = (await app.store.course(talk.person.id)).passages
    assert before == ()
    assert passage.standing is Standing.S1
    assert known is not None
    assert (known.stage, known.stage_entered_on) == ("S1", passage.night)
