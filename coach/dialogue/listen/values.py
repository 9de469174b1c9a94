"""What a stretch of words can mean before it is known which field it belongs to."""

from dataclasses import dataclass
from enum import StrEnum


class Half(StrEnum):
    """What was said about the half of the day; EXACT is a 24-hour reading."""

    AM = "am"
    PM = "pm"
    NIGHT = "night"
    EXACT = "exact"


@dataclass(frozen=True)
class Clock:
    """A clock reading. `hour` is None in "quarter past". `until` ends a range or an interval.

    `numbers` is the other reading of "five to ten": 5 to 10 of something. `nudge_min` is what
    "just after" adds. `open_ended` says that only a bound was given ("sometime after eleven").
    """

    hour: int | None
    minute: int = 0
    half: Half | None = None
    until: "Clock | None" = None
    numbers: tuple[int, int] | None = None
    nudge_min: int = 0
    open_ended: bool = False


@dataclass(frozen=True)
class Minutes:
    """A duration, lo to hi minutes; `each` says that it is one of several alike.

    A lower bound ("at least an hour") is taken at its word: lo and hi are the bound.
    """

    lo: float
    hi: float
    each: bool = False


@dataclass(frozen=True)
class Count:
    """How many times."""

    lo: int
    hi: int


@dataclass(frozen=True)
class Number:
    """A number without a unit, or a range of them: an hour, minutes, a count, or a grade."""

    lo: int
    hi: int
    half: Half | None = None
    each: bool = False
    open_ended: bool = False
    nudge_min: int = 0


@dataclass(frozen=True)
class Grade:
    """Quality of sleep, 1 to 5; None where a scale of ten was used."""

    level: int | None


@dataclass(frozen=True)
class Vague:
    """As in "ages", "several", "late": something was said, but not how much.

    `kind` is what of; `whole` says that it was all of the night.
    """

    kind: str
    whole: bool = False


Meaning = Clock | Minutes | Count | Number | Grade | Vague


@dataclass(frozen=True)
class Mention:
    """A meaning and the tokens it stands on, [start, end)."""

    meaning: Meaning
    start: int
    end: int
