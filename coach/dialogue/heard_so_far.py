"""What the input gate has to know of earlier turns, kept among a check-in's answered questions.

Called by `engine` before a verdict and by `decide` after it. Marks only, never words: they are
written in the same transaction as the turn, sealed with it.
"""

from dataclasses import replace

from coach.dialogue.state import State
from safety.verdict import Heard

_MARK = "heard:"


def marks_of(state: State) -> frozenset[str]:
    """The marks that the last verdict of this check-in left."""
    answered = state.check_in.answered
    return frozenset(each.removeprefix(_MARK) for each in answered if each.startswith(_MARK))


def with_marks(state: State, verdict: Heard) -> State:
    """The state with the marks of this verdict in place of the last ones."""
    others = {each for each in state.check_in.answered if not each.startswith(_MARK)}
    answered = frozenset(others | {f"{_MARK}{mark}" for mark in verdict.marks})
    return replace(state, check_in=replace(state.check_in, answered=answered))
