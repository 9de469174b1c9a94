"""Cuts what is to be spoken into pieces short enough that the first is heard early.

`piper` makes one piece at a time. A piece is a sentence; a long one is cut where a speaker would
draw breath, early the first time. No word is lost or changed.
"""

import re

MOST_CHARS = 100
"""About six seconds of speech; a voice's memory and its delay grow with the length."""
_OPENING_CHARS = 60
"""A sentence longer than this begins with a shorter piece, if a breath allows: half the delay."""
_LEAST_CHARS = 12

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+")
_STOPS = re.compile(r"(?<=[;:,])\s+|\s+(?=[\N{EN DASH}\N{EM DASH}-]\s)")
_JOINS = re.compile(r"\s+(?=(?:and|but|or|so|because|which|when|while|if)\s)")
_SPACES = re.compile(r"\s+")


def pieces(text: str) -> list[str]:
    """The text in order, in sentences and clauses of at most `MOST_CHARS`, a longer word whole."""
    sentences = _SENTENCE_END.sub(lambda end: f"{end.group().rstrip()}\n", " ".join(text.split()))
    return [piece for sentence in sentences.splitlines() for piece in _clauses(sentence)]


def _clauses(sentence: str) -> list[str]:
    opening = _opening(sentence)
    found = [] if opening is None else [sentence[:opening]]
    rest = sentence[opening or 0 :].lstrip()
    while len(rest) > MOST_CHARS and (place := _breath(rest)) is not None:
        found.append(rest[:place])
        rest = rest[place:].lstrip()
    return [*found, rest] if rest else found


def _opening(sentence: str) -> int | None:
    if len(sentence) <= _OPENING_CHARS:
        return None
    stop = _last(_STOPS, sentence, _OPENING_CHARS)
    if stop is None and len(sentence) > MOST_CHARS:
        return _last(_JOINS, sentence, _OPENING_CHARS)
    return stop


def _breath(rest: str) -> int | None:
    """The latest place that fits, a comma before a joining word before any space."""
    for kind in (_STOPS, _JOINS, _SPACES):
        place = _last(kind, rest, MOST_CHARS)
        if place is not None:
            return place
    first = _SPACES.search(rest)
    return first.start() if first else None


def _last(kind: re.Pattern[str], text: str, most: int) -> int | None:
    places = [found.start() for found in kind.finditer(text)]
    return max((place for place in places if _LEAST_CHARS <= place <= most), default=None)
