"""What the flags of `coach person set` take, each checked with an error that says what would do."""

import argparse
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from difflib import get_close_matches
from zoneinfo import available_timezones

from agendas.words import listed
from coach.commands.person_page import DAYS
from coach.dialogue.basics import LONGEST_NAME
from coach.dialogue.place import country_in, country_name, zone_name, zones_of
from memory.person import Person

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_SHORTEST_DAY = 2


FIELDS = ("name", "tz", "country", "rise_time", "work_days", "day_starts_at")
"""The fields of `Person` that a flag may change."""


def changed(person: Person, args: argparse.Namespace) -> Person | None:
    """The person with what was given; None when nothing was."""
    given = {field: getattr(args, field) for field in FIELDS}
    given = {field: value for field, value in given.items() if value is not None}
    return replace(person, **given) if given else None


def name(words: str) -> str:
    """A name: 1 to 40 characters that can be shown."""
    cleaned = " ".join(words.split())
    if not cleaned or len(cleaned) > LONGEST_NAME or not cleaned.isprintable():
        raise _no(f"a name has 1 to {LONGEST_NAME} characters that can be shown")
    return cleaned


def zone(words: str) -> str:
    """An IANA zone, in any capitals."""
    known = {each.casefold(): each for each in available_timezones()}
    wanted = words.strip().replace(" ", "_").casefold()
    if wanted in known:
        return known[wanted]
    raise _no(f"{words!r} is no time zone.{_near(_near_zones(wanted, known.values()))}")


def country(words: str) -> str:
    """An ISO 3166 alpha-2 code, from the code or the country's English name."""
    code = words.strip().upper()
    if country_name(code) != code:
        return code
    named = country_in(words.strip())
    if named is None:
        raise _no(f"{words!r} is no country known here: write its two letters, like DE or GB")
    return named


def clock_time(words: str) -> time:
    """A time of day: 07:00, 7, 7am, 19.30."""
    found = _CLOCK.fullmatch(words.strip())
    half = (found[3] or "").lower() if found else ""
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise _no(f"{words!r} is no time of day: write it like 07:00 or 22:30")
    return time(hour, minute)


def work_days(words: str) -> frozenset[int]:
    """ISO weekdays out of names, lists and ranges; a range may run over Sunday."""
    if words.strip().casefold() in {"none", "no", "-"}:
        return frozenset()
    found: set[int] = set()
    for part in re.split(r"[\s,]+", words.strip()):
        first, dash, last = part.partition("-")
        begin = _weekday(first, words)
        length = (_weekday(last, words) - begin) % 7 if dash else 0
        found |= {(begin - 1 + step) % 7 + 1 for step in range(length + 1)}
    return frozenset(found)


def _weekday(word: str, words: str) -> int:
    fits = [
        place
        for place, day in enumerate(DAYS, start=1)
        if len(word) >= _SHORTEST_DAY and day.casefold().startswith(word.casefold())
    ]
    if len(fits) != 1:
        raise _no(f"{words!r} names no days: write mon-fri, or mon,wed,sat, or none")
    return fits[0]


def _near_zones(wanted: str, zones: Iterable[str]) -> list[str]:
    """Zones that the words may have meant: a city, a country, or a slip of the pen."""
    cities: dict[str, list[str]] = {}
    for each in sorted(zones):
        cities.setdefault(zone_name(each).replace(" ", "_").casefold(), []).append(each)
    last = wanted.rpartition("/")[2]
    by_city = [
        each for city in get_close_matches(last, cities, n=3, cutoff=0.75) for each in cities[city]
    ]
    code = country_in(wanted.replace("_", " ")) or wanted.upper()
    return [*by_city, *zones_of(code)][:4]


def _near(near: list[str]) -> str:
    if near:
        return f" Did you mean {listed(near).replace(' and ', ' or ')}?"
    return " It is written like Europe/Berlin or America/New_York"


def _no(why: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(why)
