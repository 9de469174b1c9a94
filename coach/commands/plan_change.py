"""Changes of the course by a person's hand: another time in bed, the end of a hold for safety.

Called by `coach plan`. It refuses what `agendas.review.allowed` refuses; nobody's word makes a lane
freer here.
"""

from dataclasses import replace
from datetime import datetime

from agendas.morning import Look
from agendas.nights import DAY, in_bed_figures
from agendas.program import Program
from agendas.progress import track
from agendas.review import PERMITTED, allowed
from agendas.schedule import RuleId, ScheduleRules
from agendas.window import Baseline
from agendas.words import duration
from coach.commands.usage import UsageError
from coach.dialogue.course import morning_of
from coach.dialogue.state import State
from memory.course import Action, Measure, Passage, Plan, Standing
from safety.lanes import Lane, safer

LONGEST_MIN = 720
BY_HAND = "override.person"
RELEASED = "release.person"
_MEASURES = (Measure.WINDOW, Measure.COMPRESSION, Measure.REGULARITY)
_REFUSED = "No hold can be ended: there is none."
_SLEEPY = (
    "This hold is for sleepiness where it is dangerous. It ends when the weekly question about "
    "that is answered with no, a week after it began, and by nobody's choice."
)


def overridden(
    state: State, program: Program, minutes: int, now: datetime, *, by: str, reason: str
) -> Plan:
    """The plan of so many minutes in bed that a person sets, from the coming night on.

    Raises:
        UsageError: it is under the floor, outside the lane, too fast for it, or there is a hold.
    """
    rules, look = _looked(state, program)
    if minutes > LONGEST_MIN:
        raise UsageError(f"{minutes} minutes in bed are more than {LONGEST_MIN // 60} hours.")
    lane = safer(look.lane, state.lane)
    if look.sleeps_too_little:
        lane = Lane.C
    plan = replace(_standing(state, look, lane, now), time_in_bed_min=minutes)
    plan = replace(plan, measure=_measure(plan, lane), rules=(BY_HAND,), by=by, reason=reason)
    refused = allowed(plan, lane, track(state.course.passages).sides, rules, state.course.plans)
    if refused is not None:
        accepted = _accepted(plan, lane, state, rules)
        raise UsageError(f"{rules.explain(refused)} ({refused}) {accepted}")
    if lane is not Lane.A and plan.baseline_time_in_bed_min is None:
        raise UsageError(
            "There are no nights yet to hold this against, and only lane A may do without. "
            f"{rules.explain(RuleId.REFUSE_LANE)} ({RuleId.REFUSE_LANE})"
        )
    return plan


def released(
    state: State, program: Program, now: datetime, *, by: str, reason: str
) -> tuple[Passage, Plan]:
    """The end of a hold that a crisis began, and the plan restated with who ended it and why.

    Raises:
        UsageError: there is no hold, or it is one for sleepiness.
    """
    held = track(state.course.passages).sides.get(Standing.SAFETY_HOLD)
    if held is None:
        raise UsageError(_REFUSED)
    if held.rule == RuleId.SUSPEND_SLEEPINESS:
        raise UsageError(_SLEEPY)
    _, look = _looked(state, program)
    passage = Passage(
        person_id=state.person.id,
        at=now,
        night=state.check_in.night,
        standing=Standing.SAFETY_HOLD,
        entered=False,
        rule=RELEASED,
        program_version=program.label,
    )
    plan = _standing(state, look, look.lane, now)
    return passage, replace(plan, rules=(RELEASED,), by=by, reason=reason)


def _accepted(plan: Plan, lane: Lane, state: State, rules: ScheduleRules) -> str:
    """What would be taken instead of a plan that is refused, and the floor."""
    sides, plans = track(state.course.passages).sides, state.course.plans
    floor = rules.start.floor_min
    tried = (replace(plan, time_in_bed_min=each) for each in range(floor, LONGEST_MIN + 1))
    least = next((each for each in tried if allowed(each, lane, sides, rules, plans) is None), None)
    if least is None or least.time_in_bed_min is None:
        return "Until then no time in bed is accepted."
    minutes = least.time_in_bed_min
    return (
        f"In lane {lane}, {duration(minutes)} ({minutes}) or more would be accepted; the floor "
        f"for everybody is {duration(floor)} ({floor})."
    )


def _looked(state: State, program: Program) -> tuple[ScheduleRules, Look]:
    at = state.check_in.opened_at
    if program.schedule is None:
        raise UsageError(f"the programme {program.id!r} sets no time in bed.")
    if at is None or state.person.stage == Standing.S0:
        raise UsageError("the first check-in comes before this: run `coach checkin`.")
    return program.schedule, Look(morning_of(state, at, program), program.schedule)


def _standing(state: State, look: Look, lane: Lane, now: datetime) -> Plan:
    """The plan that stands, restated from the coming night on; one of the baseline without any."""
    before = look.plan
    usual = None if before is None else before.baseline_time_in_bed_min
    return Plan(
        person_id=state.person.id,
        decided_at=now,
        from_night=state.check_in.night + DAY,
        measure=Measure.BASELINE if before is None else before.measure,
        action=Action.OVERRIDE,
        lane=lane,
        rise_time=look.morning.rise_time,
        time_in_bed_min=None if before is None else before.time_in_bed_min,
        baseline_time_in_bed_min=_lived(look) if usual is None else usual,
        rules=(),
        figures=look.figures(),
        program_version=look.morning.program_version,
        policy_version=look.morning.policy_version,
    )


def _measure(plan: Plan, lane: Lane) -> Measure:
    """The measure that stands if it sets a time in bed, else the first that the lane allows."""
    if plan.measure in {Measure.WINDOW, Measure.COMPRESSION}:
        return plan.measure
    return next(each for each in _MEASURES if each in PERMITTED[lane])


def _lived(look: Look) -> int | None:
    """What was lived before: the baseline's time in bed, else the mean of the nights there are."""
    if isinstance(look.baseline, Baseline):
        return look.baseline.time_in_bed_min
    figures = in_bed_figures(look.nights.values())
    return figures.time_in_bed_min // len(figures.nights) if figures.nights else None
