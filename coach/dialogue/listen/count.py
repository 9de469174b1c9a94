"""Reads how often something happened: "twice", "a couple of times", "three or four times"."""

from collections.abc import Sequence

from coach.dialogue.listen.clock import skip
from coach.dialogue.listen.numbers import number_at
from coach.dialogue.listen.phrasebook import Phrasebook
from coach.dialogue.listen.values import Count

_FIXED: tuple[tuple[str, int, int], ...] = (
    ("not once", 0, 0),
    ("not one", 0, 0),
    ("not a single time", 0, 0),
    ("just the one", 1, 1),
    ("only the one", 1, 1),
    ("the only time", 1, 1),
    ("once or twice", 1, 2),
    ("once maybe twice", 1, 2),
    ("once", 1, 1),
    ("twice", 2, 2),
    ("thrice", 3, 3),
    ("just the once", 1, 1),
    ("the one time", 1, 1),
    ("the once", 1, 1),
    ("a time or two", 1, 2),
    ("a couple of times", 2, 2),
    ("couple of times", 2, 2),
    ("a couple times", 2, 2),
    ("couple times", 2, 2),
    ("a couple of", 2, 2),
    ("couple of", 2, 2),
    ("a couple", 2, 2),
    ("a few times", 3, 4),
    ("few times", 3, 4),
    ("quite a few times", 3, 6),
    ("a few", 3, 4),
    ("half a dozen times", 6, 6),
    ("half a dozen", 6, 6),
    ("a dozen times", 12, 12),
)
_TABLE = Phrasebook((words, Count(lo, hi)) for words, lo, hi in _FIXED)
COUNT_STARTS = _TABLE.first_words
"""The words, besides numbers, that one can start with."""
_TIMES = (
    "times",
    "time",
    "wakings",
    "awakenings",
    "wake",
    "naps",
    "x",
    "separate",
    "different",
    "nap",
    "trip",
    "trips",
    "visit",
    "visits",
    "bathroom",
    "loo",
    "wee",
    "wees",
    "pee",
    "pees",
    "stops",
    "toilet",
    "feeds",
    "interruptions",
    "disturbances",
)


def count_at(tokens: Sequence[str], i: int) -> tuple[Count, int] | None:
    """The count that starts at `i`, known as one by its word or unit, and the index after it."""
    if i and tokens[i : i + 2] == ["not", "once"] and tokens[i - 1] in ("twice", "times"):
        return None  # "twice, not once" takes the once back
    return _TABLE.at(tokens, i) or _numbered(tokens, i)


def _numbered(tokens: Sequence[str], i: int) -> tuple[Count, int] | None:
    first = number_at(tokens, i)
    if first is None:
        return None
    j = skip(tokens, first[1], ("or", "to", "maybe", "perhaps", "-"))
    second = number_at(tokens, j)
    lo, hi, end = (first[0], second[0], second[1]) if second else (first[0], first[0], first[1])
    end = skip(tokens, end, ("or", "so")) if tokens[end : end + 2] == ["or", "so"] else end
    unit = tokens[end] if end < len(tokens) else ""
    if tokens[end : end + 2] in (["of", "them"], ["of", "those"], ["of", "these"]):
        return Count(lo, hi), end + 2
    if unit not in _TIMES or lo > hi or (second and j - first[1] > 2):
        return None
    return Count(lo, hi), end + 1 if unit in ("times", "time", "x") else end
