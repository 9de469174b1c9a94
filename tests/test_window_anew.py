"""A measure begun anew, and the nights that may not enter it; nobody short of sleep is cut."""

from dataclasses import replace

import pytest

from agendas.review import decide
from agendas.schedule import RuleId
from memory.course import Action, Course, Measure, Standing
from safety.lanes import Lane
from tests.sleeping import (
    DAY,
    FIRST,
    LAST,
    REVIEW_DAY,
    S2,
    START,
    morning,
    nights,
    passed,
    plan,
    review,
    rules,
    standings,
)

SLEEPY = str(RuleId.SUSPEND_SLEEPINESS)


def test_a_start_after_a_window_that_ended_counts_only_the_nights_without_it() -> None:
    ended = plan(
        REVIEW_DAY + DAY,
        510,
        measure=Measure.REGULARITY,
        action=Action.WIDEN,
        rules=("lane.safer",),
    )
    window = (*nights(7, FIRST, 510, 360), *nights(7, LAST + DAY, 420, 380))
    free = nights(8, LAST + 8 * DAY, 510, 400)
    at = morning(
        REVIEW_DAY + 8 * DAY,
        (*window, *free),
        course=Course(plans=(START, ended), passages=S2),
        lane=Lane.B,
    )

    decision = decide(at, rules())
    early = decide(replace(at, night=REVIEW_DAY + 5 * DAY, nights=(*window, *free[:5])), rules())

    assert decision.plan is not None
    assert (decision.action, decision.plan.time_in_bed_min) == (Action.START, 480)
    assert early.action is not Action.START


def test_nobody_who_sleeps_under_five_hours_in_a_window_is_cut_further() -> None:
    standing = plan(LAST + DAY, 390, baseline_min=600)
    slept = (*nights(7, FIRST, 600, 360), *nights(14, LAST + DAY, 390, 280))
    course = Course(plans=(standing,), passages=S2, reviews=(review(REVIEW_DAY),))

    decision = decide(morning(REVIEW_DAY + 7 * DAY, slept, course=course), rules())

    assert decision.plan is not None
    assert (decision.action, decision.rules) == (Action.WIDEN, (RuleId.LANE_SHORT_SLEEP,))
    assert (decision.plan.measure, decision.plan.time_in_bed_min) == (Measure.REGULARITY, 600)
    assert (Standing.REFERRED, True) in standings(decision)


def test_the_floor_is_no_comfort_to_one_who_sleeps_under_five_hours_at_it() -> None:
    standing = plan(LAST + DAY, 360, baseline_min=480)
    slept = (*nights(7, FIRST, 480, 330), *nights(14, LAST + DAY, 360, 280))
    course = Course(plans=(standing,), passages=S2, reviews=(review(REVIEW_DAY),))

    decision = decide(morning(REVIEW_DAY + 7 * DAY, slept, course=course), rules())

    assert (decision.action, decision.rules) == (Action.WIDEN, (RuleId.LANE_SHORT_SLEEP,))
    assert (Standing.REFERRED, True) in standings(decision)


def test_the_floor_holds_one_who_slept_enough_until_this_week() -> None:
    standing = plan(LAST + DAY, 360, baseline_min=480)
    slept = (*nights(7, FIRST, 480, 337), *nights(7, LAST + DAY, 360, 285))
    at = morning(REVIEW_DAY, slept, course=Course(plans=(standing,), passages=S2))

    decision = decide(at, rules())

    assert decision.action is Action.HOLD
    assert RuleId.HOLD_FLOOR in decision.rules


def test_nobody_who_wants_the_time_in_bed_left_alone_is_given_a_measure() -> None:
    at = morning(LAST, nights(7, FIRST, 510, 360), declined_change=True)

    decision = decide(at, rules())

    assert decision.plan is not None
    assert decision.plan.measure is Measure.REGULARITY
    assert decision.rules == (RuleId.START_LEFT_ALONE, RuleId.START_REGULARITY)


@pytest.mark.parametrize(("asleep_min", "resumes"), [(299, False), (300, True)])
def test_nobody_who_sleeps_under_five_hours_is_led_back_into_a_schedule(
    asleep_min: int, *, resumes: bool
) -> None:
    today = LAST + 22 * DAY
    suspended = plan(
        LAST + 8 * DAY, 510, measure=Measure.REGULARITY, action=Action.SUSPEND, rules=(SLEEPY,)
    )
    course = Course(
        plans=(START, suspended),
        passages=(*S2, passed(Standing.SAFETY_HOLD, LAST + 7 * DAY, SLEEPY)),
        reviews=(review(today, sleepy_unsafe=False),),
    )
    slept = (*nights(7, FIRST, 510, 390), *nights(22, LAST + DAY, 510, asleep_min))

    decision = decide(morning(today, slept, course=course, lane=Lane.B), rules())

    assert (decision.action is Action.RESUME) is resumes
    assert (decision.rules == (RuleId.LANE_SHORT_SLEEP,)) is not resumes


@pytest.mark.parametrize(("in_bed_min", "action"), [(480, Action.TIGHTEN), (540, Action.START)])
def test_a_schedule_taken_up_again_goes_on_from_what_is_kept(
    in_bed_min: int, action: Action
) -> None:
    today = FIRST + 90 * DAY
    standing = plan(LAST + DAY, 480)
    passages = (
        *S2,
        passed(Standing.S6, FIRST + 50 * DAY, "stage.s6_week_eight"),
        passed(Standing.S7, FIRST + 60 * DAY, "stage.s7_plan_saved"),
    )
    course = Course(plans=(standing,), passages=passages, reviews=(review(today - 7 * DAY),))

    decision = decide(morning(today, nights(91, FIRST, in_bed_min, 345), course=course), rules())

    assert decision.plan is not None
    assert (Standing.S2, True) in standings(decision)
    assert decision.action is action
    if action is Action.TIGHTEN:
        assert decision.plan.time_in_bed_min == 465
