"""Tells lying there before sleep from lying in after it, and being up at night from getting up.

Called by `coach.dialogue.listen.reader` on the cues: "lay there for an hour" is time to fall asleep
when only the evening was told of, and staying in bed once a waking was.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.settle_clocks import clock_meaning
from coach.dialogue.listen.skeleton import VALUE, Skeleton
from coach.dialogue.listen.values import Half
from memory.diary import Field

_EVENING = frozenset((Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP))
_SLEPT = frozenset((Event.WAKE, Event.FINAL, Event.BACK, Event.ONSET, Event.SLEPT))
_LYING = ("lay ", "lie ", "lying ", "laid ")
_UNTIL = re.compile(r"^ (?:until|till)(?: (?:about|around|gone|nearly|like|maybe|past))* <[cn]")
_LENGTH = re.compile(r"^ (?:for )?(?:(?:about|around|maybe|like|a|good|another|at least) )*<[dv]")


def _told_of(before: Set[Event], asked: Sequence[Field]) -> bool:
    """Whether the evening was told of: the light out, or in a free answer going to bed."""
    return Event.LIGHTS in before or (Event.BED in before and len(asked) != 1)


def placed_in_the_night(cues: Sequence[Cue], shape: Skeleton, asked: Sequence[Field]) -> list[Cue]:
    """The cues; lying awake before sleep as falling asleep, being up at night as a waking."""
    result: list[Cue] = []
    for i, cue in enumerate(cues):
        before = {c.event for c in cues[:i]}
        ahead = cues[i + 1 :]
        if _awake_before_sleep(cue, before, {c.event for c in ahead}, shape.text, asked):
            cue = replace(cue, event=Event.ONSET)
        elif _up_in_the_night(cue, ahead, shape, asked):
            cue = replace(cue, event=Event.WAKE)
        result.append(cue)
    return result


def _awake_before_sleep(
    cue: Cue, before: Set[Event], ahead: Set[Event], text: str, asked: Sequence[Field]
) -> bool:
    if before & _SLEPT:
        return False
    if cue.event is Event.AWAKE and _UNTIL.match(text[cue.end :]):
        return _told_of(before, asked) or tuple(asked) == _ONSET_ASKED
    told = (bool(asked) and _EVENING.issuperset(asked)) or _told_of(before, asked)
    awaits = Event.LIGHTS in ahead and Event.LIGHTS not in before
    lying = cue.event is Event.UP and text.startswith(_LYING, cue.start)
    return lying and told and not awaits and bool(_LENGTH.match(text[cue.end :]))


_BEING_UP = re.compile(r"(?:was |were |been |being )?up$")
_FOR_SO_LONG = re.compile(
    rf"^ (?:at|around|about)(?: (?:about|around|like))* {VALUE}(?: ,)? (?:for )?"
    r"(?:(?:about|around|maybe|like|a|good|another|roughly|probably|over|nearly) )*<d"
)
_AT = re.compile(r"^ (?:at|around|about)(?: (?:about|around|like))* $")
_LAST_NIGHT_HOUR = 3


def _up_in_the_night(
    cue: Cue, ahead: Sequence[Cue], shape: Skeleton, asked: Sequence[Field]
) -> bool:
    """As in "I was up at two for an hour" and "up at one and three, woke for good at six"."""
    said, after = shape.text[cue.start : cue.end], shape.text[cue.end :]
    if cue.event is not Event.UP or not _BEING_UP.match(said) or tuple(asked) == _UP_ASKED:
        return False
    if _FOR_SO_LONG.match(after):
        return True
    later = any(c.event in (Event.UP, Event.FINAL, Event.WAKE) for c in ahead)
    first = next((v for v in shape.values if v.start >= cue.end), None)
    if not later or first is None or not _AT.match(shape.text[cue.end : first.start]):
        return False
    clock = clock_meaning(first.mention.meaning)
    if clock is None or clock.hour is None or clock.half in (Half.PM, Half.NIGHT):
        return False
    return clock.hour % 12 <= _LAST_NIGHT_HOUR


_ONSET_ASKED = (Field.SLEEP_ONSET_LATENCY,)
_UP_ASKED = (Field.OUT_OF_BED,)
