"""What outlives the database: who was erased, what was forgotten, which folders hold backups' keys.

`erasures.json` in the configuration directory: {"format": 1, "erased": {person id: time},
"forgotten": {person id: [when it was said]}, "backup_folders": [path]}. Called by `memory.store`,
`memory.facts_kept` and `memory.backup`, in a thread; a file lock makes "nobody erased has a key in
a known backup" hold between processes.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from filelock import FileLock

from memory import jsonl

LEDGER_FILE = "erasures.json"
KEYS_FILE = "nightjar-keys.jsonl"
KEYS_KIND = "keys"
LOCK_LIMIT_S = 60


class LedgerError(Exception):
    """The list of erasures cannot be read; going on could bring an erased person back."""


@dataclass(frozen=True)
class Erasure:
    """Where an erased person's key was destroyed besides the database.

    `unreachable` are known backups that could not be opened: their copy of the key goes at the
    next backup or erasure that finds them, and `restore` refuses the person meanwhile.
    """

    person_id: UUID
    cleaned: tuple[Path, ...]
    unreachable: tuple[Path, ...]


@dataclass
class _Entries:
    erased: dict[UUID, datetime] = field(default_factory=dict)
    backup_folders: list[Path] = field(default_factory=list)
    forgotten: dict[UUID, set[datetime]] = field(default_factory=dict)


class Ledger:
    """The ledger in one configuration directory. All methods block."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LEDGER_FILE
        self._lock = FileLock(folder / f".{LEDGER_FILE}.lock", timeout=LOCK_LIMIT_S)

    def erased(self) -> dict[UUID, datetime]:
        """Who was erased, and when.

        Raises:
            LedgerError: the file is damaged.
        """
        return self._read().erased

    def forgotten(self) -> dict[UUID, set[datetime]]:
        """When what was forgotten had been said, by person: no backup brings it back.

        Raises:
            LedgerError: the file is damaged.
        """
        return self._read().forgotten

    def forget(self, person_id: UUID, said_at: Iterable[datetime]) -> None:
        """Adds moments at which was said what the person wants forgotten; no word, no digest."""
        with self._locked():
            entries = self._read()
            entries.forgotten.setdefault(person_id, set()).update(said_at)
            self._write(entries)

    def bury(self, person_id: UUID, now: datetime) -> Erasure:
        """Writes the tombstone, then takes the person's key out of every known backup."""
        with self._locked():
            entries = self._read()
            entries.erased.setdefault(person_id, now)
            entries.forgotten.pop(person_id, None)
            self._write(entries)
            cleaned, unreachable = _clean(entries)
            return Erasure(person_id, cleaned, unreachable)

    def bury_all(self, graves: Mapping[UUID, datetime]) -> None:
        """Takes over tombstones that a database or a backup holds."""
        with self._locked():
            entries = self._read()
            entries.erased = {**graves, **entries.erased}
            self._write(entries)

    def write_keys(self, folder: Path, keys: Mapping[UUID, bytes], now: datetime) -> int:
        """Writes the wrapped keys of a backup, without those of the erased; returns how many."""
        with self._locked():
            entries = self._read()
            if folder.resolve() not in entries.backup_folders:
                entries.backup_folders.append(folder.resolve())
                self._write(entries)
            living = {who: key for who, key in keys.items() if who not in entries.erased}
            _write_keys(folder / KEYS_FILE, living, now)
            _clean(entries)
            return len(living)

    def _locked(self) -> FileLock:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._lock

    def _read(self) -> _Entries:
        try:
            stored = json.loads(self._path.read_bytes())
            return _Entries(
                {UUID(who): datetime.fromisoformat(at) for who, at in stored["erased"].items()},
                [Path(folder) for folder in stored["backup_folders"]],
                {
                    UUID(who): {datetime.fromisoformat(at) for at in moments}
                    for who, moments in stored.get("forgotten", {}).items()
                },
            )
        except FileNotFoundError:
            return _Entries()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise LedgerError(
                f"{self._path} cannot be read: {error}. It says who was erased; put it back"
            ) from error

    def _write(self, entries: _Entries) -> None:
        stored = {
            "format": jsonl.FORMAT,
            "erased": {str(who): at.isoformat() for who, at in entries.erased.items()},
            "forgotten": {
                str(who): sorted(at.isoformat() for at in moments)
                for who, moments in entries.forgotten.items()
            },
            "backup_folders": [str(folder) for folder in entries.backup_folders],
        }
        jsonl.replace_file(self._path, json.dumps(stored, indent=1).encode())


def read_keys(path: Path) -> tuple[datetime, dict[UUID, bytes]]:
    """When the keys were written, and the keys, still wrapped.

    Raises:
        DamagedFileError: as `jsonl.read`.
    """
    header, lines = jsonl.read(path, KEYS_KIND)
    try:
        keys = {
            UUID(str(line["person_id"])): base64.b64decode(str(line["wrapped"]), validate=True)
            for line in lines
        }
        return datetime.fromisoformat(str(header["made_at"])), keys
    except (KeyError, ValueError) as error:
        raise jsonl.DamagedFileError(f"{path} is damaged: {error}") from error


def _clean(entries: _Entries) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Takes the keys of all the erased out of the known backups: cleaned, and unreachable."""
    cleaned, unreachable = [], []
    for folder in entries.backup_folders:
        path = folder / KEYS_FILE
        try:
            made_at, keys = read_keys(path)
            living = {who: key for who, key in keys.items() if who not in entries.erased}
            if len(living) < len(keys):
                _write_keys(path, living, made_at)
        except (jsonl.DamagedFileError, OSError):
            unreachable.append(path)
        else:
            cleaned.append(path)
    return tuple(cleaned), tuple(unreachable)


def _write_keys(path: Path, keys: Mapping[UUID, bytes], made_at: datetime) -> None:
    lines: list[jsonl.Line] = [
        {"person_id": str(who), "wrapped": base64.b64encode(key).decode()}
        for who, key in keys.items()
    ]
    jsonl.write(path, KEYS_KIND, {"made_at": made_at.isoformat()}, lines)
