"""Finds the wordings that name an event of the night: into bed, lights out, asleep, awake, up.

Matched on the skeleton; of two that overlap the one listed first wins. Adding a field of the diary
starts here: an `Event`, its wordings, and its turn in `settle`.
"""

import re

from coach.dialogue.listen.cue_foreign import FOREIGN
from coach.dialogue.listen.cue_plain import PLAIN
from coach.dialogue.listen.cue_special import SPECIAL
from coach.dialogue.listen.events import FIELD_OF, Cue, Event

__all__ = ["FIELD_OF", "Cue", "Event", "cues"]

_COMPILED = tuple(
    (event, re.compile(rf"(?<= )(?:{pattern})(?= )"))
    for event, pattern in (*SPECIAL, *PLAIN, *FOREIGN)
)


def cues(text: str) -> list[Cue]:
    """All cues of a skeleton's text in order, none overlapping another."""
    taken: list[Cue] = []
    for event, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= cue.start or start >= cue.end for cue in taken):
                taken.append(Cue(event, start, end))
    return sorted(taken, key=lambda cue: cue.start)
