"""Applies what stands around a value: "at least", "just after", "under", "each", "didn't"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.quality import LEVELS
from coach.dialogue.listen.values import Clock, Grade, Meaning, Minutes, Number

_NUDGE_MIN = 5
_OR_NEAR = re.compile(r" or (?:a (?:bit|little|touch)|just|shortly) (?:before|after) $")
"""It bends the value before it: "half past or a little before seven twenty-five"."""
_EACH_BEFORE = re.compile(
    r" (?:each(?: time| one)?|both times|every time)(?: (?:for|lasting|was|of|about|around|"
    r"maybe|it|took|lasted|me))* $"
)


def bounded(tokens: Sequence[str], start: int, end: int, meaning: Meaning) -> Meaning:
    """Applies "at least", "just after", "under", "each" that stand around the value."""
    lead = " " + " ".join(tokens[max(0, start - 5) : start]) + " "
    trail = " " + " ".join(tokens[end : end + 3]) + " "
    if isinstance(meaning, Clock | Number):
        return _bounded_clock(lead, trail, meaning)
    if isinstance(meaning, Minutes):
        return _bounded_minutes(lead, trail, meaning)
    denied = " not " in lead and not LEVELS.keys() & set(lead.rpartition(" not ")[2].split())
    if isinstance(meaning, Grade) and meaning.level and denied and tokens[start] != "not":
        return Grade(2 if meaning.level >= 3 else 3)
    return meaning


def _ends_with(lead: str, *phrases: str) -> bool:
    return any(lead.endswith(f" {p} ") for p in phrases)


def _bounded_clock(lead: str, trail: str, meaning: Clock | Number) -> Clock | Number:
    if _OR_NEAR.search(lead):
        return meaning
    if _ends_with(
        lead,
        "just after",
        "just gone",
        "just past",
        "shortly after",
        "a bit after",
        "a little after",
        "a bit past",
        "a little past",
        "a few minutes after",
        "soon after",
        "just turned",
        "a touch after",
    ):
        return replace(meaning, nudge_min=_NUDGE_MIN)
    if _ends_with(
        lead,
        "just before",
        "shortly before",
        "a bit before",
        "a little before",
        "just shy of",
        "a touch before",
    ):
        return replace(meaning, nudge_min=-_NUDGE_MIN)
    if _ends_with(
        lead,
        "after",
        "before",
        "sometime after",
        "some time after",
        "well after",
        "well past",
        "way past",
        "long after",
        "later than",
        "sometime before",
        "some time before",
        "way after",
        "not before",
        "no earlier than",
        "earlier than",
        "gone",
        "the back of",
        "back of",
        "it was past",
        "was after",
        "was before",
        "any time after",
        "anywhere after",
        "went past",
        "before the alarm at",
        "before my alarm at",
    ):
        return replace(meaning, open_ended=True)
    if isinstance(meaning, Number) and _each(trail):
        return replace(meaning, each=True)
    return meaning


def _each(trail: str) -> bool:
    return trail.startswith(
        (
            " each ",
            " apiece ",
            " every time ",
            " a time ",
            " at a time ",
            " both times ",
            " a piece ",
            " a go ",
            " a pop ",
            " each time ",
            " every go ",
            " per ",
            " on each ",
            " for each ",
            " at each ",
        )
    )


def _bounded_minutes(lead: str, trail: str, meaning: Minutes) -> Minutes:
    if _each(trail) or _EACH_BEFORE.search(lead):
        return replace(meaning, each=True)
    if _ends_with(
        lead,
        "just over",
        "a bit over",
        "a little over",
        "slightly over",
        "just more than",
        "a bit more than",
        "a little more than",
        "little over",
        "bit over",
    ):
        return Minutes(meaning.lo + 5, meaning.hi + 5)
    if _ends_with(
        lead,
        "just under",
        "a bit under",
        "a little under",
        "slightly under",
        "just shy of",
        "a bit less than",
        "a little less than",
        "not quite",
        "best part of",
        "the better part of",
    ):
        return Minutes(
            meaning.lo - 5 if meaning.lo > 10 else meaning.lo - 1,
            meaning.hi - (5 if meaning.hi > 10 else 1),
        )
    if _ends_with(
        lead, "less than", "under", "up to", "no more than", "not more than", "inside", "below"
    ):
        return Minutes(0, meaning.hi)
    return meaning
