"""Finds what the person wants written down, in their own words."""

import re
from collections.abc import Sequence

from memory.diary import Field

_ASKS = re.compile(
    r"\b(?:(?:can|could|would|will) you |please |and |just |you (?:can|could|might|should) |oh )*"
    r"(?:put (?:that )?down|note(?: down)?|write(?: down)?|jot(?: down)?|make a (?:quick "
    r")?note|(?<!a )record|(?<!a )log|add(?: a note)?|mark down|put in)"
    r"(?: (?:that|of|to|in the (?:notes|diary)|saying|for me|as a note|about|a note|down|"
    r"please))*[ ,:]+(.{3,})",
    re.IGNORECASE | re.DOTALL,
)
_NOTHING = re.compile(
    r"^(?: (?:no|nope|nah|nothing|none|not|really|that is|it|all|i|think|do not think so|else|"
    r"to add|special|for|now|thanks|thank you|much|today|that|i can think of|comes to mind|no "
    r"thanks|good|fine|done|everything|just|so|comment|unusual|of note|out of the ordinary|"
    r"anything|more|everything|was|there|is|the|usual|[,.]|well|oh|yes|yeah|i do not|have|don|"
    r"am|skip|pass|know|idea|sorry|what|can|you|repeat|question|the|say|again|<\w+>))+ $"
)


_ASKS_AFTER = re.compile(
    r"[,.!?]? (?:so |and |oh |please |just |(?:can|could|would|will) you (?:please )?)*"
    r"(?:(?:put|note|write|jot|mark) (?:that|this|it)(?: one)? down|"
    r"note (?:that|this|it))(?: please)?(?= *(?:[.!?]|$))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?] ")


def note_of(words: str, text: str, asked: Sequence[Field]) -> str | None:
    """The note: what follows "note that", or the whole answer when a note was asked for."""
    after = _ASKS_AFTER.search(words)
    before = _SENTENCE_END.split(words[: after.start()])[-1].strip() if after else ""
    if before:
        return before
    match = _ASKS.search(words)
    if match:
        return match[1].strip().rstrip(".")
    if Field.NOTE in asked[:2] and not _NOTHING.match(text):
        return words.strip()
    return None
