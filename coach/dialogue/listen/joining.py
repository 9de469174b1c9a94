"""Joins two values said one after the other into one: "ten or half past", "30 to 45 minutes".

Called by `coach.dialogue.listen.mentions` where the words between them make a range of the two.
"""

from dataclasses import replace

from coach.dialogue.listen.clock import hour_of
from coach.dialogue.listen.values import Clock, Count, Half, Meaning, Minutes, Number


def join(first: Meaning, second: Meaning) -> Meaning | None:
    """One value for two; None where they are no two ends or guesses of one."""
    if isinstance(first, Minutes) and isinstance(second, Minutes):
        return Minutes(first.lo, second.hi) if first.lo < second.hi else None
    if isinstance(first, Number) and isinstance(second, Minutes):
        return Minutes(first.lo, second.hi) if first.lo < second.hi else None
    if isinstance(first, Minutes) and isinstance(second, Number):
        return _up_to(first, second)
    if isinstance(first, Count | Number) and isinstance(second, Count):
        return Count(first.lo, second.hi) if first.lo < second.hi else None
    return _join_clocks(first, second)


_NOON_H = 12
_OTHER_HALF = {Half.AM: Half.PM, Half.PM: Half.AM}


def _half_before(start: Clock, end: Clock) -> Half | None:
    """The half of the day that "between eleven and half twelve a.m." begins in: the other one."""
    if end.half is Half.EXACT:
        return Half.AM if end.hour == _NOON_H else Half.PM
    crosses = start.hour is not None and end.hour is not None and start.hour % 12 > end.hour % 12
    return _OTHER_HALF.get(end.half, end.half) if crosses and end.half else end.half


def _up_to(first: Minutes, second: Number) -> Minutes | None:
    """As in "ten minutes, maybe fifteen" and, of whole hours, "an hour maybe two"."""
    hi = second.lo
    if first.lo >= 60 and first.lo % 60 == 0 and hi <= _MOST_HOURS:
        hi = 60 * second.lo
    return Minutes(first.lo, hi) if first.hi < hi else None


_MOST_HOURS = 6


def _join_clocks(first: Meaning, second: Meaning) -> Meaning | None:
    halves = isinstance(first, Number) and first.half is not None
    if isinstance(first, Number) and isinstance(second, Number) and not halves:
        return replace(first, hi=second.lo, half=second.half or first.half)
    if not isinstance(first, Number | Clock) or not isinstance(second, Number | Clock):
        return None
    start = hour_of(first) if isinstance(first, Number) else first
    end = hour_of(second) if isinstance(second, Number) else second
    if start is None or end is None:
        return None
    if start.hour is None and end.hour is not None:
        start = replace(start, hour=end.hour if start.minute <= end.minute else (end.hour - 1) % 24)
    if end.half and start.half is None:
        start = replace(start, half=_half_before(start, end))
    return replace(start, until=end)
