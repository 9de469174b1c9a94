"""Explains a question to somebody who did not understand it, in other words than the question's.

Called by `coach.dialogue.requests` when they ask what is meant. What it has no words for is
explained by the reason the programme gives for asking.
"""

import re

from agendas.program import Program
from coach.dialogue.answer import line
from coach.dialogue.phrase import PHRASES
from coach.dialogue.reply import Move
from coach.dialogue.state import State

_NOT_UNDERSTOOD = re.compile(
    r"\b(?:(?:what|how) (?:do|did) you mean|what does (?:that|this|it) mean|what (?:s|"
    r"is) that (?:supposed "
    r"to mean|mean)|(?:don t|do not|didn t|did not|can t) (?:really |quite |"
    r"entirely )?(?:understand|get "
    r"(?:it|that|the question|what you)|follow)|not sure what (?:you mean|that means|"
    r"you re asking|you "
    r"want|you are asking)|meaning what|(?:can|could) you explain|explain (?:that|it|please)|i m "
    r"confused|(?:that|it) makes no sense|what exactly)\b"
)


def asks_what_is_meant(words: str) -> bool:
    """Whether they ask for an explanation rather than for the same words again."""
    return bool(_NOT_UNDERSTOOD.search(" ".join(re.findall(r"[a-z]+", words.lower()))))


def explained(state: State, program: Program) -> Move | None:
    """What the open question means; None where nothing more can be said."""
    question = state.check_in.question or ""
    key = f"explain.{question}"
    if key in PHRASES:
        return line(key, state)
    reasons = {each.id: each.why for each in program.questions}
    return Move(reasons[question]) if question in reasons else None
