"""What the hub offers, as values, and the port through which it is asked.

`coach.setup.install` needs it; `coach.setup.hub` is the one adapter.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from coach.setup.catalogue import SetupError


class HubError(SetupError):
    """The hub did not give what was asked; `reached` is False when it did not answer at all."""

    def __init__(self, words: str, *, reached: bool = True) -> None:
        super().__init__(words)
        self.reached = reached


@dataclass(frozen=True)
class HubFile:
    """A file as the hub describes it. Large ones have a SHA-256, small ones only git's SHA-1."""

    path: str
    bytes: int
    sha256: str | None
    git_sha1: str

    @property
    def name(self) -> str:
        """Its name without the folder."""
        return self.path.rpartition("/")[2]

    @property
    def digest(self) -> str:
        """What tells this content from any other on the hub."""
        return self.sha256 or self.git_sha1

    def is_in(self, path: Path) -> bool:
        """Whether the file at `path` holds this content, read from its first byte to its last."""
        if path.stat().st_size != self.bytes:
            return False
        with path.open("rb") as file:
            if self.sha256 is not None:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
            head = hashlib.sha1(f"blob {self.bytes}\0".encode(), usedforsecurity=False)
            return hashlib.file_digest(file, lambda: head).hexdigest() == self.git_sha1


@dataclass(frozen=True)
class Offer:
    """What the hub has of a repository at one commit."""

    repo: str
    revision: str
    licence: str | None
    """As the repository's own card says; None when it does not."""
    files: tuple[HubFile, ...]


class Hub(Protocol):
    """A hub of models. Every method blocks; none sends anything about the person."""

    def offer(self, repo: str, paths: tuple[str, ...], revision: str | None = None) -> Offer:
        """Which of these files there are, at a commit or now.

        Raises:
            HubError: no network, or no such repository or commit.
        """
        ...

    def text(self, offer: Offer, file: HubFile) -> str:
        """A small text file, kept nowhere.

        Raises:
            HubError: it cannot be had, or is too large for a text.
        """
        ...

    def fetch(self, offer: Offer, file: HubFile, part: Path) -> None:
        """Fetches a file into `part`, going on where an earlier attempt was cut off.

        Raises:
            HubError: cut off again (`part` keeps what came), or not what the hub had described
                (`part` is gone).
            OSError: it cannot be written.
        """
        ...
