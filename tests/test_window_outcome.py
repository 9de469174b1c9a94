"""How the programme turns out: steady weeks, no response, getting worse, a relapse."""

from dataclasses import replace
from datetime import date

import pytest

from agendas.nights import counted
from agendas.outcome import (
    Outcome,
    blocks,
    days_at_it,
    deteriorated,
    no_response,
    outcome_of,
    reopens,
)
from agendas.schedule import RuleId
from agendas.window import Baseline, baseline_figures
from memory.course import Action, Course, Measure, ReviewKind
from memory.diary import DiaryEntry
from memory.week import NightSums, WeekFigures
from tests.sleeping import DAY, FIRST, away, nights, plan, review, rules, sleep

S2_DAY = FIRST + 7 * DAY
LONG_AGO = FIRST - 30 * DAY
PLANNED = plan(S2_DAY + DAY, 420)


def weeks_of(count: int, asleep: int = 300, in_bed: int = 420) -> dict[date, DiaryEntry]:
    return dict(counted(nights(7 * count, S2_DAY + DAY, in_bed, asleep)))


def test_blocks_are_whole_weeks_from_the_first_night_on() -> None:
    found = blocks(S2_DAY + DAY, S2_DAY + 20 * DAY, weeks_of(3), [PLANNED], rules())

    assert [len(block.figures.nights) for block in found] == [7, 7]
    assert all(block.adherent for block in found)


@pytest.mark.parametrize(("kept", "adherent"), [(4, False), (5, True)])
def test_a_week_is_kept_with_five_nights_of_seven(kept: int, *, adherent: bool) -> None:
    entries = counted(nights(kept, S2_DAY + DAY, 420, 300))

    (block,) = blocks(S2_DAY + DAY, S2_DAY + 7 * DAY, entries, [PLANNED], rules())

    assert block.adherent is adherent


def outcome(course: Course, night: date, kept: dict[date, DiaryEntry]) -> Outcome:
    return outcome_of(course, S2_DAY, night, kept, rules())


def test_two_kept_weeks_running_consolidate() -> None:
    course = Course(plans=(PLANNED,))
    broken = {n: e for n, e in weeks_of(3).items() if not 7 < (n - S2_DAY).days <= 10}

    assert outcome(course, S2_DAY + 13 * DAY, weeks_of(2)).consolidate is None
    assert outcome(course, S2_DAY + 14 * DAY, weeks_of(2)).consolidate is RuleId.ENTER_S5_ADHERENT
    assert outcome(course, S2_DAY + 21 * DAY, broken).consolidate is None


@pytest.mark.parametrize(("asleep", "enough"), [(357, True), (356, False)])
def test_two_weeks_of_eighty_five_per_cent_consolidate(asleep: int, *, enough: bool) -> None:
    unkept = Course(plans=(replace(PLANNED, time_in_bed_min=390),))

    found = outcome(unkept, S2_DAY + 14 * DAY, weeks_of(2, asleep)).consolidate

    assert found is (RuleId.ENTER_S5_EFFICIENCY if enough else None)


def test_a_week_of_too_few_nights_is_never_steady() -> None:
    few = {n: e for n, e in weeks_of(2, 400).items() if (n - S2_DAY).days % 7 < 4}

    assert outcome(Course(plans=(PLANNED,)), S2_DAY + 14 * DAY, few).consolidate is None


@pytest.mark.parametrize(
    ("asleep", "content", "why"),
    [
        (357, True, RuleId.EXIT_S5),
        (357, False, None),
        (357, None, None),
        (356, True, None),
    ],
)
def test_steady_and_content_finishes(
    asleep: int, why: RuleId | None, *, content: bool | None
) -> None:
    night = S2_DAY + 14 * DAY
    course = Course(plans=(PLANNED,), reviews=(review(night, content=content),))

    assert outcome(course, night, weeks_of(2, asleep)).finish is why


def test_only_the_boosters_take_a_schedule_up_again() -> None:
    course, night, bad = Course(plans=(PLANNED,)), S2_DAY + 21 * DAY, weeks_of(3, 300)

    inside = outcome_of(course, S2_DAY, night, bad, rules(), boosters_since=S2_DAY)

    assert outcome(course, night, bad).reopen is None
    assert inside.reopen is RuleId.REOPEN_BAD_NIGHTS


def test_six_weeks_of_schedule_finish_with_days_away_left_out() -> None:
    course = Course(plans=(PLANNED,))
    ill = replace(course, spells=(away(S2_DAY + 10 * DAY, S2_DAY + 12 * DAY),))

    assert outcome(course, S2_DAY + 41 * DAY, {}).finish is None
    assert outcome(course, S2_DAY + 42 * DAY, {}).finish is RuleId.EXIT_WEEK_8
    assert outcome(ill, S2_DAY + 44 * DAY, {}).finish is None
    assert outcome(ill, S2_DAY + 45 * DAY, {}).finish is RuleId.EXIT_WEEK_8
    assert days_at_it(S2_DAY, S2_DAY + 44 * DAY, ill.spells) == 41


def begun(asleep: int, in_bed: int = 420) -> Course:
    """Started from a baseline of seven like nights, with satisfaction 3 of 10."""
    baseline = Baseline(WeekFigures(tuple(NightSums(asleep, in_bed) for _ in range(7))))
    first = replace(PLANNED, figures=baseline_figures(baseline))
    asked = review(S2_DAY, ReviewKind.BASELINE, satisfaction_0_10=3, day_impact_0_10=5)
    return Course(plans=(first,), reviews=(asked,))


@pytest.mark.parametrize(
    ("asleep_now", "weeks", "satisfied", "stuck"),
    [
        (320, 4, 3, True),
        (320, 4, None, True),
        (320, 3, 3, False),
        (320, 4, 4, False),
        (320, 4, 2, True),
        (321, 4, 3, False),
    ],
)
def test_four_kept_weeks_without_five_points_or_more_satisfaction_are_no_response(
    asleep_now: int, weeks: int, satisfied: int | None, *, stuck: bool
) -> None:
    # 300 of 420 at the baseline; five points more of the hundred are 321.
    course = begun(300)
    night = S2_DAY + 7 * weeks * DAY
    told = (*course.reviews, review(night, satisfaction_0_10=satisfied))

    found = no_response(replace(course, reviews=told), night, weeks_of(weeks, asleep_now), rules())

    assert found is stuck


def test_no_response_needs_a_start_and_its_baseline() -> None:
    night = S2_DAY + 28 * DAY

    assert not no_response(Course(), night, weeks_of(4), rules())
    assert not no_response(Course(plans=(PLANNED,)), night, weeks_of(4), rules())


def test_weeks_with_the_time_in_bed_given_back_are_no_weeks_without_response() -> None:
    course, night = begun(300), S2_DAY + 28 * DAY
    given_back = replace(
        course.plans[0],
        from_night=S2_DAY + 15 * DAY,
        action=Action.SUSPEND,
        measure=Measure.REGULARITY,
    )
    suspended = replace(course, plans=(*course.plans, given_back))

    assert no_response(course, night, weeks_of(4), rules())
    assert not no_response(suspended, night, weeks_of(4), rules())


def test_satisfaction_that_was_never_asked_shows_nothing_better() -> None:
    unasked = replace(begun(300), reviews=())

    assert no_response(unasked, S2_DAY + 28 * DAY, weeks_of(4), rules())


@pytest.mark.parametrize(
    ("base", "answers", "worse"),
    [
        (5, (7, 7), True),
        (5, (8, 7, 7), True),
        (5, (9, 6), False),
        (5, (6, 9), False),
        (5, (7,), False),
        (5, (7, None), False),
        (None, (9, 9), False),
    ],
)
def test_two_reviews_running_with_the_day_two_points_worse_are_a_deterioration(
    base: int | None, answers: tuple[int | None, ...], *, worse: bool
) -> None:
    asked = (
        review(S2_DAY, ReviewKind.BASELINE, day_impact_0_10=base),
        *(review(S2_DAY + DAY, day_impact_0_10=each) for each in answers),
    )

    assert deteriorated(asked, rules()) is worse


def test_without_a_baseline_review_nothing_is_shown_to_be_worse() -> None:
    asked = tuple(review(S2_DAY, day_impact_0_10=9) for _ in range(2))

    assert not deteriorated(asked, rules())


def two_weeks(bad: tuple[int, int], asleep_min: int) -> dict[date, DiaryEntry]:
    """Two weeks of 450 minutes in bed: so many nights of each have these minutes asleep."""
    return dict(
        counted(
            sleep(FIRST + (7 * week + back) * DAY, 450, asleep_min if back < count else 420)
            for week, count in enumerate(bad)
            for back in range(7)
        )
    )


@pytest.mark.parametrize(
    ("bad", "asleep", "opens"),
    [
        ((3, 3), 359, True),
        ((3, 3), 360, False),
        ((3, 2), 300, False),
        ((2, 3), 300, False),
    ],
)
def test_three_bad_nights_a_week_for_two_weeks_reopen_the_schedule(
    bad: tuple[int, int], asleep: int, *, opens: bool
) -> None:
    kept, night = two_weeks(bad, asleep), FIRST + 13 * DAY

    found = reopens(Course(), FIRST - DAY, night, kept, rules())

    assert found is (RuleId.REOPEN_BAD_NIGHTS if opens else None)
    assert reopens(Course(), FIRST, night, kept, rules()) is None


@pytest.mark.parametrize(
    ("in_bed", "count", "opens"), [(465, 7, True), (464, 7, False), (465, 5, True), (600, 4, False)]
)
def test_time_in_bed_that_creeps_by_three_quarters_of_an_hour_reopens_the_schedule(
    in_bed: int, count: int, *, opens: bool
) -> None:
    kept = counted(nights(count, FIRST, in_bed, in_bed - 10))

    found = reopens(Course(plans=(plan(FIRST),)), LONG_AGO, FIRST + 6 * DAY, kept, rules())

    assert found is (RuleId.REOPEN_CREEP if opens else None)


def test_nothing_creeps_where_no_time_in_bed_is_set() -> None:
    kept = counted(nights(7, FIRST, 700, 690))
    free = plan(FIRST, None, measure=Measure.REGULARITY)

    assert reopens(Course(plans=(free,)), LONG_AGO, FIRST + 6 * DAY, kept, rules()) is None
    assert reopens(Course(), LONG_AGO, FIRST + 6 * DAY, kept, rules()) is None
