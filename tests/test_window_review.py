"""The one decision of a day: safety, then the lane, then the review; and what a person may set."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from agendas.morning import Morning, lane_of, suspended_plan
from agendas.progress import Done
from agendas.review import Decision, allowed, decide, due
from agendas.schedule import RuleId
from agendas.window import TARGET
from memory.course import Action, Course, Measure, Plan, Review, ReviewKind, Standing
from memory.diary import DiaryEntry
from safety.lanes import Lane
from tests.sleeping import (
    DAY,
    FIRST,
    away,
    kept,
    live,
    morning,
    morning_of,
    nights,
    passed,
    plan,
    review,
    rules,
    sleep,
)

LAST = FIRST + 6 * DAY
S2 = (passed(Standing.S1, FIRST), passed(Standing.S2, LAST))
START = plan(LAST + DAY, 420)
REVIEW_DAY = LAST + 7 * DAY


def standings(decision: Decision) -> list[tuple[Standing, bool]]:
    return [(passage.standing, passage.entered) for passage in decision.passages]


def in_window(asleep: int = 380, night: date = REVIEW_DAY, **changes: object) -> Morning:
    """A week into a window of seven hours, on the day of its review."""
    first = changes.pop("plan", START)
    assert isinstance(first, Plan)
    course = Course(plans=(first,), passages=S2)
    in_bed = first.time_in_bed_min or 510
    whole = (*nights(7, FIRST, 510, 360), *nights(7, LAST + DAY, in_bed, min(asleep, in_bed - 5)))
    return replace(morning(night, whole, course=course), **changes)  # type: ignore[arg-type]


def with_course(at: Morning, **changes: object) -> Morning:
    return replace(at, course=replace(at.course, **changes))  # type: ignore[arg-type]


def answered(at: Morning, **answers: Any) -> Morning:
    return with_course(at, reviews=(*at.course.reviews, review(at.night, **answers)))


# --- before and at the end of the baseline ---------------------------------------------------


def test_nothing_is_decided_before_the_basics_are_told() -> None:
    decision = decide(morning(FIRST, nights(1), basics_told_on=None), rules())

    assert (decision.plan, decision.passages, decision.rules) == (None, (), ())


def test_the_baseline_only_measures() -> None:
    decision = decide(morning(FIRST, nights(1)), rules())

    assert decision.plan is None
    assert decision.rules == (RuleId.BASELINE_NIGHTS,)
    assert standings(decision) == [(Standing.S1, True)]
    assert decision.passages[0].night == FIRST - DAY
    assert decision.figures["valid_nights"] == 1


def test_the_baseline_ends_with_a_plan_from_the_coming_night_on() -> None:
    in_s1 = morning(LAST, nights(7, FIRST, 510, 360), course=Course(passages=S2[:1]))

    decision = decide(replace(in_s1, program_version="7", policy_version="9"), rules())

    assert decision.plan is not None
    assert decision.plan.from_night == LAST + DAY
    assert decision.plan.measure is Measure.WINDOW
    assert decision.plan.time_in_bed_min == 390
    assert decision.plan.baseline_time_in_bed_min == 510
    assert decision.plan.lane is Lane.A
    assert decision.plan.rules == ("start.window",)
    assert (decision.plan.program_version, decision.plan.policy_version) == ("7", "9")
    assert decision.action is Action.START
    assert decision.review is ReviewKind.BASELINE
    assert standings(decision) == [(Standing.S1, False), (Standing.S2, True)]


def test_without_a_whole_screen_nobody_s_time_in_bed_is_touched() -> None:
    at = morning(LAST, nights(7, FIRST, 510, 360), course=Course(passages=S2[:1]))

    decision = decide(replace(at, screened_at=None), rules())

    assert decision.plan is not None
    assert decision.plan.measure is Measure.REGULARITY
    assert decision.plan.time_in_bed_min is None
    assert decision.plan.lane is Lane.C
    assert decision.rules[0] is RuleId.LANE_NO_SCREEN


def test_a_frozen_week_starts_nothing() -> None:
    spring = date(2026, 3, 30)
    at = morning(
        spring,
        nights(10, spring - 9 * DAY, 510, 360),
        basics_told_on=spring - 20 * DAY,
        course=Course(passages=(passed(Standing.S1, spring - 20 * DAY),)),
    )

    decision = decide(at, rules())

    assert decision.plan is None
    assert decision.rules == (RuleId.HOLD_FROZEN, RuleId.FROZEN_CLOCKS)


def test_nothing_changes_on_the_eve_of_a_clock_change() -> None:
    eve = date(2026, 3, 28)
    begun = plan(eve - 20 * DAY, 420)
    at = morning(
        eve,
        nights(14, eve - 13 * DAY, 420, 380),
        course=Course(plans=(begun,), passages=S2),
    )

    decision = decide(at, rules())

    assert (decision.action, decision.rules) == (
        Action.HOLD,
        (RuleId.HOLD_FROZEN, RuleId.FROZEN_CLOCKS),
    )


def test_too_short_a_sleep_at_the_start_is_lane_c_and_a_referral_until_the_next_screen() -> None:
    at = morning(LAST, nights(7, FIRST, 510, 299), course=Course(passages=S2[:1]))

    decision = decide(at, rules())
    later = replace(at, course=kept(at.course, decision))

    assert decision.plan is not None
    assert decision.plan.measure is Measure.REGULARITY
    assert decision.rules[0] is RuleId.LANE_SHORT_SLEEP
    assert (Standing.REFERRED, True) in standings(decision)
    assert lane_of(later) is Lane.C
    assert lane_of(replace(later, screened_at=morning_of(LAST + DAY))) is Lane.A


def test_sleepiness_during_the_baseline_is_held_at_once_and_bars_a_window() -> None:
    at = morning(LAST, nights(7, FIRST, 510, 360), course=Course(passages=S2[:1]), sleepy=True)

    told = decide(at, rules())
    next_day = replace(
        at, night=LAST + DAY, now=morning_of(LAST + DAY), sleepy=False, course=kept(at.course, told)
    )
    after = decide(next_day, rules())

    assert told.plan is None
    assert told.rules == (RuleId.SUSPEND_SLEEPINESS,)
    assert standings(told) == [(Standing.SAFETY_HOLD, True)]
    assert after.plan is not None
    assert after.plan.measure is Measure.REGULARITY
    assert after.rules[0] is RuleId.LANE_SLEEPY
    assert (Standing.REFERRED, True) in standings(after)


def test_another_safety_hold_lets_nothing_start() -> None:
    held = Course(passages=(S2[0], passed(Standing.SAFETY_HOLD, LAST, "crisis")))

    decision = decide(morning(LAST, nights(7, FIRST, 510, 360), course=held), rules())

    assert decision.plan is None
    assert decision.rules == (RuleId.HOLD_SAFETY,)


# --- the weekly review ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asleep", "action", "minutes"),
    [(357, Action.EXTEND, 435), (356, Action.HOLD, 420), (330, Action.HOLD, 420)],
)
def test_the_review_day_brings_one_decision(asleep: int, action: Action, minutes: int) -> None:
    decision = decide(in_window(asleep), rules())

    assert decision.review is ReviewKind.WEEKLY
    assert decision.action is action
    assert decision.plan is not None
    assert decision.plan.time_in_bed_min == minutes
    assert decision.plan.figures["sum_sleep_min"] == 7 * asleep
    assert decision.plan.figures["days_since_change"] == 7
    assert decision.plan.figures["adherent_nights"] == 7


def test_another_day_brings_none() -> None:
    decision = decide(in_window(night=REVIEW_DAY - DAY), rules())

    assert (decision.plan, decision.action, decision.rules) == (None, None, ())


def test_the_same_morning_is_decided_once() -> None:
    at = answered(in_window(), sleepy_unsafe=False)

    first = decide(at, rules())
    second = decide(replace(at, course=kept(at.course, first)), rules())

    assert first.action is Action.EXTEND
    assert second.plan is None


def test_the_review_taken_decides_on_its_day() -> None:
    at = with_course(in_window(), reviews=(review(REVIEW_DAY),))

    assert due(at, rules()) is not ReviewKind.WEEKLY
    assert decide(at, rules()).action is Action.EXTEND


def test_the_baseline_s_own_items_taken_late_decide_nothing() -> None:
    late = in_window(night=LAST + 3 * DAY)

    decision = decide(
        with_course(late, reviews=(review(late.night, ReviewKind.BASELINE),)), rules()
    )

    assert decision.plan is None


def test_who_is_content_is_left_alone() -> None:
    decision = decide(answered(in_window(), content=True), rules())

    assert (decision.action, decision.rules) == (Action.HOLD, (RuleId.HOLD_CONTENT,))


def test_four_weeks_without_a_response_stop_the_tightening_and_refer() -> None:
    def poor(night: date, plan: Plan | None) -> DiaryEntry:
        in_bed = 510 if plan is None or plan.time_in_bed_min is None else plan.time_in_bed_min
        return sleep(night, in_bed, in_bed * 70 // 100)

    _, made = live(42, poor, lambda night, kind: review(night, kind, satisfaction_0_10=3))

    referred = next(d for d in made if (Standing.REFERRED, True) in standings(d))
    after = made[made.index(referred) :]
    assert [p.rule for p in referred.passages if p.standing is Standing.REFERRED] == [
        "refer.non_response"
    ]
    assert not any(d.action is Action.TIGHTEN for d in after)
    assert any(d.action is Action.TIGHTEN for d in made)


def worse(at: Morning, *impacts: int) -> Morning:
    asked = (
        review(LAST, ReviewKind.BASELINE, day_impact_0_10=4),
        *(review(LAST + back * DAY, day_impact_0_10=n) for back, n in enumerate(impacts, 1)),
    )
    return with_course(at, reviews=asked)


def test_who_gets_worse_is_widened_and_referred() -> None:
    at = worse(in_window(night=REVIEW_DAY + 2 * DAY), 6, 6)

    decision = decide(at, rules())

    assert decision.plan is not None
    assert (decision.action, decision.plan.time_in_bed_min) == (Action.WIDEN, 450)
    assert decision.rules == (RuleId.DETERIORATION,)
    assert (Standing.REFERRED, True) in standings(decision)


def test_who_gets_worse_without_a_window_is_referred() -> None:
    regular = plan(LAST + DAY, None, measure=Measure.REGULARITY)
    at = worse(in_window(night=REVIEW_DAY + 2 * DAY, plan=regular), 6, 6)

    decision = decide(at, rules())

    assert (decision.action, decision.rules) == (Action.HOLD, (RuleId.DETERIORATION,))
    assert (Standing.REFERRED, True) in standings(decision)


def test_a_referral_ends_when_its_reason_does() -> None:
    referred = (*S2, passed(Standing.REFERRED, LAST, "refer.deterioration"))
    better = with_course(in_window(), passages=referred)

    stays = decide(worse(replace(better, night=REVIEW_DAY + 2 * DAY), 6, 6), rules())

    assert (Standing.REFERRED, False) in standings(decide(better, rules()))
    assert Standing.REFERRED not in [standing for standing, _ in standings(stays)]


def test_a_referral_for_what_the_baseline_found_stays_until_the_next_screen() -> None:
    found = plan(LAST + DAY, None, measure=Measure.REGULARITY, rules=("lane.short_sleep",))
    referred = (*S2, passed(Standing.REFERRED, LAST, "lane.short_sleep"))
    at = with_course(in_window(plan=found), passages=referred)

    assert standings(decide(at, rules()))[:1] != [(Standing.REFERRED, False)]
    assert decide(at, rules()).rules == (RuleId.LANE_C, RuleId.HOLD_REGULARITY)
    screened = replace(at, screened_at=morning_of(REVIEW_DAY))
    assert (Standing.REFERRED, False) in standings(decide(screened, rules()))


# --- measures that begin later ----------------------------------------------------------------

REGULAR = plan(LAST + DAY, None, measure=Measure.REGULARITY, rules=("lane.no_screen",))


def test_a_screen_completed_later_starts_what_it_allows() -> None:
    a, b = (decide(in_window(plan=REGULAR, lane=lane), rules()) for lane in (Lane.A, Lane.B))

    assert a.plan is not None
    assert b.plan is not None
    assert (a.action, a.plan.measure) == (Action.START, Measure.WINDOW)
    assert (b.action, b.plan.measure) == (Action.START, Measure.COMPRESSION)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"lane": Lane.C}, (RuleId.LANE_C, RuleId.HOLD_REGULARITY)),
        ({"screened_at": None}, (RuleId.LANE_NO_SCREEN, RuleId.HOLD_REGULARITY)),
        ({"nights": nights(4, REVIEW_DAY - 3 * DAY)}, (RuleId.BASELINE_NIGHTS,)),
    ],
)
def test_what_still_bars_a_measure_holds_the_steady_rise(
    change: dict[str, Any], why: tuple[RuleId, ...]
) -> None:
    decision = decide(in_window(plan=REGULAR, **change), rules())

    assert decision.plan is not None
    assert decision.plan.time_in_bed_min is None
    assert (decision.action, decision.rules) == (Action.HOLD, why)


def test_a_measure_does_not_begin_within_a_week_of_the_last_change() -> None:
    given_back = plan(REVIEW_DAY - 2 * DAY, 510, measure=Measure.REGULARITY, action=Action.WIDEN)
    at = in_window(plan=REGULAR)
    at = with_course(at, plans=(REGULAR, given_back), reviews=(review(REVIEW_DAY),))

    assert decide(at, rules()).rules == (RuleId.HOLD_TOO_SOON,)


# --- safety and lanes, on any day -------------------------------------------------------------


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

    assert (decision.action, decision.rules) == (Action.HOLD, (RuleId.HOLD_SAFETY,))


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


# --- the end, and taking it up again ----------------------------------------------------------

LONG_AGO = FIRST - 60 * DAY
IN_S7 = (
    passed(Standing.S2, LONG_AGO),
    passed(Standing.S2, LONG_AGO, entered=False),
    passed(Standing.S7, LONG_AGO),
)


def test_after_the_programme_the_plan_is_the_person_s() -> None:
    in_s6 = with_course(in_window(), passages=(*S2, passed(Standing.S6, LAST)))

    assert decide(in_s6, rules()).rules == (RuleId.HOLD_FINISHED,)


def test_the_schedule_s_weeks_are_counted_from_where_its_measure_began() -> None:
    late = replace(START, from_night=LAST + 40 * DAY)
    night = LAST + 43 * DAY
    early_only = with_course(in_window(night=night), plans=(START,))
    begun_late = with_course(early_only, plans=(REGULAR, late))

    assert (Standing.S6, True) in standings(decide(early_only, rules()))
    assert (Standing.S6, True) not in standings(decide(begun_late, rules()))


def test_bad_weeks_in_the_boosters_take_the_schedule_up_again() -> None:
    at = with_course(in_window(330, REVIEW_DAY - DAY), passages=IN_S7)

    decision = decide(at, rules())

    assert decision.plan is not None
    assert decision.action is Action.HOLD
    assert RuleId.HOLD_TOO_SOON in decision.rules
    assert (Standing.S7, False) in standings(decision)
    assert (Standing.S2, True) in standings(decision)


def test_bad_weeks_start_a_window_from_the_recent_nights() -> None:
    old = replace(START, from_night=LAST - 60 * DAY)
    at = with_course(in_window(330, plan=old), passages=IN_S7)

    decision = decide(replace(at, nights=nights(14, FIRST, 480, 360)), rules())

    assert decision.plan is not None
    assert (decision.action, decision.plan.time_in_bed_min) == (Action.START, 390)
    assert decision.plan.baseline_time_in_bed_min == 480


def test_the_programme_can_be_ended() -> None:
    at = with_course(in_window(415, night=REVIEW_DAY - DAY), passages=IN_S7)

    decision = decide(replace(at, done=Done(ended=True)), rules())

    assert (Standing.S7, False) in standings(decision)


# --- helpers of the decision ------------------------------------------------------------------


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


# --- what a person may set --------------------------------------------------------------------

OWN = plan(LAST, 420, action=Action.OVERRIDE, by="Dr A", reason="slower")
LONG = (plan(FIRST, 450),)
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


def test_no_plan_is_set_during_a_safety_hold() -> None:
    assert allowed(OWN, Lane.A, [Standing.SAFETY_HOLD], rules()) is RuleId.REFUSE_SAFETY_HOLD
    assert allowed(OWN, Lane.A, [Standing.PAUSED], rules()) is None


def test_a_persona_who_improves_goes_through_the_whole_programme() -> None:
    def better(night: date, plan: Plan | None) -> DiaryEntry:
        in_bed = 510 if plan is None or plan.time_in_bed_min is None else plan.time_in_bed_min
        return sleep(night, in_bed, min(in_bed - 30, 400))

    def told(at: Morning) -> Morning:
        over = (at.night - FIRST).days
        practised = frozenset(FIRST + back * DAY for back in range(15, over))
        return replace(
            at,
            done=Done(
                practised,
                wind_down_seen=over > 15,
                experiment_reported=over > 30,
                relapse_plan_saved=over > 50,
            ),
        )

    def content(night: date, kind: ReviewKind) -> Review:
        over = (night - FIRST).days
        return review(
            night, kind, satisfaction_0_10=3 + over // 10, content=over > 40, sleepy_unsafe=False
        )

    at, made = live(56, better, content, told)

    entered = [p.standing for p in at.course.passages if p.entered]
    assert entered == [Standing.S1, *sorted(set(Standing) & set(entered) - {Standing.S1})]
    assert [str(stage) for stage in entered] == ["S1", "S2", "S3", "S4", "S5", "S6", "S7"]
    minutes = [p.time_in_bed_min for p in at.course.plans if p.action is not Action.HOLD]
    assert minutes[0] == 435
    assert all(isinstance(each, int) and 360 <= each <= 510 for each in minutes)
    assert made[6].action is Action.START
