"""Tells sleep by day from the hours around it: "in at eight this morning, bed by half eight".

Called by `coach.dialogue.listen.reader` before the clock fields are settled, for whoever works at
night. Without such a word nothing is moved.
"""

from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.clock import hour_of
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.values import Clock, Half, Meaning, Number

_EARLIEST_HOUR = 5
"""Home at three in the morning is a late evening; from this hour on it was a night at work."""
_EVENING = (Event.BED, Event.LIGHTS, Event.SLEPT)
_RISEN = (Event.FINAL, Event.UP)
_NOON = 12


def by_day(facts: Sequence[Fact], *, shift_worker: bool = False) -> list[Fact]:
    """The facts, with bare times of going to bed put in the morning where that was told.

    They were home in the morning before, or up in the afternoon after: "got in at eight this
    morning, bed by half eight", "bed at eight, up at two in the afternoon".
    """
    facts = _home_first(facts)
    if not any(_in_bed(fact) for fact in facts):
        return list(facts)
    if _came_home(facts) is None and not _rose_in_the_afternoon(facts, shift_worker=shift_worker):
        return list(facts)
    return [_in_the_morning(fact) if _in_bed(fact) else fact for fact in facts]


def _home_first(facts: Sequence[Fact]) -> list[Fact]:
    """As in "got in at eight": into the house, where getting into bed is told after it."""
    beds = [f for f in facts if f.cue is not None and f.cue.event is Event.BED]
    first = beds[0] if len({f.cue for f in beds}) > 1 else None
    if first is None or first.cue is None or not _is_am(first):
        return list(facts)
    elsewhere = Cue(Event.OTHER, first.cue.start, first.cue.end)
    return [replace(f, cue=elsewhere) if f.cue == first.cue else f for f in facts]


def _came_home(facts: Sequence[Fact]) -> Fact | None:
    """What was told, before bed, at a time that was said to be of the morning."""
    bed = min(f.value.start for f in facts if _in_bed(f))
    elsewhere = [f for f in facts if f.cue is None or f.cue.event is Event.OTHER]
    return next((f for f in elsewhere if f.value.start < bed and _is_am(f)), None)


def _rose_in_the_afternoon(facts: Sequence[Fact], *, shift_worker: bool) -> bool:
    risen = [f for f in facts if f.cue is not None and f.cue.event in _RISEN]
    clocks = [c for f in risen if (c := _clock(f.value.mention.meaning)) is not None]
    said = any(c.half is Half.PM and c.hour is not None and c.hour % _NOON < 8 for c in clocks)
    return said and (shift_worker or all(_could_be_morning(f) for f in facts if _in_bed(f)))


def _could_be_morning(fact: Fact) -> bool:
    clock = _clock(fact.value.mention.meaning)
    return clock is not None and clock.hour is not None and _EARLIEST_HOUR < clock.hour < _NOON


def _in_bed(fact: Fact) -> bool:
    event = fact.cue.event if fact.cue else None
    return event in _EVENING and fact.role is Role.CLOCK


def _is_am(fact: Fact) -> bool:
    clock = _clock(fact.value.mention.meaning)
    if clock is None or clock.half is not Half.AM or clock.hour is None:
        return False
    return clock.hour % _NOON >= _EARLIEST_HOUR


def _in_the_morning(fact: Fact) -> Fact:
    clock = _clock(fact.value.mention.meaning)
    if clock is None or clock.hour is None or clock.half is not None or clock.hour == _NOON:
        return fact
    if clock.hour < _EARLIEST_HOUR:
        return fact
    mention = replace(fact.value.mention, meaning=replace(clock, half=Half.AM))
    return replace(fact, value=replace(fact.value, mention=mention))


def _clock(meaning: Meaning) -> Clock | None:
    if isinstance(meaning, Clock):
        return meaning
    return hour_of(meaning) if isinstance(meaning, Number) else None
