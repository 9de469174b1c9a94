"""Judges a stored talk by one written criterion at a time, with whatever model is handed in.

Called by `evals.graders`. It words the question and reads the answer; it asks nobody. An answer
that cannot be read, or whose quote is not in the talk, leaves the criterion unscored: not passed.
"""

import datetime
import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from safety.ask import Prompt, PromptFile
from safety.content import read_yaml

CRITERIA = Path(__file__).with_name("judges.yaml")
_JUDGE = PromptFile(Path(__file__).parent / "prompts" / "judge.md")
_MARKS = re.compile(r"<<<|>>>")
_SHORTEST_QUOTE = 8
"""Letters. A shorter quote proves something only where it is a whole line."""
_LONGEST_WHY = 500
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "verdict": {"type": "string", "enum": ["pass", "fail"]},
            "quote": {"type": "string"},
            "why": {"type": "string"},
        },
        "required": ["verdict", "quote", "why"],
        "additionalProperties": False,
    }
)

Side = Literal["person", "coach"]


class Criterion(BaseModel):
    """One binary question about a talk. `quote_from`: whose words prove that it fails."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")
    rule: str = Field(min_length=1)
    fails_when: str = Field(min_length=1)
    passes_when: str = Field(min_length=1)
    quote_from: Side
    source: str = Field(min_length=1)
    owner: str | None
    reviewed_on: datetime.date | None

    @model_validator(mode="after")
    def _a_date_has_a_name(self) -> "Criterion":
        if self.reviewed_on is not None and not self.owner:
            raise ValueError("reviewed_on without owner: a date needs a person's name")
        return self


class Criteria(BaseModel):
    """The criteria of one version, in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = Field(min_length=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @field_validator("criteria")
    @classmethod
    def _each_once(cls, found: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        ids = [each.id for each in found]
        if len(set(ids)) != len(ids):
            raise ValueError("an id stands there twice")
        return found


@dataclass(frozen=True)
class Line:
    """One turn of a talk; `text` is None where the words were not kept."""

    speaker: Side
    text: str | None


class Ruling(StrEnum):
    """What a judge found. UNSCORED is no answer, and counts as not passed everywhere."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNSCORED = "unscored"


@dataclass(frozen=True)
class Judgement:
    """A criterion held against a talk: the ruling, the words that prove it, and why."""

    ruling: Ruling
    quote: str
    why: str


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: Literal["pass", "fail"]
    quote: str
    why: str


@cache
def load_criteria(path: Path = CRITERIA) -> Criteria:
    """The criteria of a file.

    Raises:
        safety.content.ContentError: the file does not fit its form.
    """
    return read_yaml(path, Criteria)


def question(criterion: Criterion, talk: Sequence[Line]) -> Prompt:
    """What a judge is asked. Its digest covers prompt and criterion, not the talk."""
    prompt = _JUDGE.fill(
        {
            "rule": criterion.rule,
            "fails_when": criterion.fails_when,
            "passes_when": criterion.passes_when,
            "speaker": f"the {criterion.quote_from}",
            "talk": "\n".join(_shown(number, line) for number, line in enumerate(talk, 1)),
        }
    )
    worded = prompt.digest + criterion.model_dump_json(exclude={"owner", "reviewed_on", "source"})
    digest = hashlib.sha256(worded.encode()).hexdigest()[:12]
    return replace(prompt, name=f"judge.{criterion.id}", digest=digest, schema=_SCHEMA)


def read_answer(raw: str, criterion: Criterion, talk: Sequence[Line]) -> Judgement:
    """The judgement in a model's answer; unscored unless all of it holds.

    A failure must quote words of the side that the criterion names; a pass may quote anybody's.
    """
    try:
        answer = _Answer.model_validate(json.loads(raw.strip()))
    except (ValueError, ValidationError, RecursionError):
        return unscored("the answer cannot be read")
    why = answer.why.strip()[:_LONGEST_WHY]
    if answer.verdict == "pass":
        if answer.quote.strip() and not _occurs(answer.quote, [line.text for line in talk]):
            return unscored("it quotes what is not in the talk")
        return Judgement(Ruling.PASS, answer.quote, why)
    proving = [line.text for line in talk if line.speaker == criterion.quote_from]
    if not _occurs(answer.quote, proving):
        return unscored(f"a failure without words of the {criterion.quote_from}'s to prove it")
    return Judgement(Ruling.FAIL, answer.quote, why)


def unjudgeable(talk: Sequence[Line]) -> str | None:
    """Why no judge need be asked about this talk; None where one may be."""
    if any(line.text is None for line in talk):
        return "words of this talk were not kept"
    if not any(line.speaker == "coach" and (line.text or "").strip() for line in talk):
        return "the coach says nothing in it"
    return None


def unscored(why: str) -> Judgement:
    """No answer, and the reason."""
    return Judgement(Ruling.UNSCORED, "", why)


def _shown(number: int, line: Line) -> str:
    words = " ".join(_MARKS.sub(" ", line.text or "").split())
    return f"{number} {line.speaker}: {words}"


def _occurs(quote: str, texts: Sequence[str | None]) -> bool:
    """Whether the quote stands in one of the lines, case, spaces and quotation marks aside."""
    wanted = _plain(quote)
    lines = [_plain(text) for text in texts if text is not None]
    if len(wanted) < _SHORTEST_QUOTE:
        return bool(wanted) and wanted in lines
    return any(wanted in line for line in lines)


def _plain(text: str) -> str:
    straight = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    return " ".join(_MARKS.sub(" ", straight).casefold().split()).strip(' "')
