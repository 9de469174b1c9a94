"""Hears when somebody wants to be talked to instead: "call me at nine", "after lunch" is no time.

Called by `coach.dialogue.requests` to say plainly what was understood. Morning or evening is not
guessed: an hour said bare is given back bare.
"""

import re

from coach.dialogue.listen.clock import hour_of
from coach.dialogue.listen.homophones import plain
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.skeleton import skeleton
from coach.dialogue.listen.values import Clock, Half, Number
from coach.dialogue.listen.words import tokens

_AT = re.compile(r" (?:at|around|about|after|by|for|till|until)(?: (?:about|around|like))* $")
_HALVES = {Half.AM: " in the morning", Half.PM: " in the afternoon", Half.NIGHT: " at night"}
_EVENING_HOUR = 5


def later_at(words: str) -> str | None:
    """The one time named, as it was said: `9 o'clock`, `8:30 in the evening`; None without one."""
    said = plain(tokens(words))
    shape = skeleton(said, mentions(said))
    clocks = [
        clock
        for value in shape.values
        if _AT.search(shape.text[: value.start])
        and (clock := _clock(value.mention.meaning)) is not None
    ]
    return _told(clocks[0]) if len(clocks) == 1 else None


def _clock(meaning: object) -> Clock | None:
    if isinstance(meaning, Number):
        meaning = hour_of(meaning)
    timed = isinstance(meaning, Clock) and meaning.hour is not None and meaning.until is None
    return meaning if isinstance(meaning, Clock) and timed else None


def _told(clock: Clock) -> str:
    hour = clock.hour or 0
    shown = (
        f"{hour}:{clock.minute:02}" if clock.minute or hour > 12 or hour == 0 else f"{hour} o'clock"
    )
    if clock.half is Half.PM and hour % 12 >= _EVENING_HOUR:
        return f"{shown} in the evening"
    return shown + _HALVES.get(clock.half or Half.EXACT, "")
