"""Cuts what is to be spoken into pieces short enough that the first is heard early.

`piper` synthesises one piece at a time. A piece is a sentence; a long one is cut where a speaker
would draw breath. No word is lost or changed.
"""

import re

MOST_CHARS = 100
"""About six seconds of speech; a voice's memory and its delay grow with the length."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+")
_BREATHS = (
    re.compile(r"(?<=[;:])\s+|\s+(?=[\N{EN DASH}\N{EM DASH}-]\s)"),
    re.compile(r"(?<=,)\s+"),
    re.compile(r"\s+(?=(?:and|but|or|so|because|which|when|while|if|then|that)\s)"),
    re.compile(r"\s+"),
)
"""Where to cut, the best place first."""


def pieces(text: str) -> list[str]:
    """The text in order, in sentences and clauses of at most `MOST_CHARS`, a longer word whole."""
    sentences = _SENTENCE_END.sub(lambda end: f"{end.group().rstrip()}\n", " ".join(text.split()))
    return [piece for sentence in sentences.splitlines() for piece in _clauses(sentence)]


def _clauses(sentence: str) -> list[str]:
    if len(sentence) <= MOST_CHARS:
        return [sentence] if sentence else []
    place = _breath(sentence)
    if place is None:
        return [sentence]
    return [sentence[:place].rstrip(), *_clauses(sentence[place:].lstrip())]


def _breath(sentence: str) -> int | None:
    """Where to cut first: the latest good place that fits, unless it leaves hardly anything."""
    for breath in _BREATHS:
        places = [cut.start() for cut in breath.finditer(sentence) if cut.start() <= MOST_CHARS]
        if places and places[-1] >= MOST_CHARS // 4:
            return places[-1]
    return next((cut.start() for cut in _BREATHS[-1].finditer(sentence)), None)
