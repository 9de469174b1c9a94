"""Decides which half of the day a spoken clock time is in, and settles ranges on the clock.

The rules of bare numbers: into bed or lights out 7 to 11 is evening, 12 is 00:xx, 1 to 5 after
midnight, 6 is open; waking or getting up 3 to 11 is morning, 12 noon. For a shift worker only what
was said or is on file decides.
"""

from dataclasses import dataclass
from enum import StrEnum

from coach.dialogue.listen.values import Clock, Half

DAY_MIN = 1440
_HALF_DAY_MIN = 720
_NARROW_MIN = 30


class Phase(StrEnum):
    """Which bare-number rule applies."""

    EVENING = "evening"
    NIGHT = "night"
    MORNING = "morning"


@dataclass(frozen=True)
class Anchors:
    """Times of the same night (minutes after midnight) known to lie before or after, if any."""

    after: int | None = None
    before: int | None = None
    shift_worker: bool = False


@dataclass(frozen=True)
class Settled:
    """`minute` after midnight, None where open; `candidates` are the readings in question."""

    minute: int | None
    candidates: tuple[int, ...] = ()


def settle_clock(clock: Clock, phase: Phase, anchors: Anchors) -> Settled:
    """The minute of the day a clock reading means, or that it is open."""
    if clock.open_ended:
        return Settled(None)
    start = _point(clock, phase, anchors)
    if clock.until is None or start.minute is None:
        return start
    end = _end(clock.until, start.minute)
    if end is None:
        return Settled(None)
    width = (end - start.minute) % DAY_MIN
    if width > _NARROW_MIN:
        return Settled(None, (start.minute, end))
    return Settled((start.minute + (width + 1) // 2) % DAY_MIN)


def interval_min(clock: Clock) -> int | None:
    """How long "from three to half four" is, in minutes; None for a point of time."""
    if clock.until is None or clock.hour is None:
        return None
    start = clock.hour * 60 + clock.minute
    end = _end(clock.until, start)
    return None if end is None else (end - start) % _HALF_DAY_MIN


def _end(until: Clock, start: int) -> int | None:
    if until.hour is None:
        return _next_at(until.minute, start)
    first = until.hour % 12 * 60 + until.minute
    return min((first, first + _HALF_DAY_MIN), key=lambda m: (m - start) % DAY_MIN)


def _next_at(minute: int, after: int) -> int:
    return (after + (minute - after) % 60) % DAY_MIN


def _point(clock: Clock, phase: Phase, anchors: Anchors) -> Settled:
    if clock.hour is None:
        return _hourless(clock, anchors)
    if clock.half is not None:
        return Settled(
            (_said(clock.hour, clock.half) * 60 + clock.minute + clock.nudge_min) % DAY_MIN
        )
    morning = (clock.hour % 12 * 60 + clock.minute + clock.nudge_min) % DAY_MIN
    both = (morning, (morning + _HALF_DAY_MIN) % DAY_MIN)
    default = None if anchors.shift_worker else _default(clock.hour, phase)
    if default is not None:
        return Settled(both[default])
    return _by_anchor(both, anchors)


def _hourless(clock: Clock, anchors: Anchors) -> Settled:
    if anchors.after is not None:
        return Settled(_next_at(clock.minute, anchors.after))
    if anchors.before is not None:
        return Settled((anchors.before - (anchors.before - clock.minute) % 60) % DAY_MIN)
    return Settled(None)


def _said(hour: int, half: Half) -> int:
    if half is Half.EXACT:
        return hour
    if half is Half.NIGHT:
        return hour % 12 if hour < 6 or hour == 12 else hour % 12 + 12
    return hour % 12 + (12 if half is Half.PM else 0)


def _default(hour: int, phase: Phase) -> int | None:
    """0 the reading before noon, 1 the one after, None where the number alone does not say."""
    if phase is Phase.MORNING:
        return 1 if hour == 12 else 0 if hour >= 3 else None
    if hour == 12 or 1 <= hour <= 5:
        return 0
    if phase is Phase.NIGHT:
        return 1 if hour >= 9 else 0
    return 1 if hour >= 7 else None


def _by_anchor(both: tuple[int, int], anchors: Anchors) -> Settled:
    if anchors.after is not None:
        after = anchors.after
        return Settled(min(both, key=lambda m: (m - after) % DAY_MIN))
    if anchors.before is not None:
        before = anchors.before
        return Settled(min(both, key=lambda m: (before - m) % DAY_MIN))
    return Settled(None, both)
