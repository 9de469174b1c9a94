"""Numbers in a sentence: what each means (a clock time, minutes, a count), words and digits alike.

Used by the output gate, which lets a sentence speak only numbers it was given (DECISIONS 10).
"""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a number counts. A clock time is no duration, and neither is a percentage."""

    CLOCK = "clock"
    """Minutes after local midnight, 0 to 1439."""
    MINUTES = "minutes"
    """A duration in minutes; hours are turned into minutes."""
    DAYS = "days"
    """A duration in days; weeks are turned into days."""
    COUNT = "count"
    """How many of something: awakenings, nights, naps, a rating."""
    PERCENT = "percent"
    PHONE = "phone"
    """A telephone number: its digits as an integer behind a 1, so that leading zeros count."""


@dataclass(frozen=True)
class Number:
    """One number with its unit. `role` says what it is ("plan", "diary", "script"); it does not
    take part in comparison: a sentence does not say where it took its number from.
    """

    value: int
    unit: Unit
