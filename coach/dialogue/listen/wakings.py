"""Tells the last waking from those of the night, and time awake before sleep from later."""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.attribute import Role
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.settle_clocks import Told, clock_meaning
from coach.dialogue.listen.values import Clock, Half, Vague
from memory.diary import Field


def wakings(
    told: Sequence[Told], text: str, cues: Sequence[Cue], asked: Sequence[Field]
) -> list[Told]:
    """Turns the waking that was the last into the final one; "woke early" is about that too."""
    told = [t for t in told if not (_early(t) and _timed(t, told))]
    told = [replace(t, event=Event.FINAL) if _early(t) else t for t in told]
    clocks = [t for t in told if t.event is Event.WAKE and t.fact.role is Role.CLOCK]
    if not clocks or any(t.event is Event.FINAL for t in told):
        return list(told)
    last = max(clocks, key=lambda t: t.fact.value.start)
    if not _is_final(last, clocks, told, text, cues, asked):
        return list(told)
    return [replace(t, event=Event.FINAL) if t is last else t for t in told]


_SLEPT_ON = (Event.AWAKE, Event.BACK)


def _is_final(
    last: Told,
    clocks: Sequence[Told],
    told: Sequence[Told],
    text: str,
    cues: Sequence[Cue],
    asked: Sequence[Field],
) -> bool:
    end = last.fact.value.end
    after = [c for c in cues if c.start >= end]
    own_duration = any(
        t.fact.role is Role.DURATION
        and t.fact.value.start >= end
        and t.event in (Event.WAKE, *_SLEPT_ON)
        for t in told
    )
    if own_duration or any(c.event is Event.BACK for c in after) or _counted(last, told):
        return False
    if (
        isinstance(last.meaning, Clock)
        and last.meaning.until
        and Field.FINAL_AWAKENING not in asked
    ):
        return False
    if any(c.event is Event.FINAL for c in cues) or re.match(
        r" (?:in|during) the night", text[end:]
    ):
        return False
    if Field.FINAL_AWAKENING in asked or _soon_up(last, told):
        return True
    if len(clocks) > 1 and any(t.event is Event.UP and t.fact.role is Role.CLOCK for t in told):
        return False  # one of several, hours before getting up
    return _morning(last) and Field.AWAKENINGS not in asked


def _early(one: Told) -> bool:
    return (
        one.event is Event.WAKE and one.fact.role is Role.CLOCK and isinstance(one.meaning, Vague)
    )


def _timed(one: Told, told: Sequence[Told]) -> bool:
    """Whether the waking called early was also given its time: "four thirty, far too early"."""
    return any(t is not one and t.fact.cue == one.fact.cue and not _early(t) for t in told)


_SOON_MIN = 120


def _soon_up(last: Told, told: Sequence[Told]) -> bool:
    """Whether they got up within two hours of this waking."""
    woke = clock_meaning(last.meaning)
    ups = [c for t in told if t.event is Event.UP and (c := clock_meaning(t.meaning)) is not None]
    if woke is None or not ups:
        return False
    if woke.hour is None or ups[-1].hour is None:
        return True
    gap = (ups[-1].hour * 60 + ups[-1].minute - woke.hour * 60 - woke.minute) % 720
    return gap <= _SOON_MIN


def _counted(last: Told, told: Sequence[Told]) -> bool:
    cue = last.fact.cue
    return any(
        t.fact.role is Role.COUNT
        and t.fact.cue == cue
        and (not cue or t.fact.value.end > cue.start)
        for t in told
    )


def _morning(one: Told) -> bool:
    clock = clock_meaning(one.meaning)
    if clock is None or clock.hour is None:
        return False
    return clock.hour % 12 >= 4 or clock.half is Half.PM


def _onset_said(one: Told, told: Sequence[Told]) -> bool:
    """Whether falling asleep, or a waking, was told of before this."""
    at = one.fact.value.start
    return any(
        (
            t.event in (Event.ONSET, Event.WAKE)
            and t.fact.value.end <= at
            and t.fact.cue != one.fact.cue
        )
        or (t.event is Event.WAKE and t.fact.value.end <= at)
        for t in told
    )


_LYING = (Event.AWAKE, Event.BACK, Event.WAKE, Event.ONSET, Event.UP, Event.FINAL, Event.LIGHTS)


def _begun_again(one: Told, cues: Sequence[Cue]) -> int:
    """Where the evening was last told of before this: what was said earlier is no waking before."""
    starts = [
        c.start
        for c in cues
        if c.event in (Event.BED, Event.LIGHTS) and c.start < one.fact.value.start
    ]
    return max(starts, default=0)


def time_awake(
    one: Told, told: Sequence[Told], text: str, cues: Sequence[Cue], asked: Sequence[Field]
) -> Event:
    """Where a time awake belongs: before sleep, in the night; as `Event.AWAKE` it is the latter."""
    lasting = one.fact.role in (Role.DURATION, Role.LATER)
    if tuple(asked) == (Field.EARLY_WAKE_AWAKE,) and lasting and one.event in _LYING:
        return Event.EARLY
    if one.event in (Event.BACK, Event.WAKE) and one.fact.role is Role.DURATION:
        return Event.AWAKE
    if one.event not in (Event.AWAKE, Event.ONSET) or one.fact.role is not Role.DURATION:
        return one.event
    if one.fact.cue is None:
        return one.event
    asked_onset = Field.SLEEP_ONSET_LATENCY in asked
    asked_awake = Field.WAKE_AFTER_SLEEP_ONSET in asked
    begun = _begun_again(one, cues)
    before = [
        c.event for c in cues if begun <= c.start < one.fact.value.start and c != one.fact.cue
    ]
    slept = (
        _onset_said(one, [t for t in told if t.fact.value.start >= begun])
        or Event.WAKE in before
        or Event.BACK in before
        or " night" in text[one.fact.value.end :][:24]
    )
    if one.event is Event.ONSET:
        return Event.AWAKE if slept and not asked_onset else Event.ONSET
    if asked_onset is not asked_awake and not (Event.WAKE in before and asked_onset):
        return Event.ONSET if asked_onset else Event.AWAKE
    if slept or Event.ONSET in before:
        return Event.AWAKE
    return Event.ONSET if Event.BED in before or Event.LIGHTS in before else Event.AWAKE
