"""Settles durations and counts: midpoints of narrow ranges, sums, and what stays open."""

from collections.abc import Sequence

from coach.dialogue.listen.clock import hour_of
from coach.dialogue.listen.halves import interval_min
from coach.dialogue.listen.values import Clock, Count, Meaning, Minutes, Number

_NARROW_SHARE = 1.5
_NARROW_MIN = 15
_MAX_MIN = 1440


def minutes_of(meaning: Meaning) -> Minutes | None:
    """A value read as a duration; None where it can be none (a grade, a vague word)."""
    if isinstance(meaning, Minutes):
        return meaning
    if isinstance(meaning, Number) and meaning.half and (clock := hour_of(meaning)):
        return minutes_of(clock)
    if isinstance(meaning, Number):
        return Minutes(meaning.lo, meaning.hi, each=meaning.each)
    if isinstance(meaning, Clock):
        if meaning.numbers and meaning.until is None:
            return Minutes(*meaning.numbers)
        length = interval_min(meaning)
        return None if length is None else Minutes(length, length)
    return None


def settle_minutes(minutes: Minutes) -> int | None:
    """Whole minutes, the midpoint of a narrow range (half up); None where the range is wide."""
    narrow = minutes.hi <= _NARROW_SHARE * minutes.lo or minutes.hi - minutes.lo <= _NARROW_MIN
    if not narrow or minutes.lo > minutes.hi or minutes.hi > _MAX_MIN:
        return None
    return int((minutes.lo + minutes.hi) / 2 + 0.5)


def settle_count(meaning: Meaning) -> int | None:
    """A count; the midpoint of a range at most two wide (half up); None where wider."""
    if not isinstance(meaning, Count | Number) or not 0 <= meaning.hi - meaning.lo <= 2:
        return None
    few = meaning.hi - meaning.lo == 1 and meaning.lo == 3
    return meaning.lo if few else (meaning.lo + meaning.hi + 1) // 2


def total(parts: Sequence[Minutes], count: int | None) -> int | None:
    """The sum of several durations, "each" taken `count` times; None where any part is open."""
    amounts: list[int] = []
    for part in parts:
        amount = settle_minutes(part)
        if amount is None or (part.each and count is None):
            return None
        amounts.append(amount * (count or 1) if part.each else amount)
    return sum(amounts)
