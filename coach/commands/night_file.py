"""Nights as CSV or JSON for a clinician or a script.

One record per night (or part): times ISO 8601 with the offset of the zone they were lived in, that
zone in `tz`, lengths in whole minutes, shares in whole per cent (cut). Unknown is empty or null.
`sources` says how each value came in, `issues` what does not add up, `valid` if the night counts;
in JSON `doubts` are what the coach asked about, and what came of it.
"""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from typing import TextIO
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.commands.night_table import percent_of
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field
from memory.doubts import AskedAbout
from memory.figures import (
    awake_by_choice_min,
    terminal_wake_min,
    time_in_bed_min,
    total_sleep_time_min,
    total_wake_time_min,
)
from memory.validity import is_valid, issues
from memory.week import week_figures

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins so; an apostrophe keeps it words."""

Record = dict[str, object]


def night_record(entry: DiaryEntry) -> Record:
    """All that is known and computed of one night, under the names of the fields."""
    return {
        "night": entry.night.isoformat(),
        "part": entry.part,
        "tz": entry.tz,
        **{field.value: _value(entry, field) for field in Field},
        "time_in_bed_min": time_in_bed_min(entry),
        "total_sleep_time_min": total_sleep_time_min(entry),
        "awake_by_choice_min": awake_by_choice_min(entry),
        "terminal_wake_min": terminal_wake_min(entry),
        "total_wake_time_min": total_wake_time_min(entry),
        "sleep_efficiency_percent": percent_of(entry),
        "valid": is_valid(entry),
        "issues": [issue.value for issue in issues(entry)],
        "confirmed_at": _local(entry.confirmed_at, entry),
        "sources": {f.value: entry.sources[f].value for f in Field if f in entry.sources},
    }


def nights_json(entries: Sequence[DiaryEntry], asked: Sequence[AskedAbout] = ()) -> Record:
    """The nights with their sums, ready for JSON; each with the `doubts` asked about it."""
    week = week_figures(entries)
    return {
        "nights": [{**night_record(entry), "doubts": _doubts(entry, asked)} for entry in entries],
        "sums": {
            "valid_nights": len(week.nights),
            "total_sleep_time_min": week.total_sleep_time_min,
            "time_in_bed_min": week.time_in_bed_min,
            "sleep_efficiency_percent": week.sleep_efficiency_percent,
        },
    }


def _doubts(entry: DiaryEntry, asked: Sequence[AskedAbout]) -> list[dict[str, str]]:
    return [
        {"asked": each.why, "field": each.field, "answer": each.outcome.value}
        for each in asked
        if each.night == entry.night
    ]


def write_csv(entries: Sequence[DiaryEntry], out: TextIO) -> None:
    """Writes a header and one line per night; also the header alone where there is no night."""
    writer = csv.DictWriter(out, _columns(), lineterminator="\n")
    writer.writeheader()
    for entry in entries:
        writer.writerow({name: _cell(value) for name, value in night_record(entry).items()})


def _columns() -> list[str]:
    return list(night_record(DiaryEntry(UUID(int=0), date.min, "UTC")))


def _value(entry: DiaryEntry, field: Field) -> object:
    value = getattr(entry, field)
    return _local(value, entry) if field in CLOCK_FIELDS else value


def _local(at: datetime | None, entry: DiaryEntry) -> str | None:
    """The instant on the wall clock of the night, to the minute, with its offset."""
    if at is None:
        return None
    return at.astimezone(ZoneInfo(entry.tz)).isoformat(timespec="minutes")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, dict):
        return " ".join(f"{name}={source}" for name, source in value.items())
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
