"""The figures an agenda looks at, by name, and the same in words for its sentences.

The names are those a programme's `when` and `$name` places may use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agendas.adherence import rise_deviation_min
from agendas.nights import away_on, clocks_change, plan_on
from agendas.words import clock, duration, share
from memory.course import Course
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
CALENDAR_DAYS = 7
"""So far a change of the clocks is looked for, before and after."""


@dataclass(frozen=True)
class Figures:
    """`values` in minutes, counts or whole percent; `words` the same ready to be spoken."""

    values: Mapping[str, int]
    words: Mapping[str, str]

    def adding(self, own: Mapping[str, int]) -> "Figures":
        """These and those a programme asks for itself, with their words."""
        if not own:
            return self
        return Figures({**self.values, **own}, {**self.words, **_in_words(own)})


def figures_of(
    night: date,
    nights: Mapping[date, DiaryEntry],
    opened_at: datetime | None,
    country: str | None,
    *,
    course: Course | None = None,
    tz: str | None = None,
    last: date | None = None,
    others_at_night: bool = False,
) -> Figures:
    """The figures of one night and the nights before it.

    `opened_at` is when the check-in began. A night that is not valid has no minutes or shares. The
    calendar's figures come from the `course`, the zone `tz` and the night of the `last` check-in.
    `others_at_night`: they told of somebody who wakes or needs them at night.
    """
    entry = nights.get(night)
    values = _of_past(night, nights) | _of_calendar(night, course or Course(), tz)
    values["others_at_night"] = int(others_at_night)
    if last is not None:
        values["days_since_last"] = (night - last).days
    if entry is not None and entry.naps_min is not None:
        values["naps_min"] = entry.naps_min
    if entry is not None and course is not None:
        off = rise_deviation_min(entry, plan_on(course.plans, night))
        values |= {} if off is None else {"rise_off_plan_min": abs(off)}
    words: dict[str, str] = {}
    if entry is not None and is_valid(entry):
        values |= _of_night(entry, opened_at)
        if entry.out_of_bed_at is not None:
            rose = entry.out_of_bed_at.astimezone(ZoneInfo(entry.tz)).time()
            words["rise"] = clock(rose, country)
    return Figures(values, {**words, **_in_words(values)})


def _of_night(entry: DiaryEntry, opened_at: datetime | None) -> dict[str, int]:
    known = {name: reckon(entry, opened_at) for name, reckon in _NIGHT.items()}
    return {name: value for name, value in known.items() if value is not None}


def _efficiency_percent(entry: DiaryEntry, _opened_at: datetime | None) -> int | None:
    efficiency = sleep_efficiency(entry)
    return None if efficiency is None else int(efficiency * 100)


_NIGHT: Mapping[str, Callable[[DiaryEntry, datetime | None], int | None]] = {
    "total_sleep_time_min": lambda entry, _: total_sleep_time_min(entry),
    "time_in_bed_min": lambda entry, _: time_in_bed_min(entry),
    "sleep_onset_latency_min": lambda entry, _: entry.sleep_onset_latency_min,
    "wake_after_sleep_onset_min": lambda entry, _: wake_after_sleep_onset_min(entry),
    "terminal_wake_min": lambda entry, _: terminal_wake_min(entry),
    "lag_min": lambda entry, _: awake_by_choice_min(entry),
    "sleep_efficiency_percent": _efficiency_percent,
    "minutes_to_diary": lambda entry, opened: minutes_between(entry.out_of_bed_at, opened),
}
FIGURES = frozenset(_NIGHT) | {
    "away",
    "days_since_return",
    "days_to_clock_change",
    "days_since_clock_change",
    "days_since_last",
    "valid_nights",
    "nights_counted",
    "rise_spread_min",
    "naps_min",
    "rise_off_plan_min",
    "others_at_night",
}
"""The names of all figures that `figures_of` may give."""
KNOWN_OF_A_WHOLE_NIGHT = frozenset(
    {
        "rise",
        "total_sleep_time",
        "time_in_bed",
        "sleep_efficiency",
        "valid_nights",
        "nights_counted",
        "away",
    }
)
"""The words that are there whenever the night's total is known."""


def _of_calendar(night: date, course: Course, tz: str | None) -> dict[str, int]:
    """Whether they are away, and days to and from a return and a change of the clocks."""
    figures = {"away": int(away_on(course.spells, night) is not None)}
    back = [
        (night - spell.ends_on).days
        for spell in course.spells
        if spell.ends_on is not None and spell.ends_on < night
    ]
    if back:
        figures["days_since_return"] = min(back)
    if tz is not None:
        for days in range(-CALENDAR_DAYS, CALENDAR_DAYS + 1):
            if clocks_change(night + timedelta(days=days), tz):
                figures["days_to_clock_change" if days > 0 else "days_since_clock_change"] = abs(
                    days
                )
    return figures


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


def word_of(figure: str) -> str:
    """The `$name` under which a figure's words are: without the unit that the words hold."""
    return figure.removesuffix("_min").removesuffix("_percent")


def _in_words(values: Mapping[str, int]) -> dict[str, str]:
    words = {}
    for name, value in values.items():
        if name.endswith("_min"):
            words[word_of(name)] = duration(value)
        elif name.endswith("_percent"):
            words[word_of(name)] = share(value)
        else:
            words[name] = str(value)
    return words
