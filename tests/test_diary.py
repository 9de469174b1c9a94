import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory import figures
from memory.diary import DiaryEntry
from memory.validity import Issue, all_identical, is_valid, issues
from memory.week import NightSums, WeekFigures, week_figures

PERSON = UUID(int=1)
NIGHT = date(2026, 2, 3)
START = datetime(2026, 2, 2, 22, 0, tzinfo=UTC)

ORDINARY = DiaryEntry(
    person_id=PERSON,
    night=NIGHT,
    tz="Europe/London",
    got_into_bed_at=START,
    tried_to_sleep_at=START + timedelta(minutes=30),
    sleep_onset_latency_min=20,
    awakenings=1,
    wake_after_sleep_onset_min=25,
    final_awakening_at=START + timedelta(minutes=480),
    out_of_bed_at=START + timedelta(minutes=500),
    early_wake_awake_min=10,
)


class Spans(NamedTuple):
    """Any lengths at all, also ones that cannot be."""

    by_choice: int
    to_waking: int
    to_rising: int
    latency: int
    awake: int
    early: int


minutes = st.integers(-200, 1500)
any_spans = st.builds(Spans, minutes, minutes, minutes, minutes, minutes, minutes)


def entry(spans: Spans) -> DiaryEntry:
    tried = START + timedelta(minutes=spans.by_choice)
    woke = tried + timedelta(minutes=spans.to_waking)
    return replace(
        ORDINARY,
        tried_to_sleep_at=tried,
        sleep_onset_latency_min=spans.latency,
        wake_after_sleep_onset_min=spans.awake,
        final_awakening_at=woke,
        out_of_bed_at=woke + timedelta(minutes=spans.to_rising),
        early_wake_awake_min=spans.early,
    )


@given(any_spans)
def test_sleep_and_wake_add_up_to_the_time_in_bed_trying(spans: Spans) -> None:
    night = entry(spans)

    asleep = figures.total_sleep_time_min(night)
    awake = figures.total_wake_time_min(night)

    assert asleep is not None
    assert awake is not None
    assert asleep + awake == figures.time_in_bed_trying_min(night)


@given(any_spans, st.integers(0, 59), st.integers(0, 59))
def test_seconds_never_spoil_the_sum(spans: Spans, one_s: int, other_s: int) -> None:
    night = entry(spans)
    assert night.tried_to_sleep_at is not None
    assert night.out_of_bed_at is not None
    with_seconds = replace(
        night,
        tried_to_sleep_at=night.tried_to_sleep_at + timedelta(seconds=one_s),
        out_of_bed_at=night.out_of_bed_at + timedelta(seconds=other_s),
    )

    parts = (
        figures.total_sleep_time_min(with_seconds),
        figures.total_wake_time_min(with_seconds),
    )

    assert sum(part or 0 for part in parts) == figures.time_in_bed_trying_min(with_seconds)


@given(any_spans)
def test_the_effort_is_sleep_and_all_the_wake_that_was_tried(spans: Spans) -> None:
    night = entry(spans)

    effort = figures.duration_of_sleep_effort_min(night)

    # What is left of latency, sleep and wake within is simply the time from trying to waking.
    assert effort == spans.to_waking + spans.early


@given(any_spans)
def test_a_valid_night_has_an_efficiency_above_nought_and_at_most_one(spans: Spans) -> None:
    night = entry(spans)

    if is_valid(night):
        efficiency = figures.sleep_efficiency(night)

        assert efficiency is not None
        assert 0 < efficiency <= 1


@given(any_spans)
def test_nothing_that_can_be_typed_makes_a_figure_or_an_issue_raise(spans: Spans) -> None:
    night = entry(spans)

    figures.sleep_efficiency(night)
    figures.sleep_efficiency_trying(night)
    figures.sleep_efficiency_of_effort(night)
    week_figures([night])

    assert all(isinstance(issue, Issue) for issue in issues(night))


@pytest.mark.parametrize(
    ("missing", "gone"),
    [
        ("got_into_bed_at", figures.time_in_bed_min),
        ("tried_to_sleep_at", figures.time_in_bed_trying_min),
        ("sleep_onset_latency_min", figures.sleep_period_min),
        ("wake_after_sleep_onset_min", figures.total_sleep_time_min),
        ("final_awakening_at", figures.terminal_wake_min),
        ("early_wake_awake_min", figures.duration_of_sleep_effort_min),
    ],
)
def test_a_figure_is_unknown_when_an_input_is(missing: str, gone: object) -> None:
    night = replace(ORDINARY, **{missing: None})  # type: ignore[arg-type]

    assert callable(gone)
    assert gone(ORDINARY) is not None
    assert gone(night) is None


def test_a_night_without_awakenings_has_no_minutes_awake_in_them() -> None:
    night = replace(ORDINARY, awakenings=0, wake_after_sleep_onset_min=None)

    assert figures.total_sleep_time_min(night) == 430
    assert is_valid(night)


def test_an_efficiency_over_no_time_in_bed_is_unknown() -> None:
    night = replace(ORDINARY, out_of_bed_at=ORDINARY.got_into_bed_at)

    assert figures.sleep_efficiency(night) is None


def test_an_ordinary_night_is_valid_and_nothing_is_odd_about_it() -> None:
    assert issues(ORDINARY) == ()
    assert is_valid(ORDINARY)


def test_a_long_latency_is_plausible() -> None:
    night = replace(ORDINARY, sleep_onset_latency_min=180)

    assert issues(night) == ()


def test_getting_up_before_waking_violates_the_order() -> None:
    night = replace(ORDINARY, out_of_bed_at=START + timedelta(minutes=400))

    assert issues(night) == (Issue.ORDER_VIOLATED,)
    assert not is_valid(night)


def test_minutes_below_nought_block() -> None:
    night = replace(ORDINARY, naps_min=-5)

    assert issues(night) == (Issue.MINUTES_NEGATIVE,)
    assert not is_valid(night)


def test_awakenings_without_minutes_are_a_question_and_no_block() -> None:
    night = replace(ORDINARY, awakenings=2, wake_after_sleep_onset_min=0)

    assert issues(night) == (Issue.AWAKENING_WITHOUT_MINUTES,)
    assert is_valid(night)


def test_twelve_hours_between_two_times_block_until_the_person_confirms() -> None:
    night = replace(
        ORDINARY,
        final_awakening_at=START + timedelta(minutes=750),
        out_of_bed_at=START + timedelta(minutes=760),
    )
    confirmed = replace(night, confirmed_at=START + timedelta(days=1))

    assert issues(night) == (Issue.INTERVAL_GE_12H,)
    assert not is_valid(night)
    assert is_valid(confirmed)


def test_a_night_with_a_gap_is_not_valid_and_not_odd() -> None:
    night = replace(ORDINARY, final_awakening_at=None)

    assert issues(night) == ()
    assert not is_valid(night)


def test_seven_nights_alike_by_the_wall_clock_are_noticed_across_a_clock_change() -> None:
    # Clocks go forward on 29 March: the same wall times are an hour earlier in UTC.
    week = [alike(date(2026, 3, 25) + timedelta(days=each)) for each in range(7)]

    assert all_identical(week)
    assert not all_identical(week[:6])
    assert not all_identical([*week[:6], replace(week[6], wake_after_sleep_onset_min=26)])


def test_seven_empty_nights_are_not_called_identical() -> None:
    week = [DiaryEntry(PERSON, NIGHT + timedelta(days=each), "Europe/London") for each in range(7)]

    assert not all_identical(week)


def alike(night: date) -> DiaryEntry:
    offset = timedelta(hours=1) if night >= date(2026, 3, 29) else timedelta()
    up = datetime(night.year, night.month, night.day, 7, tzinfo=UTC) - offset
    return DiaryEntry(
        PERSON,
        night,
        "Europe/London",
        sleep_onset_latency_min=20,
        wake_after_sleep_onset_min=25,
        out_of_bed_at=up,
    )


def test_a_week_sums_only_its_valid_and_confirmed_nights() -> None:
    confirmed = replace(ORDINARY, confirmed_at=START + timedelta(hours=10))
    invalid = replace(confirmed, sleep_onset_latency_min=None)

    week = week_figures([confirmed, invalid, ORDINARY, confirmed])

    assert week.nights == (NightSums(405, 500), NightSums(405, 500))
    assert week.sleep_efficiency == pytest.approx(0.81)


def test_a_week_just_below_a_threshold_neither_reaches_nor_shows_it() -> None:
    week = WeekFigures((NightSums(356, 420),) + (NightSums(357, 420),) * 6)

    assert not week.reaches(85)
    assert week.sleep_efficiency_percent == 84


def test_a_week_exactly_at_a_threshold_reaches_it() -> None:
    week = WeekFigures((NightSums(357, 420),) * 7)

    assert week.reaches(85)
    assert week.sleep_efficiency_percent == 85


def test_the_mean_of_the_nights_is_not_the_efficiency_of_the_week() -> None:
    week = WeekFigures((NightSums(300, 360),) * 6 + (NightSums(360, 540),))

    assert week.sleep_efficiency == pytest.approx(0.8)
    assert week.mean_nightly_efficiency == pytest.approx(0.80952, abs=1e-5)


def test_a_week_without_nights_has_no_efficiency_and_reaches_nothing() -> None:
    week = week_figures([])

    assert week.sleep_efficiency is None
    assert week.mean_nightly_efficiency is None
    assert week.sleep_efficiency_percent is None
    assert not week.reaches(0)


def test_the_golden_weeks_keep_their_sums() -> None:
    golden: Mapping[str, dict[str, object]] = json.loads(
        (Path(__file__).parents[1] / "evals" / "cases" / "golden_vectors.json").read_text("utf-8")
    )["weeks"]

    for week in golden.values():
        nights = week["nights"]
        assert isinstance(nights, list)
        computed = WeekFigures(tuple(NightSums(*night) for night in nights))
        assert computed.total_sleep_time_min == week["sum_tst"]
        assert computed.time_in_bed_min == week["sum_tib"]
