"""Reads stored talks for the judges: one JSON object a line, or what `coach person export` wrote.

A line is `{"id", "turns": [{"speaker": "person" or "coach", "text": str or null}]}`; null stands
for words that were not kept. Keys that are not known are ignored. What cannot be used raises
`CaseError`, which names the file, the line and the field.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from evals.case_file import CaseError, numbered, text_of, unfit
from safety.judges import Line


@dataclass(frozen=True)
class Transcript:
    """One stored talk."""

    id: str
    talk: tuple[Line, ...]


class _Turn(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    speaker: Literal["person", "coach"]
    text: str | None


class _Talk(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    id: Annotated[str, BeforeValidator(str), Field(min_length=1)]
    turns: list[_Turn]


class _Export(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    check_ins: list[_Talk]


def transcripts(path: Path) -> list[Transcript]:
    """The talks of a file, in its order; a talk without a turn is left out.

    Raises:
        CaseError: the file is missing, empty or not UTF-8, a line cannot be used, or an id stands
            there twice.
    """
    found = _exported(path)
    if found is None:
        found = [talk for _, talk in numbered(path, _Talk)]
    talks = [Transcript(each.id, _lines(each.turns)) for each in found if each.turns]
    if not talks:
        raise CaseError(path, "no talk in it")
    seen: set[str] = set()
    for each in talks:
        if each.id in seen:
            raise CaseError(path, f"{each.id!r} stands there twice", field="id")
        seen.add(each.id)
    return talks


def _lines(turns: Sequence[_Turn]) -> tuple[Line, ...]:
    return tuple(Line(turn.speaker, turn.text) for turn in turns)


def _exported(path: Path) -> list[_Talk] | None:
    """The check-ins of a person's export; None where the file is no such thing."""
    try:
        whole = json.loads(text_of(path))
    except json.JSONDecodeError:
        return None
    if not isinstance(whole, dict) or "check_ins" not in whole:
        return None
    try:
        return _Export.model_validate(whole).check_ins
    except ValidationError as error:
        raise unfit(path, error) from error
