"""Seals words under a person's key, so that destroying the key destroys the words.

AES-GCM; what a ciphertext belongs to (person, table, column, row) is authenticated with it, so it
cannot be moved. Columns of type `Sealed` take a `Ciphertext` only and refuse clear text.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

KEY_BYTES = 32
NONCE_BYTES = 12
_LONE = "surrogatepass"
"""A terminal can hand over bytes that are no UTF-8; they come back as they came."""


class UnsealError(Exception):
    """A ciphertext does not open: another key, another place, or damage."""


@dataclass(frozen=True)
class Ciphertext:
    """Sealed bytes: a random nonce of 12 bytes, then AES-GCM ciphertext and tag."""

    blob: bytes = field(repr=False)


class Cell(NamedTuple):
    """Where a ciphertext lives; part of what is authenticated."""

    table: str
    column: str
    row_id: UUID


def seal(key: bytes, plain: bytes, place: str) -> Ciphertext:
    """Encrypts `plain` for one place; twice the same gives two different ciphertexts."""
    return _sealed(AESGCM(key), plain, place)


def unseal(key: bytes, sealed: Ciphertext, place: str) -> bytes:
    """The plain bytes.

    Raises:
        UnsealError: wrong key, wrong place, or damaged bytes.
    """
    return _unsealed(AESGCM(key), sealed, place)


def _sealed(lock: AESGCM, plain: bytes, place: str) -> Ciphertext:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return Ciphertext(nonce + lock.encrypt(nonce, plain, place.encode()))


def _unsealed(lock: AESGCM, sealed: Ciphertext, place: str) -> bytes:
    nonce, body = sealed.blob[:NONCE_BYTES], sealed.blob[NONCE_BYTES:]
    try:
        return lock.decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError) as error:
        raise UnsealError(f"what is sealed at {place!r} does not open with this key") from error


class PersonCipher:
    """Seals and opens one person's words. Holds the person's key; dropped when they are erased."""

    def __init__(self, person_id: UUID, key: bytes) -> None:
        self.person_id = person_id
        self._lock = AESGCM(key)
        self._mark_key = hmac.digest(key, b"nightjar marks", "sha256")

    def seal(self, text: str, cell: Cell) -> Ciphertext:
        return _sealed(self._lock, text.encode(errors=_LONE), self._place(cell))

    def seal_known(self, text: str | None, cell: Cell) -> Ciphertext | None:
        """As `seal`; what is unknown stays NULL."""
        return None if text is None else self.seal(text, cell)

    def unseal(self, sealed: Ciphertext, cell: Cell) -> str:
        """The words.

        Raises:
            UnsealError: sealed for another person, table, column or row, or damaged.
        """
        return _unsealed(self._lock, sealed, self._place(cell)).decode(errors=_LONE)

    def unseal_known(self, sealed: Ciphertext | None, cell: Cell) -> str | None:
        """As `unseal`; NULL is unknown."""
        return None if sealed is None else self.unseal(sealed, cell)

    def seal_bytes(self, plain: bytes, cell: Cell) -> Ciphertext:
        """As `seal`, for what is no text."""
        return _sealed(self._lock, plain, self._place(cell))

    def unseal_bytes(self, sealed: Ciphertext, cell: Cell) -> bytes:
        """As `unseal`, for what is no text."""
        return _unsealed(self._lock, sealed, self._place(cell))

    def mark(self, text: str) -> str:
        """A keyed digest (HMAC-SHA256, hex): the same for the same text while the key lives."""
        return hmac.new(self._mark_key, text.encode(), hashlib.sha256).hexdigest()

    def _place(self, cell: Cell) -> str:
        return f"{self.person_id}|{cell.table}|{cell.column}|{cell.row_id}"


class Sealed(TypeDecorator[Ciphertext]):
    """A column of ciphertext. Binding anything but a `Ciphertext` is a TypeError."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Ciphertext | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, Ciphertext):
            raise TypeError(f"a sealed column takes a Ciphertext, not {type(value).__name__}")
        return value.blob

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Ciphertext | None:
        return None if value is None else Ciphertext(bytes(value))
