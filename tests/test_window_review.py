"""The one decision of a day: the end of the baseline and the weekly review."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agendas.morning import Morning, lane_of
from agendas.progress import Done
from agendas.review import decide, due
from agendas.schedule import RuleId
from memory.course import Action, Course, Measure, Plan, Review, ReviewKind, Standing
from memory.diary import DiaryEntry
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
    in_window,
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
    standings,
    with_course,
    worse,
)


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
        return sleep(night, in_bed, in_bed * 78 // 100)

    _, made = live(42, poor, lambda night, kind: review(night, kind, satisfaction_0_10=3))

    referred = next(d for d in made if (Standing.REFERRED, True) in standings(d))
    after = made[made.index(referred) :]
    assert [p.rule for p in referred.passages if p.standing is Standing.REFERRED] == [
        "refer.non_response"
    ]
    assert not any(d.action is Action.TIGHTEN for d in after)
    assert any(d.action is Action.TIGHTEN for d in made)


def test_who_gets_worse_is_widened_and_referred() -> None:
    at = worse(in_window(night=REVIEW_DAY + 2 * DAY), 6, 6)

    decision = decide(at, rules())

    assert decision.plan is not None
    assert (decision.action, decision.plan.time_in_bed_min) == (Action.WIDEN, 450)
    assert decision.rules == (RuleId.WIDEN_WORSE, RuleId.DETERIORATION)
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
    assert decision.plan.baseline_time_in_bed_min == 510
    assert decision.plan.figures["baseline_time_in_bed_min"] == 480


def test_the_programme_can_be_ended() -> None:
    at = with_course(in_window(415, night=REVIEW_DAY - DAY), passages=IN_S7)

    decision = decide(replace(at, done=Done(ended=True)), rules())

    assert (Standing.S7, False) in standings(decision)


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
