"""Words as the classifier sees them: hashed n-grams of the normal form, and what the rules found.

Called by `safety.classifier` and by its training, so that both see the same. Pure; keeps no words.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
"""How many columns the hashed features share."""
_WORDS, _LETTERS, _SENSE, _ABOUT, _RULES = 1.0, 0.8, 0.8, 1.0, 0.35
"""The length of each group's vector: no group outweighs the others by its mere number."""
_LONG_WORDS = 26
_WINDOW_WORDS = 18
_STEP_WORDS = 9
_SHORT_WORDS = 4
_FUNCTION = frozenset(
    (
        *("a", "an", "the", "and", "or", "but", "so", "that", "this", "those", "it", "is", "was"),
        *("be", "been", "to", "of", "in", "on", "at", "for", "with", "as", "by", "from", "then"),
        *("these", "there", "here", "just", "really", "very", "quite", "bit", "like", "well"),
        *("have", "has", "had", "do", "does", "did", "am", "are", "were", "would", "will", "some"),
    )
)
_FIRST = frozenset(("i", "me", "my", "myself", "mine"))
_THIRD = frozenset(
    ("he", "she", "him", "her", "his", "they", "them", "their", "himself", "herself", "someone")
)
_DENIES = frozenset(("not", "never", "no", "nobody", "without", "nothing", "none", "neither"))
_ASKS = frozenset(
    ("what", "why", "how", "when", "which", "who", "should", "can", "could", "is", "are", "do")
)
_PAST = frozenset(("was", "were", "had", "did", "ago", "used", "once", "years", "back"))


class Sparse(NamedTuple):
    """Columns (0 to BUCKETS - 1, each once) and their values."""

    columns: NDArray[np.int64]
    values: NDArray[np.float32]


def segments(text: str) -> list[str]:
    """The whole, then each sentence; a long sentence as overlapping windows of its words."""
    pieces: list[str] = []
    held: list[str] = []
    for sentence in text.split(" . "):
        held += sentence.strip(" .").split()
        if len(held) < _SHORT_WORDS:
            continue
        pieces += _windows(held)
        held = []
    if held:
        pieces += _windows(held)
    return [text] if len(pieces) < 2 else [text, *pieces]


def _windows(words: Sequence[str]) -> list[str]:
    if len(words) <= _LONG_WORDS:
        return [" ".join(words)]
    last = len(words) - _WINDOW_WORDS + _STEP_WORDS
    return [" ".join(words[at : at + _WINDOW_WORDS]) for at in range(0, last, _STEP_WORDS)]


class Features:
    """Makes the features of words.

    Args:
        concepts: a word or stem and what it is about ("rope": "means"), from `concepts.yaml`.
    """

    def __init__(self, concepts: Mapping[str, str]) -> None:
        self._concepts = concepts

    def __call__(self, text: str, flags: Iterable[str] = ()) -> Sparse:
        """The features of one stretch of normalised words."""
        words = text.split()
        whole = ["^", *words, "$"]
        groups = (
            (_WORDS, [f"w{a}" for a in words if a != "."] + _grams("w", whole)),
            (_LETTERS, _letters(words)),
            (_SENSE, _sense(words)),
            (_ABOUT, self._about(words)),
        )
        parts = [_hashed(names, length) for length, names in groups]
        marks = sorted({*flags, *_marks(words)})
        parts.append(
            Sparse(_columns(marks), np.full(len(marks), _RULES, np.float32)),
        )
        columns = np.concatenate([part.columns for part in parts])
        values = np.concatenate([part.values for part in parts])
        unique, where = np.unique(columns, return_inverse=True)
        return Sparse(unique, np.bincount(where, values, len(unique)).astype(np.float32))

    def _about(self, words: Sequence[str]) -> list[str]:
        """The concepts named, in their order: alone, in a row, skipping one, and as pairs."""
        found = [concept for word in words if (concept := self._concept(word)) is not None]
        alone = [f"a{a}" for a in found]
        row = [f"b{a} {b}" for a, b in itertools.pairwise(found) if a != b]
        three = zip(found, found[1:], found[2:], strict=False)
        pairs = [
            f"q{min(a, b)} {max(a, b)}"
            for at, a in enumerate(found)
            for b in found[at + 1 : at + 6]
            if a != b
        ]
        return alone + row + [f"t{a} {b} {c}" for a, b, c in three] + pairs

    def _concept(self, word: str) -> str | None:
        return self._concepts.get(word) or self._concepts.get(_stem(word))


def _sense(words: Sequence[str]) -> list[str]:
    """Stems of content words: alone, in a row and as pairs."""
    stems = [_stem(word) for word in words if word != "." and word not in _FUNCTION]
    alone = [f"s{a}" for a in stems]
    row = [f"s{a} {b}" for a, b in itertools.pairwise(stems)]
    pairs = [
        f"p{min(a, b)} {max(a, b)}"
        for at, a in enumerate(stems)
        for b in stems[at + 1 : at + 6]
        if a != b
    ]
    return alone + row + pairs


def _grams(mark: str, words: Sequence[str]) -> list[str]:
    two = [f"{mark}{a} {b}" for a, b in itertools.pairwise(words)]
    three = zip(words, words[1:], words[2:], strict=False)
    return two + [f"{mark}{a} {b} {c}" for a, b, c in three]


def _letters(words: Sequence[str]) -> list[str]:
    return [
        f"c{padded[at : at + size]}"
        for padded in {f"<{word}>" for word in words if word != "."}
        for size in (3, 4, 5)
        for at in range(len(padded) - size + 1)
    ]


def _stem(word: str) -> str:
    for end in ("ing", "ed", "ies", "es", "s", "ly"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word


def _marks(words: Sequence[str]) -> list[str]:
    found = set(words)
    named = (("me", _FIRST), ("other", _THIRD), ("deny", _DENIES), ("past", _PAST))
    marks = [f"m{name}" for name, group in named if found & group]
    if words and words[0] in _ASKS:
        marks.append("mask")
    return marks


def _hashed(names: Sequence[str], length: float) -> Sparse:
    unique = sorted(set(names))
    each = length / max(1.0, len(unique)) ** 0.5
    return Sparse(_columns(unique), np.full(len(unique), each, np.float32))


def _columns(names: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(
        (crc32(name.encode()) & (BUCKETS - 1) for name in names), np.int64, len(names)
    )
