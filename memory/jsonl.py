"""A checked file of JSON lines, the form of both files of a backup.

First line: {"nightjar": kind, "format": 1, ...header}. Then one object per line. Last line:
{"sha256": hex} over all bytes before it. Written whole or not at all; damage is refused on reading.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

FORMAT = 1

Line = dict[str, object]


class DamagedFileError(Exception):
    """A file is missing, cut, changed, or of another kind; nothing was taken from it."""


def write(path: Path, kind: str, header: Mapping[str, object], lines: Iterable[Line]) -> None:
    """Writes the file atomically, mode 0600, on disk when this returns."""
    first: Line = {"nightjar": kind, "format": FORMAT, **header}
    body = "".join(_text(line) for line in [first, *lines]).encode()
    body += _text({"sha256": hashlib.sha256(body).hexdigest()}).encode()
    replace_file(path, body)


def read(path: Path, kind: str) -> tuple[Line, list[Line]]:
    """The header and the lines.

    Raises:
        DamagedFileError: missing, cut short, changed, of another kind or a later format.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise DamagedFileError(f"{path} cannot be read: {error.strerror}") from error
    parts = body.splitlines(keepends=True)
    claimed = _parsed(path, parts[-1]).get("sha256") if parts else None
    if claimed != hashlib.sha256(b"".join(parts[:-1])).hexdigest():
        raise DamagedFileError(f"{path} is damaged: its sha256 does not match its content")
    header, *lines = (_parsed(path, part) for part in parts[:-1])
    if header.get("nightjar") != kind or header.get("format") != FORMAT:
        raise DamagedFileError(f"{path} is not a Nightjar {kind} of format {FORMAT}")
    return header, lines


def replace_file(path: Path, body: bytes) -> None:
    """Puts `body` in the place of the file, so that a crash leaves the old or the new one."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Puts on disk which files are in the folder, so that a new one outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _text(line: Line) -> str:
    return json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n"


def _parsed(path: Path, text: bytes) -> Line:
    try:
        line = json.loads(text)
    except ValueError as error:
        raise DamagedFileError(f"{path} is damaged: a line is no JSON") from error
    if not isinstance(line, dict):
        raise DamagedFileError(f"{path} is damaged: a line is no object")
    return line
