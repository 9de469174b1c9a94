"""Somebody who sleeps by day after night shifts: an anchor is spoken of, no steady rise time."""

from dataclasses import replace
from datetime import timedelta

from agendas.nights import DAY, day_sleeps
from agendas.program import load_program
from coach.bootstrap import App
from memory.course import Action, Measure
from tests.living import TODAY, in_programme, through
from tests.sleeping import plan, sleep

PROGRAM = load_program()
BY_DAY = (
    "I got into bed and tried to sleep at half past eight in the morning, took 20 minutes to fall "
    "asleep, woke once for 10 minutes, woke for good and got up at ten to three in the afternoon, "
    "no naps, quality three out of five."
)


def test_a_sleep_that_ends_in_the_afternoon_counts_for_two_weeks() -> None:
    night = sleep(TODAY, 480, 400)
    later = replace(
        night,
        got_into_bed_at=night.got_into_bed_at and night.got_into_bed_at + timedelta(hours=8),
        out_of_bed_at=night.out_of_bed_at and night.out_of_bed_at + timedelta(hours=8),
    )

    assert day_sleeps(TODAY, {TODAY: night}) == 0
    assert day_sleeps(TODAY, {TODAY: later}) == 1
    assert day_sleeps(TODAY + 14 * DAY, {TODAY: later}) == 0


def test_with_day_sleeps_the_telling_is_of_an_anchor() -> None:
    held = plan(TODAY, None, measure=Measure.REGULARITY, action=Action.HOLD)
    shifted = replace(held, figures={"day_sleeps": 3})

    plain, by_shifts = PROGRAM.telling(held), PROGRAM.telling(shifted)

    assert plain is not None
    assert plain.id == "tell.hold_regularity"
    assert by_shifts is not None
    assert by_shifts.id == "tell.hold_shifts"


async def test_after_a_day_sleep_no_rise_time_is_asked_for(app: App) -> None:
    held = plan(TODAY - 2 * DAY, None, measure=Measure.REGULARITY, action=Action.START)
    talk = await in_programme(app, held)
    talk.now += timedelta(hours=8)

    told = await through(talk, diary__open=BY_DAY)

    assert "same rise time" not in told
    assert "getting up at the same time every day" not in told
    assert "Good morning" not in told
