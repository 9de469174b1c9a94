"""The stage of a programme without a schedule: its stages in their order, each until it is done.

Pure; called where a day is built. The stages of the schedule move by `agendas.progress` alone.
"""

from agendas.day import Day
from agendas.program import Program
from agendas.steps import Step


def stage_in_order(day: Day, program: Program) -> str:
    """The first stage with a step still to come that comes only once, else the last stage."""
    waiting = {
        step.stage for step in program.steps if not step.repeats and _comes(step, day, program)
    }
    return next((each.id for each in program.stages if each.id in waiting), program.stages[-1].id)


def _comes(step: Step, day: Day, program: Program) -> bool:
    if day.is_done(step) or day.is_dropped(step) or _is_barred(step, day, program):
        return False
    return step.instead_of is None or _is_barred(program.step(step.instead_of), day, program)


def _is_barred(step: Step, day: Day, program: Program) -> bool:
    technique = program.technique(step)
    return any(each is not None and day.barred(each) is not None for each in (step, technique))
