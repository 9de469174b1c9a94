"""Reads the files that are given to `coach-evals`: a JSON object a line, or one in all.

What cannot be used raises `CaseError`, which names the file, the line and the field.
"""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Form = TypeVar("Form", bound=BaseModel)


class CaseError(ValueError):
    """A case file that cannot be used; says file, line and field."""

    def __init__(self, path: Path, what: str, *, line: int | None = None, field: str = "") -> None:
        place = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{place}: {field}: {what}" if field else f"{place}: {what}")


def read_cases(path: Path, form: type[Form]) -> list[Form]:
    """The cases of a file, blank lines passed over.

    Raises:
        CaseError: the file is missing, empty or not UTF-8, or a line cannot be used.
    """
    found = [case for _, case in numbered(path, form)]
    if not found:
        raise CaseError(path, "no case in it")
    return found


def numbered(path: Path, form: type[Form]) -> list[tuple[int, Form]]:
    """As `read_cases`, each with its line, counted from 1; none in an empty file."""
    return [
        (number, _fitting(path, number, line, form))
        for number, line in enumerate(text_of(path).split("\n"), 1)
        if line.strip()
    ]


def one_object(path: Path) -> dict[str, object]:
    """The one JSON object of a file.

    Raises:
        CaseError: the file is missing, empty, not UTF-8 or not one object.
    """
    text = text_of(path)
    if not text.strip():
        raise CaseError(path, "no case in it")
    return _object(path, text)


def text_of(path: Path) -> str:
    """The text of a file, a byte order mark passed over.

    Raises:
        CaseError: it is missing or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CaseError(path, error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise CaseError(path, f"not UTF-8 at byte {error.start}") from error


def unfit(path: Path, error: ValidationError, line: int | None = None) -> CaseError:
    """What to say of an object that does not have its form: the first thing wrong."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return CaseError(path, first["msg"], line=line, field=field)


def _fitting(path: Path, number: int, line: str, form: type[Form]) -> Form:
    try:
        return form.model_validate(_object(path, line, number))
    except ValidationError as error:
        raise unfit(path, error, number) from error


def _object(path: Path, text: str, line: int | None = None) -> dict[str, object]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise CaseError(path, f"not JSON: {error.msg}", line=line or error.lineno) from error
    if not isinstance(found, dict):
        raise CaseError(path, "not a JSON object", line=line or 1)
    return found
