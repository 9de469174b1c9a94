"""Prints nights for a person: a table in 80 columns, or sentences where it is narrower.

Times are those of the zone of the night. What is unknown is a dash; what is not confirmed or does
not add up carries a mark, and the legend under the table says which.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agendas.words import TWELVE_HOUR_COUNTRIES
from coach.dialogue.readback import night_words
from memory.diary import DiaryEntry
from memory.figures import time_in_bed_min, total_sleep_time_min, wake_after_sleep_onset_min
from memory.validity import Issue, is_recalled, is_valid, issues
from memory.week import WeekFigures, week_figures

NARROWEST = 79
"""Columns the table needs with 24-hour times; `_TWELVE_HOUR_NEEDS` with am and pm."""
_TWELVE_HOUR_NEEDS = 88
WEEK = timedelta(days=7)
UNKNOWN = "-"

_HEADINGS = (
    "night",
    "to\nbed",
    "tried",
    "to\nsleep",
    "times\nawake",
    "min\nawake",
    "woke",
    "got\nup",
    "in\nbed",
    "slept",
    "sleep\neff.",
    "1-5",
    "nap",
    "",
)

ISSUE_WORDS: Mapping[Issue, str] = {
    Issue.ORDER_VIOLATED: "the times are out of order",
    Issue.MINUTES_NEGATIVE: "a length below nought",
    Issue.TST_NONPOSITIVE: "no sleep is left once the time awake is taken off",
    Issue.SOL_EXCEEDS_WINDOW: "falling asleep took longer than the night",
    Issue.TIB_GT_16H: "more than 16 hours in bed",
    Issue.INTERVAL_GE_12H: "12 hours or more between two times",
    Issue.AWAKENING_WITHOUT_MINUTES: "awake in the night, but for no minutes",
}
"""What each issue says to a person."""
RECALLED_WORDS = "told more than a day later"


def night_table(
    entries: Sequence[DiaryEntry],
    out: TextIO,
    *,
    country: str | None = None,
    in_words: bool = False,
) -> None:
    """Prints the nights, oldest first, with their legend.

    `country` chooses between 10:30pm and 22:30; `in_words` prints sentences instead of a table,
    as does a terminal of fewer than 80 columns.
    """
    console = Console(file=out, highlight=False, soft_wrap=in_words)
    if in_words or console.width < NARROWEST:
        _print_words(entries, console, country)
    else:
        _print_table(entries, console, country)
    _print_notes(entries, console)


def print_weeks(entries: Sequence[DiaryEntry], last_night: date, out: TextIO) -> None:
    """Prints the sums of each seven nights back from `last_night`, the latest first.

    The efficiency is the ratio of the sums, cut to a whole per cent (PROTOCOL 2.3).
    """
    console = Console(file=out, highlight=False)
    end = last_night
    while entries and end >= entries[0].night:
        nights = [entry for entry in entries if end - WEEK < entry.night <= end]
        if nights:
            console.print(Text(_week_line(nights, end)))
        end -= WEEK


def night_name(night: date) -> str:
    """A night by the morning it ended on: `Mon 2 Mar`."""
    return f"{night:%a} {night.day} {night:%b}"


def span(minutes: int | None) -> str:
    """Minutes as hours and minutes, `7h05`; a dash for unknown."""
    if minutes is None:
        return UNKNOWN
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{hours}h{rest:02d}"


def is_twelve_hour(country: str | None) -> bool:
    """Whether times are shown with am and pm, as they are where the country is not known."""
    return country is None or country in TWELVE_HOUR_COUNTRIES


def clock_cell(at: time, *, twelve: bool) -> str:
    """A time of day without a blank, `10:30pm` or `22:30`."""
    if twelve:
        return f"{(at.hour - 1) % 12 + 1}:{at:%M}{'am' if at.hour < 12 else 'pm'}"
    return f"{at:%H:%M}"


def percent_of(entry: DiaryEntry) -> int | None:
    """The night's sleep efficiency in whole per cent, cut and not rounded; None when unknown."""
    asleep, in_bed = total_sleep_time_min(entry), time_in_bed_min(entry)
    if asleep is None or in_bed is None or in_bed <= 0:
        return None
    return 100 * asleep // in_bed


def _print_table(entries: Sequence[DiaryEntry], console: Console, country: str | None) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for heading in _HEADINGS:
        table.add_column(heading, justify="left" if heading == "night" else "right", no_wrap=True)
    twelve = is_twelve_hour(country) and console.width >= _TWELVE_HOUR_NEEDS
    for entry in entries:
        table.add_row(*(Text(cell) for cell in _cells(entry, twelve=twelve)))
    console.print(table)
    _print_legend(entries, console)


def _cells(entry: DiaryEntry, *, twelve: bool) -> list[str]:
    percent = percent_of(entry)
    return [
        night_name(entry.night) if entry.part == 1 else f"  part {entry.part}",
        _clock(entry.got_into_bed_at, entry, twelve=twelve),
        _clock(entry.tried_to_sleep_at, entry, twelve=twelve),
        _number(entry.sleep_onset_latency_min),
        _number(entry.awakenings),
        _number(wake_after_sleep_onset_min(entry)),
        _clock(entry.final_awakening_at, entry, twelve=twelve),
        _clock(entry.out_of_bed_at, entry, twelve=twelve),
        span(time_in_bed_min(entry)),
        span(total_sleep_time_min(entry)),
        UNKNOWN if percent is None else f"{percent}%",
        _number(entry.quality_1_5),
        _number(entry.naps_min),
        _marks(entry),
    ]


def _clock(at: datetime | None, entry: DiaryEntry, *, twelve: bool) -> str:
    if at is None:
        return UNKNOWN
    return clock_cell(at.astimezone(ZoneInfo(entry.tz)).time(), twelve=twelve)


def _number(value: int | None) -> str:
    return UNKNOWN if value is None else str(value)


def _marks(entry: DiaryEntry) -> str:
    unconfirmed = "?" if entry.confirmed_at is None else ""
    return unconfirmed + ("!" if _doubts(entry) else "")


def _doubts(entry: DiaryEntry) -> tuple[str, ...]:
    """What speaks against the night's figures; none where it counts all the same."""
    if is_valid(entry):
        return ()
    late = (RECALLED_WORDS,) if is_recalled(entry) else ()
    return (*(ISSUE_WORDS[issue] for issue in issues(entry)), *late)


def _print_legend(entries: Sequence[DiaryEntry], console: Console) -> None:
    lines = ["to sleep, min awake, nap: minutes. 1-5: how it was, 5 best. -: not known"]
    zones = list(dict.fromkeys(entry.tz for entry in entries))
    if len(zones) > 1:
        changes = [
            f"{zone} from {night_name(next(part).night)}"
            for zone, part in groupby(entries, key=lambda entry: entry.tz)
        ]
        lines.append(f"times are local: {', '.join(changes)}")
    if any(entry.confirmed_at is None for entry in entries):
        lines.append("? not confirmed by you yet")
    lines += _doubt_lines(entries)
    console.print()
    for line in lines:
        console.print(Text(line, style="dim"))


def _doubt_lines(entries: Sequence[DiaryEntry]) -> list[str]:
    return [
        f"! {night_name(entry.night)} does not count: {_doubt_words(entry)}"
        for entry in entries
        if _doubts(entry)
    ]


def _doubt_words(entry: DiaryEntry) -> str:
    return "; ".join(_doubts(entry))


def _print_words(entries: Sequence[DiaryEntry], console: Console, country: str | None) -> None:
    for entry in entries:
        told = [f"{night_name(entry.night)}: {night_words(entry, country)}."]
        percent, asleep = percent_of(entry), total_sleep_time_min(entry)
        if asleep is not None and percent is not None:
            in_bed = span(time_in_bed_min(entry))
            told.append(f"Slept {span(asleep)} of {in_bed} in bed, {percent} percent.")
        if entry.confirmed_at is None:
            told.append("Not confirmed yet.")
        if _doubts(entry):
            told.append(f"Does not count: {_doubt_words(entry)}.")
        console.print(Text(" ".join(told)))


def _print_notes(entries: Sequence[DiaryEntry], console: Console) -> None:
    notes = [entry for entry in entries if entry.note]
    if notes:
        console.print("\nnotes", style="bold")
    for entry in notes:
        console.print(Text(f"{night_name(entry.night)}: {entry.note}"))


def _week_line(nights: Sequence[DiaryEntry], end: date) -> str:
    begin = night_name(end - WEEK + timedelta(days=1))
    label = f"{begin} to {night_name(end)}:"
    week = week_figures(nights)
    if not week.nights:
        return f"{label} no night that counts yet"
    return f"{label} {_sums(week)}"


def _sums(week: WeekFigures) -> str:
    count = len(week.nights)
    mean_min = week.total_sleep_time_min // count
    nights = "1 night" if count == 1 else f"{count} nights"
    return (
        f"slept {span(week.total_sleep_time_min)} of {span(week.time_in_bed_min)} in bed, "
        f"{week.sleep_efficiency_percent}%, over {nights} that count"
        f"{'s' if count == 1 else ''} ({span(mean_min)} a night)"
    )
