"""The first time in bed in arithmetic: window, compression, or none, from the baseline's nights.

Pure functions of whole minutes, called by `agendas.review` and the evals; later weeks are
`agendas.titration`'s. No model has a say, and every comparison at a boundary is of integers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from agendas.nights import Nights, in_bed_figures, last_nights
from agendas.schedule import CompressionRules, RuleId, ScheduleRules, StartRules
from memory.course import Action, Measure, Plan
from memory.week import NightSums, WeekFigures
from safety.lanes import Lane

TARGET = "target_min"
"""The figure of a plan that says where a phased or compressed time in bed is going."""


@dataclass(frozen=True)
class Baseline:
    """The nights a first time in bed is reckoned from.

    `thin` where they are too few, or hold no free morning, and the time for waiting is over: then
    compression at most.
    """

    week: WeekFigures
    thin: bool = False

    @property
    def time_in_bed_min(self) -> int:
        """Mean minutes in bed, cut to a whole minute: what no plan may exceed."""
        return self.week.time_in_bed_min // len(self.week.nights)

    def sleeps_less_than(self, minutes: int) -> bool:
        """Whether the mean of the minutes asleep lies below this, exactly."""
        return self.week.total_sleep_time_min < minutes * len(self.week.nights)


@dataclass(frozen=True)
class Change:
    """What one decision makes of the time in bed; None minutes leave it to the person."""

    action: Action
    measure: Measure
    time_in_bed_min: int | None
    rules: tuple[RuleId, ...]
    figures: Mapping[str, int] = field(default_factory=dict)


def baseline_of(
    nights: Nights,
    night: date,
    since_days: int,
    work_days: frozenset[int] | None,
    rules: StartRules,
) -> Baseline | RuleId:
    """The baseline as of this night, or the rule that still waits for more.

    `since_days` is how long the diary has been kept. A free morning is one of no work day; where
    the work days are not told, or are all seven or none, no free morning is waited for.
    """
    entries = last_nights(nights, night, rules.of_last_nights)
    late = since_days >= rules.thin_after_days
    free = work_days is None or len(work_days) in {0, 7}
    free = free or any(entry.night.isoweekday() not in (work_days or ()) for entry in entries)
    if len(entries) >= rules.valid_nights and (free or late):
        return Baseline(in_bed_figures(entries), thin=not free)
    if late and len(entries) >= rules.thin_valid_nights:
        return Baseline(in_bed_figures(entries), thin=True)
    enough = len(entries) >= rules.valid_nights
    return RuleId.BASELINE_FREE_NIGHT if enough else RuleId.BASELINE_NIGHTS


def start(
    baseline: Baseline, lane: Lane, rules: ScheduleRules, *, declined: bool = False
) -> Change:
    """The first measure and time in bed (PROTOCOL 2.4).

    `declined`: the person wants no window, and is compressed instead.
    """
    barred = _barred(baseline, lane, rules.start)
    if barred is not None:
        return regularity(baseline, barred)
    gentle = {
        RuleId.LANE_B: lane is Lane.B,
        RuleId.START_DECLINED: declined,
        RuleId.START_THIN: baseline.thin,
    }
    why = tuple(rule for rule, holds in gentle.items() if holds)
    return _compressed(baseline, why, rules) if why else _windowed(baseline, rules.start)


def window_min(baseline: Baseline, rules: StartRules) -> int | None:
    """The minutes of a first window; None where the baseline is no longer than the floor.

    The mean of the minutes asleep and a little more, rounded half up, within floor and cap and
    never above the baseline.
    """
    if baseline.time_in_bed_min <= rules.floor_min:
        return None
    wanted = max(rules.floor_min, rounded_mean(baseline.week, rules.above_sleep_min, rules))
    return min(wanted, rules.cap_min, baseline.time_in_bed_min)


def compression_min(sleep_min: int, floor_min: int, rules: CompressionRules) -> int:
    """Where compression ends for somebody who sleeps so many minutes."""
    return max(floor_min, sleep_min + rules.above_sleep_min)


def compression_step(time_in_bed_min: int, target_min: int, rules: CompressionRules) -> int:
    """The next week's minutes on the way to the target; never above where it comes from."""
    return min(time_in_bed_min, max(target_min, time_in_bed_min - rules.step_min))


def compression_weeks(
    time_in_bed_min: int, target_min: int, rules: CompressionRules
) -> tuple[int, ...]:
    """The minutes of each week until the target is reached, empty where it already is."""
    weeks: list[int] = []
    while time_in_bed_min > target_min:
        time_in_bed_min = compression_step(time_in_bed_min, target_min, rules)
        weeks.append(time_in_bed_min)
    return tuple(weeks)


def _barred(baseline: Baseline, lane: Lane, rules: StartRules) -> RuleId | None:
    if lane is Lane.C:
        return RuleId.LANE_C
    if baseline.sleeps_less_than(rules.shortest_mean_sleep_min):
        return RuleId.LANE_SHORT_SLEEP
    if baseline.time_in_bed_min <= rules.floor_min:
        return RuleId.START_OPPORTUNITY
    return None


def regularity(baseline: Baseline, why: RuleId) -> Change:
    """A steady rise time and no time in bed of ours."""
    return Change(
        Action.START,
        Measure.REGULARITY,
        None,
        (why, RuleId.START_REGULARITY),
        baseline_figures(baseline),
    )


def _windowed(baseline: Baseline, rules: StartRules) -> Change:
    in_bed = baseline.time_in_bed_min
    wanted = window_min(baseline, rules) or in_bed
    figures = baseline_figures(baseline)
    if in_bed - wanted < rules.least_gain_min:
        return regularity(baseline, RuleId.START_GAIN)
    if in_bed - wanted <= rules.phase_above_min:
        return Change(Action.START, Measure.WINDOW, wanted, (RuleId.START_WINDOW,), figures)
    half = min(_nearest(in_bed + wanted, 2, rules.round_to_min), rules.cap_min)
    fired = (RuleId.START_WINDOW, RuleId.PHASE_FIRST)
    return Change(Action.START, Measure.WINDOW, half, fired, {**figures, TARGET: wanted})


def _compressed(baseline: Baseline, why: tuple[RuleId, ...], rules: ScheduleRules) -> Change:
    in_bed, asleep = baseline.time_in_bed_min, rounded_mean(baseline.week, 0, rules.start)
    target = compression_min(asleep, rules.start.floor_min, rules.compression)
    if in_bed - target < rules.start.least_gain_min:
        return regularity(baseline, RuleId.START_GAIN)
    # Rounded up, so that no step is longer than allowed.
    begin = round_up(in_bed, rules.start.round_to_min)
    minutes = compression_step(begin, target, rules.compression)
    return Change(
        Action.START,
        Measure.COMPRESSION,
        minutes,
        (*why, RuleId.START_COMPRESSION),
        {**baseline_figures(baseline), TARGET: target},
    )


def baseline_figures(baseline: Baseline) -> dict[str, int]:
    """The whole numbers a start was decided on, kept with its plan."""
    return {
        "baseline_nights": len(baseline.week.nights),
        "baseline_sum_sleep_min": baseline.week.total_sleep_time_min,
        "baseline_sum_in_bed_min": baseline.week.time_in_bed_min,
        "baseline_time_in_bed_min": baseline.time_in_bed_min,
    }


def baseline_kept(plan: Plan) -> WeekFigures | None:
    """The baseline that a start kept, as sums; None in a plan that is none."""
    asleep = plan.figures.get("baseline_sum_sleep_min")
    in_bed = plan.figures.get("baseline_sum_in_bed_min")
    if asleep is None or in_bed is None:
        return None
    return WeekFigures((NightSums(asleep, in_bed),))


def rounded_mean(week: WeekFigures, more_min: int, rules: StartRules) -> int:
    """The mean of the minutes asleep and some more, to the nearest step, half up."""
    count = len(week.nights)
    return _nearest(week.total_sleep_time_min + more_min * count, count, rules.round_to_min)


def _nearest(sum_min: int, count: int, step_min: int) -> int:
    """The mean to the nearest step, half up, in integers."""
    return (2 * sum_min + step_min * count) // (2 * step_min * count) * step_min


def round_up(minutes: int, step_min: int) -> int:
    """The next whole step, for a bedtime somebody can say and keep."""
    return -(-minutes // step_min) * step_min
