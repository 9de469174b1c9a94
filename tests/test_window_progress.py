"""Stages on two tracks, side states, and which review is due."""

from dataclasses import replace
from datetime import date

import pytest

from agendas.outcome import (
    Outcome,
)
from agendas.progress import Done, Track, decided_on, moves, review_due, track
from agendas.schedule import RuleId
from memory.course import Action, Course, Passage, ReviewKind, Standing
from tests.sleeping import DAY, FIRST, passed, plan, review, rules

S1_DAY, S2_DAY = FIRST, FIRST + 7 * DAY
IN_S2 = (
    passed(Standing.S1, S1_DAY),
    passed(Standing.S1, S2_DAY, entered=False),
    passed(Standing.S2, S2_DAY),
)
IN_S7 = (
    *IN_S2,
    passed(Standing.S2, S2_DAY + 42 * DAY, entered=False),
    passed(Standing.S6, S2_DAY + 42 * DAY),
    passed(Standing.S6, S2_DAY + 43 * DAY, entered=False),
    passed(Standing.S7, S2_DAY + 43 * DAY),
)


def moved(
    now: Track,
    night: date = S2_DAY + 30 * DAY,
    done: Done | None = None,
    outcome: Outcome | None = None,
    *,
    begins: bool = True,
) -> list[tuple[Standing, bool, RuleId]]:
    found = moves(now, night, rules().stages, done or Done(), outcome or Outcome(), begins=begins)
    return [(each.standing, each.entered, each.rule) for each in found]


def test_the_stage_shown_is_the_furthest_entered_unless_a_side_state_is_open() -> None:
    now = track((*IN_S2, passed(Standing.S4, S2_DAY), passed(Standing.S3, S2_DAY)))
    held = track(
        (
            *IN_S2,
            passed(Standing.PAUSED, S2_DAY),
            passed(Standing.SAFETY_HOLD, S2_DAY),
            passed(Standing.REFERRED, S2_DAY),
        )
    )

    assert now.stage is now.shown is Standing.S4
    assert (held.stage, held.shown) == (Standing.S2, Standing.SAFETY_HOLD)
    assert track(()).shown is Standing.S0


def test_a_side_state_ends_when_it_is_left_and_may_be_left_twice() -> None:
    now = track(
        (
            passed(Standing.PAUSED, S1_DAY),
            passed(Standing.PAUSED, S2_DAY, entered=False),
            passed(Standing.PAUSED, S2_DAY, entered=False),
        )
    )

    assert now.sides == {}


def test_a_stage_left_and_entered_again_is_within() -> None:
    now = track((*IN_S2, passed(Standing.S2, S2_DAY, entered=False), passed(Standing.S2, S2_DAY)))

    assert now.within(Standing.S2)
    assert not now.within(Standing.S1)
    assert not now.within(Standing.S5)


def test_a_reopened_schedule_begins_a_new_round() -> None:
    again = S2_DAY + 90 * DAY

    now = track((*IN_S7, passed(Standing.S2, again, RuleId.REOPEN_CREEP)))

    assert now.stage is Standing.S2
    assert now.entered == {Standing.S2: again}


def test_s1_begins_with_the_basics_and_nothing_else() -> None:
    assert moved(track(())) == [(Standing.S1, True, RuleId.ENTER_S1)]


@pytest.mark.parametrize("side", [Standing.PAUSED, Standing.SAFETY_HOLD])
def test_nothing_moves_while_paused_or_held_for_safety(side: Standing) -> None:
    waiting = track((*IN_S2, passed(side, S2_DAY)))

    assert moved(waiting, S2_DAY + 7 * DAY) == []
    assert moved(track(IN_S2), S2_DAY + 7 * DAY) != []


def test_s1_begins_on_hold_too() -> None:
    assert moved(track((passed(Standing.SAFETY_HOLD, S1_DAY),))) == [
        (Standing.S1, True, RuleId.ENTER_S1)
    ]


@pytest.mark.parametrize("begins", [True, False])
def test_s2_begins_with_the_first_plan(*, begins: bool) -> None:
    found = moved(track(IN_S2[:1]), begins=begins)

    change = [
        (Standing.S1, False, RuleId.ENTER_S2),
        (Standing.S2, True, RuleId.ENTER_S2),
    ]
    assert found == (change if begins else [])


@pytest.mark.parametrize(("days", "begun"), [(6, False), (7, True)])
def test_s3_begins_a_week_after_the_schedule(days: int, *, begun: bool) -> None:
    found = moved(track(IN_S2), S2_DAY + days * DAY)

    assert found == ([(Standing.S3, True, RuleId.ENTER_S3)] if begun else [])


IN_S3 = (*IN_S2, passed(Standing.S3, S2_DAY + 7 * DAY))
S3_WEEK = S2_DAY + 14 * DAY


@pytest.mark.parametrize(
    ("practised", "declined", "why"),
    [
        (3, False, None),
        (4, False, RuleId.EXIT_S3_PRACTISED),
        (0, True, RuleId.EXIT_S3_DECLINED),
    ],
)
def test_s3_ends_when_practised_or_declined(
    practised: int, why: RuleId | None, *, declined: bool
) -> None:
    days = frozenset(S3_WEEK - back * DAY for back in range(practised))
    old = frozenset(S3_WEEK - back * DAY for back in range(7, 12))

    found = moved(track(IN_S3), S3_WEEK, Done(days | old, relaxation_declined=declined))

    assert found == ([] if why is None else [(Standing.S3, False, why)])


@pytest.mark.parametrize(
    ("days", "seen", "begun"), [(14, True, True), (13, True, False), (14, False, False)]
)
def test_s4_begins_when_the_wind_down_was_seen_for_a_week(
    days: int, *, seen: bool, begun: bool
) -> None:
    found = moved(track(IN_S3), S2_DAY + days * DAY, Done(wind_down_seen=seen))

    assert found == ([(Standing.S4, True, RuleId.ENTER_S4)] if begun else [])


@pytest.mark.parametrize("reported", [True, False])
def test_s4_ends_with_an_experiment_reported(*, reported: bool) -> None:
    now = track((*IN_S3, passed(Standing.S3, S3_WEEK, entered=False), passed(Standing.S4, S3_WEEK)))

    found = moved(now, done=Done(experiment_reported=reported))

    assert found == ([(Standing.S4, False, RuleId.EXIT_S4)] if reported else [])


SKILLS_DONE = (
    passed(Standing.S3, S3_WEEK),
    passed(Standing.S3, S3_WEEK, entered=False),
    passed(Standing.S4, S3_WEEK),
    passed(Standing.S4, S3_WEEK, entered=False),
)


def test_steady_weeks_lead_from_s2_to_s5_and_a_finish_to_s6() -> None:
    in_s2 = track((*IN_S2, *SKILLS_DONE))
    in_s5 = track((*IN_S2, *SKILLS_DONE, passed(Standing.S5, S3_WEEK)))
    steady = Outcome(consolidate=RuleId.ENTER_S5_ADHERENT)
    over = Outcome(consolidate=RuleId.ENTER_S5_ADHERENT, finish=RuleId.EXIT_WEEK_8)

    assert moved(in_s2, outcome=steady) == [
        (Standing.S2, False, RuleId.ENTER_S5_ADHERENT),
        (Standing.S5, True, RuleId.ENTER_S5_ADHERENT),
    ]
    assert moved(in_s2, outcome=over)[1] == (Standing.S6, True, RuleId.EXIT_WEEK_8)
    assert moved(in_s5, outcome=over) == [
        (Standing.S5, False, RuleId.EXIT_WEEK_8),
        (Standing.S6, True, RuleId.EXIT_WEEK_8),
    ]
    assert moved(in_s2) == moved(in_s5) == moved(in_s5, outcome=steady) == []


def test_s6_ends_with_a_plan_saved() -> None:
    now = track((*IN_S7[:5], *SKILLS_DONE))

    assert moved(now) == []
    assert moved(now, done=Done(relapse_plan_saved=True)) == [
        (Standing.S6, False, RuleId.ENTER_S7),
        (Standing.S7, True, RuleId.ENTER_S7),
    ]


def test_s7_ends_when_the_person_ends_it_or_the_schedule_is_taken_up_again() -> None:
    now = track((*IN_S7, *SKILLS_DONE))
    bad = Outcome(reopen=RuleId.REOPEN_BAD_NIGHTS)

    assert moved(now) == []
    assert moved(now, outcome=bad) == [
        (Standing.S7, False, RuleId.REOPEN_BAD_NIGHTS),
        (Standing.S2, True, RuleId.REOPEN_BAD_NIGHTS),
    ]
    assert moved(now, done=Done(ended=True), outcome=bad) == [(Standing.S7, False, RuleId.EXIT_S7)]


def due(course: Course, night: date, *, baseline_done: bool = False) -> ReviewKind | None:
    return review_due(course, night, rules(), baseline_done=baseline_done)


def test_the_baseline_s_review_is_due_once_when_its_nights_are_there() -> None:
    in_s1 = Course(passages=IN_S2[:1])
    taken = replace(in_s1, reviews=(review(S2_DAY, ReviewKind.BASELINE),))

    assert due(in_s1, S2_DAY) is None
    assert due(in_s1, S2_DAY, baseline_done=True) is ReviewKind.BASELINE
    assert due(taken, S2_DAY, baseline_done=True) is None


def test_a_baseline_review_that_was_missed_is_still_due_in_the_first_week() -> None:
    course = Course(plans=(plan(S2_DAY + DAY),), passages=IN_S2)

    assert due(course, S2_DAY + DAY) is ReviewKind.BASELINE
    assert due(course, S2_DAY + 7 * DAY) is ReviewKind.WEEKLY


def test_a_week_s_review_is_due_on_the_seventh_day_from_the_last() -> None:
    begun = Course(
        plans=(plan(S2_DAY + DAY),),
        passages=IN_S2,
        reviews=(review(S2_DAY, ReviewKind.BASELINE),),
    )
    taken = replace(begun, reviews=(*begun.reviews, review(S2_DAY + 9 * DAY)))
    decided = replace(begun, plans=(*begun.plans, plan(S2_DAY + 8 * DAY, action=Action.HOLD)))

    assert due(begun, S2_DAY + 6 * DAY) is None
    assert due(begun, S2_DAY + 7 * DAY) is ReviewKind.WEEKLY
    assert due(taken, S2_DAY + 15 * DAY) is None
    assert due(taken, S2_DAY + 16 * DAY) is ReviewKind.WEEKLY
    assert due(decided, S2_DAY + 13 * DAY) is None
    assert due(decided, S2_DAY + 14 * DAY) is ReviewKind.WEEKLY


def test_a_person_s_own_plan_needs_no_review_before_it() -> None:
    course = Course(
        plans=(plan(S2_DAY, action=Action.OVERRIDE),),
        passages=IN_S2,
        reviews=(review(S2_DAY, ReviewKind.BASELINE),),
    )

    assert due(course, S2_DAY + 20 * DAY) is ReviewKind.WEEKLY


@pytest.mark.parametrize(
    "passages",
    [
        (),
        (*IN_S2, passed(Standing.PAUSED, S2_DAY)),
        (*IN_S7, passed(Standing.S7, S2_DAY, entered=False)),
    ],
)
def test_no_review_is_due_before_the_start_while_paused_or_after_the_end(
    passages: tuple[Passage, ...],
) -> None:
    course = Course(plans=(plan(S2_DAY + DAY),), passages=passages)

    assert due(course, S2_DAY + 70 * DAY) is None


def test_boosters_come_weekly_and_then_monthly() -> None:
    booster = S2_DAY + 43 * DAY
    few = tuple(review(booster + 7 * week * DAY) for week in range(3))
    four = (*few, review(booster + 21 * DAY))
    course = Course(plans=(plan(S2_DAY + DAY),), passages=IN_S7, reviews=four)

    assert due(replace(course, reviews=few), booster + 21 * DAY) is ReviewKind.WEEKLY
    assert due(course, booster + 28 * DAY) is not ReviewKind.WEEKLY
    assert due(course, booster + 49 * DAY) is ReviewKind.WEEKLY


def test_a_night_s_decision_is_found_by_what_a_review_may_decide() -> None:
    held = Course(plans=(plan(S2_DAY + DAY, action=Action.HOLD),))
    moved_rise = Course(plans=(plan(S2_DAY + DAY, action=Action.MOVE),))

    assert decided_on(held, S2_DAY)
    assert not decided_on(held, S2_DAY + DAY)
    assert not decided_on(moved_rise, S2_DAY)
