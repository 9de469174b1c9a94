"""`coach diary --plot`: the nights as bars in the terminal, or as a picture for a file.

What is drawn is a `Drawn` night each, worked out here; `coach.commands.diary_picture` paints them.
A day without a night stays a gap, so that the weeks keep their length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from agendas.nights import counted, plan_on
from coach.commands.night_table import clock_cell, night_name, percent_of, span
from memory.course import Plan
from memory.diary import DiaryEntry
from memory.figures import time_in_bed_min, total_sleep_time_min

DAY = timedelta(days=1)
ASLEEP, IN_BED, WINDOW, EMPTY = "\u2588", "\u2592", "\u2502", " "
"""Asleep, in bed and awake, how far the window reaches, nothing."""
_LEFT, _RIGHT = 11, 33
_NARROWEST, _WIDEST = 12, 48
_NOON_MIN, _DAY_MIN = 12 * 60, 24 * 60


@dataclass(frozen=True)
class Drawn:
    """One day of the picture. Minutes are whole; None is unknown, or there is none.

    `window_min` and `planned_rise` are the plan's that stood on that night; `rose_min` counts from
    noon before the morning, local time, as `minutes_from_noon` does. `counts`: whether it enters a
    decision.
    """

    night: date
    in_bed_min: int | None = None
    asleep_min: int | None = None
    percent: int | None = None
    rose_min: int | None = None
    window_min: int | None = None
    planned_rise: time | None = None
    counts: bool = False


def drawn_nights(entries: Sequence[DiaryEntry], plans: Sequence[Plan]) -> list[Drawn]:
    """A day each from the first night told to the last; the main sleep of each.

    `entries` are oldest first, at least one.
    """
    main = {entry.night: entry for entry in entries if entry.part == 1}
    deciding = counted(entries)
    days = (entries[-1].night - entries[0].night).days + 1
    return [
        _drawn(night, main.get(night), plan_on(plans, night), counts=night in deciding)
        for night in (entries[0].night + day * DAY for day in range(days))
    ]


def minutes_from_noon(at: time) -> int:
    """Minutes from noon to a time of day, so that one night has no midnight in its middle."""
    return (at.hour * 60 + at.minute - _NOON_MIN) % _DAY_MIN


def clock_of(minutes_from_noon: int) -> time:
    """The time of day so many minutes after noon."""
    hour, minute = divmod((minutes_from_noon + _NOON_MIN) % _DAY_MIN, 60)
    return time(hour, minute)


def hours_across(nights: Sequence[Drawn]) -> int:
    """Whole hours that hold every bar and every window, at least 1."""
    most = max(max(each.in_bed_min or 0, each.window_min or 0) for each in nights)
    return max(1, -(-most // 60))


def print_plot(nights: Sequence[Drawn], out: TextIO, *, twelve: bool) -> None:
    """Prints a bar a night, its figures beside it, and what the signs mean."""
    console = Console(file=out, highlight=False)
    cells = min(_WIDEST, max(_NARROWEST, console.width - _LEFT - _RIGHT))
    hours = hours_across(nights)
    for each in nights:
        console.print(_row(each, cells, hours, twelve=twelve))
    console.print()
    for line in _legend(nights, hours):
        console.print(Text(line, style="dim"))


def _drawn(night: date, entry: DiaryEntry | None, plan: Plan | None, *, counts: bool) -> Drawn:
    window = None if plan is None else plan.time_in_bed_min
    planned = None if plan is None else plan.rise_time
    if entry is None:
        return Drawn(night, window_min=window, planned_rise=planned)
    return Drawn(
        night,
        time_in_bed_min(entry),
        total_sleep_time_min(entry),
        percent_of(entry),
        _local_min(entry.out_of_bed_at, entry.tz),
        window,
        planned,
        counts,
    )


def _local_min(at: datetime | None, tz: str) -> int | None:
    return None if at is None else minutes_from_noon(at.astimezone(ZoneInfo(tz)).time())


def _row(each: Drawn, cells: int, hours: int, *, twelve: bool) -> Text:
    row = Text(f"{night_name(each.night):<{_LEFT}}")
    row.append_text(_bar(each, cells, hours))
    if each.in_bed_min is None:
        return row.append("  not told" if each.rose_min is None else "  not complete", style="dim")
    rose = (
        "" if each.rose_min is None else f"up {clock_cell(clock_of(each.rose_min), twelve=twelve)}"
    )
    percent = "  -" if each.percent is None else f"{each.percent:>3}%"
    mark = " " if each.counts else "?"
    return row.append(
        f" {span(each.asleep_min):>5} of {span(each.in_bed_min):>5} {percent}{mark} {rose}"
    )


def _bar(each: Drawn, cells: int, hours: int) -> Text:
    def at(minutes: int | None) -> int:
        return 0 if minutes is None else min(cells, max(0, round(minutes * cells / (hours * 60))))

    asleep, in_bed = at(each.asleep_min), at(each.in_bed_min)
    bar = Text(ASLEEP * asleep, style="blue")
    bar.append(IN_BED * (in_bed - asleep), style="yellow")
    bar.append(EMPTY * (cells - len(bar)))
    if each.window_min is None:
        return bar
    window = max(0, at(each.window_min) - 1)
    return bar[:window] + Text(WINDOW, style="bold") + bar[window + 1 :]


def _legend(nights: Sequence[Drawn], hours: int) -> Iterator[str]:
    yield f"{ASLEEP} asleep  {IN_BED} in bed and awake; the whole width is {hours} hours"
    if any(each.window_min is not None for each in nights):
        yield f"{WINDOW} the time in bed that was planned"
    if any(each.in_bed_min is not None and not each.counts for each in nights):
        yield "? not confirmed, told late, or it does not add up: such a night decides nothing"
