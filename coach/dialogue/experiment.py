"""Takes the two marks of a person's experiment: what they guessed of a day, and what it came to.

Called by `closing` where an agreement to report one is looked back on. It says which was higher and
draws no other conclusion.
"""

import re
from dataclasses import replace

from agendas.day import TOLD_OF
from agendas.program import Program
from agendas.steps import Marks
from coach.dialogue.answer import Answer, Utterance, line, settle
from coach.dialogue.listen.reading import Intent
from coach.dialogue.scale import two_marks
from coach.dialogue.state import State

FOLLOW_UP = "follow_up"
_MOST_ASKED = 2
_GUESS_LAST = re.compile(
    r"\b(?:guess\w*|predict\w*|expect\w*|thought|bet|feared)\b"
    r"(?!.*\b(?:was|were|came|got|earned|ended|turned|gave|is|day)\b)"
)
"""Between the two marks: "it was a six, and I had guessed three"."""


def answered(state: State, heard: Utterance, program: Program) -> Answer | None:
    """The answer to two marks, or the question for them; None for a no and for anything else."""
    last = state.last
    if last is None or not program.has_step(last.item_id):
        return None
    if program.step(last.item_id).marks is not Marks.EXPERIMENT:
        return None
    two = _guess_and_day(heard.words)
    if two is not None:
        guess, day = two
        key = "better" if day > guess else "worse" if day < guess else "same"
        told = settle(settle(state, FOLLOW_UP), TOLD_OF + last.item_id)
        return Answer(told, (line(f"experiment.{key}", state),))
    if heard.reading.intent is not Intent.YES or state.check_in.attempts >= _MOST_ASKED:
        return None
    asking = replace(line("experiment.marks", state), item_id=FOLLOW_UP, asks=True, fixed=True)
    return Answer(state, (asking,), settled=False)


def _guess_and_day(words: str) -> tuple[int, int] | None:
    found = two_marks(words)
    if found is None:
        return None
    first, between, second = found
    return (second, first) if _GUESS_LAST.search(between) else (first, second)
