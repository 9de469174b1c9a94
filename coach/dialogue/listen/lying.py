"""Tells lying there before sleep from lying in after it, by what was told before.

Called by `coach.dialogue.listen.reader` on the cues of an utterance: "lay there for an hour" is time
to fall asleep when only the evening was told of, and staying in bed once a waking was.
"""

import re
from collections.abc import Sequence
from collections.abc import Set
from dataclasses import replace

from coach.dialogue.listen.cues import Cue, Event
from memory.diary import Field

_EVENING = frozenset((Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP))
_SLEPT = frozenset((Event.WAKE, Event.FINAL, Event.BACK, Event.ONSET, Event.SLEPT))
_LYING = ("lay ", "lie ", "lying ", "laid ")
_UNTIL = re.compile(r"^ (?:until|till)(?: (?:about|around|gone|nearly|like|maybe|past))* <[cn]")
_LENGTH = re.compile(r"^ (?:for )?(?:(?:about|around|maybe|like|a|good|another|at least) )*<[dv]")


def told_of(before: Set[Event], asked: Sequence[Field]) -> bool:
    """Whether the evening was told of: the light out, or in a free answer going to bed."""
    return Event.LIGHTS in before or (Event.BED in before and len(asked) != 1)


def placed_in_the_night(cues: Sequence[Cue], text: str, asked: Sequence[Field]) -> list[Cue]:
    """The cues, those of lying awake before sleep turned into falling asleep."""
    evening = bool(asked) and _EVENING.issuperset(asked)
    result: list[Cue] = []
    for i, cue in enumerate(cues):
        before = {c.event for c in cues[:i]}
        ahead = {c.event for c in cues[i + 1 :]}
        until = cue.event is Event.AWAKE and _UNTIL.match(text[cue.end :])
        if until and told_of(before, asked) and not before & _SLEPT:
            cue = replace(cue, event=Event.ONSET)
        lying = cue.event is Event.UP and text.startswith(_LYING, cue.start)
        told = evening or told_of(before, asked)
        awaits = Event.LIGHTS in ahead and Event.LIGHTS not in before
        if lying and told and not awaits and not before & _SLEPT and _LENGTH.match(text[cue.end :]):
            cue = replace(cue, event=Event.ONSET)
        result.append(cue)
    return result
