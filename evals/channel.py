"""A phonetic error channel: what a recogniser might have written for the same words.

Called by `evals.through_speech`. Deterministic: the same text gives the same errors. It stands in
for no recogniser; its sounds are those of `phonemes.yaml`, and its words those it is given.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import yaml
from pydantic import BaseModel, ConfigDict

_TABLE = Path(__file__).with_name("phonemes.yaml")
_NOT = re.compile(r"\b(?:not|never|no)\b ?|n't\b")
_SHORTEST_SPLIT = 6
_VOWELS = "aeiouy"
Sounds = tuple[str, ...]


class Table(BaseModel):
    """The sounds of spellings and words, and which sounds are alike."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spellings: Mapping[str, str]
    letters: Mapping[str, str]
    long: Mapping[str, str]
    words: Mapping[str, str]
    alike: tuple[tuple[str, ...], ...]


def load_table() -> Table:
    """The packaged table."""
    return Table.model_validate(yaml.safe_load(_TABLE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Channel:
    """The errors that can be made with a vocabulary. Text goes in and out in lower case."""

    table: Table
    by_sounds: Mapping[Sounds, tuple[str, ...]]

    def errors(self) -> Mapping[str, Callable[[str], str]]:
        """Each kind of error, one of it in each text; a text without a place for it stays."""
        return {
            "near word, first": lambda text: self.near(text, 0),
            "near word, second": lambda text: self.near(text, 1),
            "near word, third": lambda text: self.near(text, 2),
            "dropped not": without_not,
            "split word": self.split,
            "merged words": merged,
        }

    def near(self, text: str, which: int) -> str:
        """The text with one word heard as another that sounds like it."""
        words = plain(text).split()
        places = [place for place, word in enumerate(words) if self.alike(word)]
        if not places:
            return " ".join(words)
        place = places[(_chance(text) + which * (1 + len(places) // 3)) % len(places)]
        others = self.alike(words[place])
        words[place] = others[(_chance(text) + which) % len(others)]
        return " ".join(words)

    def split(self, text: str) -> str:
        """The text with its longest word heard as two."""
        words = plain(text).split()
        long = max(words, key=len, default="")
        if len(long) < _SHORTEST_SPLIT:
            return " ".join(words)
        place = words.index(long)
        at = _seam(long)
        parts = (long[:at], long[at:])
        return " ".join(
            [*words[:place], *(self._word(each) for each in parts), *words[place + 1 :]]
        )

    def alike(self, word: str) -> tuple[str, ...]:
        """The words that sound the same or have one sound taken for another, in order."""
        said = sounds(word, self.table)
        found = {w for each in _near_sounds(said, self.table) for w in self.by_sounds.get(each, ())}
        return tuple(sorted(found - {word}))

    def _word(self, part: str) -> str:
        """A word that sounds like this part of one; the part itself if there is none."""
        known = self.by_sounds.get(sounds(part, self.table), ())
        return known[0] if known else part


def channel(vocabulary: Iterable[str]) -> Channel:
    """A channel over the words of some texts and those of the table."""
    table = load_table()
    words = {word for text in vocabulary for word in plain(text).split()} | set(table.words)
    by_sounds: dict[Sounds, list[str]] = defaultdict(list)
    for word in sorted(words):
        by_sounds[sounds(word, table)].append(word)
    return Channel(table, {said: tuple(found) for said, found in by_sounds.items()})


def plain(text: str) -> str:
    """The text as a recogniser without punctuation writes it."""
    return " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'")))


def without_not(text: str) -> str:
    """The text without its first denial."""
    return " ".join(_NOT.sub("", plain(text), count=1).split())


def merged(text: str) -> str:
    """The text with two words run together, the shorter ones first."""
    words = plain(text).split()
    if len(words) < 2:
        return " ".join(words)
    place = min(range(len(words) - 1), key=lambda at: (len(words[at]) + len(words[at + 1]), at))
    return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])


def sounds(word: str, table: Table) -> Sounds:
    """How a word sounds, by the table: whole words first, then spellings, then letters."""
    if word in table.words:
        return tuple(table.words[word].split())
    letters = word.replace("'", "")
    said: list[str] = []
    at = 0
    while at < len(letters):
        long = next((n for n in (4, 3, 2) if letters[at : at + n] in table.spellings), 0)
        if long:
            said += table.spellings[letters[at : at + long]].split()
            at += long
            continue
        said += _letter(letters, at, table)
        at += 1
    return tuple(said)


def _letter(word: str, at: int, table: Table) -> list[str]:
    """One letter: silent as a last e, and long where such an e follows the next letter."""
    letter = word[at]
    if letter == "e" and at == len(word) - 1 and at > 1:
        return []
    ends_silent = word[at + 2 :] in ("e", "es", "ed") and word[at + 1] not in _VOWELS
    if letter in table.long and ends_silent:
        return [table.long[letter]]
    return table.letters.get(letter, "").split()


def _near_sounds(said: Sounds, table: Table) -> set[Sounds]:
    found = {said}
    for place, sound in enumerate(said):
        others = {other for group in table.alike if sound in group for other in group}
        found |= {(*said[:place], other, *said[place + 1 :]) for other in others}
    return found


def _seam(word: str) -> int:
    """Where a long word comes apart: before the consonant and vowel nearest to its middle."""
    middle = len(word) / 2
    seams = [
        at for at in range(2, len(word) - 2) if word[at] not in _VOWELS and word[at + 1] in _VOWELS
    ]
    return min(seams, key=lambda at: abs(at - middle), default=len(word) // 2)


def _chance(text: str) -> int:
    return crc32(text.encode())
