"""What is odd about a diary entry, and whether its figures may be used.

Called before a night enters a week, and by the dialogue to know what to ask. It never corrects:
doubt is listed, the person decides (rules after Shaffer et al., Sleep 2023, zsad199).
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from memory.diary import CLOCK_FIELDS, DiaryEntry, Field, Source
from memory.figures import (
    minutes_between,
    time_in_bed_min,
    total_sleep_time_min,
)

LONGEST_TIME_IN_BED_MIN = 16 * 60
LONGEST_INTERVAL_MIN = 12 * 60
NUMBER_FIELDS = (
    Field.SLEEP_ONSET_LATENCY,
    Field.AWAKENINGS,
    Field.WAKE_AFTER_SLEEP_ONSET,
    Field.EARLY_WAKE_AWAKE,
    Field.NAPS,
)
"""Minutes and the count: none of them can be below nought."""


class Issue(StrEnum):
    """One thing that cannot be, or that is worth a question."""

    ORDER_VIOLATED = "order_violated"
    MINUTES_NEGATIVE = "minutes_negative"
    TST_NONPOSITIVE = "tst_nonpositive"
    SOL_EXCEEDS_WINDOW = "sol_exceeds_window"
    TIB_GT_16H = "tib_gt_16h"
    INTERVAL_GE_12H = "interval_ge_12h"
    AWAKENING_WITHOUT_MINUTES = "awakening_without_minutes"


def issues(entry: DiaryEntry) -> tuple[Issue, ...]:
    """All that is odd about the known values of the night, in the order of `Issue`.

    What is unknown is not odd. A long sleep onset latency by itself is plausible and kept.
    """
    found = {
        Issue.ORDER_VIOLATED: any(length < 0 for length in _intervals_min(entry)),
        Issue.MINUTES_NEGATIVE: bool(negative_fields(entry)),
        Issue.TST_NONPOSITIVE: _at_most(total_sleep_time_min(entry), 0),
        Issue.SOL_EXCEEDS_WINDOW: _latency_exceeds_window(entry),
        Issue.TIB_GT_16H: _lies_too_long(entry),
        Issue.INTERVAL_GE_12H: not _lies_too_long(entry) and _has_long_interval(entry),
        Issue.AWAKENING_WITHOUT_MINUTES: (entry.awakenings or 0) > 0
        and entry.wake_after_sleep_onset_min == 0,
    }
    return tuple(issue for issue in Issue if found[issue])


def is_recalled(entry: DiaryEntry) -> bool:
    """Whether a time or length of the night was first told later than the day after it.

    Such a night is kept and shown, and decides nothing (PROTOCOL 2.9, after Shaffer et al. 2023).
    """
    counted = (*CLOCK_FIELDS, *NUMBER_FIELDS)
    return any(entry.sources.get(each) is Source.RECALLED for each in counted)


def is_valid(entry: DiaryEntry) -> bool:
    """Whether the night may enter sums and decisions; one recalled late may not.

    True when all that total sleep time and time in bed need is known and nothing blocks. Awakenings
    without minutes are a question only: none may be true. An interval of 12 h or more blocks until
    the person has confirmed the entry.
    """
    if total_sleep_time_min(entry) is None or time_in_bed_min(entry) is None:
        return False
    if is_recalled(entry):
        return False
    harmless = {Issue.AWAKENING_WITHOUT_MINUTES}
    if entry.confirmed_at is not None:
        harmless.add(Issue.INTERVAL_GE_12H)
    return harmless.issuperset(issues(entry))


def negative_fields(entry: DiaryEntry) -> tuple[Field, ...]:
    """The fields of minutes or counts whose value lies below nought."""
    return tuple(each for each in NUMBER_FIELDS if (getattr(entry, each) or 0) < 0)


def all_identical(entries: Sequence[DiaryEntry], nights: int = 7) -> bool:
    """Whether the latest `nights` entries hold the same clock times and numbers.

    Clock times are compared as the wall clock showed them. False with fewer entries than that, and
    where the nights are empty.
    """
    latest = sorted(entries, key=lambda entry: (entry.night, entry.part))[-nights:]
    seen = {_as_told(entry) for entry in latest}
    return len(latest) == nights and len(seen) == 1 and any(v is not None for v in seen.pop())


def _as_told(entry: DiaryEntry) -> tuple[object, ...]:
    zone = ZoneInfo(entry.tz)
    instants = (getattr(entry, each) for each in CLOCK_FIELDS)
    clocks = (None if at is None else at.astimezone(zone).time() for at in instants)
    return (*clocks, *(getattr(entry, each) for each in NUMBER_FIELDS))


def _intervals_min(entry: DiaryEntry) -> list[int]:
    known = [at for each in CLOCK_FIELDS if (at := getattr(entry, each)) is not None]
    between = (minutes_between(start, end) for start, end in pairwise(known))
    return [length for length in between if length is not None]


def _lies_too_long(entry: DiaryEntry) -> bool:
    lying = time_in_bed_min(entry)
    return lying is not None and lying > LONGEST_TIME_IN_BED_MIN


def _has_long_interval(entry: DiaryEntry) -> bool:
    # From bed straight to getting up is time in bed, which has its own limit.
    began = entry.tried_to_sleep_at or entry.got_into_bed_at
    spans = (
        minutes_between(entry.got_into_bed_at, entry.tried_to_sleep_at),
        minutes_between(began, entry.final_awakening_at),
        minutes_between(entry.final_awakening_at, entry.out_of_bed_at),
    )
    return any(span is not None and span >= LONGEST_INTERVAL_MIN for span in spans)


def _latency_exceeds_window(entry: DiaryEntry) -> bool:
    window = minutes_between(entry.tried_to_sleep_at, entry.final_awakening_at)
    latency = entry.sleep_onset_latency_min
    return window is not None and latency is not None and latency > window


def _at_most(value: int | None, limit: int) -> bool:
    return value is not None and value <= limit
