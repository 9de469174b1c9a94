"""Turns what went wrong in a command into a sentence for a person and an exit code.

Called by `coach.__main__` only after a failure, so that its imports cost nothing otherwise.
"""

import sqlite3
from typing import NamedTuple

from filelock import Timeout

from coach.commands.usage import UsageError
from coach.dialogue.state import PersonErasedError
from coach.migrations import MigrationError
from coach.settings import SettingsError
from coach.setup.catalogue import SetupError, UnknownModelError
from coach.speech import SpeechError
from coach.voice.model_folder import SpeechModelError
from coach.voice.portaudio import SoundError
from memory.backup import RestoreError
from memory.checkin import StaleError, UnknownPersonError
from memory.erase import ErasureIncompleteError
from memory.jsonl import DamagedFileError
from memory.keys import MasterKeyError
from memory.ledger import LedgerError
from memory.sealed import UnsealError
from safety.content import ContentError

_SAID_BY_ITSELF = (
    MigrationError,
    RestoreError,
    ErasureIncompleteError,
    DamagedFileError,
    MasterKeyError,
    LedgerError,
    PersonErasedError,
    SetupError,
    SpeechError,
    SpeechModelError,
    SoundError,
)
"""Errors whose own text says what failed and what to do."""


class Trouble(NamedTuple):
    """What to print on standard error, and what to leave with."""

    words: str
    exit_code: int


def trouble(error: Exception) -> Trouble:
    """The plain words for an error; for an unforeseen one, how to report it."""
    if isinstance(error, UsageError):
        return Trouble(str(error), 2)
    if isinstance(error, SettingsError):
        return Trouble(f"a setting cannot be used. {' '.join(error.problems)}", 2)
    unusable = isinstance(error, UnknownModelError)
    return Trouble(_known(error) or _unforeseen(error), 2 if unusable else 1)


def _known(error: Exception) -> str | None:
    if isinstance(error, _SAID_BY_ITSELF):
        return _sentence(str(error))
    if isinstance(error, UnknownPersonError):
        return f"{_sentence(str(error))} `coach person list` shows who is."
    if isinstance(error, StaleError):
        return "another Nightjar changed this at the same moment. Nothing was lost: try again."
    if isinstance(error, ContentError):
        return f"a file cannot be used: {_sentence(str(error))}"
    if isinstance(error, UnsealError):
        return (
            "something sealed in the database is damaged and does not open. "
            "`coach doctor` looks closer; `coach restore` fills a new store from a backup."
        )
    return _of_database(error) or _of_machine(error)


def _of_database(error: Exception) -> str | None:
    if isinstance(error, Timeout):
        return "another Nightjar is busy with the same files. Wait for it to end, then try again."
    # SQLAlchemy keeps the driver's own error in `orig`; only memory may import SQLAlchemy.
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if type(cause).__module__.partition(".")[0] == "psycopg":
        first = next(iter(str(cause).strip().splitlines()), type(cause).__name__)
        return (
            f"the database did not answer as it should: {_sentence(first)} "
            "Check that it runs and that COACH_STORE__URL is right."
        )
    return None


def _of_sqlite(error: sqlite3.Error) -> str:
    said = str(error)
    if "locked" in said:
        return "another program holds the database. Close it, or wait, and try again."
    if "not a database" in said or "malformed" in said:
        return (
            f"the database file is damaged ({said}). Move it away, then fill a new one with "
            "`coach restore` from your last backup."
        )
    return f"the database cannot be used: {_sentence(said)} `coach doctor` prints where it lies."


def _of_machine(error: Exception) -> str | None:
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs one more package: pip install 'nightjar[postgres]'."
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}. Check the path and who may read and write it."
    return None


def _unforeseen(error: Exception) -> str:
    return (
        f"sorry, something unforeseen went wrong ({type(error).__name__}). What was saved stays "
        "saved. `coach doctor` may show the cause; the same command with --traceback shows where."
    )


def _sentence(words: str) -> str:
    """The words with a full stop, unless they end in a sign of their own."""
    words = words.strip()
    return words if words.endswith((".", "!", "?", "`")) else f"{words}."
