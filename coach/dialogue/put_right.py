"""Takes a correction of the night that is told while a step or a change is being agreed on.

Called by `settling` and `closing` before they look for a yes or a no in it. What is only meant for
the nights to come is no correction.
"""

import re

from agendas.program import Program
from coach.dialogue import night_talk
from coach.dialogue.answer import Answer, Utterance
from coach.dialogue.screen_reading import plain
from coach.dialogue.state import State
from coach.dialogue.which_one import taken_back

_AS_IT_WAS = re.compile(
    r"\b(?:wrong|mistake|mistaken|misheard|correction)\b|\b(?:i|we)(?: (?:only|actually|really|"
    r"just|in fact))? (?:went|got|was|were|woke|slept|lay|tried|fell|had|took|napped)\b"
)


def in_passing(state: State, heard: Utterance, program: Program) -> Answer | None:
    """The answer to a correction of the night at hand; None where there is none."""
    if state.entry is None or _AS_IT_WAS.search(plain(heard.words)) is None:
        return None
    if heard.reading.values or heard.reading.unclear:
        return night_talk.answer_confirm(state, heard, program)
    wrong = taken_back(state, heard)
    return night_talk.put_right(state, wrong, program) if wrong else None
