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
    before = tokens[i - 1] if i else ""
    shift = tokens[i] in ("early", "late") and before in (
        "my",
        "an",
        "a",
    )  # "up at five for my early"
    i_was = list(tokens[max(0, i - 2) : i]) in (
        ["i", "was"],
        ["i", "am"],
        ["running"],
        ["was", "running"],
    )
    late = tokens[i] == "late" and (i_was or before == "running")
    return None if before == "how" or shift or late else _TABLE.at(tokens, i)
