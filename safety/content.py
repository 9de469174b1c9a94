"""Reads content files (policy, programme, resources) into checked values.

The only YAML reader of the project: whoever edits a file is told its line and key when it is bad,
never a traceback.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Self, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ValidationError, model_validator

Model = TypeVar("Model", bound=BaseModel)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where the wheel has it: the policy is read at every start."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"pattern {pattern!r} cannot be used: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression, refused where it is none."""


class Reviewed(BaseModel):
    """Who answers for a part. Both null means draft: no clinician reviewed it (DECISIONS 13)."""

    reviewed_by: str | None
    reviewed_on: datetime.date | None

    @model_validator(mode="after")
    def _a_date_has_a_name(self) -> Self:
        if self.reviewed_on is not None and not self.reviewed_by:
            raise ValueError("reviewed_on without reviewed_by: a date needs a person's name")
        return self


class ContentError(Exception):
    """A content file is missing or bad; the message names file, line, key and what is wrong."""


class MisplacedError(ValueError):
    """Raised by a model's validator: what is wrong, and where below the model it stands."""

    def __init__(self, message: str, *loc: int | str) -> None:
        super().__init__(message)
        self.loc = loc


def read_yaml(path: Path, model: type[Model], also: Mapping[str, object] | None = None) -> Model:
    """The file as a checked value; `also` adds keys that come from elsewhere.

    Raises:
        ContentError: the file is missing, is no YAML, or does not fit `model`.
    """
    return checked(path.name, text_of(path), model, also)


def text_of(path: Path) -> str:
    """The text of a file that ships.

    Raises:
        ContentError: it is missing or no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path.name} cannot be read: it is no UTF-8 text") from error


def checked(
    name: str,
    text: str,
    model: type[Model],
    also: Mapping[str, object] | None = None,
    *,
    first_line: int = 1,
) -> Model:
    """YAML text as a checked value; `first_line` is the text's place in the file called `name`.

    Raises:
        ContentError: it is no YAML, or does not fit `model`.
    """
    before = first_line - 1
    try:
        tree = yaml.load(text, Loader=_LOADER)  # noqa: S506  # a safe one
        return model.model_validate({**tree, **also} if also and isinstance(tree, dict) else tree)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1 + before}" if mark else ""
        problem = getattr(error, "problem", None) or "is no YAML"
        raise ContentError(f"{name}{line}: {problem}") from error
    except ValidationError as error:
        node = yaml.compose(text, Loader=_LOADER)
        problems = [
            f"{name} line {_line(node, loc) + before}: {_key(loc)}: {e['msg']}"
            for e in error.errors()
            for loc in ((*e["loc"], *_below(e.get("ctx"))),)
        ]
        raise ContentError("\n".join(problems)) from error


def _below(context: Mapping[str, object] | None) -> tuple[int | str, ...]:
    cause = (context or {}).get("error")
    return cause.loc if isinstance(cause, MisplacedError) else ()


def _key(loc: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in loc) or "the whole file"


def _line(node: yaml.Node | None, loc: Sequence[int | str]) -> int:
    """The line of the deepest part of `loc` that the file really has, 1-based."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        found = _child(node, part)
        if found is None:
            break
        key, node = found
        line = key.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, part: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None
