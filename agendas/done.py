"""What a person did of the programme besides sleeping, read from their check-ins.

Called by the engine and `coach plan` for the stages (`agendas.progress`); values only.
"""

from collections.abc import Sequence

from agendas.day import KEPT, TOLD_OF
from agendas.nights import DAY
from agendas.program import Program
from agendas.progress import Done
from agendas.steps import Marks
from memory.checkin import CheckIn


def done_of(check_ins: Sequence[CheckIn], program: Program) -> Done:
    """What the check-ins, in any order, say of the steps that mark something.

    A practice reported in one check-in was done on the day before it.
    """
    practice, experiments = (_marks(program, marks) for marks in (Marks.PRACTICE, Marks.EXPERIMENT))
    in_order = sorted(check_ins, key=lambda each: each.night)
    agreed = {
        each.commitment.item_id: each.commitment.agreed
        for each in in_order
        if each.commitment is not None
    }
    told = {item for each in in_order for item in each.delivered}
    answered = {mark for each in in_order for mark in each.answered}
    return Done(
        practised_on=frozenset(
            each.night - DAY
            for each in in_order
            if not each.answered.isdisjoint(KEPT + step for step in practice)
        ),
        wind_down_seen=not told.isdisjoint(_marks(program, Marks.WIND_DOWN)),
        relaxation_declined=any(
            agreed.get(step) is False for step in _marks(program, Marks.RELAXATION_OFFER)
        ),
        experiment_reported=any(
            mark + step in answered for step in experiments for mark in (KEPT, TOLD_OF)
        ),
        relapse_plan_saved=any(
            agreed.get(step) is True for step in _marks(program, Marks.RELAPSE_PLAN)
        ),
        ended=any(agreed.get(step) is False for step in _marks(program, Marks.BOOSTER)),
    )


def _marks(program: Program, marks: Marks) -> frozenset[str]:
    return frozenset(step.id for step in program.steps if step.marks is marks)
