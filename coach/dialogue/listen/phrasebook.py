"""A table of fixed phrases, found at a position of the tokens; the longest that fits wins."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Phrasebook(Generic[T]):
    """Phrases with what each means."""

    def __init__(self, rows: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for phrase, meaning in rows:
            words = phrase.split()
            self._by_first.setdefault(words[0], []).append((words, meaning))
        for found in self._by_first.values():
            found.sort(key=lambda row: -len(row[0]))

    @property
    def first_words(self) -> frozenset[str]:
        """The words that a phrase can start with."""
        return frozenset(self._by_first)

    def at(self, tokens: Sequence[str], i: int) -> tuple[T, int] | None:
        """What the phrase that starts at `i` means, and the index after it."""
        for words, meaning in self._by_first.get(tokens[i], ()):
            end = i + len(words)
            if list(tokens[i:end]) == words:
                return meaning, end
        return None
