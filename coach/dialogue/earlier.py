"""Tells which earlier night is meant: yesterday's, Monday's, the one of two nights ago.

Called by `coach.dialogue.requests`. A night belongs to the morning it ended on, so that "Monday
night" is Tuesday's. What is not clearly about another night is None.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Intent, Known, Reading
from coach.dialogue.night import wall
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field

DAY = timedelta(days=1)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = "|".join(_DAYS)
_COUNTS = {
    "two": 2,
    "2": 2,
    "three": 3,
    "3": 3,
    "four": 4,
    "4": 4,
    "five": 5,
    "5": 5,
    "six": 6,
    "6": 6,
}
_WANTS = (
    r"(?:correct|change|fix|edit|amend|update|put right|put .{0,12}right|fill in|add|enter|do|"
    r"redo|(?:forgot|"
    r"missed|skipped)(?: to (?:tell you about|do|enter|give you))?|tell you about|go back to|"
    r"talk about|"
    r"(?:made a mistake|got .{0,20}wrong|wrong|mistake) (?:with|for|on|about|in)?)"
)
_NAMED = re.compile(
    rf"\b{_WANTS}\b.{{0,40}}?\b(?:(?:the (?:night|entry|diary) (?:to|of|"
    rf"for) )?(?:last )?({_DAY})(?:'s|s)?"
    rf"( night)?|({'|'.join(_COUNTS)}) (?:nights|days) ago|(the night before last))\b",
    re.IGNORECASE | re.DOTALL,
)
_PLACE = re.compile(
    rf"\b(?:(?:for |about |on |of )?(?:the (?:night|entry|diary) (?:to|of|"
    rf"for) )?(?:last )?(?:{_DAY})(?:'s|s)?"
    rf"(?: (?:night|morning|entry|diary))?|(?:{'|'.join(_COUNTS)}) (?:nights|days) ago|"
    r"the night before last)\b",
    re.IGNORECASE,
)


def night_named(words: str, night: date) -> date | None:
    """The night before `night` that is named by its day, with a wish to put it right."""
    found = _NAMED.search(words.replace("\u2019", "'"))
    if found is None:
        return None
    if found[4]:
        return night - DAY
    if found[3]:
        return night - (_COUNTS[found[3].lower()] - 1) * DAY
    back = (night.weekday() - _DAYS.index(found[1].lower())) % 7
    named = night - (back or 7) * DAY
    if found[2]:
        named += DAY
    return named if named < night else None


def without_the_day(words: str) -> str:
    """The words without the night's name, which the reader would take as another night's."""
    return _PLACE.sub(" ", words)


def slip_of_the_day(words: str, entry: DiaryEntry | None) -> Reading | None:
    """A correction of this night that was called yesterday's: what it denies is on file here."""
    if entry is None:
        return None
    numbers = {f: getattr(entry, f) for f in Field if f not in CLOCK_FIELDS}
    on_file: Mapping[Field, object] = wall(entry) | {
        f: v for f, v in numbers.items() if v is not None
    }
    reading = read(words, (), Known(dict(on_file)))  # type: ignore[arg-type]  # values of the columns
    corrected = reading.intent is Intent.CORRECT_EARLIER and any(
        f in on_file for f in reading.values
    )
    return reading if corrected else None
