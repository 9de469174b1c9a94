"""The weekly change of a time in bed: extend, hold, tighten; suspension the same day; the way back.

Pure functions of whole minutes, called by `agendas.review` and the evals. At most one change in
seven days, never on too few nights or in a frozen week, never under the floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agendas.nights import DAY
from agendas.schedule import RuleId, ScheduleRules, StartRules
from agendas.window import TARGET, Change, compression_step, round_up, rounded_mean
from memory.course import Action, Measure, Plan
from memory.week import WeekFigures

_OF_THE_PERSON = frozenset({RuleId.HOLD_ADHERENCE, RuleId.HOLD_CONTENT})
"""What holds because of how the person goes about it; nothing of that keeps help from them."""


@dataclass(frozen=True)
class Week:
    """What the last seven nights say for a weekly change.

    `in_bed` and `effort` are the same valid nights over the time in bed and over the sleep effort;
    `since_start_days` is counted from the start of the measure, `since_change_days` from the last
    change of the time in bed. `frozen` says why nothing may change.
    """

    in_bed: WeekFigures
    effort: WeekFigures
    valid_nights: int
    adherent: bool
    since_start_days: int
    since_change_days: int
    frozen: tuple[RuleId, ...] = ()
    sleepy: bool = False
    content: bool = False
    referred: bool = False


def retime(plan: Plan, week: Week, rules: ScheduleRules) -> Change:
    """What the week makes of a window or a compression that stands: one change, or a hold.

    Sleepiness comes before all else and suspends it.
    """
    if week.sleepy:
        return suspend(plan)
    holds = _holds(week, rules)
    if holds:
        return hold(plan, *holds)
    current = _minutes(plan)
    target = _target(plan, week, rules)
    if target < current:
        return _towards(plan, target, week, rules)
    return _titrated(plan, week, rules)


def suspend(plan: Plan) -> Change:
    """Back to the baseline's time in bed from the coming night on; nothing is pushed through."""
    return _given_back(plan, Action.SUSPEND, RuleId.SUSPEND_SLEEPINESS)


def end(plan: Plan, why: RuleId) -> Change:
    """What stands is no longer allowed, or no longer wanted: back to the baseline's time in bed."""
    return _given_back(plan, Action.WIDEN, why)


def widen(plan: Plan, week: Week, rules: ScheduleRules) -> Change:
    """The person gets worse: some time in bed is given back, up to the baseline's.

    Not in a frozen week, on too few nights or a second time in a week; whether they kept to the
    plan, or are content, is no reason to wait.
    """
    holds = [rule for rule in _holds(week, rules) if rule not in _OF_THE_PERSON]
    if holds:
        return hold(plan, RuleId.DETERIORATION, *holds)
    current = _minutes(plan)
    wider = min(current + rules.deterioration.widen_min, _ceiling(plan, rules.start))
    if wider <= current:
        return hold(plan, RuleId.DETERIORATION, RuleId.HOLD_CEILING)
    return Change(Action.WIDEN, plan.measure, wider, (RuleId.WIDEN_WORSE, RuleId.DETERIORATION))


def resume(plan: Plan, suspended: Plan, week: Week, rules: ScheduleRules) -> Change:
    """The way back after a suspension: by compression, and never as far as it was."""
    holds = _holds(week, rules)
    if holds:
        return hold(plan, *holds)
    in_bed = _minutes(plan)
    least = _minutes(suspended) + rules.suspension.resume_above_min
    asleep = rounded_mean(week.in_bed, rules.compression.above_sleep_min, rules.start)
    target = max(least, asleep, rules.start.floor_min)
    begin = round_up(in_bed, rules.start.round_to_min)
    minutes = compression_step(begin, target, rules.compression)
    if minutes >= in_bed:
        return hold(plan, RuleId.COMPRESSION_REACHED)
    fired = (RuleId.RESUME_COMPRESSION,)
    return Change(Action.RESUME, Measure.COMPRESSION, minutes, fired, {TARGET: target})


def band(week: WeekFigures, rules: ScheduleRules) -> Action:
    """What the ratio of the sums asks for, floor and ceiling apart."""
    if week.reaches(rules.titration.extend_percent):
        return Action.EXTEND
    if week.reaches(rules.titration.tighten_below_percent):
        return Action.HOLD
    return Action.TIGHTEN


def started(plans: Sequence[Plan]) -> Plan | None:
    """The latest plan that began a measure, be it a person's own."""
    beginnings = (Action.START, Action.RESUME, Action.OVERRIDE)
    return next((plan for plan in reversed(plans) if plan.action in beginnings), None)


def changed_on(plans: Sequence[Plan]) -> date | None:
    """The first night of the time in bed that stands; None before the first plan."""
    since = None
    for plan in reversed(plans):
        if plan.time_in_bed_min != plans[-1].time_in_bed_min:
            break
        since = plan.from_night
    return since


def days_since(first: date | None, night: date) -> int:
    """Days from a first night to the night a decision of this morning would begin with."""
    return 0 if first is None else (night + DAY - first).days


def _holds(week: Week, rules: ScheduleRules) -> tuple[RuleId, ...]:
    """All that stands against a change this week, the weightiest first."""
    found = {
        RuleId.HOLD_FROZEN: bool(week.frozen),
        RuleId.HOLD_NIGHTS: week.valid_nights < rules.week.valid_nights,
        RuleId.HOLD_ADHERENCE: not week.adherent,
        RuleId.HOLD_TOO_SOON: week.since_change_days < rules.titration.days_between,
        RuleId.HOLD_CONTENT: week.content,
    }
    fired = tuple(rule for rule, holds in found.items() if holds)
    return (*fired, *week.frozen)


def _target(plan: Plan, week: Week, rules: ScheduleRules) -> int:
    """Where the plan is going, but no further than what the person sleeps by now."""
    current = _minutes(plan)
    planned = plan.figures.get(TARGET, current)
    asleep = rounded_mean(week.in_bed, rules.start.above_sleep_min, rules.start)
    return planned if planned >= current else min(current, max(planned, asleep))


def _towards(plan: Plan, target: int, week: Week, rules: ScheduleRules) -> Change:
    current = _minutes(plan)
    if week.referred:
        return hold(plan, RuleId.HOLD_REFERRED)
    if plan.measure is Measure.WINDOW:
        if week.in_bed.reaches(rules.titration.extend_percent):
            # The first half was enough: its target is given up, and next week is an ordinary one.
            return replace(hold(plan, RuleId.PHASE_ENOUGH), figures={})
        rule, minutes = RuleId.PHASE_SECOND, target
    else:
        rule = RuleId.COMPRESSION_STEP
        minutes = compression_step(current, target, rules.compression)
    return Change(Action.TIGHTEN, plan.measure, minutes, (rule,), {TARGET: target})


def _titrated(plan: Plan, week: Week, rules: ScheduleRules) -> Change:
    wanted, by_effort = band(week.in_bed, rules), band(week.effort, rules)
    if wanted is Action.EXTEND:
        return _extended(plan, rules)
    if wanted is not by_effort:
        return hold(plan, RuleId.WINDOW_HOLD, RuleId.HOLD_METRICS)
    if plan.measure is Measure.COMPRESSION:
        return hold(plan, RuleId.COMPRESSION_REACHED)
    if wanted is Action.HOLD:
        return hold(plan, RuleId.WINDOW_HOLD)
    return _tightened(plan, week, rules)


def _extended(plan: Plan, rules: ScheduleRules) -> Change:
    current = _minutes(plan)
    wider = min(current + rules.titration.step_min, _ceiling(plan, rules.start))
    if wider <= current:
        return hold(plan, RuleId.WINDOW_HOLD, RuleId.HOLD_CEILING)
    compressed = plan.measure is Measure.COMPRESSION
    rule = RuleId.COMPRESSION_EXTEND if compressed else RuleId.WINDOW_EXTEND
    return Change(Action.EXTEND, plan.measure, wider, (rule,))


def _tightened(plan: Plan, week: Week, rules: ScheduleRules) -> Change:
    current = _minutes(plan)
    narrower = max(rules.start.floor_min, current - rules.titration.step_min)
    against = {
        RuleId.HOLD_REFERRED: week.referred,
        RuleId.HOLD_FIRST_DAYS: week.since_start_days < rules.titration.no_cut_days,
        RuleId.HOLD_FLOOR: narrower >= current,
    }
    fired = tuple(rule for rule, holds in against.items() if holds)
    if fired:
        return hold(plan, RuleId.WINDOW_HOLD, *fired)
    return Change(Action.TIGHTEN, plan.measure, narrower, (RuleId.WINDOW_TIGHTEN,))


def hold(plan: Plan, *why: RuleId) -> Change:
    """The plan as it stands, and why; where it is going is not forgotten."""
    target = {TARGET: plan.figures[TARGET]} if TARGET in plan.figures else {}
    return Change(Action.HOLD, plan.measure, plan.time_in_bed_min, why, target)


def _given_back(plan: Plan, action: Action, why: RuleId) -> Change:
    before = plan.baseline_time_in_bed_min
    # A person's own plan may be longer than the baseline; nothing given back makes it shorter.
    back = None if before is None else max(before, plan.time_in_bed_min or before)
    return Change(action, Measure.REGULARITY, back, (why,))


def _ceiling(plan: Plan, rules: StartRules) -> int:
    capped = rules.cap_min if plan.measure is Measure.WINDOW else None
    limits = [each for each in (capped, plan.baseline_time_in_bed_min) if each is not None]
    return min(limits, default=rules.cap_min)


def _minutes(plan: Plan) -> int:
    if plan.time_in_bed_min is None:
        raise ValueError("a plan that sets no time in bed has none to change")
    return plan.time_in_bed_min
