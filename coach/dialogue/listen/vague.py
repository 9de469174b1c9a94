"""Finds words that name an amount or a time without saying which: "ages", "several", "late"."""

from collections.abc import Sequence

from coach.dialogue.listen.lexicon import LEXICON
from coach.dialogue.listen.phrasebook import Phrasebook
from coach.dialogue.listen.values import Vague

_TABLE = Phrasebook(
    (p, Vague("minutes", whole=True) if kind == "whole" else Vague(kind))
    for kind, ps in LEXICON.vague.items()
    for p in ps
)
VAGUE_STARTS = _TABLE.first_words
"""The words, besides numbers, that one can start with."""


def vague_at(tokens: Sequence[str], i: int) -> tuple[Vague, int] | None:
    """The vague amount that starts at `i` and the index after it."""
    return None if i and tokens[i - 1] == "how" else _TABLE.at(tokens, i)
