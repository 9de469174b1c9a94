"""Reads the cases of the memory suite: a person a line, what they said on their days, and queries.

The labels are words that must, or must not, stand together in one line of what is shown. A file may
have none: the suite then shows what it did and grades nothing.
"""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _words(raw: object) -> tuple[str, ...]:
    """The labels that are words; a file of another make may hold others, which are not ours."""
    return tuple(each for each in raw if isinstance(each, str)) if isinstance(raw, list) else ()


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone") from error
    return name


Labels = Annotated[tuple[str, ...], BeforeValidator(_words)]


class Utterance(BaseModel):
    """What the person said on a day of theirs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    date: date
    text: str


class Query(BaseModel):
    """A moment at which the coach is shown what it knows."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    date: date
    situation: str
    must_surface: Labels = ()
    must_not_surface: Labels = ()
    forgotten: Labels = ()
    do_not_raise: Labels = ()


class MemoryCase(BaseModel):
    """One person over some months."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    user: str
    name: str = ""
    timezone: Annotated[str, AfterValidator(_zone)]
    start_date: date | None = None
    utterances: tuple[Utterance, ...]
    queries: Annotated[tuple[Query, ...], Field(min_length=1)]
