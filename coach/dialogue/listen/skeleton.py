"""The utterance with every value replaced by a marker, so that wording is matched apart.

"woke at three for ten minutes" becomes "woke at <n0> for <d1>". Markers: c clock, n number,
d duration, k count, q grade, v vague.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.dialogue.listen.values import Clock, Count, Grade, Mention, Minutes, Number, Vague

VALUE = r"<[a-z]\d+>"
_LETTERS = ((Clock, "c"), (Number, "n"), (Minutes, "d"), (Count, "k"), (Grade, "q"))


@dataclass(frozen=True)
class Placed:
    """A value with where its marker stands in the skeleton's text."""

    mention: Mention
    start: int
    end: int


@dataclass(frozen=True)
class Skeleton:
    """The text with markers, and the values in their order."""

    text: str
    values: tuple[Placed, ...]


def skeleton(tokens: Sequence[str], found: Sequence[Mention]) -> Skeleton:
    """Replaces each value by its marker; separators stay as words of their own.

    A marker has one digit, so that wordings can look back over it at a known width; a value is
    known by its place and never by its marker.
    """
    parts: list[str] = []
    placed: list[Placed] = []
    length = 1
    i = 0
    for number, mention in enumerate(found):
        for token in tokens[i : mention.start]:
            parts.append(token)
            length += len(token) + 1
        marker = f"<{_letter(mention)}{number % 10}>"
        placed.append(Placed(mention, length, length + len(marker)))
        parts.append(marker)
        length += len(marker) + 1
        i = mention.end
    parts.extend(tokens[i:])
    return Skeleton(" " + " ".join(parts) + " ", tuple(placed))


def _letter(mention: Mention) -> str:
    if mention.meaning == Vague("count"):
        return "k"
    for kind, letter in _LETTERS:
        if isinstance(mention.meaning, kind):
            return letter
    return "v"
