"""Finds the half of the day said apart from its time: "quarter to nine. In the morning, obviously".

Called by `coach.dialogue.listen.reader`. It is given to the one time that lacks it, never to one of
several, and never where it only says when something else was.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.skeleton import Placed
from coach.dialogue.listen.values import Clock, Half, Number

_SAID = re.compile(
    r"(?: [,.-]| that is| i mean)? (?:in the |at |this )?(morning|afternoon|evening|night)"
    r"(?: (?:that is|i mean))?(?: ,)? (?:obviously|of course|naturally|mind you|mind|that is|not "
    r"(?:in the )?(?:evening|morning|night|pm|am))(?= )"
)
_ALONE = re.compile(
    r"[,.-] (?:that is |i mean |so )?(?:in the |at |this )(morning|afternoon|evening|"
    r"night)(?: [,.])* $"
)
_HALVES = {
    "morning": Half.AM,
    "afternoon": Half.PM,
    "evening": Half.PM,
    "night": Half.NIGHT,
}


def with_stated_half(values: Sequence[Placed], text: str) -> list[Placed]:
    """The values, the one bare clock time among them in the half of the day said for it."""
    found = _SAID.search(text) or _ALONE.search(text)
    bare = [v for v in values if _lacks_half(v)]
    if found is None or len(bare) != 1 or bare[0].start > found.start():
        return list(values)
    return [_put(v, _HALVES[found[1]]) if v is bare[0] else v for v in values]


def _lacks_half(value: Placed) -> bool:
    meaning = value.mention.meaning
    return isinstance(meaning, Clock | Number) and meaning.half is None


def _put(value: Placed, half: Half) -> Placed:
    meaning = value.mention.meaning
    if not isinstance(meaning, Clock | Number):
        return value
    return replace(value, mention=replace(value.mention, meaning=replace(meaning, half=half)))
