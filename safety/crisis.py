"""Where help is, by country: the files of `safety/crisis/`, each with who verified it and when.

Called by `safety.script` and `coach doctor`. A line nobody verified, or verified more than 120 days
ago, is never spoken: it is shown on screen, marked, beside the emergency number and the finder.
"""

import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safety.content import ContentError, read_yaml

FINDER = "findahelpline.com"
UNKNOWN_EMERGENCY = "your local emergency number"
_FOLDER = Path(__file__).parent / "crisis"
_STALE_AFTER = datetime.timedelta(days=120)
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HelpLine(_Strict):
    """One line of help. What is not known is None."""

    name: str | None
    number: str = Field(pattern=r"^[0-9][0-9 \-]*$")
    text: str | None
    hours: str | None
    language: str | None


class CountryFile(_Strict):
    """The file of one country, ISO 3166-1 alpha-2."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    name: str
    emergency: tuple[str, ...] = Field(min_length=1)
    note: str | None
    lines: tuple[HelpLine, ...]
    source: str
    verified_on: datetime.date | None
    verified_by: str | None

    @model_validator(mode="after")
    def _a_date_has_a_name(self) -> "CountryFile":
        if self.verified_on is not None and not self.verified_by:
            raise ValueError("verified_on without verified_by: a date needs a person's name")
        return self


@dataclass(frozen=True)
class Resource:
    """What may be spoken and what may only be shown, for one person's country.

    `emergency` is words to speak ("nine, nine, nine" or "your local emergency number");
    `emergency_digits` the numbers for the screen, empty when the country is unknown.
    `spoken_lines` holds verified lines only; `screen_lines` the rest, each marked unverified.
    """

    country: str | None
    emergency: str
    emergency_digits: tuple[str, ...]
    spoken_lines: tuple[HelpLine, ...]
    screen_lines: tuple[str, ...]
    finder: str = FINDER

    @property
    def ask_country(self) -> bool:
        """Whether the coach has to ask which country the person is in."""
        return self.country is None


def digit_by_digit(number: str) -> str:
    """A number as it is spoken, slowly: "999" becomes "nine, nine, nine"; marks are left out."""
    return ", ".join(_DIGITS[int(char)] for char in number if char in "0123456789")


def resources(country: str | None, today: datetime.date | None = None) -> Resource:
    """What to say and show for a country (ISO alpha-2, any case), unknown or None included.

    Without `today` no age can be judged, so every line counts as not verified.

    Raises:
        ContentError: the packaged file of that country does not fit its form.
    """
    found = load_countries().get((country or "").strip().upper())
    if found is None:
        return Resource(None, UNKNOWN_EMERGENCY, (), (), ())
    fresh = is_fresh(found, today)
    spoken = " or ".join(digit_by_digit(number) for number in found.emergency)
    return Resource(
        country=found.country,
        emergency=spoken,
        emergency_digits=found.emergency,
        spoken_lines=found.lines if fresh else (),
        screen_lines=() if fresh else tuple(_shown(line) for line in found.lines),
    )


def is_fresh(country: CountryFile, today: datetime.date | None) -> bool:
    """Whether a named person verified the lines within the last 120 days."""
    if country.verified_on is None or today is None:
        return False
    return datetime.timedelta(0) <= today - country.verified_on <= _STALE_AFTER


@cache
def load_countries(folder: Path = _FOLDER) -> dict[str, CountryFile]:
    """Every country by its code, read once.

    Raises:
        ContentError: a file does not fit its form, or its name is not its country.
    """
    countries: dict[str, CountryFile] = {}
    for path in sorted(folder.glob("*.yaml")):
        one = read_yaml(path, CountryFile)
        if one.country != path.stem:
            raise ContentError(f"{path.name}: country: is {one.country!r}")
        countries[one.country] = one
    return countries


def _shown(line: HelpLine) -> str:
    """One line for the screen, marked as not verified."""
    more = ", ".join(part for part in (line.text, line.hours, line.language) if part)
    return (
        f"{line.name or 'Crisis line'}: {line.number}{f' ({more})' if more else ''} [not verified]"
    )
