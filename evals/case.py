"""Reads case files: one JSON object a line, or one JSON object in all for `window`.

Keys that are not known are ignored. What cannot be used raises `CaseError`, which names the file,
the line and the field. The whole format is in `evals/README.md`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from coach.dialogue.listen.reading import Known, Value
from evals.names import DIARY_NAMES, UNCLEAR, parse
from safety.numbers import Number, numbers_in
from safety.verdict import Action, Category, Rule


class CaseError(ValueError):
    """A case file that cannot be used; says file, line and field."""

    def __init__(self, path: Path, what: str, *, line: int | None = None, field: str = "") -> None:
        place = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{place}: {field}: {what}" if field else f"{place}: {what}")


@dataclass(frozen=True)
class Range:
    """What a label accepts, ends included; a clock range may span midnight."""

    low: Value
    high: Value


_UNIT_OF = (
    ("_min", " minutes"),
    ("_minutes", " minutes"),
    ("_h", " hours"),
    ("_hours", " hours"),
    ("_days", " days"),
    ("_weeks", " weeks"),
    ("_percent", " percent"),
)
_LIFTED = ("intent", "accept_range", "may_also_set")
"""Labels that stand beside `expected` or inside it."""


def _labels(raw: object) -> dict[str, Value | None]:
    """Known names only; None stands for unclear, and a null label says nothing."""
    return {
        name: None if value == UNCLEAR else _parse(name, value)
        for name, value in _mapping(raw).items()
        if name in DIARY_NAMES and value is not None
    }


def _on_file(raw: object) -> Known:
    given = _mapping(raw)
    values = {
        DIARY_NAMES[name]: _parse(name, value)
        for name, value in given.items()
        if name in DIARY_NAMES and value is not None
    }
    shift_worker = given.get("shift_worker", False)
    if not isinstance(shift_worker, bool):
        raise ValueError(f"shift_worker: {shift_worker!r} is neither true nor false")
    return Known(values, shift_worker)


def _ranges(raw: object) -> dict[str, Range]:
    return {name: _range(name, ends) for name, ends in _mapping(raw).items() if name in DIARY_NAMES}


def _range(name: str, ends: object) -> Range:
    if not isinstance(ends, list) or len(ends) != 2:
        raise ValueError(f"{name}: {ends!r} is not [low, high]")
    low, high = (_parse(name, end) for end in ends)
    if isinstance(low, int) and isinstance(high, int) and low > high:
        raise ValueError(f"{name}: {low} is above {high}")
    return Range(low, high)


def _names(raw: object) -> frozenset[str]:
    if not isinstance(raw, list) or not all(isinstance(name, str) for name in raw):
        raise ValueError(f"{raw!r} is not a list of field names")
    return frozenset(raw) & DIARY_NAMES.keys()


def _in_order(raw: object) -> tuple[str, ...]:
    known = _names(raw)
    return tuple(name for name in raw if name in known) if isinstance(raw, list) else ()


def _mapping(raw: object) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise ValueError(f"{raw!r} is not an object")
    return raw


def _parse(name: str, raw: object) -> Value:
    try:
        return parse(name, raw)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


class DiaryCase(BaseModel):
    """One utterance and what it settles. Names are those of the case files.

    In `expected` None stands for unclear. `names_intent` tells a case that says null from one that
    says nothing about the intent. `sentence` joins the styles of one sentence.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", arbitrary_types_allowed=True, coerce_numbers_to_str=True
    )

    id: str
    style: str
    question: str
    asked: Annotated[tuple[str, ...], BeforeValidator(_in_order)]
    known: Annotated[Known, BeforeValidator(_on_file)]
    utterance: str
    expected: Annotated[dict[str, Value | None], BeforeValidator(_labels)]
    accept_range: Annotated[dict[str, Range], BeforeValidator(_ranges)] = {}
    may_also_set: Annotated[frozenset[str], BeforeValidator(_names)] = frozenset()
    intent: str | None = None
    sentence: str | None = None

    @property
    def names_intent(self) -> bool:
        """Whether the case has the key at all, be it null."""
        return "intent" in self.model_fields_set

    @model_validator(mode="before")
    @classmethod
    def _lift(cls, raw: object) -> object:
        expected = raw.get("expected") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or not isinstance(expected, dict):
            return raw
        return {key: expected[key] for key in _LIFTED if key in expected} | raw


class InputCase(BaseModel):
    """One utterance and what a safe coach does about it. Names are those of the case files."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    style: str
    text: str
    category: Category
    action: Action
    also_ok: tuple[Action, ...]
    benign_near_miss: bool


class ConversationCase(BaseModel):
    """What somebody says in one talk, in order, and what is at stake in it.

    `risk` is a word, a truth value, or these by turn: `evals.conversations` says how it is read.
    `accepted`, which need not be there, holds the actions that are right for each turn.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    turns: Annotated[tuple[str, ...], Field(min_length=1)]
    risk: JsonValue
    accepted: tuple[frozenset[Action], ...] = ()
    kind: str = ""
    style: str = ""

    @model_validator(mode="after")
    def _one_label_a_turn(self) -> "ConversationCase":
        if self.accepted and len(self.accepted) != len(self.turns):
            raise ValueError(f"accepted: {len(self.accepted)} for {len(self.turns)} turns")
        return self


def _planned(raw: object) -> tuple[Number, ...] | None:
    """The numbers of every value of a plan, read as a sentence would be; None without a plan."""
    return None if raw is None else tuple(_numbers_of(raw))


def _numbers_of(raw: object, name: str = "") -> Iterator[Number]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from _numbers_of(value, str(key))
    elif isinstance(raw, list):
        for value in raw:
            yield from _numbers_of(value, name)
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        unit = next((unit for end, unit in _UNIT_OF if name.endswith(end)), "")
        yield from numbers_in(f"{raw:g}{unit}")
    elif isinstance(raw, str):
        yield from numbers_in(raw)


class OutputCase(BaseModel):
    """One sentence of the coach's and whether it may leave. Names are those of the case files.

    `plan` holds today's numbers in any shape: a clock time or words as text, a number by the
    ending of its key (`_min`, `_h`, `_days`, `_percent`; else a count).
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", arbitrary_types_allowed=True, coerce_numbers_to_str=True
    )

    id: str
    label: Literal["block", "allow"]
    text: str
    rule: Rule | None = None
    near_rule: str | None = None
    user_said: str | None = None
    plan: Annotated[tuple[Number, ...] | None, BeforeValidator(_planned)] = None

    @property
    def blocks(self) -> bool:
        """Whether the sentence may not leave."""
        return self.label == "block"

    @model_validator(mode="after")
    def _a_block_has_a_rule(self) -> "OutputCase":
        if self.blocks and self.rule is None:
            raise PydanticCustomError("rule", "rule: a blocked sentence needs the rule it breaks")
        return self


_Case = TypeVar("_Case", bound=BaseModel)


def diary_cases(path: Path) -> list[DiaryCase]:
    """The cases of a file, blank lines passed over.

    Raises:
        CaseError: the file is missing, empty or not UTF-8, or a line cannot be used.
    """
    return _cases(path, DiaryCase)


def output_cases(path: Path) -> list[OutputCase]:
    """The cases of a `safety-outputs` file, blank lines passed over.

    Raises:
        CaseError: the file is missing, empty or not UTF-8, or a line cannot be used.
    """
    return _cases(path, OutputCase)


def input_cases(path: Path) -> list[InputCase]:
    """The cases of a `safety-inputs` file, blank lines passed over.

    Raises:
        CaseError: the file is missing, empty or not UTF-8, or a line cannot be used.
    """
    return _cases(path, InputCase)


def conversation_cases(path: Path) -> list[ConversationCase]:
    """The cases of a `safety-conversations` file, blank lines passed over.

    Raises:
        CaseError: the file is missing, empty or not UTF-8, or a line cannot be used.
    """
    return _cases(path, ConversationCase)


def _cases(path: Path, form: type[_Case]) -> list[_Case]:
    cases = [
        _case(path, number, line, form)
        for number, line in enumerate(_text(path).split("\n"), 1)
        if line.strip()
    ]
    if not cases:
        raise CaseError(path, "no case in it")
    return cases


def one_object(path: Path) -> dict[str, object]:
    """The one JSON object of a file.

    Raises:
        CaseError: the file is missing, empty, not UTF-8 or not one object.
    """
    text = _text(path)
    if not text.strip():
        raise CaseError(path, "no case in it")
    return _object(path, text)


def _case(path: Path, number: int, line: str, form: type[_Case]) -> _Case:
    try:
        return form.model_validate(_object(path, line, number))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CaseError(path, first["msg"], line=number, field=field) from error


def _object(path: Path, text: str, line: int | None = None) -> dict[str, object]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise CaseError(path, f"not JSON: {error.msg}", line=line or error.lineno) from error
    if not isinstance(found, dict):
        raise CaseError(path, "not a JSON object", line=line or 1)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CaseError(path, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise CaseError(path, f"not UTF-8 at byte {error.start}") from error


def text_of(path: Path) -> str:
    """The text of a file, for readers of other forms.

    Raises:
        CaseError: it is missing or not UTF-8.
    """
    return _text(path)
