"""Puts the programme on hold from a crisis on (SAFETY_POLICY 4.4): called by `guard`, in its turn.

Only the person's own choice ends such a hold; until then the lane is C.
"""

from dataclasses import replace
from datetime import datetime

from agendas.morning import SETS_TIME_IN_BED
from agendas.nights import DAY
from agendas.schedule import RuleId
from agendas.titration import suspend
from coach.dialogue.state import State
from memory.course import Passage, Plan, Standing
from safety.lanes import Lane


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
    return state.adding(entering, _suspended(plan, state, at, rule))


def _suspended(plan: Plan, state: State, at: datetime, rule: str) -> Plan:
    change = suspend(plan)
    return replace(
        plan,
        decided_at=at,
        from_night=state.check_in.night + DAY,
        measure=change.measure,
        action=change.action,
        lane=Lane.C,
        time_in_bed_min=change.time_in_bed_min,
        rules=(rule,),
        figures=change.figures,
        program_version=state.check_in.program_version,
        policy_version=state.check_in.policy_version,
        by=None,
        reason=None,
    )
