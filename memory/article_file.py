"""Reads the articles of a folder, and `sources.yaml` beside them, into checked values.

An article is Markdown: front matter (id, which is the file's name, title, version, risk,
reviewed_by, reviewed_on, expires_on), then sections `## Heading {#anchor}`, each with a fenced
block of YAML (sources by id, two to five asks, a risk where it differs) and its text. What does not
fit is refused with file, line and key; how it is written is `memory.article_lint`'s to say.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from memory.article import Article, Evidence, Risk, Section, Source
from safety.content import ContentError, MisplacedError, Reviewed, checked, read_yaml, text_of

ARTICLES = Path(__file__).parent / "articles"
SOURCES = "sources.yaml"
_FORM = ConfigDict(frozen=True, extra="forbid")
_MARK, _FENCE, _FENCE_END = "---", "```yaml", "```"
_HEADING = re.compile(r"## (?P<heading>\S.*?) \{#(?P<anchor>[a-z0-9]+(?:-[a-z0-9]+)*)\}")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Source(BaseModel):
    model_config = _FORM

    id: Name
    authors: Words
    year: Annotated[int, Field(ge=1800, le=2100)] | None
    title: Words | None
    journal: Words
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,}/\S+$")] | None
    evidence: Evidence
    read: Words | None
    address: Words | None

    @model_validator(mode="after")
    def _says_what_was_read(self) -> Self:
        told = self.read is not None and self.address is not None
        if self.evidence is Evidence.READ and not told:
            raise ValueError("evidence: read needs `read` (what of it) and `address` (where)")
        if self.evidence is Evidence.RECALL and (self.read or self.address):
            raise ValueError("evidence: recall, but something of it was read: say evidence: read")
        return self


class _Bibliography(BaseModel):
    model_config = _FORM

    sources: tuple[_Source, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[str] = set()
        for place, each in enumerate(self.sources):
            if each.id in seen:
                raise MisplacedError(f"{each.id!r} is there already", "sources", place)
            seen.add(each.id)
        return self


class _Front(Reviewed):
    model_config = _FORM

    id: Name
    title: Words
    version: Annotated[int, Field(ge=1)]
    risk: Risk
    expires_on: date | None

    @model_validator(mode="after")
    def _expires_after_its_review(self) -> Self:
        if self.expires_on is not None and self.reviewed_on is None:
            raise ValueError("expires_on without reviewed_on: a draft has no expiry")
        if self.expires_on and self.reviewed_on and self.expires_on <= self.reviewed_on:
            raise ValueError("expires_on is not after reviewed_on")
        return self


class _Block(BaseModel):
    model_config = _FORM

    risk: Risk | None = None
    sources: tuple[Name, ...] = Field(min_length=1)
    asks: tuple[Words, ...] = Field(min_length=2, max_length=5)


class _Line(NamedTuple):
    number: int
    text: str


@cache
def load_articles(folder: Path = ARTICLES) -> tuple[Article, ...]:
    """All articles of a folder, by id.

    Raises:
        ContentError: a file cannot be read or does not fit its form.
    """
    sources = read_sources(folder / SOURCES)
    return tuple(read_article(path, sources) for path in article_files(folder))


def article_files(folder: Path = ARTICLES) -> tuple[Path, ...]:
    """The files of the articles, by name."""
    return tuple(sorted(folder.glob("*.md")))


def read_sources(path: Path) -> Mapping[str, Source]:
    """The bibliography, by id.

    Raises:
        ContentError: the file cannot be read or does not fit its form.
    """
    return {each.id: Source(**each.model_dump()) for each in read_yaml(path, _Bibliography).sources}


def read_article(path: Path, sources: Mapping[str, Source]) -> Article:
    """One article, its citations looked up in `sources`.

    Raises:
        ContentError: the file cannot be read or does not fit its form.
    """
    lines = _lines(path)
    closed = next((i for i, line in enumerate(lines[1:], 1) if line.text == _MARK), None)
    if not lines or lines[0].text != _MARK or closed is None:
        raise ContentError(f"{path.name} line 1: no front matter between two lines of {_MARK}")
    front = checked(path.name, _joined(lines[1:closed]), _Front, first_line=2)
    if front.id != path.stem:
        raise ContentError(f"{path.name} line 2: id: {front.id!r} is not the file's name")
    sections = tuple(
        _section(path.name, front, part, sources) for part in _parts(path.name, lines[closed + 1 :])
    )
    _each_anchor_once(path.name, sections)
    return Article(
        id=front.id,
        title=front.title,
        version=front.version,
        risk=front.risk,
        reviewed_by=front.reviewed_by,
        reviewed_on=front.reviewed_on,
        expires_on=front.expires_on,
        sections=sections,
    )


def _lines(path: Path) -> list[_Line]:
    return [
        _Line(number, line.rstrip()) for number, line in enumerate(text_of(path).split("\n"), 1)
    ]


def _parts(name: str, lines: list[_Line]) -> Iterator[list[_Line]]:
    starts = [i for i, line in enumerate(lines) if line.text.startswith("#")]
    before = lines[: starts[0]] if starts else lines
    stray = next((line for line in before if line.text), None)
    if stray is not None or not starts:
        number = stray.number if stray else len(lines)
        raise ContentError(f"{name} line {number}: a section begins with ## Heading {{#anchor}}")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start:end]


def _section(
    name: str, front: _Front, lines: list[_Line], sources: Mapping[str, Source]
) -> Section:
    first, rest = lines[0], [line for line in lines[1:] if line.text]
    heading = _HEADING.fullmatch(first.text)
    if heading is None:
        raise ContentError(f"{name} line {first.number}: not of the form ## Heading {{#anchor}}")
    ends = [i for i, line in enumerate(rest) if line.text == _FENCE_END]
    if not rest or rest[0].text != _FENCE or not ends:
        raise ContentError(f"{name} line {first.number}: {_FENCE} does not follow the heading")
    block = _block(name, rest[: ends[0]], sources)
    text = " ".join(line.text.strip() for line in rest[ends[0] + 1 :])
    if not text:
        raise ContentError(f"{name} line {first.number}: the section has no text")
    return Section(
        article_id=front.id,
        anchor=heading["anchor"],
        heading=heading["heading"],
        text=text,
        asks=block.asks,
        risk=block.risk or front.risk,
        sources=tuple(sources[each] for each in block.sources),
        line=first.number,
    )


def _block(name: str, lines: list[_Line], sources: Mapping[str, Source]) -> _Block:
    begins = lines[0].number + 1
    block = checked(name, _joined(lines[1:]), _Block, first_line=begins)
    unknown = [each for each in block.sources if each not in sources]
    if unknown:
        raise ContentError(f"{name} line {begins}: sources: {unknown[0]!r} is not in {SOURCES}")
    return block


def _joined(lines: list[_Line]) -> str:
    return "\n".join(line.text for line in lines)


def _each_anchor_once(name: str, sections: tuple[Section, ...]) -> None:
    seen: dict[str, int] = {}
    for each in sections:
        if each.anchor in seen:
            raise ContentError(
                f"{name} line {each.line}: {each.anchor!r} is on line {seen[each.anchor]} too"
            )
        seen[each.anchor] = each.line
