"""Gives what follows a number of wakings to them: how long they lasted, another number, the sum.

Called by `coach.dialogue.listen.telling`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.corrections import CORRECTION
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.settle_clocks import Told
from coach.dialogue.listen.values import Count, Minutes, Number
from memory.diary import Field

_COUNTED_ON = re.compile(
    r"(?<=[\w>]) (?:(?:so|that is|makes|making|totals?|altogether|call it|and|plus|then|,|\.|-) |"
    r"(?<=> ))(?:(?:that|is|it|about|maybe|all|in|around|what|a|total|of|was|the|my|then|again|"
    r"once|with|for|by|because) )*(?:[a-z]+ ){0,3}$"
)


def of_wakings(
    facts: Sequence[Fact], told: Sequence[Told], text: str, asked: Sequence[Field]
) -> list[Told]:
    """What follows a number of wakings: how long they lasted, another number, the sum."""
    counts = [t for t in told if t.event is Event.WAKE]
    if not counts:
        return []
    rest = [f for f in facts if f.cue is None and all(t.fact.value != f.value for t in told)]
    more: list[Told] = []
    for fact in rest:
        meaning, between = fact.value.mention.meaning, text[: fact.value.start]
        later = fact.value.start > counts[0].fact.value.end
        if later and isinstance(meaning, Minutes) and tuple(asked) == (Field.AWAKENINGS,):
            more.append(Told(replace(fact, role=Role.DURATION), Event.AWAKE))
        total = isinstance(meaning, Number) and meaning.hi <= _MOST and SO.search(between)
        joined = isinstance(meaning, Count) and _COUNTED_ON.search(between)
        if later and (total or joined):
            more.append(Told(replace(fact, role=Role.COUNT), Event.WAKE))
    return more


_MOST = 12
SO = re.compile(
    r" (?:so|makes|making|equals|call it|that is)(?: (?:that|is|about|maybe|all|in|it|around|what|"
    r"roughly|a|total|of|was))* $"
)
"""Before a sum: "so three", "that makes forty minutes"."""


_AT = re.compile(r" (?:at|since|from|by|till|until)(?: (?:about|around|like|maybe|just))* $")
_SOLE = re.compile(r" (?:about|around|roughly|maybe|probably|like|perhaps|just) $")


def counted(told: Sequence[Told], text: str, asked: Sequence[Field]) -> list[Told]:
    """As in "About four, for the loo", asked how often: a number that is told as no time."""
    if tuple(asked) != (Field.AWAKENINGS,):
        return list(told)
    timed = [t for t in told if t.event is Event.WAKE and t.fact.role is Role.CLOCK]
    if len(timed) != 1 or any(t.fact.role is Role.COUNT for t in told):
        return list(told)
    one = timed[0]
    meaning, before = one.meaning, text[: one.fact.value.start]
    bare = isinstance(meaning, Number) and meaning.half is None and meaning.hi <= _MOST
    if not bare or _AT.search(before) or not (_SOLE.search(before) or not before.strip(" ,.")):
        return list(told)
    return [Told(replace(t.fact, role=Role.COUNT), t.event) if t is one else t for t in told]


def standing_times(told: Sequence[Told], text: str, cues: Sequence[Cue]) -> list[Told]:
    """Without the times of wakings that the next time took back: "woke at seven, no, eight"."""
    times = [t for t in told if t.fact.role is Role.CLOCK]
    gone = [a for a, b in pairwise(times) if _taken_back(a, b, text, cues)]
    return [t for t in told if not any(t is g for g in gone)]


def _taken_back(one: Told, other: Told, text: str, cues: Sequence[Cue]) -> bool:
    if one.event is not other.event or one.event not in (Event.WAKE, Event.FINAL):
        return False
    start, end = one.fact.value.end, other.fact.value.start
    told_anew = any(start <= c.start < end for c in cues)
    return not told_anew and bool(CORRECTION.search(text[start:end]))
