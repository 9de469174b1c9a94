"""Reads a grade of sleep, 1 to 5, from a word or a scale: "pretty rough", "three out of five"."""

from collections.abc import Sequence

from coach.dialogue.listen.lexicon import LEXICON
from coach.dialogue.listen.numbers import number_at
from coach.dialogue.listen.phrasebook import Phrasebook
from coach.dialogue.listen.values import Grade

LEVELS = {word: level for level, words in LEXICON.grades.items() for word in words}
_STRONG = frozenset(
    [
        "very",
        "really",
        "extremely",
        "super",
        "absolutely",
        "incredibly",
        "exceptionally",
        "so",
        "truly",
    ]
)
_SIZES = ("solid", "good", "decent", "nice")
"""Before a number they say how sure it is: "a solid eight"."""
_MILD = frozenset(
    [
        "pretty",
        "quite",
        "fairly",
        "rather",
        "a",
        "bit",
        "kind",
        "of",
        "sort",
        "somewhat",
        "reasonably",
        "relatively",
        "slightly",
        "just",
    ]
)
_TABLE = Phrasebook(
    (phrase, level)
    for part in (LEXICON.judgements, LEXICON.likened)
    for level, phrases in part.items()
    for phrase in phrases
)
_INTENSIFIERS = _STRONG | _MILD | {"that", "all", "too", "the"}
GRADE_STARTS = _TABLE.first_words | LEVELS.keys() | _INTENSIFIERS | {"not"}
"""The words, besides numbers, that one can start with."""


def grade_at(tokens: Sequence[str], i: int) -> tuple[Grade, int] | None:
    """The grade that starts at `i` and the index after it. Bare numbers are not read here."""
    phrase = _TABLE.at(tokens, i)
    if phrase:
        return Grade(phrase[0]), phrase[1]
    return _scaled(tokens, i) or _worded(tokens, i)


def _scaled(tokens: Sequence[str], i: int) -> tuple[Grade, int] | None:
    number = number_at(tokens, i) or ((0, i + 1) if "." in tokens[i] else None)
    if number is None:
        return None
    value, j = number
    if tokens[j : j + 2] == ["or", "so"]:
        j += 2
    if tokens[j : j + 1] in (["star"], ["stars"]):
        return Grade(value if 1 <= value <= 5 else None), j + 1
    if tokens[j : j + 2] == ["out", "of"]:
        j += 2
    elif tokens[j : j + 1] == ["/"]:
        j += 1
    else:
        return None
    top = number_at(tokens, j)
    if top is None or top[0] not in (5, 10, 100, 7):
        return None
    return Grade(value if top[0] == 5 and 1 <= value <= 5 else None), top[1]


def _worded(tokens: Sequence[str], i: int) -> tuple[Grade, int] | None:
    negated = tokens[i] == "not"
    j = i + 1 if negated else i
    strong = False
    while j < len(tokens) and j - i < 5 and tokens[j] in _INTENSIFIERS:
        # "so pretty good" opens with a "so" that strengthens nothing.
        strong = (strong and tokens[j] not in _MILD) or tokens[j] in _STRONG
        j += 1
    level = LEVELS.get(tokens[j]) if j < len(tokens) else None
    if level is None or (tokens[j] in _SIZES and number_at(tokens, j + 1)):
        return None
    return Grade(_shifted(level, negated=negated, strong=strong)), j + 1


def _shifted(level: int, *, negated: bool, strong: bool) -> int:
    if negated:
        return 2 if level >= 3 else 3
    if strong and level in (2, 4):
        return 1 if level == 2 else 5
    return level
