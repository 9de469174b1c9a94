"""A plan and a decision about it in words: clock times, minutes, and the rule's reason.

Called by `settling` and `wishes`. Every sentence is fixed; its numbers are the plan's own, from
code, and no model has a hand in them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time

from agendas.morning import SETS_TIME_IN_BED
from agendas.review import Decision, needs_yes
from agendas.schedule import RuleId, ScheduleRules
from agendas.words import clock, duration
from coach.dialogue.answer import line
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.course import Action, Measure, Passage, Plan, Standing

DAY_MIN = 24 * 60
_TELLS = frozenset(
    {
        RuleId.PAUSE_AWAY,
        RuleId.PAUSE_OVER,
        RuleId.EXIT_S7,
        RuleId.NON_RESPONSE,
        RuleId.DETERIORATION,
    }
)
"""Passages told by the sentence of their rule; of the stages only those that begin a new part."""
_STAGES_TOLD = frozenset({Standing.S5, Standing.S6, Standing.S7})
_NEVER_TOLD = frozenset({RuleId.ENTER_S2, RuleId.ENTER_S1})
MOST_REASONS = 2


def bedtime(rise: time, in_bed_min: int) -> time:
    """The time to be in bed by, local as the rise time is."""
    hour, minute = divmod((rise.hour * 60 + rise.minute - in_bed_min) % DAY_MIN, 60)
    return time(hour, minute)


def places(plan: Plan, country: str | None) -> dict[str, str]:
    """What the places of a wording are filled with; no bedtime where the plan sets none."""
    words = {"rise": clock(plan.rise_time, country)}
    if plan.measure in SETS_TIME_IN_BED and plan.time_in_bed_min is not None:
        words["bed"] = clock(bedtime(plan.rise_time, plan.time_in_bed_min), country)
        words["time_in_bed"] = duration(plan.time_in_bed_min)
    return words


def plan_told(plan: Plan, state: State) -> tuple[Move, ...]:
    """The plan that stands, in a sentence or two."""
    words = places(plan, state.person.country)
    key = "plan.set" if "bed" in words else "plan.steady"
    told = line(key, state, fixed=True, **words)
    return (told, line("plan.not_sleepy", state, fixed=True)) if "bed" in words else (told,)


def decision_told(
    decision: Decision, before: Plan | None, state: State, schedule: ScheduleRules
) -> tuple[Move, ...]:
    """What was decided and why, nothing where there is nothing to tell; `before` is what stood."""
    plan = decision.plan
    reasons = [] if plan is None else _reasons(plan)
    reasons += [rule for rule in _passed(decision.passages) if rule not in reasons]
    if plan is None and RuleId.SUSPEND_SLEEPINESS in decision.rules:
        # There was no schedule to stop.
        reasons.insert(0, RuleId.LANE_SLEEPY)
    why = tuple(Move(schedule.explain(rule), fixed=True) for rule in dict.fromkeys(reasons))
    return why if plan is None else (*why, *_plan_decided(plan, before, state))


def _plan_decided(plan: Plan, before: Plan | None, state: State) -> Iterator[Move]:
    words = places(plan, state.person.country)
    told_as = f"course.{plan.measure}.{plan.time_in_bed_min}.{words['rise']}"
    if plan.action in {Action.SUSPEND, Action.WIDEN} and "bed" not in words:
        yield line("course.back", state, fixed=True, rise=words["rise"])
    elif "bed" not in words:
        yield line("course.steady", state, fixed=True, rise=words["rise"])
    elif needs_yes(plan):
        yield replace(line("course.from_tonight", state, fixed=True, **words), item_id=told_as)
    elif before is not None and before.time_in_bed_min == plan.time_in_bed_min:
        yield line("course.stays", state, fixed=True, bed=words["bed"], rise=words["rise"])
    else:
        yield line("course.from_tonight", state, fixed=True, **words)
    if plan.action is Action.START and plan.measure in SETS_TIME_IN_BED:
        yield line("course.expect", state, fixed=True)


def _reasons(plan: Plan) -> list[RuleId]:
    """The reasons worth saying: the first, and one that makes it plainer."""
    rules = [RuleId(rule) for rule in plan.rules if rule in set(RuleId)]
    if plan.measure is Measure.REGULARITY and plan.action is Action.HOLD:
        rules = [rule for rule in rules if rule is not RuleId.HOLD_REGULARITY] or rules
    return rules[:MOST_REASONS]


def _passed(passages: tuple[Passage, ...]) -> Iterator[RuleId]:
    for each in passages:
        rule = RuleId(each.rule)
        entered = each.entered and each.standing in _STAGES_TOLD
        if rule not in _NEVER_TOLD and (entered or rule in _TELLS or _lifts(each)):
            yield rule


def _lifts(passage: Passage) -> bool:
    return passage.standing is Standing.SAFETY_HOLD and not passage.entered
