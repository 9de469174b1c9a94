"""What comes before every review: sleepiness, a safer lane, illness; and what a person may set."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from agendas.morning import Morning, lane_of, suspended_plan
from agendas.review import allowed, decide, needs_yes, rise_moved
from agendas.schedule import RuleId
from agendas.window import TARGET
from memory.course import Action, Course, Measure, Plan, Standing
from safety.lanes import Lane
from tests.sleeping import (
    DAY,
    FIRST,
    LAST,
    REGULAR,
    REVIEW_DAY,
    S2,
    START,
    answered,
    away,
    in_window,
    kept,
    morning,
    morning_of,
    nights,
    passed,
    plan,
    rules,
    standings,
    with_course,
    worse,
)


@pytest.mark.parametrize("night", [REVIEW_DAY, REVIEW_DAY - 3 * DAY])
@pytest.mark.parametrize("asked", [True, False])
def test_sleepiness_suspends_the_window_the_same_day(night: date, *, asked: bool) -> None:
    at = in_window(400, night)
    at = answered(at, sleepy_unsafe=True) if asked else replace(at, sleepy=True)

    decision = decide(at, rules())

    assert decision.plan is not None
    assert decision.action is Action.SUSPEND
    assert decision.plan.time_in_bed_min == 510
    assert decision.plan.from_night == night + DAY
    assert (Standing.SAFETY_HOLD, True) in standings(decision)


def test_sleepiness_told_after_the_day_s_decision_still_suspends() -> None:
    at = in_window()
    decided = replace(at, course=kept(at.course, decide(at, rules())), sleepy=True)

    decision = decide(decided, rules())

    assert decision.action is Action.SUSPEND
    assert decision.plan is not None
    assert decision.plan.time_in_bed_min == 510


def test_sleepiness_told_twice_in_a_morning_is_one_hold() -> None:
    at = replace(in_window(), sleepy=True)
    again = replace(at, course=kept(at.course, decide(at, rules())))

    decision = decide(again, rules())

    assert decision.plan is None
    assert Standing.SAFETY_HOLD not in [standing for standing, _ in standings(decision)]


def test_sleepiness_under_a_hold_after_a_crisis_does_not_make_it_one_that_ends_by_itself() -> None:
    held = passed(Standing.SAFETY_HOLD, REVIEW_DAY - 9 * DAY, rule="crisis.words")
    at = with_course(in_window(), passages=(*S2, held))
    told = answered(at, sleepy_unsafe=True)

    decision = decide(told, rules())

    assert decision.action is Action.SUSPEND
    assert Standing.SAFETY_HOLD not in [standing for standing, _ in standings(decision)]
    assert lane_of(replace(told, course=kept(told.course, decision))) is Lane.B


def test_what_takes_time_in_bed_away_needs_a_yes_and_may_be_left_out() -> None:
    at = in_window(300, REVIEW_DAY + 7 * DAY)
    at = replace(at, nights=(*at.nights, *nights(7, REVIEW_DAY + DAY, 420, 300)))

    wanted = decide(at, rules()).plan
    left_out = decide(replace(at, declined_step=True), rules())

    assert wanted is not None
    assert wanted.action is Action.TIGHTEN
    assert needs_yes(wanted)
    assert left_out.rules == (RuleId.HOLD_DECLINED,)
    assert left_out.plan is not None
    assert not needs_yes(left_out.plan)


def test_who_wants_their_time_in_bed_left_alone_has_it_back_and_is_given_no_other() -> None:
    at = replace(in_window(night=REVIEW_DAY - 3 * DAY), declined_change=True)

    decision = decide(at, rules())

    assert decision.plan is not None
    assert (decision.plan.measure, decision.plan.time_in_bed_min) == (Measure.REGULARITY, 510)
    assert decision.rules == (RuleId.START_LEFT_ALONE,)


def test_another_rise_time_leaves_the_time_in_bed() -> None:
    at = replace(in_window(), rise_time=time(6, 30))

    moved = rise_moved(at, rules())

    assert moved is not None
    assert (moved.action, moved.rise_time, moved.time_in_bed_min) == (Action.MOVE, time(6, 30), 420)
    assert rise_moved(in_window(), rules()) is None


def suspended(days: int, **answers: Any) -> Morning:
    """So many days after a suspension, on the day of a review."""
    gone = LAST + 10 * DAY
    at = replace(in_window(night=gone), sleepy=True)
    at = replace(at, course=kept(at.course, decide(at, rules())), sleepy=False)
    night = gone + days * DAY
    whole = (*at.nights, *nights(days + 3, LAST + 8 * DAY, 510, 360))
    at = replace(at, night=night, now=morning_of(night), nights=whole)
    return answered(at, **answers)


@pytest.mark.parametrize(("days", "answer"), [(6, False), (7, None), (8, None)])
def test_a_hold_for_sleepiness_stands_until_denied_a_week_later(
    days: int, *, answer: bool | None
) -> None:
    decision = decide(suspended(days, sleepy_unsafe=answer), rules())

    assert (decision.action, decision.rules) == (Action.HOLD, (RuleId.HOLD_ALERT,))


def test_a_suspended_window_comes_back_gently() -> None:
    decision = decide(suspended(7, sleepy_unsafe=False), rules())

    assert decision.plan is not None
    assert decision.lane is Lane.B
    assert (decision.action, decision.plan.measure) == (Action.RESUME, Measure.COMPRESSION)
    assert decision.plan.time_in_bed_min == 480
    assert decision.plan.figures[TARGET] == 435
    assert (Standing.SAFETY_HOLD, False) in standings(decision)


def test_a_suspended_window_does_not_come_back_in_lane_c_or_while_worse() -> None:
    at = suspended(7, sleepy_unsafe=False)
    bad = worse(at, 6)
    bad = answered(bad, sleepy_unsafe=False, day_impact_0_10=6)

    in_c = decide(replace(at, lane=Lane.C), rules())
    in_b = decide(bad, rules())

    assert in_c.rules == (RuleId.LANE_C,)
    assert in_b.rules == (RuleId.DETERIORATION,)
    assert in_b.action is Action.HOLD


def test_a_suspended_window_does_not_come_back_without_a_response() -> None:
    at = suspended(7, sleepy_unsafe=False)
    begun = replace(START, figures={"baseline_sum_sleep_min": 360, "baseline_sum_in_bed_min": 510})
    first = LAST - 28 * DAY
    at = with_course(at, plans=(replace(begun, from_night=first), *at.course.plans[1:]))
    at = replace(at, nights=(*nights(38, first, 420, 300), *at.nights[17:]))

    decision = decide(at, rules())

    assert decision.rules == (RuleId.HOLD_REFERRED,)


def test_without_a_known_baseline_a_suspended_window_begins_anew() -> None:
    at = suspended(7, sleepy_unsafe=False)
    first, second = at.course.plans
    at = with_course(at, plans=(first, replace(second, time_in_bed_min=None)))

    decision = decide(at, rules())

    assert decision.plan is not None
    assert (decision.action, decision.plan.measure) == (Action.START, Measure.COMPRESSION)


def test_a_safety_hold_of_another_kind_is_not_ours_to_lift() -> None:
    held = (*S2, passed(Standing.SAFETY_HOLD, FIRST, "crisis"))
    at = answered(with_course(in_window(), passages=held), sleepy_unsafe=False)

    assert decide(at, rules()).rules == (RuleId.HOLD_SAFETY,)


@pytest.mark.parametrize(
    ("lane", "measure", "ends"),
    [
        (Lane.B, Measure.WINDOW, True),
        (Lane.C, Measure.WINDOW, True),
        (Lane.C, Measure.COMPRESSION, True),
        (Lane.B, Measure.COMPRESSION, False),
        (Lane.A, Measure.COMPRESSION, False),
        (Lane.C, Measure.REGULARITY, False),
    ],
)
def test_a_safer_lane_ends_what_it_does_not_allow_the_same_day(
    lane: Lane, measure: Measure, *, ends: bool
) -> None:
    at = in_window(night=REVIEW_DAY - 3 * DAY, plan=replace(START, measure=measure), lane=lane)

    decision = decide(at, rules())

    assert (decision.plan is not None) is ends
    assert decision.plan is None or decision.plan.time_in_bed_min == 510
    assert not ends or decision.rules == (RuleId.LANE_SAFER,)


def test_who_wants_no_window_any_more_gets_it_ended_and_is_compressed_a_week_later() -> None:
    at = replace(in_window(night=REVIEW_DAY - 3 * DAY), declined_window=True)

    decision = decide(at, rules())
    night = REVIEW_DAY + 4 * DAY
    later = replace(
        at,
        night=night,
        now=morning_of(night),
        course=kept(at.course, decision),
        nights=(*at.nights, *nights(7, REVIEW_DAY - 2 * DAY, 510, 360)),
    )
    after = decide(later, rules())

    assert (decision.action, decision.rules) == (Action.WIDEN, (RuleId.START_DECLINED,))
    assert after.plan is not None
    assert after.plan.measure is Measure.COMPRESSION


def test_an_illness_pauses_and_the_return_goes_on() -> None:
    ill = with_course(in_window(), spells=(away(REVIEW_DAY, None),))
    paused = replace(ill, course=kept(ill.course, decide(ill, rules())))
    night = REVIEW_DAY + DAY
    back = with_course(
        replace(paused, night=night, now=morning_of(night)),
        spells=(away(REVIEW_DAY, REVIEW_DAY),),
    )

    decision, returned = decide(ill, rules()), decide(back, rules())

    assert decision.plan is None
    assert decision.rules == (RuleId.HOLD_FROZEN, RuleId.FROZEN_AWAY)
    assert standings(decision)[0] == (Standing.PAUSED, True)
    assert standings(decide(paused, rules())) == []
    assert standings(returned)[0] == (Standing.PAUSED, False)


def test_another_rise_time_moves_the_plan_and_not_its_minutes() -> None:
    at = replace(in_window(night=REVIEW_DAY - DAY), rise_time=time(6, 30))
    at = with_course(at, plans=(replace(START, figures={TARGET: 390}),))

    decision = decide(at, rules())

    assert decision.plan is not None
    assert decision.action is Action.MOVE
    assert (decision.plan.rise_time, decision.plan.time_in_bed_min) == (time(6, 30), 420)
    assert decision.plan.figures[TARGET] == 390
    assert decision.rules == (RuleId.MOVE_RISE_TIME,)


def test_another_rise_time_on_a_review_day_goes_with_its_decision() -> None:
    decision = decide(replace(in_window(), rise_time=time(7, 15)), rules())

    assert decision.plan is not None
    assert decision.plan.rise_time == time(7, 15)
    assert decision.rules == (RuleId.WINDOW_EXTEND, RuleId.MOVE_RISE_TIME)


def test_a_lane_is_c_without_a_screen_and_b_at_most_after_sleepiness() -> None:
    sleepy = Course(passages=(passed(Standing.SAFETY_HOLD, FIRST, RuleId.SUSPEND_SLEEPINESS),))
    at = morning(FIRST, course=sleepy)

    assert lane_of(replace(at, screened_at=None)) is Lane.C
    assert lane_of(at) is Lane.B
    assert lane_of(replace(at, lane=Lane.C)) is Lane.C
    assert lane_of(replace(at, screened_at=morning_of(FIRST + DAY))) is Lane.A


def test_what_a_suspension_ended_is_found_until_something_begins() -> None:
    gone = plan(FIRST + 7 * DAY, 510, measure=Measure.REGULARITY, action=Action.SUSPEND)
    held = replace(gone, action=Action.HOLD)
    anew = replace(gone, action=Action.START)

    assert suspended_plan((START, gone, held)) == START
    assert suspended_plan((START, held)) is None
    assert suspended_plan((START, gone, anew)) is None
    assert suspended_plan((START,)) is None
    assert suspended_plan(()) is None


OWN = plan(LAST, 420, action=Action.OVERRIDE, by="Dr A", reason="slower")
LONG = (plan(LAST - 7 * DAY, 450),)
NONE: tuple[Plan, ...] = ()


@pytest.mark.parametrize(
    ("own", "lane", "before", "refusal"),
    [
        (OWN, Lane.A, LONG, None),
        (replace(OWN, time_in_bed_min=360), Lane.A, LONG, None),
        (replace(OWN, time_in_bed_min=359), Lane.A, LONG, RuleId.REFUSE_FLOOR),
        (replace(OWN, time_in_bed_min=700), Lane.A, LONG, None),
        (OWN, Lane.B, LONG, RuleId.REFUSE_LANE),
        (replace(OWN, measure=Measure.COMPRESSION), Lane.B, LONG, None),
        (
            replace(OWN, measure=Measure.COMPRESSION, time_in_bed_min=419),
            Lane.B,
            LONG,
            RuleId.REFUSE_TOO_FAST,
        ),
        (replace(OWN, measure=Measure.COMPRESSION), Lane.C, LONG, RuleId.REFUSE_LANE),
        (replace(OWN, measure=Measure.REGULARITY), Lane.C, LONG, RuleId.REFUSE_LANE),
        (replace(OWN, measure=Measure.REGULARITY, time_in_bed_min=450), Lane.C, LONG, None),
        (replace(OWN, measure=Measure.REGULARITY, time_in_bed_min=None), Lane.C, LONG, None),
        (replace(OWN, measure=Measure.REGULARITY), Lane.C, NONE, RuleId.REFUSE_LANE),
        (
            replace(OWN, measure=Measure.REGULARITY),
            Lane.C,
            (replace(REGULAR, baseline_time_in_bed_min=480),),
            RuleId.REFUSE_LANE,
        ),
        (
            replace(OWN, measure=Measure.REGULARITY, baseline_time_in_bed_min=None),
            Lane.C,
            NONE,
            None,
        ),
        (
            replace(OWN, measure=Measure.REGULARITY, baseline_time_in_bed_min=None),
            Lane.C,
            (replace(REGULAR, baseline_time_in_bed_min=None),),
            None,
        ),
    ],
)
def test_a_person_s_own_plan_is_never_under_the_floor_or_outside_the_lane(
    own: Plan, lane: Lane, before: tuple[Plan, ...], refusal: RuleId | None
) -> None:
    assert allowed(own, lane, (), rules(), before) is refusal


def test_two_steps_in_a_week_are_one_too_many_in_lane_b() -> None:
    first = replace(OWN, measure=Measure.COMPRESSION)
    second = replace(first, from_night=LAST + 3 * DAY, time_in_bed_min=390)
    later = replace(second, from_night=LAST + 8 * DAY)

    assert allowed(second, Lane.B, (), rules(), (*LONG, first)) is RuleId.REFUSE_TOO_FAST
    assert allowed(later, Lane.B, (), rules(), (*LONG, first)) is None


@pytest.mark.parametrize("before", [LONG, NONE])
def test_many_small_orders_in_one_day_are_no_step_the_faster(before: tuple[Plan, ...]) -> None:
    usual = 450 if before else OWN.baseline_time_in_bed_min
    assert usual is not None
    once, twice = (
        replace(OWN, measure=Measure.COMPRESSION, time_in_bed_min=usual - less) for less in (30, 60)
    )

    assert allowed(once, Lane.B, (), rules(), before) is None
    assert allowed(twice, Lane.B, (), rules(), (*before, once)) is RuleId.REFUSE_TOO_FAST


def test_no_plan_is_set_during_a_safety_hold() -> None:
    assert allowed(OWN, Lane.A, [Standing.SAFETY_HOLD], rules()) is RuleId.REFUSE_SAFETY_HOLD
    assert allowed(OWN, Lane.A, [Standing.PAUSED], rules()) is None
