"""Fixed wording for what no model may word: `safety/scripts/*.md`, filled by code.

A file has front matter (id, version, owner, reviewed_on, show_lines) and variants under `## n`. One
line is one thing to say: `! ` marks it mandatory (said again if unheard), `@ ` is for the screen
only. `$emergency`, `$finder` and `$name` are filled in; ", $name" vanishes when there is no name.
`$leaving` is how one leaves, in the words of the front matter's `leaving`, `typed` or `spoken`.
Called by the engine; refuses an unknown script, an unknown placeholder and a date without a name.
"""

import datetime
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from pydantic import BaseModel, ConfigDict, model_validator

from safety.content import ContentError, checked
from safety.crisis import Resource, digit_by_digit

_FOLDER = Path(__file__).parent / "scripts"
_VARIANT = re.compile(r"^## \d+\n", re.MULTILINE)
ASK_COUNTRY = "Which country are you in?"


class Leaving(BaseModel):
    """How somebody leaves a talk, in words for each kind of door."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    typed: str
    spoken: str


class _Front(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    version: str
    owner: str | None
    reviewed_on: datetime.date | None
    show_lines: bool
    leaving: Leaving | None = None

    @model_validator(mode="after")
    def _a_date_has_a_name(self) -> "_Front":
        if self.reviewed_on is not None and not self.owner:
            raise ValueError("reviewed_on without owner: a date needs a person's name")
        return self


@dataclass(frozen=True)
class Line:
    """A line of fixed wording: spoken unless `on_screen_only`, said again if mandatory."""

    text: str
    mandatory: bool
    on_screen_only: bool


@dataclass(frozen=True)
class Script:
    """A script as filed: its version, whether lines of help are shown, its variants unfilled."""

    name: str
    version: str
    owner: str | None
    reviewed_on: datetime.date | None
    show_lines: bool
    leaving: Leaving | None
    variants: tuple[tuple[str, ...], ...]


def script(
    name: str,
    resource: Resource,
    *,
    name_of_person: str | None,
    variant: int = 0,
    ask_country: bool = True,
    spoken: bool = False,
) -> tuple[Line, ...]:
    """The lines of a script for this person's country, in order.

    `variant` counts from 0 and goes round, so that a counter of earlier uses gives a new wording.
    Where the script shows lines of help, unverified ones come for the screen only, marked so, and
    the last line asks for the country if it is unknown and `ask_country` holds. `spoken`: for a
    door where one talks, not types; numbers that have to be heard come there a second time.

    Raises:
        ContentError: there is no such script.
    """
    try:
        filed = load_scripts()[name]
    except KeyError as error:
        raise ContentError(f"no script {name!r}") from error
    raw = filed.variants[variant % len(filed.variants)]
    values = {
        "emergency": resource.emergency,
        "finder": resource.finder,
        "name": name_of_person or "",
    }
    if filed.leaving is not None:
        values["leaving"] = filed.leaving.spoken if spoken else filed.leaving.typed
    lines = [_line(one, values, named=bool(name_of_person)) for one in raw]
    if filed.show_lines:
        lines += _help(resource)
        if ask_country and resource.ask_country:
            lines.append(Line(ASK_COUNTRY, mandatory=False, on_screen_only=False))
    if spoken:
        lines += _once_more(resource, lines)
    return tuple(lines)


@cache
def load_scripts(folder: Path = _FOLDER) -> dict[str, Script]:
    """Every script by its name, read once.

    Raises:
        ContentError: a file does not fit its form.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.md"))}


def _read(path: Path) -> Script:
    _, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    front, rule, body = rest.partition("\n---\n")
    if not rule:
        raise ContentError(f"{path.name}: no front matter between two '---' lines")
    head = checked(path.name, front, _Front, first_line=2)
    variants = tuple(
        tuple(line for line in block.splitlines() if line.strip())
        for block in _VARIANT.split(body)
        if block.strip()
    )
    if head.id != path.stem or not variants:
        raise ContentError(f"{path.name}: id: is {head.id!r}, with {len(variants)} variants")
    known = {"emergency", "finder", "name"} | ({"leaving"} if head.leaving else set())
    for line in (line for lines in variants for line in lines):
        odd = set(Template(line).get_identifiers()) - known
        if odd:
            raise ContentError(f"{path.name}: unknown placeholder {sorted(odd)[0]!r}")
    return Script(
        path.stem,
        head.version,
        head.owner,
        head.reviewed_on,
        head.show_lines,
        head.leaving,
        variants,
    )


def _line(raw: str, values: dict[str, str], *, named: bool) -> Line:
    mandatory, on_screen_only = raw.startswith("! "), raw.startswith("@ ")
    text = raw[2:] if mandatory or on_screen_only else raw
    text = text if named else text.replace(", $name", "")
    return Line(Template(text).substitute(values), mandatory, on_screen_only)


def _help(resource: Resource) -> list[Line]:
    """Verified lines to speak, digit by digit; the rest and the finder for the screen."""
    lines = [
        Line(
            f"{line.name or 'A crisis line'}: {digit_by_digit(line.number)}.",
            mandatory=True,
            on_screen_only=False,
        )
        for line in resource.spoken_lines
    ]
    shown = [
        *(
            [f"Emergency: {' or '.join(resource.emergency_digits)}"]
            * bool(resource.emergency_digits)
        ),
        *resource.screen_lines,
        f"More lines of help: {resource.finder}",
    ]
    return lines + [Line(text, mandatory=False, on_screen_only=True) for text in shown]


def _once_more(resource: Resource, lines: list[Line]) -> list[Line]:
    """The numbers of the mandatory lines again: who listens cannot look back (policy 4.6)."""
    heard = [line.text for line in lines if line.mandatory]
    lists = [digit_by_digit(line.number) for line in resource.spoken_lines]
    emergency = [resource.emergency] * bool(resource.emergency_digits)
    numbers = [each for each in [*lists, *emergency] if any(each in text for text in heard)]
    if not numbers:
        return []
    return [Line(f"Once more: {'; or '.join(numbers)}.", mandatory=True, on_screen_only=False)]
