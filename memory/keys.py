"""The master key and the people's keys it wraps. `memory.store` is given one `KeyRing`.

The master key is a 0600 file in the configuration directory, made on first use, or the output of a
command. A person's key is random, wrapped by the master key, and lives in a table of its own.
"""

import base64
import binascii
import os
import secrets
import shlex
import stat
import subprocess
from pathlib import Path
from typing import Self
from uuid import UUID

from memory.jsonl import sync_folder
from memory.sealed import KEY_BYTES, Ciphertext, PersonCipher, UnsealError, seal, unseal

MASTER_KEY_FILE = "master.key"
COMMAND_LIMIT_S = 30


class MasterKeyError(Exception):
    """The master key cannot be had or is not the right one; says how to repair it."""


class KeyRing:
    """The master key, and the people's keys already opened in this process.

    `folder` is the configuration directory: tombstones and the list of backups lie there too.
    """

    def __init__(self, master: bytes, folder: Path) -> None:
        if len(master) != KEY_BYTES:
            raise MasterKeyError(f"a master key has {KEY_BYTES} bytes, this one has {len(master)}")
        self.folder = folder
        self._master = master
        self._opened: dict[UUID, PersonCipher] = {}

    @classmethod
    def open(cls, folder: Path, key_command: str | None = None) -> Self:
        """Reads the master key from `folder`, or from what `key_command` prints (base64).

        The file is made on first use. The command is run without a shell, at most 30 s.

        Raises:
            MasterKeyError: unreadable, readable by others, of the wrong length, command failed.
        """
        if key_command:
            return cls(_asked(key_command), folder)
        path = folder / MASTER_KEY_FILE
        if not path.exists():
            _make(path)
        return cls(_read(path), folder)

    def new(self, person_id: UUID) -> Ciphertext:
        """A new random key for a person, wrapped; it is not opened yet."""
        return seal(self._master, secrets.token_bytes(KEY_BYTES), _place(person_id))

    def opened(self, person_id: UUID) -> PersonCipher | None:
        """The person's cipher if this process has opened it before."""
        return self._opened.get(person_id)

    def unwrap(self, person_id: UUID, wrapped: Ciphertext) -> PersonCipher:
        """Opens a wrapped key and keeps it for this process.

        Raises:
            MasterKeyError: the master key is not the one it was wrapped with.
        """
        cipher = PersonCipher(person_id, self.proved(person_id, wrapped))
        self._opened[person_id] = cipher
        return cipher

    def proved(self, person_id: UUID, wrapped: Ciphertext) -> bytes:
        """The person's bare key, kept nowhere; raises as `unwrap`."""
        try:
            return unseal(self._master, wrapped, _place(person_id))
        except UnsealError as error:
            raise MasterKeyError(
                f"the master key does not open the key of person {person_id}: it is not the one "
                f"this was sealed with. Put the right {MASTER_KEY_FILE} into {self.folder} "
                "(or point COACH_KEY__COMMAND at it); nothing was changed"
            ) from error

    def forget(self, person_id: UUID) -> None:
        """Drops the opened key; harmless when there is none."""
        self._opened.pop(person_id, None)


def _place(person_id: UUID) -> str:
    return f"{person_id}|person_key|wrapped|{person_id}"


def _make(path: Path) -> None:
    """Writes a new key so that two processes starting at once end with the same one."""
    text = base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n"
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        finally:
            draft.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise MasterKeyError(
            f"no master key can be made at {path}: {error.strerror}. "
            "Make its folder writable for this user"
        ) from error


def _read(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise MasterKeyError(
                f"others may read the master key {path} (mode {mode:o}): run chmod 600 {path}"
            )
        text = path.read_bytes()
    except OSError as error:
        raise MasterKeyError(
            f"the master key {path} cannot be read: {error.strerror}. "
            "It must belong to the user who runs Nightjar, with mode 600"
        ) from error
    return _decoded(text, str(path))


def _asked(command: str) -> bytes:
    try:
        words = shlex.split(command)
        done = subprocess.run(  # noqa: S603 - no shell; the operator configured it
            words, capture_output=True, check=True, timeout=COMMAND_LIMIT_S
        )
    except subprocess.CalledProcessError as error:
        raise MasterKeyError(
            f"the key command {command!r} failed with status {error.returncode}: run it by hand"
        ) from error
    except (OSError, ValueError, subprocess.TimeoutExpired, IndexError) as error:
        raise MasterKeyError(
            f"the key command {command!r} could not be run: {error}. Check COACH_KEY__COMMAND"
        ) from error
    return _decoded(done.stdout, f"the output of {command!r}")


def _decoded(text: bytes, origin: str) -> bytes:
    try:
        master = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        master = b""
    if len(master) != KEY_BYTES:
        raise MasterKeyError(
            f"{origin} is not a master key: it must hold {KEY_BYTES} bytes in base64. "
            "Put back the right one from where you keep it; a new one opens nothing sealed before"
        )
    return master
