"""The figures an agenda looks at, by name, and the same in words for its sentences.

The names are those a programme's `when` and `$name` places may use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agendas.words import clock, duration, share
from memory.diary import DiaryEntry
from memory.figures import (
    awake_by_choice_min,
    minutes_between,
    sleep_efficiency,
    terminal_wake_min,
    time_in_bed_min,
    total_sleep_time_min,
    wake_after_sleep_onset_min,
)
from memory.validity import is_valid

RECENT = timedelta(days=7)
BASELINE = timedelta(days=10)


@dataclass(frozen=True)
class Figures:
    """`values` in minutes, counts or whole percent; `words` the same ready to be spoken."""

    values: Mapping[str, int]
    words: Mapping[str, str]


def figures_of(
    night: date,
    nights: Mapping[date, DiaryEntry],
    opened_at: datetime | None,
    country: str | None,
) -> Figures:
    """The figures of one night and the nights before it.

    `opened_at` is when the check-in began. A night that is not valid has no minutes or shares.
    """
    entry = nights.get(night)
    values = _of_past(night, nights)
    words: dict[str, str] = {}
    if entry is not None and is_valid(entry):
        values |= _of_night(entry, opened_at)
        if entry.out_of_bed_at is not None:
            rose = entry.out_of_bed_at.astimezone(ZoneInfo(entry.tz)).time()
            words["rise"] = clock(rose, country)
    return Figures(values, {**words, **_in_words(values)})


def _of_night(entry: DiaryEntry, opened_at: datetime | None) -> dict[str, int]:
    efficiency = sleep_efficiency(entry)
    known = {
        "total_sleep_time_min": total_sleep_time_min(entry),
        "time_in_bed_min": time_in_bed_min(entry),
        "sleep_onset_latency_min": entry.sleep_onset_latency_min,
        "wake_after_sleep_onset_min": wake_after_sleep_onset_min(entry),
        "terminal_wake_min": terminal_wake_min(entry),
        "lag_min": awake_by_choice_min(entry),
        "sleep_efficiency_percent": None if efficiency is None else int(efficiency * 100),
        "minutes_to_diary": minutes_between(entry.out_of_bed_at, opened_at),
    }
    return {name: value for name, value in known.items() if value is not None}


def _of_past(night: date, nights: Mapping[date, DiaryEntry]) -> dict[str, int]:
    """Counts and spread over the last days up to this night: of valid nights they said yes to.

    The night itself counts at once: its figures are only spoken of once it is settled.
    """
    valid = [
        e
        for n, e in nights.items()
        if night - BASELINE < n <= night
        and is_valid(e)
        and (n == night or e.confirmed_at is not None)
    ]
    recent = [e for e in valid if e.night > night - RECENT]
    rises = [
        at.hour * 60 + at.minute
        for e in recent
        if e.out_of_bed_at is not None
        for at in (e.out_of_bed_at.astimezone(ZoneInfo(e.tz)),)
    ]
    figures = {"valid_nights": len(valid), "nights_counted": len(recent)}
    if rises:
        figures["rise_spread_min"] = max(rises) - min(rises)
    return figures


def _in_words(values: Mapping[str, int]) -> dict[str, str]:
    words = {}
    for name, value in values.items():
        if name.endswith("_min"):
            words[name.removesuffix("_min")] = duration(value)
        elif name.endswith("_percent"):
            words[name.removesuffix("_percent")] = share(value)
        else:
            words[name] = str(value)
    return words
