"""Brings up what the person told of their life, on its day, and takes the answer.

Called by `closing` and by the doors through it. It is said in the person's own words turned round,
once; in whatever words it is answered, it is not asked again.
"""

from dataclasses import replace
from uuid import UUID

from agendas.agenda import Kind, from_json
from agendas.program import Program
from agendas.remembered import Phase
from coach.dialogue import put_right
from coach.dialogue.answer import Answer, Utterance, line, settle
from coach.dialogue.course import SLEEPY
from coach.dialogue.listen.asides import feeling_of
from coach.dialogue.own_memory import told_form
from coach.dialogue.remembering import OFF, showing
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.fact import Fact

REMEMBERED = "remembered"


def next_of_memory(state: State) -> tuple[State, tuple[str, tuple[Move, ...]] | None]:
    """What is brought up now, and the state in which "that" means it; None for nothing."""
    found = None if _is_closed(state) else _next(state)
    if found is None:
        return state, None
    fact, move = found
    return showing(state, fact), (REMEMBERED, (move,))


def _is_closed(state: State) -> bool:
    """Whether nothing is to be brought up: it was, a step is agreed, or danger was told of."""
    check_in = state.check_in
    over = {REMEMBERED, OFF, SLEEPY} & check_in.answered
    return bool(over) or check_in.commitment is not None


def _next(state: State) -> tuple[Fact, Move] | None:
    agenda = from_json(state.check_in.agenda)
    items = () if agenda is None else agenda.of(Kind.REMEMBERED)
    if not items:
        return None
    _, phase, name = items[0].id.split(".")
    fact = next((each for each in state.facts if each.id == UUID(name)), None)
    if fact is None or fact.id in state.unspoken:
        return None
    words = line(f"memory.{Phase(phase)}", state, fixed=True, fact=told_form(fact))
    return fact, replace(words, item_id=items[0].id, asks=True, quotes=True)


def answer_remembered(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes the answer, in whatever words; a correction of the night beside it is taken too."""
    right = put_right.in_passing(state, heard, program)
    if right is not None:
        return right
    felt = feeling_of(heard.words)
    key = "memory.noted" if felt is None else f"feeling.{felt}"
    return Answer(settle(state, REMEMBERED), (line(key, state),))
