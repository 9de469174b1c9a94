"""An article about sleep: sections, what people ask, a risk class, and the sources behind them.

Values only; `memory.article_file` reads them from the folder `memory/articles/`. A section is what
is found, quoted and spoken: it stands on its own, and its id never changes.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'A-Z])")
_INITIALS = re.compile(r"^[A-Z]{1,4}$")
_AND_OTHERS = " and others"


class Risk(StrEnum):
    """How a section may be used."""

    GENERAL = "general"
    """Common knowledge about sleep: may be put into other words."""
    CAUTION = "caution"
    """It touches health: said with a word about whom to ask."""
    REFER = "refer"
    """It sends to a clinician: spoken word for word, never in other words."""


class Evidence(StrEnum):
    """How we know what a source says (DECISIONS 20)."""

    READ = "read"
    RECALL = "recall"
    """Stated from memory: real, but to be verified before it is quoted to the public."""


@dataclass(frozen=True)
class Source:
    """A paper, book or page. `read` and `address` say what was read of it, and where.

    `year` is None for a page without one, `title` and `doi` where they are not certain.
    """

    id: str
    authors: str
    year: int | None
    title: str | None
    journal: str
    doi: str | None
    evidence: Evidence
    read: str | None
    address: str | None

    @property
    def short(self) -> str:
        """Who and when, as it is spoken: "Drake and others, 2013"."""
        first, *others = self.authors.removesuffix(_AND_OTHERS).split(", ")
        who = _surname(first)
        if self.authors.endswith(_AND_OTHERS) or len(others) > 1:
            who += _AND_OTHERS
        elif others:
            who += f" and {_surname(others[0])}"
        return who if self.year is None else f"{who}, {self.year}"

    @property
    def citation(self) -> str:
        """The whole reference on one line."""
        year = "no year" if self.year is None else str(self.year)
        title = f"{self.title.rstrip('.')}. " if self.title else ""
        doi = f", doi {self.doi}" if self.doi else ""
        return f"{self.authors} ({year}). {title}{self.journal}{doi}"


@dataclass(frozen=True)
class Section:
    """One passage of an article. `asks` are questions it answers, in the words of lay people.

    `line` is where it begins in its file, counted from 1.
    """

    article_id: str
    anchor: str
    heading: str
    text: str
    asks: tuple[str, ...]
    risk: Risk
    sources: tuple[Source, ...]
    line: int

    @property
    def id(self) -> str:
        """Stable over versions: "caffeine#how-late"."""
        return f"{self.article_id}#{self.anchor}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """The text, sentence by sentence; the first two are an answer of their own."""
        return tuple(_END_OF_SENTENCE.split(self.text))

    @property
    def rests_on_reading(self) -> bool:
        """Whether at least one of its sources was read."""
        return any(each.evidence is Evidence.READ for each in self.sources)


@dataclass(frozen=True)
class Article:
    """A file of sections. Without a review it is a draft and has no expiry (DECISIONS 13)."""

    id: str
    title: str
    version: int
    risk: Risk
    reviewed_by: str | None
    reviewed_on: date | None
    expires_on: date | None
    sections: tuple[Section, ...]

    @property
    def is_draft(self) -> bool:
        """Whether nobody has reviewed it yet."""
        return self.reviewed_on is None

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all its sections, each once, in the order of their use."""
        return tuple(dict.fromkeys(each for part in self.sections for each in part.sources))


def _surname(author: str) -> str:
    name, _, last = author.rpartition(" ")
    return name if name and _INITIALS.match(last) else author
