"""Stops the programme from a crisis or an emergency of the body on: called by `guard`, in its turn.

Only the person's own choice ends the hold of a crisis (SAFETY_POLICY 4.4); until then the lane is
C. An emergency of the body stops the schedule (4.3) and is an illness from then on: the programme
waits until it is over (PROTOCOL 2.9), and comes back by small steps.
"""

from dataclasses import replace
from datetime import datetime

from agendas.morning import SETS_TIME_IN_BED
from agendas.nights import DAY, away_on
from agendas.schedule import RuleId
from agendas.titration import suspend
from coach.dialogue.answer import has
from coach.dialogue.away import Kind
from coach.dialogue.state import State
from memory.course import Away, Passage, Plan, Standing
from safety.lanes import Lane

SEEN = "safety.seen"
"""Stands among the answered once they told that the emergency was seen to."""


def held(state: State, at: datetime, rule: str) -> State:
    """The state with the hold entered and a window suspended; as it is where a crisis holds it.

    `rule` is what was heard. A hold for sleepiness ends by itself: a crisis makes another of it.
    """
    holds = [each for each in state.course.passages if each.standing is Standing.SAFETY_HOLD]
    if holds and holds[-1].entered and holds[-1].rule != RuleId.SUSPEND_SLEEPINESS:
        return state
    entering = Passage(
        person_id=state.person.id,
        at=at,
        night=state.check_in.night,
        standing=Standing.SAFETY_HOLD,
        entered=True,
        rule=rule,
        program_version=state.check_in.program_version,
    )
    plan = state.course.plan
    if plan is None or plan.measure not in SETS_TIME_IN_BED:
        return state.adding(entering)
    return state.adding(entering, _suspended(plan, state, at, rule, Lane.C))


def laid_up(state: State, at: datetime, rule: str) -> State:
    """The state with an illness begun and a window suspended; as it is where one stands."""
    if (now := _illness(state)) is not None and now.ends_on is None:
        return state
    night = state.check_in.night
    state = state.adding(Away(state.person.id, at, night, None, str(Kind.ILLNESS)))
    plan = state.course.plan
    if plan is None or plan.measure not in SETS_TIME_IN_BED:
        return state
    return state.adding(_suspended(plan, state, at, rule, state.lane))


def up_again(state: State, at: datetime) -> State:
    """The state with that illness over today for who was seen by a doctor and goes on.

    The week after it changes nothing either.
    """
    now = _illness(state)
    if now is None or now.ends_on is not None or not has(state, SEEN):
        return state
    return state.adding(replace(now, at=at, ends_on=state.check_in.night))


def _illness(state: State) -> Away | None:
    now = away_on(state.course.spells, state.check_in.night)
    return now if now is not None and now.reason == Kind.ILLNESS else None


def _suspended(plan: Plan, state: State, at: datetime, rule: str, lane: Lane) -> Plan:
    change = suspend(plan)
    return replace(
        plan,
        decided_at=at,
        from_night=state.check_in.night + DAY,
        measure=change.measure,
        action=change.action,
        lane=lane,
        time_in_bed_min=change.time_in_bed_min,
        rules=(rule,),
        figures=change.figures,
        program_version=state.check_in.program_version,
        policy_version=state.check_in.policy_version,
        by=None,
        reason=None,
    )
