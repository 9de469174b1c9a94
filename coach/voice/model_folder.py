"""Looks at a folder that should hold a speech model, and says in a person's words what is wrong.

Format of `nightjar.json`, which may lie beside a recogniser's `model.bin`; every key is optional:
    {"window": "auto" | "short" | "30",   how much the encoder sees, `Window` below
     "longest_s": 27}                     the longest stretch decoded at once, 3 to 28 seconds
"""

import json
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PROPERTIES = "nightjar.json"


class SpeechModelError(Exception):
    """A speech model that cannot be used: which file, why, and what to do, for a person to read."""


class Window(StrEnum):
    """How much of Whisper's 30 s the encoder is given; the rest is not computed at all."""

    AUTO = "auto"
    """5 s at least, else the audio and 2 s more: for models made for 30 s."""
    SHORT = "short"
    """The audio and half a second: for a model that was trained with short windows."""
    FULL = "30"
    """Always 30 s, as Whisper was trained: slowest, and the reference."""


class ModelProperties(BaseModel):
    """What `nightjar.json` says of a recogniser; the defaults suit every published Whisper."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    window: Window = Window.AUTO
    longest_s: float = Field(default=27.0, ge=3, le=28)


def properties(folder: Path) -> ModelProperties:
    """Read `nightjar.json`; the defaults where it is missing.

    Raises:
        SpeechModelError: it is there and cannot be used.
    """
    path = folder / PROPERTIES
    if not path.is_file():
        return ModelProperties()
    try:
        return ModelProperties.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise SpeechModelError(
            f"{path} cannot be used. It may say no more than "
            '{"window": "auto", "longest_s": 27}; without it the defaults hold.'
        ) from error


def require(folder: Path, *names: str) -> None:
    """Check that the folder holds every file named, none of them empty.

    Raises:
        SpeechModelError: names the folder, or the first file missing or empty.
    """
    if not folder.is_dir():
        raise SpeechModelError(
            f"There is no speech model in {folder}: the folder does not exist. "
            "Run `coach setup` to download one."
        )
    for name in names:
        path = folder / name
        if not path.is_file():
            raise SpeechModelError(
                f"The speech model in {folder} is not complete: {name} is missing. "
                "Run `coach setup` to download it again."
            )
        if path.stat().st_size == 0:
            raise damaged(path)


def damaged(path: Path) -> SpeechModelError:
    """The error for a file that is there and cannot be read as what it should be."""
    return SpeechModelError(
        f"{path} is damaged, or is no model of the kind expected. "
        "Run `coach setup` to download it again."
    )


def json_object(path: Path) -> dict[str, object]:
    """Read a JSON file that has to hold one object.

    Raises:
        SpeechModelError: it cannot be read, or is something else.
    """
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise damaged(path) from error
    if not isinstance(found, dict):
        raise damaged(path)
    return found
