"""Dates what is told by its distance from another time: "twenty minutes after that".

Called by `coach.dialogue.listen.reader` and `telling`. A distance from a time not told is left.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.amounts import settle_minutes
from coach.dialogue.listen.attribute import Fact, Role
from coach.dialogue.listen.clock import hour_of
from coach.dialogue.listen.cues import Event
from coach.dialogue.listen.halves import DAY_MIN
from coach.dialogue.listen.skeleton import Placed
from coach.dialogue.listen.values import Clock, Half, Meaning, Minutes, Number

_COUNTED = (Event.BED, Event.LIGHTS, Event.UP)
_ALARM = re.compile(r" alarms?(?: [a-z]+){0,5} <[cn]\d+>(?= )")
_THE_ALARM = r"(?:it|that|the alarm|my alarm|the thing|then)"
_BEFORE_IT = re.compile(
    rf"^(?: or so)? (?:before|ahead of|earlier than) {_THE_ALARM}(?= )|"
    r"^(?: or so)? (?:early|earlier)(?= )"
)
_BEAT_IT = re.compile(
    rf" (?:beat|beaten|beating|before|ahead of) {_THE_ALARM}(?: by)?"
    r"(?: (?:about|around|maybe|roughly|a|good|like))* $"
)
_CLAUSE = 40


def before_the_alarm(values: Sequence[Placed], text: str) -> list[Placed]:
    """As in "The alarm was for seven and I beat it by ten minutes": ten to seven, and no alarm."""
    alarm = _ALARM.search(text)
    base = next((v for v in values if alarm and v.end == alarm.end()), None)
    if base is None or clock_of(base.mention.meaning) is None:
        return list(values)
    early = [v for v in values if v.start > base.end and _is_before(v, text)]
    if not early:
        return list(values)
    dated = [_shifted(base.mention.meaning, v.mention.meaning, -1) for v in early[:1]]
    if dated[0] is None:
        return list(values)
    mention = replace(early[0].mention, meaning=dated[0])
    moved = replace(early[0], mention=mention)
    return [moved if v is early[0] else v for v in values if v is not base]


def counted_on(facts: Sequence[Fact]) -> list[Fact]:
    """As in "the kids went off at nine and I was in bed twenty minutes after that"."""
    result: list[Fact] = []
    for fact in facts:
        base = result[-1] if result else None
        if base is not None and _counts_on(fact, base):
            moved = _shifted(base.value.mention.meaning, fact.value.mention.meaning, 1)
            if moved is not None:
                mention = replace(fact.value.mention, meaning=moved)
                fact = replace(fact, value=replace(fact.value, mention=mention), role=Role.CLOCK)
        result.append(fact)
    return result


def clock_of(meaning: Meaning) -> Clock | None:
    """A value as one time of the clock with its hour; None where it is none."""
    clock = hour_of(meaning) if isinstance(meaning, Number) else meaning
    if not isinstance(clock, Clock) or clock.hour is None or clock.until or clock.open_ended:
        return None
    return clock


def _counts_on(fact: Fact, base: Fact) -> bool:
    if fact.role is not Role.LATER or fact.cue is None or fact.cue.event not in _COUNTED:
        return False
    return base.role is Role.CLOCK and (base.cue is None or base.cue.event is Event.OTHER)


def _is_before(value: Placed, text: str) -> bool:
    if not isinstance(value.mention.meaning, Minutes | Number):
        return False
    lead = text[max(0, value.start - _CLAUSE) : value.start]
    return bool(_BEFORE_IT.match(text[value.end :]) or _BEAT_IT.search(lead))


def _shifted(base: Meaning, by: Meaning, sign: int) -> Clock | None:
    """The clock time so many minutes after (or before) another; its half of the day as said."""
    clock = clock_of(base)
    if isinstance(by, Number):
        by = Minutes(by.lo, by.hi)
    amount = settle_minutes(by) if isinstance(by, Minutes) else None
    if clock is None or clock.hour is None or amount is None:
        return None
    half, hour = clock.half, clock.hour
    if half in (Half.AM, Half.PM):
        hour, half = hour % 12 + (12 if half is Half.PM else 0), Half.EXACT
    minute = (hour * 60 + clock.minute + clock.nudge_min + sign * amount) % DAY_MIN
    hour = minute // 60
    return Clock(hour if half is Half.EXACT else (hour - 1) % 12 + 1, minute % 60, half)
