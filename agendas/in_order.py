"""The stage of a programme without a schedule: its stages in their order, each until it is done.

Pure; called where a day is built. The stages of the schedule move by `agendas.progress` alone.
"""

from agendas.candidates import barred_by, has_place
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
    if day.is_done(step) or day.is_dropped(step) or barred_by(step, day, program) is not None:
        return False
    return has_place(step, day, program)
