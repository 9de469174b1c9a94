"""Tells which value takes back one said before it: a correction, a closer guess, the hour's half.

Called by `coach.dialogue.listen.telling` for the values without a wording of their own.
"""

import re
from collections.abc import Sequence

from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.corrections import CORRECTION
from coach.dialogue.listen.joining import far_apart
from coach.dialogue.listen.settle_clocks import Told
from coach.dialogue.listen.values import Clock, Count, Minutes, Number


def corrected(
    earlier: Sequence[Told], fact: Fact, text: str, *, timed: bool = False
) -> Told | None:
    """The fact said before that this one takes back; None where it stands by itself."""
    before = [t for t in earlier if t.fact.value.end <= fact.value.start]
    same = [t for t in before if _kin(t.fact, fact) and not _counted_alone(t, fact)]
    if not same:
        return None
    last = max(same, key=lambda t: t.fact.value.start)
    between = text[last.fact.value.end : fact.value.start]
    meaning = last.meaning
    hourless = isinstance(meaning, Clock) and meaning.hour is None
    if _SECOND.search(between) and isinstance(meaning, Minutes | Number):
        return None
    bound = isinstance(meaning, Clock | Number) and bool(
        meaning.open_ended or (meaning.nudge_min and timed)
    )
    closer = bound and _is_exact(fact)
    closer = (
        closer
        or (_hourless(fact) and " so " in between)
        or (fact.role is Role.CLOCK and bool(_SEEN.search(between)))
        or (timed and bool(_SO_AT.search(between) or _OR_NEAR.match(between)))
    )
    listed = not timed and " then " in between  # "ten, and then probably eleven"
    revised = CORRECTION.search(between) and not listed
    return last if hourless or closer or revised else None


def _counted_alone(earlier: Told, fact: Fact) -> bool:
    """Whether a count stands and what comes after it is a length: "two, maybe fifteen"."""
    first, second = earlier.meaning, fact.value.mention.meaning
    far = isinstance(first, Number) and isinstance(second, Number) and far_apart(first, second)
    return earlier.fact.role is Role.COUNT and (far or isinstance(second, Minutes))


_SEEN = re.compile(r" (?:i )?(?:saw|heard) $")
"""Between two times on the clock that were seen, of which sleep came after the last."""
_SO_AT = re.compile(
    r" so(?: (?:it|that|was|must|have|been|about|around|maybe|probably|call|say|more|like|roughly|"
    r"i|would|got|in|at|to|bed))* $"
)


_OR_NEAR = re.compile(
    r"^(?: ,)? or (?:a (?:bit|little|touch)|just|shortly) (?:before|after) (?:\. )?$"
)
"""As in "Seven thirty, or a little before. Seven twenty-five."."""


def _is_exact(fact: Fact) -> bool:
    """Whether a time says more than a bound: the ten past twelve after "gone midnight"."""
    meaning = fact.value.mention.meaning
    return isinstance(meaning, Clock | Number) and not meaning.open_ended


def _hourless(fact: Fact) -> bool:
    meaning = fact.value.mention.meaning
    return isinstance(meaning, Clock) and meaning.hour is None


_SECOND = re.compile(r" (?:first|second|other|another|then|again|next|plus|third)(?= )")


def _kin(one: Fact, other: Fact) -> bool:
    kinds = (Clock, Number), (Minutes, Number), (Count, Number), (type(one.value.mention.meaning),)
    return any(
        isinstance(one.value.mention.meaning, k) and isinstance(other.value.mention.meaning, k)
        for k in kinds
    )
