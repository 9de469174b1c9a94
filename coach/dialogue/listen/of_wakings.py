"""Gives what follows a number of wakings to them: how long they lasted, another number, the sum.

Called by `coach.dialogue.listen.telling`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.cues import Event
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
