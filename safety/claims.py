"""Finds claims in a text that a wellness product may not make; the words are in claims.yaml.

Called by `evals.claims` over what ships. It reads words, not meaning: what it lets pass may still
be a claim, and whoever writes for the public has to know SAFETY_POLICY 4.1.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from safety.content import read_yaml

CLAIMS = Path(__file__).with_name("claims.yaml")
_FORM = ConfigDict(frozen=True, extra="forbid")
_DENIED = re.compile(
    r"\b(?:nothing (?:here|in it|it does|we do)|no|not|never|neither|nor|without|cannot|"
    r"(?:is|are|do|does|did|can|wo|has|have)n't)"
    r"(?! (?:only|just|merely|simply)\b)(?: (?!but\b|and\b)[\w'-]+,?){0,4} \Z"
)
"""A disclaimer that ends where the word begins: "makes no", "never claim to"."""
_BEFORE = 80
_MARKS = frozenset(">#*_`")
_STRAIGHT = {"\u2018": "'", "\u2019": "'"}


@dataclass(frozen=True)
class _Plain:
    """A text in small letters, every run of spaces, line ends and Markdown marks one space."""

    text: str
    places: tuple[int, ...]
    """Where each of its letters stands in the original."""


def _plain(text: str) -> _Plain:
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        one = (
            " "
            if letter.isspace() or letter in _MARKS
            else _STRAIGHT.get(letter, letter.lower()[:1])
        )
        if one != " " or not letters or letters[-1] != " ":
            letters.append(one)
            places.append(place)
    return _Plain("".join(letters), tuple(places))


def _compiled(pattern: str) -> re.Pattern[str]:
    # Matched in small letters: re.IGNORECASE takes five times as long over a programme.
    return re.compile(rf"\b(?<!-)(?:{pattern})(?![\w-])")


def _is_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no pattern: {error}") from error
    if re.search(r"(?<!\\)[A-Z]", pattern):
        raise ValueError(f"{pattern!r} has capitals: texts are read in small letters")
    return pattern


class Banned(BaseModel):
    """Words that may not be used of us, and what to say in their place."""

    model_config = _FORM

    id: str = Field(min_length=1)
    patterns: tuple[str, ...] = Field(min_length=1)
    not_in: frozenset[str] = frozenset()
    denied_too: bool = False
    instead: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @field_validator("patterns")
    @classmethod
    def _patterns(cls, found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_is_pattern(each) for each in found)

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The patterns as they are matched."""
        return tuple(_compiled(each) for each in self.patterns)


class Allowed(BaseModel):
    """What may stand in a file all the same, and why."""

    model_config = _FORM

    where: str = Field(min_length=1)
    says: str = Field(min_length=1)
    reason: str = Field(min_length=20)

    @field_validator("says")
    @classmethod
    def _pattern(cls, found: str) -> str:
        return _is_pattern(found)


class Required(BaseModel):
    """What a file has to say."""

    model_config = _FORM

    where: str = Field(min_length=1)
    says: str = Field(min_length=1)
    why: str = Field(min_length=1)


class Claims(BaseModel):
    """The whole of claims.yaml."""

    model_config = _FORM

    version: str
    owner: str | None
    reviewed_on: datetime.date | None
    files: dict[str, tuple[str, ...]] = Field(min_length=1)
    banned: tuple[Banned, ...] = Field(min_length=1)
    allowed: tuple[Allowed, ...]
    required: tuple[Required, ...]

    @model_validator(mode="after")
    def _fits(self) -> "Claims":
        if self.reviewed_on is not None and not self.owner:
            raise ValueError("reviewed_on without owner: a date needs a person's name")
        unknown = {group for each in self.banned for group in each.not_in} - self.files.keys()
        if unknown:
            raise ValueError(f"not_in: there is no group {sorted(unknown)[0]!r}")
        return self


@dataclass(frozen=True)
class Finding:
    """Something amiss in a file; `line` counts from 1, 0 stands for the whole file."""

    path: str
    line: int
    rule: str
    said: str
    what: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.rule}: {self.what}"


@cache
def load_claims(path: Path = CLAIMS) -> Claims:
    """The rules of a file.

    Raises:
        safety.content.ContentError: it does not fit its form.
    """
    return read_yaml(path, Claims)


def find(text: str, path: str, group: str, claims: Claims) -> tuple[list[Finding], list[Allowed]]:
    """The claims in a text, and the allowances that some of its words needed.

    `path` is relative to the project's root, with forward slashes.
    """
    plain = _plain(text)
    mine = [each for each in claims.allowed if PurePosixPath(path).match(each.where)]
    spans = [
        (each, match.span()) for each in mine for match in _compiled(each.says).finditer(plain.text)
    ]
    found: list[Finding] = []
    needed: list[Allowed] = []
    for rule, match in _matches(plain.text, group, claims.banned):
        covering = [each for each, span in spans if _covers(span, match.span())]
        if covering:
            needed += covering
            continue
        line = text.count("\n", 0, plain.places[match.start()]) + 1
        found.append(Finding(path, line, rule.id, match[0], f'"{match[0]}": say: {rule.instead}'))
    return sorted(found, key=lambda each: (each.line, each.rule)), needed


def unsaid(text: str, path: str, claims: Claims) -> Iterator[Finding]:
    """What this file has to say and does not."""
    for each in claims.required:
        if each.where == path and _compiled(each.says).search(_plain(text).text) is None:
            yield Finding(path, 0, "required", each.says, each.why)


def _matches(
    text: str, group: str, banned: Sequence[Banned]
) -> Iterator[tuple[Banned, re.Match[str]]]:
    for rule in banned:
        if group in rule.not_in:
            continue
        for pattern in rule.compiled:
            for match in pattern.finditer(text):
                before = text[max(0, match.start() - _BEFORE) : match.start()]
                if rule.denied_too or _DENIED.search(before) is None:
                    yield rule, match


def _covers(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
