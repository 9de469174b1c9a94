"""What a person did of the programme besides sleeping, read from their check-ins.

Called by `coach.dialogue.course`; what was told and agreed is kept there, question by question.
"""

from collections.abc import Iterator

from agendas.program import Program
from agendas.progress import Done
from coach.dialogue.state import State
from memory.checkin import CheckIn
from memory.course import Standing

KEPT = "kept:"
NOT_KEPT = "not_kept:"
TOLD_OF = "told_of:"
"""Before a step's id among a check-in's answered: how the agreement to it went, as they told."""


def done_of(state: State, program: Program) -> Done:
    """What was practised, seen, declined and reported so far."""
    check_ins = (state.check_in, *state.past)
    practices = _steps(program, Standing.S3)
    experiments, plans = _steps(program, Standing.S4), _steps(program, Standing.S6)
    boosters = _steps(program, Standing.S7)
    told = {item for each in check_ins for item in each.delivered}
    reported = {step for each in check_ins for step in _reported(each)}
    agreed = dict(_commitments(check_ins))
    return Done(
        practised_on=frozenset(
            each.night for each in check_ins for step in practices if KEPT + step in each.answered
        ),
        wind_down_seen=not told.isdisjoint(practices),
        relaxation_declined=any(agreed.get(step) is False for step in practices[1:]),
        experiment_reported=not reported.isdisjoint(experiments),
        relapse_plan_saved=any(agreed.get(step) is True for step in plans),
        ended=any(agreed.get(step) is False for step in boosters),
    )


def _steps(program: Program, stage: Standing) -> tuple[str, ...]:
    return tuple(step.id for step in program.steps if step.stage == stage)


def _commitments(check_ins: tuple[CheckIn, ...]) -> Iterator[tuple[str, bool]]:
    """Each step proposed with the answer to it, the latest last."""
    for each in reversed(check_ins):
        if each.commitment is not None:
            yield each.commitment.item_id, each.commitment.agreed


def _reported(check_in: CheckIn) -> Iterator[str]:
    for mark in check_in.answered:
        for lead in (KEPT, NOT_KEPT, TOLD_OF):
            if mark.startswith(lead):
                yield mark.removeprefix(lead)
