"""Says which speech models are in use: those set by name, those set up, else the demonstration.

Called by the voice doors, `coach setup` and `coach doctor`. It loads no model and fetches nothing.

`models/lock.json` in the data folder is what `coach setup` writes and later compares with:
    {"format": 1,
     "models": [                            the last of a kind is the one in use
       {"kind": "whisper" | "voice",
        "name": "base.en",                  as `coach setup` takes it
        "repo": "owner/name",               on the hub
        "revision": "...",                  the commit its files were taken from
        "licence": "mit" | null,            as its card says; null means that it does not say
        "files": [{"path": "model.bin", "bytes": 1, "sha256": "..."}]}]}
The files lie in `models/KIND/NAME/REVISION`, the revision cut to 12 letters.
"""

import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach.settings import Settings

MODELS_FOLDER = "models"
LOCK_FILE = "lock.json"
DEMO = "demo"
_DEMO_FOLDER = Path(__file__).parent / "voice" / "demo"
_PLAIN_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_STRICT = ConfigDict(extra="forbid", frozen=True)

PlainName = Annotated[str, StringConstraints(pattern=_PLAIN_NAME, max_length=100)]
"""A file or folder name that leads nowhere else."""


class SpeechError(Exception):
    """No speech model can be used as set; the message says why and what to do."""


class Kind(StrEnum):
    """What a speech model does."""

    WHISPER = "whisper"
    VOICE = "voice"


class Origin(StrEnum):
    """Where a model in use comes from."""

    FOLDER = "folder"
    INSTALLED = "installed"
    DEMO = "demo"


class LockedFile(BaseModel):
    """One file as it was when it was set up."""

    model_config = _STRICT

    path: PlainName
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class LockedModel(BaseModel):
    """One model as it was when it was set up."""

    model_config = _STRICT

    kind: Kind
    name: PlainName
    repo: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str = Field(pattern="^[0-9a-f]{40}$")
    licence: str | None
    files: tuple[LockedFile, ...] = Field(min_length=1)

    def folder(self, data_dir: Path) -> Path:
        """Where its files lie."""
        return models_folder(data_dir) / self.kind / self.name / self.revision[:12]


class Lock(BaseModel):
    """What is set up; see the head of this module."""

    model_config = _STRICT

    format: Literal[1] = 1
    models: tuple[LockedModel, ...] = ()

    def find(self, kind: Kind, name: str | None = None) -> LockedModel | None:
        """The model of that name; without one, the model of that kind in use."""
        of_kind = (model for model in reversed(self.models) if model.kind is kind)
        return next((model for model in of_kind if name in {None, model.name}), None)

    def having(self, model: LockedModel) -> "Lock":
        """The same lock with this model in use, in place of one of the same kind and name."""
        same = (model.kind, model.name)
        others = [other for other in self.models if (other.kind, other.name) != same]
        return Lock(models=(*others, model))


@dataclass(frozen=True)
class SpeechModel:
    """A model in use and the folder to load it from."""

    kind: Kind
    name: str
    folder: Path
    origin: Origin


class Difference(NamedTuple):
    """A file that is not what was set up; `now` is its SHA-256, None where it is missing."""

    path: str
    locked: str
    now: str | None

    @property
    def words(self) -> str:
        """The difference for a person."""
        if self.now is None:
            return f"{self.path} is missing"
        return f"{self.path} is sha256 {self.now[:12]}..., it was {self.locked[:12]}..."


def models_folder(data_dir: Path) -> Path:
    """Where everything lies that `coach setup` fetched."""
    return data_dir / MODELS_FOLDER


def read_lock(data_dir: Path) -> Lock:
    """What is set up; empty where nothing ever was.

    Raises:
        SpeechError: the lock is there and cannot be read.
    """
    path = models_folder(data_dir) / LOCK_FILE
    try:
        return Lock.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Lock()
    except (OSError, ValidationError) as error:
        raise SpeechError(
            f"{path} cannot be read, so nothing is known of the speech models there. "
            "Move it away and run `coach setup`."
        ) from error


def model_in_use(settings: Settings, kind: Kind) -> SpeechModel:
    """The model the settings ask for; with nothing set, the last set up, else the demonstration.

    Raises:
        SpeechError: what is set is neither set up nor a folder, or the folder is gone.
    """
    wanted = settings.speech.whisper if kind is Kind.WHISPER else settings.speech.voice
    if wanted is not None and _is_path(wanted):
        return _from_folder(kind, Path(wanted).expanduser())
    if wanted == DEMO:
        return _demonstration(kind)
    locked = read_lock(settings.data_dir).find(kind, wanted)
    if locked is not None:
        folder = locked.folder(settings.data_dir)
        if not folder.is_dir():
            raise SpeechError(f"{kind} {locked.name} is no longer in {folder}: run `coach setup`.")
        return SpeechModel(kind, locked.name, folder, Origin.INSTALLED)
    if wanted is not None:
        raise SpeechError(
            f"COACH_SPEECH__{kind.upper()} names {wanted!r}, which is not set up: "
            f"run `coach setup --{kind} {wanted}`, or give a folder with its path."
        )
    return _demonstration(kind)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differences(model: LockedModel, data_dir: Path) -> list[Difference]:
    """Which files are no longer as they were set up; reads all of them, a second or so."""
    folder = model.folder(data_dir)
    found = []
    for file in model.files:
        path = folder / file.path
        now = sha256_of(path) if path.is_file() else None
        if now != file.sha256:
            found.append(Difference(file.path, file.sha256, now))
    return found


def _is_path(wanted: str) -> bool:
    return wanted.startswith("~") or any(sign in wanted for sign in (os.sep, os.altsep) if sign)


def _from_folder(kind: Kind, folder: Path) -> SpeechModel:
    if not folder.is_dir():
        raise SpeechError(f"COACH_SPEECH__{kind.upper()} is {folder}, where there is no folder.")
    return SpeechModel(kind, folder.name, folder, Origin.FOLDER)


def _demonstration(kind: Kind) -> SpeechModel:
    name = "micro-whisper" if kind is Kind.WHISPER else "fixture-voice"
    folder = _DEMO_FOLDER / name
    if not folder.is_dir():
        raise SpeechError(f"the demonstration model {name} is missing: reinstall Nightjar.")
    return SpeechModel(kind, name, folder, Origin.DEMO)
