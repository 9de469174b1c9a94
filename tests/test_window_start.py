"""How the baseline becomes a first time in bed, and who gets none."""

import json
from pathlib import Path
from typing import Any

import pytest

from agendas.nights import counted
from agendas.schedule import RuleId
from agendas.window import (
    TARGET,
    Baseline,
    baseline_kept,
    baseline_of,
    compression_min,
    compression_weeks,
    start,
    window_min,
)
from memory.course import Measure
from memory.week import NightSums, WeekFigures
from safety.lanes import Lane
from tests.sleeping import DAY, FIRST, WORKWEEK, nights, plan, rules

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "evals" / "cases" / "golden_vectors.json").read_text("utf-8")
)
NOT_LATE, LATE = 9, 14


def baseline(asleep_min: int, in_bed_min: int, count: int = 7, *, thin: bool = False) -> Baseline:
    return Baseline(
        WeekFigures(tuple(NightSums(asleep_min, in_bed_min) for _ in range(count))), thin
    )


@pytest.mark.parametrize("row", GOLDEN["init_window_minutes"], ids=lambda row: str(row["mean_tst"]))
def test_a_golden_start_comes_out(row: dict[str, int]) -> None:
    whole = baseline(row["mean_tst"], row["baseline_mean_tib"])

    assert window_min(whole, rules().start) == row["bbti_style(TST+30, floor 360)"]


@pytest.mark.parametrize("row", GOLDEN["compression"], ids=lambda row: str(row["mean_tst"]))
def test_golden_weeks_of_compression_come_out(row: dict[str, Any]) -> None:
    target = compression_min(row["mean_tst"], 360, rules().compression)
    weeks = compression_weeks(row["baseline_mean_tib"], target, rules().compression)

    assert target == row["target"]
    assert list(weeks) == row["schedule"]
    assert len(weeks) == row["weeks"]


def test_a_baseline_that_is_compressed_already_has_no_weeks_to_go() -> None:
    assert compression_weeks(360, 375, rules().compression) == ()


@pytest.mark.parametrize(("sums", "minutes"), [((2467, 7), 375), ((2468, 7), 390)])
def test_the_mean_is_rounded_half_up_on_the_sums(sums: tuple[int, int], minutes: int) -> None:
    # 352 3/7 and 352 4/7 minutes, each and thirty: either side of 382.5.
    asleep, count = sums
    week = WeekFigures(
        (NightSums(asleep - 300 * (count - 1), 510), *[NightSums(300, 510)] * (count - 1))
    )

    assert window_min(Baseline(week), rules().start) == minutes


def test_exactly_half_a_step_is_rounded_up() -> None:
    week = WeekFigures((NightSums(352, 510), NightSums(353, 510)))

    assert window_min(Baseline(week), rules().start) == 390


@pytest.mark.parametrize(
    ("asleep", "in_bed", "minutes"),
    [(310, 510, 360), (560, 700, 540), (470, 480, 480), (320, 361, 360), (320, 360, None)],
)
def test_a_window_lies_between_the_floor_and_the_cap_and_never_above_the_baseline(
    asleep: int, in_bed: int, minutes: int | None
) -> None:
    assert window_min(baseline(asleep, in_bed), rules().start) == minutes


def test_lane_a_gets_a_window() -> None:
    change = start(baseline(360, 510), Lane.A, rules())

    assert change.measure is Measure.WINDOW
    assert change.time_in_bed_min == 390
    assert change.rules == (RuleId.START_WINDOW,)
    assert change.figures["baseline_time_in_bed_min"] == 510


@pytest.mark.parametrize(
    ("in_bed", "minutes", "phased"), [(510, 390, False), (511, 450, True), (720, 540, True)]
)
def test_a_first_cut_of_more_than_two_hours_comes_in_two_halves(
    in_bed: int, minutes: int, *, phased: bool
) -> None:
    change = start(baseline(360, in_bed), Lane.A, rules())

    assert change.time_in_bed_min == minutes
    assert (RuleId.PHASE_FIRST in change.rules) is phased
    assert change.figures.get(TARGET) == (390 if phased else None)


@pytest.mark.parametrize(
    ("lane", "declined", "thin", "why"),
    [
        (Lane.B, False, False, (RuleId.LANE_B,)),
        (Lane.A, True, False, (RuleId.START_DECLINED,)),
        (Lane.A, False, True, (RuleId.START_THIN,)),
        (Lane.B, True, True, (RuleId.LANE_B, RuleId.START_DECLINED, RuleId.START_THIN)),
    ],
)
def test_whoever_needs_or_wants_the_gentle_way_is_compressed(
    lane: Lane, why: tuple[RuleId, ...], *, declined: bool, thin: bool
) -> None:
    change = start(baseline(345, 510, thin=thin), lane, rules(), declined=declined)

    assert change.measure is Measure.COMPRESSION
    assert change.time_in_bed_min == 480
    assert change.figures[TARGET] == 375
    assert change.rules == (*why, RuleId.START_COMPRESSION)


def test_an_uneven_baseline_is_compressed_by_no_more_than_a_step() -> None:
    change = start(baseline(347, 512), Lane.B, rules())

    assert change.time_in_bed_min == 495
    assert change.figures[TARGET] == 375


@pytest.mark.parametrize("lane", [Lane.A, Lane.B])
def test_a_baseline_no_longer_than_the_floor_is_no_candidate(lane: Lane) -> None:
    change = start(baseline(330, 360), lane, rules())

    assert change.measure is Measure.REGULARITY
    assert change.time_in_bed_min is None
    assert change.rules == (RuleId.START_OPPORTUNITY, RuleId.START_REGULARITY)


@pytest.mark.parametrize("lane", [Lane.A, Lane.B])
@pytest.mark.parametrize(("in_bed", "gains"), [(419, False), (420, True)])
def test_less_than_a_quarter_of_an_hour_to_gain_is_no_window(
    lane: Lane, in_bed: int, *, gains: bool
) -> None:
    change = start(baseline(375, in_bed), lane, rules())

    assert (change.measure is not Measure.REGULARITY) is gains
    assert (RuleId.START_GAIN in change.rules) is not gains


@pytest.mark.parametrize("lane", [Lane.A, Lane.B])
@pytest.mark.parametrize(("asleep", "barred"), [(299, True), (300, False)])
def test_less_than_five_hours_of_sleep_bar_every_cut(
    lane: Lane, asleep: int, *, barred: bool
) -> None:
    change = start(baseline(asleep, 510), lane, rules())

    assert (change.measure is Measure.REGULARITY) is barred
    assert (RuleId.LANE_SHORT_SLEEP in change.rules) is barred


def test_five_hours_are_judged_on_the_sums() -> None:
    a_minute_short = Baseline(WeekFigures((NightSums(300, 510), NightSums(299, 510))))

    assert RuleId.LANE_SHORT_SLEEP in start(a_minute_short, Lane.A, rules()).rules


def test_lane_c_gets_no_time_in_bed_of_ours() -> None:
    change = start(baseline(345, 510), Lane.C, rules())

    assert change.measure is Measure.REGULARITY
    assert change.time_in_bed_min is None
    assert change.rules[0] is RuleId.LANE_C


def test_seven_nights_of_the_last_ten_with_a_free_morning_are_a_baseline() -> None:
    found = baseline_of(counted(nights(7)), FIRST + 6 * DAY, 6, WORKWEEK, rules().start)

    assert isinstance(found, Baseline)
    assert not found.thin
    assert len(found.week.nights) == 7


def test_six_nights_are_waited_with() -> None:
    found = baseline_of(counted(nights(6)), FIRST + 5 * DAY, NOT_LATE, None, rules().start)

    assert found is RuleId.BASELINE_NIGHTS


def test_only_the_last_ten_nights_count() -> None:
    old = counted(nights(8))

    found = baseline_of(old, FIRST + 11 * DAY, LATE - 1, None, rules().start)

    assert found is RuleId.BASELINE_NIGHTS


@pytest.mark.parametrize("work_days", [None, frozenset(), frozenset(range(1, 8))])
def test_who_has_no_free_morning_to_wait_for_does_not_wait(
    work_days: frozenset[int] | None,
) -> None:
    found = baseline_of(counted(nights(7)), FIRST + 6 * DAY, 6, work_days, rules().start)

    assert isinstance(found, Baseline)
    assert not found.thin


def test_without_a_free_morning_it_waits_and_then_takes_the_gentle_way() -> None:
    week = (*nights(5), *nights(5, FIRST + 7 * DAY))
    workdays = counted(week)
    last = FIRST + 11 * DAY

    early = baseline_of(workdays, last, LATE - 1, WORKWEEK, rules().start)
    late = baseline_of(workdays, last, LATE, WORKWEEK, rules().start)

    assert early is RuleId.BASELINE_FREE_NIGHT
    assert isinstance(late, Baseline)
    assert late.thin


@pytest.mark.parametrize(("count", "enough"), [(4, False), (5, True), (6, True)])
def test_after_fourteen_days_five_nights_do_for_compression(count: int, *, enough: bool) -> None:
    night = FIRST + (count - 1) * DAY

    found = baseline_of(counted(nights(count)), night, LATE, WORKWEEK, rules().start)

    assert isinstance(found, Baseline) is enough
    assert not isinstance(found, Baseline) or found.thin


def test_a_start_keeps_its_baseline_as_sums() -> None:
    change = start(baseline(345, 510), Lane.A, rules())

    assert baseline_kept(plan(figures=change.figures)) == WeekFigures((NightSums(2415, 3570),))
    assert baseline_kept(plan()) is None
