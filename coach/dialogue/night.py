"""Turns wall-clock readings into instants of one night and back, and says which to ask about.

Called by the engine when values are settled and when it reads back. It invents no time: a reading
that the clocks skipped or showed twice is placed somewhere, and named so that it is asked about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from memory.diary import CLOCK_FIELDS, DiaryEntry, Field
from memory.figures import minutes_between, wake_after_sleep_onset_min
from memory.validity import (
    LONGEST_INTERVAL_MIN,
    NUMBER_FIELDS,
    Issue,
    issues,
    negative_fields,
)

LATEST_ORDINARY_RISE = time(9, 0)
"""Stands in for an unknown getting up. Late, so that a bedtime in the small hours or towards
morning falls on the night's own date; an evening time is the day before with any rise up to it."""

ORDINARY_BEDTIME = (time(19, 0), time(5, 0))
ORDINARY_WAKING = (time(3, 0), time(13, 0))
LONGEST_AFTER_WAKING_MIN = 240
"""Who lay in bed longer than this after waking for good is asked whether that is so."""
_MINUTE = timedelta(minutes=1)


MOST_AWAKENINGS = 40
"""More wakings than anybody could count; a number to ask about, not one to refuse."""
LENGTHS = tuple(each for each in NUMBER_FIELDS if each is not Field.AWAKENINGS)


class Oddity(StrEnum):
    """What the clocks of the zone did at a time the person named, or what is unlikely of it."""

    TWICE = "twice"
    NEVER = "never"
    LONG_AFTER_WAKING = "long_after_waking"
    TOO_OFTEN = "too_often"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Placed:
    """Where the readings of a night fall. Instants are aware UTC.

    `twice` holds both instants, the earlier first, of a reading that the clocks showed twice
    (placed at its `fold`, the first unless told otherwise). `never` are readings that they skipped
    (placed at the first minute after the gap).
    """

    instants: Mapping[Field, datetime]
    twice: Mapping[Field, tuple[datetime, datetime]]
    never: frozenset[Field]


@dataclass(frozen=True)
class Doubt:
    """One field to ask about, and why."""

    field: Field
    why: Issue | Oddity


def place(
    clocks: Mapping[Field, time], night: date, tz: ZoneInfo, *, rise_time: time | None
) -> Placed:
    """Places wall-clock readings in the night that ends on the local date `night`.

    The person got up on that date. Going back from there, each reading is the latest instant not
    after the one that follows it, whatever the hour, so that day sleepers need no rule of their
    own; a reading that contradicts the next one lands a day earlier and is then doubted. Where
    getting up is not known the final awakening takes its part, and with neither, `rise_time` (as
    planned; None for unknown) bounds the night without becoming a value. Fields other than the four
    clock times are ignored.
    """
    known = [each for each in reversed(CLOCK_FIELDS) if each in clocks]
    bound = _instant(night, rise_time or LATEST_ORDINARY_RISE, tz)
    instants: dict[Field, datetime] = {}
    for each in known:
        if each in {Field.OUT_OF_BED, Field.FINAL_AWAKENING} and not instants:
            bound = _instant(night, clocks[each], tz)
        else:
            bound = _latest(clocks[each], tz, not_after=bound)
        instants[each] = bound
    in_order = {each: instants[each] for each in CLOCK_FIELDS if each in instants}
    return Placed(
        instants=in_order,
        twice={
            each: both
            for each, at in in_order.items()
            if (both := _both(_date_named(at, clocks[each], tz), clocks[each], tz)) is not None
        },
        never=frozenset(
            each
            for each, at in in_order.items()
            if _skipped(_date_named(at, clocks[each], tz), clocks[each], tz)
        ),
    )


def wall(entry: DiaryEntry) -> dict[Field, time]:
    """The known clock times of the night as the wall clock showed them, `fold` kept."""
    tz = ZoneInfo(entry.tz)
    return {
        each: at.astimezone(tz).time()
        for each in CLOCK_FIELDS
        if (at := getattr(entry, each)) is not None
    }


def doubts(entry: DiaryEntry, placed: Placed | None = None) -> tuple[Doubt, ...]:
    """What to ask about before the night is read back, each field once, clock times first.

    `placed` adds what the clocks of the zone did. Of times that lie too far apart only the two
    around the widest gap are doubted, and of these the one at an unusual hour if the other is not.
    """
    found: dict[Field, Issue | Oddity] = {}
    if placed is not None:
        found |= dict.fromkeys(placed.twice, Oddity.TWICE)
        found |= dict.fromkeys(placed.never, Oddity.NEVER)
    for issue in issues(entry):
        for each in _SUSPECTS[issue](entry):
            found.setdefault(each, issue)
    lay = minutes_between(entry.final_awakening_at, entry.out_of_bed_at)
    if lay is not None and lay > LONGEST_AFTER_WAKING_MIN:
        found.setdefault(Field.OUT_OF_BED, Oddity.LONG_AFTER_WAKING)
    for each in LENGTHS:
        if (getattr(entry, each) or 0) >= LONGEST_INTERVAL_MIN:
            found.setdefault(each, Oddity.TOO_LONG)
    if (entry.awakenings or 0) > MOST_AWAKENINGS:
        found.setdefault(Field.AWAKENINGS, Oddity.TOO_OFTEN)
    return tuple(Doubt(each, found[each]) for each in Field if each in found)


def _latest(reading: time, tz: ZoneInfo, not_after: datetime) -> datetime:
    """The latest instant of this reading within the bound: on its local date, or the day before."""
    day = not_after.astimezone(tz).date()
    at = _instant(day, reading, tz)
    return at if at <= not_after else _instant(day - timedelta(days=1), reading, tz)


def _instant(day: date, reading: time, tz: ZoneInfo) -> datetime:
    local = datetime.combine(day, reading, tzinfo=tz)
    if not _skipped(day, reading, tz):
        return local.astimezone(UTC)
    # In a gap, fold 1 reads before it and fold 0 after it: the clocks changed in between.
    at = local.replace(fold=1).astimezone(UTC)
    before = at.astimezone(tz).utcoffset()
    while at.astimezone(tz).utcoffset() == before:
        at += _MINUTE
    return at


def _offsets(day: date, reading: time, tz: ZoneInfo) -> tuple[timedelta, timedelta]:
    local = datetime.combine(day, reading, tzinfo=tz)
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first or timedelta(), second or timedelta()


def _skipped(day: date, reading: time, tz: ZoneInfo) -> bool:
    first, second = _offsets(day, reading, tz)
    return first < second


def _both(day: date, reading: time, tz: ZoneInfo) -> tuple[datetime, datetime] | None:
    first, second = _offsets(day, reading, tz)
    if first <= second:
        return None
    local = datetime.combine(day, reading, tzinfo=tz)
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _date_named(at: datetime, reading: time, tz: ZoneInfo) -> date:
    """The local date the reading was placed on; a gap up to midnight moves the instant past it."""
    local = at.astimezone(tz)
    return local.date() if reading <= local.time() else local.date() - timedelta(days=1)


def _around_widest_gap(entry: DiaryEntry) -> tuple[Field, ...]:
    known = [each for each in CLOCK_FIELDS if getattr(entry, each) is not None]
    start, end = max(
        pairwise(known),
        key=lambda pair: abs(minutes_between(*(getattr(entry, each) for each in pair)) or 0),
    )
    # Getting into bed and trying to sleep are heard together: if one is off by half a day, so is
    # the other, and the same goes for waking and getting up.
    before, after = known[: known.index(end)], known[known.index(end) :]
    suspects = [*before[-2:], *after[:2]] if _sides_differ(start, end) else [start, end]
    shown = wall(entry)
    unusual = tuple(each for each in suspects if not _is_usual(each, shown[each]))
    return unusual or (start, end)


def _sides_differ(start: Field, end: Field) -> bool:
    evening = {Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP}
    return start in evening and end not in evening


def _is_usual(each: Field, reading: time) -> bool:
    if each in {Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP}:
        return reading >= ORDINARY_BEDTIME[0] or reading <= ORDINARY_BEDTIME[1]
    return ORDINARY_WAKING[0] <= reading <= ORDINARY_WAKING[1]


def _out_of_order(entry: DiaryEntry) -> tuple[Field, ...]:
    known = [each for each in CLOCK_FIELDS if getattr(entry, each) is not None]
    wrong = [pair for pair in pairwise(known) if getattr(entry, pair[0]) > getattr(entry, pair[1])]
    return tuple(each for pair in wrong for each in pair)


def _longer_wake(entry: DiaryEntry) -> tuple[Field, ...]:
    """Of the two lengths that leave no sleep, the longer; the times where no length does."""
    if Issue.ORDER_VIOLATED in issues(entry):
        return ()
    latency = entry.sleep_onset_latency_min or 0
    awake = wake_after_sleep_onset_min(entry) or 0
    if latency <= 0 and awake <= 0:
        return (Field.TRIED_TO_SLEEP, Field.FINAL_AWAKENING)
    if latency >= awake:
        return (Field.SLEEP_ONSET_LATENCY,)
    return (Field.WAKE_AFTER_SLEEP_ONSET,)


def _only(each: Field) -> Callable[[DiaryEntry], tuple[Field, ...]]:
    return lambda _entry: (each,)


_SUSPECTS: Mapping[Issue, Callable[[DiaryEntry], tuple[Field, ...]]] = {
    Issue.ORDER_VIOLATED: _out_of_order,
    Issue.MINUTES_NEGATIVE: negative_fields,
    Issue.TST_NONPOSITIVE: _longer_wake,
    Issue.SOL_EXCEEDS_WINDOW: _only(Field.SLEEP_ONSET_LATENCY),
    Issue.TIB_GT_16H: _around_widest_gap,
    Issue.INTERVAL_GE_12H: _around_widest_gap,
    Issue.AWAKENING_WITHOUT_MINUTES: _only(Field.WAKE_AFTER_SLEEP_ONSET),
}
