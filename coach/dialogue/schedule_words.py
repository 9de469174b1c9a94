"""A plan and a decision about it in words: clock times, minutes, and the rule's reason.

Called by `settling` and `wishes`. Every sentence is fixed; its numbers are the plan's own, from
code, and no model has a hand in them.
"""

from collections.abc import Iterator

from agendas.morning import SETS_TIME_IN_BED
from agendas.program import Program
from agendas.review import Decision
from agendas.schedule import RuleId, ScheduleRules
from agendas.telling import plan_words
from agendas.words import clock
from coach.dialogue.answer import line
from coach.dialogue.phrase import choose
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.course import Action, Passage, Plan, Standing

_TELLS = frozenset(
    {
        RuleId.PAUSE_AWAY,
        RuleId.PAUSE_OVER,
        RuleId.EXIT_S7,
        RuleId.NON_RESPONSE,
        RuleId.DETERIORATION,
        RuleId.RESUME_ALERT,
    }
)
"""Passages told by the sentence of their rule; of the stages only those that begin a new part."""
_STAGES_TOLD = frozenset({Standing.S5, Standing.S6, Standing.S7})


def plan_told(plan: Plan, state: State, rules: ScheduleRules) -> tuple[Move, ...]:
    """The plan that stands, in a sentence or two."""
    if plan.measure not in SETS_TIME_IN_BED or plan.time_in_bed_min is None:
        rise = clock(plan.rise_time, state.person.country)
        return (line("plan.steady", state, fixed=True, rise=rise),)
    words = plan_words(plan, rules, state.person.country)
    told = line("plan.set", state, fixed=True, **words)
    return told, line("plan.not_sleepy", state, fixed=True)


def proposal_told(
    plan: Plan, state: State, program: Program, rules: ScheduleRules
) -> tuple[tuple[Move, ...], str]:
    """A plan that waits for a yes: what it is and why, what to expect, and the question's words."""
    words = plan_words(plan, rules, state.person.country)
    telling = program.telling(plan)
    if telling is None:
        told = (Move(words["why"], fixed=True), *plan_told(plan, state, rules)[:1])
        ask = line("course.agree", state).text
    else:
        text = choose(telling.say, state.check_in.night, state.said, telling.id, words)
        told = (Move(text, item_id=told_as(plan), fixed=True),)
        ask = choose(telling.ask, state.check_in.night, state.said, telling.id, {})
    if plan.action is Action.START:
        told = (*told, line("course.expect", state, fixed=True))
    return told, ask


def told_as(plan: Plan) -> str:
    """The id under which the proposal of a plan counts as wholly heard."""
    return f"course.{plan.measure}.{plan.time_in_bed_min}.{plan.rise_time:%H%M}"


def decision_told(decision: Decision, state: State, rules: ScheduleRules) -> tuple[Move, ...]:
    """What was decided at once, and why; nothing where there is nothing to tell."""
    plan = decision.plan
    reasons = [] if plan is None else [RuleId(rule) for rule in plan.rules][:1]
    if plan is None and RuleId.SUSPEND_SLEEPINESS in decision.rules:
        # There was no schedule to stop.
        reasons = [RuleId.LANE_SLEEPY]
    told = passages_told(decision.passages, rules, but=reasons)
    why = tuple(Move(rules.explain(rule), fixed=True) for rule in reasons)
    if plan is None:
        return (*why, *told)
    words = plan_words(plan, rules, state.person.country)
    key = "course.back" if plan.time_in_bed_min is None else "course.back_to"
    return (*why, *told, line(key, state, fixed=True, **words))


def passages_told(
    passages: tuple[Passage, ...], rules: ScheduleRules, *, but: list[RuleId] | None = None
) -> tuple[Move, ...]:
    """The stages and side states that are worth a sentence, each once; `but` are told already."""
    found = [rule for rule in _passed(passages) if rule not in (but or ())]
    return tuple(Move(rules.explain(rule), fixed=True) for rule in dict.fromkeys(found))


def _passed(passages: tuple[Passage, ...]) -> Iterator[RuleId]:
    for each in passages:
        rule = RuleId(each.rule)
        if rule in _TELLS or (each.entered and each.standing in _STAGES_TOLD):
            yield rule
