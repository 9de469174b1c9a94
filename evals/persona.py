"""The simulated people: each a file in `evals/personas`, read and checked here.

Called by `evals.simulator`. Keys that are not known are refused; what cannot be used raises
`CaseError`, which names file, line and field.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from evals.case_file import CaseError
from evals.sleeper import Body, Minutes, Share
from safety.lanes import Lane

PERSONAS = Path(__file__).with_name("personas")
Day = Annotated[int, Field(ge=1, le=400)]
"""A day of somebody's course; the first check-in is on day 1."""
Weekday = Annotated[int, Field(ge=1, le=7)]
Words = str | Annotated[tuple[str, ...], Field(min_length=1)]
"""Typed words: the same every time, or one for each time asked, the last one from then on."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shift(_Record):
    """Sleep at other times, on some weekdays: a night that ends on one of `ends_on`.

    With `every_other_week` only in the first, third and so on week of the course.
    """

    ends_on: tuple[Weekday, ...]
    in_bed: time
    rise: time
    every_other_week: bool = False


class Habits(_Record):
    """When they lie down and get up of themselves, local time, and how they take to a plan.

    `reading_min` is from bed to lights out. A night is kept to the plan with the chance `keeps`,
    until the day `keeps_until`; a diary is not told with the chance `misses`, nor on the days of
    `away_from_coach`.
    """

    in_bed: time
    rise: time
    reading_min: Minutes = 0
    free_day_later_min: Minutes = 0
    wanders_min: Minutes = 15
    keeps: Share = 1
    keeps_until: Day | None = None
    misses: Share = 0
    away_from_coach: tuple[tuple[Day, Day], ...] = ()
    corrects: Share = 0
    shift: Shift | None = None

    def still_keeps(self, day: int) -> bool:
        """Whether they still mean to keep to a plan on this day."""
        return self.keeps_until is None or day <= self.keeps_until

    def is_silent(self, day: int) -> bool:
        """Whether they are known not to open the coach on this day."""
        return any(first <= day <= last for first, last in self.away_from_coach)


class Trip(_Record):
    """Days in another zone: from the night that ends on `from_day` to that of `until_day`.

    Where it is not `told` in the talk, they set their zone as by `coach person set --zone`.
    """

    from_day: Day
    until_day: Day
    tz: str
    told: bool = False

    @field_validator("tz")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        ZoneInfo(name)
        return name


class Saying(_Record):
    """What they say on one day to one question instead of the usual."""

    day: Day
    question: str
    words: str


class Expected(_Record):
    """What must hold whatever the engine does: the lane from a day on."""

    lane: Lane
    from_day: Day = 1


class Persona(_Record):
    """Somebody who goes through the programme. `about` says what they are there to show.

    `must` are the rules that have to fire in their whole course, `never` those that may not.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    about: str
    starts_on: date
    tz: str
    tells: Literal["sentence", "short", "bit by bit"] = "sentence"
    clock: Literal["12", "24", "words"] = "12"
    body: Body
    habits: Habits
    answers: dict[str, Words] = {}
    says: tuple[Saying, ...] = ()
    trips: tuple[Trip, ...] = ()
    lanes: tuple[Expected, ...] = ()
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    weeks: Annotated[int, Field(ge=1, le=52)] = 8

    @field_validator("tz")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    def night(self, day: int) -> date:
        """The local date of a day of the course."""
        return self.starts_on + timedelta(days=day - 1)

    def zone(self, day: int) -> ZoneInfo:
        """Where they sleep on a day."""
        trip = next((t for t in self.trips if t.from_day <= day <= t.until_day), None)
        return ZoneInfo(self.tz if trip is None else trip.tz)

    def tells_zone(self, day: int) -> bool:
        """Whether the zone of this day is left to the talk."""
        return any(t.told and day >= t.from_day for t in self.trips)

    def lane(self, day: int) -> Lane | None:
        """The lane they must be in on a day, None where nothing is demanded."""
        found = [each.lane for each in self.lanes if each.from_day <= day]
        return found[-1] if found else None


def load(path: Path) -> Persona:
    """The person in a file.

    Raises:
        CaseError: it cannot be read, is not YAML, or a field is missing, wrong or not known.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = Persona.model_validate(raw)
    except OSError as error:
        raise CaseError(path, error.strerror or "cannot be read") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise CaseError(path, error.problem or "not YAML", line=line) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseError(path, f"not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CaseError(path, first["msg"], field=field) from error
    if found.name != path.stem:
        raise CaseError(path, f"the file is of {path.stem!r}, the person is {found.name!r}")
    return found


def load_all(folder: Path = PERSONAS, names: Sequence[str] = ()) -> tuple[Persona, ...]:
    """All people of a folder by name, or those named.

    Raises:
        CaseError: a file cannot be used, or there is none of that name.
    """
    paths = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    for name in names:
        if name not in paths:
            raise CaseError(folder, f"no persona {name!r}; there are {', '.join(paths)}")
    if not paths:
        raise CaseError(folder, "no persona in it")
    return tuple(load(paths[name]) for name in names or paths)
