"""The cases of the suites, a JSON object each: which keys they have and what may stand there.

Read by `evals.case_file`. Keys that are not known are ignored. The whole format is in
`evals/README.md`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)
from pydantic_core import PydanticCustomError

from coach.dialogue.listen.reading import Known, Value
from evals.names import DIARY_NAMES, UNCLEAR, parse
from safety.numbers import Number, numbers_in
from safety.verdict import Action, Category, Rule


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
