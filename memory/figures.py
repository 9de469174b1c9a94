"""The figures that follow from one night's diary: minutes in bed, asleep, awake, and efficiency.

Pure arithmetic on a `DiaryEntry`, called by the observation, the week and the diary's table. One is
None when an input is missing; it may be negative and never raises: doubt is `memory.validity`'s.
Definitions: Carney et al., Sleep 2012;35:287; Reed & Sacco, JCSM 2016;12:263 for the sleep effort.
"""

from datetime import datetime

from memory.diary import DiaryEntry


def time_in_bed_min(entry: DiaryEntry) -> int | None:
    """Minutes from getting into bed to getting up for the day; the denominator of efficiency."""
    return minutes_between(entry.got_into_bed_at, entry.out_of_bed_at)


def time_in_bed_trying_min(entry: DiaryEntry) -> int | None:
    """Minutes from beginning to try to sleep to getting up for the day."""
    return minutes_between(entry.tried_to_sleep_at, entry.out_of_bed_at)


def awake_by_choice_min(entry: DiaryEntry) -> int | None:
    """Minutes in bed before trying to sleep: reading, talking; not failed sleep."""
    return minutes_between(entry.got_into_bed_at, entry.tried_to_sleep_at)


def sleep_period_min(entry: DiaryEntry) -> int | None:
    """Minutes from falling asleep to the final awakening, awakenings between included."""
    return _difference(
        minutes_between(entry.tried_to_sleep_at, entry.final_awakening_at),
        entry.sleep_onset_latency_min,
    )


def total_sleep_time_min(entry: DiaryEntry) -> int | None:
    """Minutes asleep: the sleep period less the minutes awake within it."""
    return _difference(sleep_period_min(entry), wake_after_sleep_onset_min(entry))


def wake_after_sleep_onset_min(entry: DiaryEntry) -> int | None:
    """Minutes awake between falling asleep and the final awakening.

    A night without awakenings has none of them, also where the minutes were not asked for.
    """
    if entry.wake_after_sleep_onset_min is None and entry.awakenings == 0:
        return 0
    return entry.wake_after_sleep_onset_min


def terminal_wake_min(entry: DiaryEntry) -> int | None:
    """Minutes in bed after the final awakening, trying to sleep or not."""
    return minutes_between(entry.final_awakening_at, entry.out_of_bed_at)


def total_wake_time_min(entry: DiaryEntry) -> int | None:
    """Minutes awake from trying to sleep to getting up; with the minutes asleep, all of them."""
    return _sum(
        entry.sleep_onset_latency_min,
        wake_after_sleep_onset_min(entry),
        terminal_wake_min(entry),
    )


def duration_of_sleep_effort_min(entry: DiaryEntry) -> int | None:
    """Minutes asleep or trying to be (Reed & Sacco 2016); needs `early_wake_awake_min`."""
    return _sum(
        entry.sleep_onset_latency_min,
        total_sleep_time_min(entry),
        wake_after_sleep_onset_min(entry),
        entry.early_wake_awake_min,
    )


def sleep_efficiency(entry: DiaryEntry) -> float | None:
    """Share of the time in bed spent asleep, 0 to 1 in a valid night.

    None when an input is missing or the time in bed is not positive.
    """
    return ratio(total_sleep_time_min(entry), time_in_bed_min(entry))


def sleep_efficiency_trying(entry: DiaryEntry) -> float | None:
    """Share of the time in bed since trying to sleep that was spent asleep, 0 to 1."""
    return ratio(total_sleep_time_min(entry), time_in_bed_trying_min(entry))


def sleep_efficiency_of_effort(entry: DiaryEntry) -> float | None:
    """Share of the sleep effort spent asleep, 0 to 1 (Reed & Sacco 2016)."""
    return ratio(total_sleep_time_min(entry), duration_of_sleep_effort_min(entry))


def minutes_between(start: datetime | None, end: datetime | None) -> int | None:
    """Whole minutes between two aware instants, elapsed and not by the wall clock."""
    if start is None or end is None:
        return None
    # Each instant is cut to its minute first, so that the parts of a night always add up.
    return int(end.timestamp() // 60) - int(start.timestamp() // 60)


def ratio(part_min: int | None, whole_min: int | None) -> float | None:
    """The part over the whole, or None where either is missing or the whole is not positive."""
    if part_min is None or whole_min is None or whole_min <= 0:
        return None
    return part_min / whole_min


def _difference(whole_min: int | None, part_min: int | None) -> int | None:
    if whole_min is None or part_min is None:
        return None
    return whole_min - part_min


def _sum(*parts_min: int | None) -> int | None:
    known = [part for part in parts_min if part is not None]
    return sum(known) if len(known) == len(parts_min) else None
