"""Reads a correction of what was just said: "I meant Thursday, not Tuesday". Called by `learn`."""

import re
from typing import NamedTuple

from coach.dialogue.remember.lexicon import plain_of

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_VALUE = (
    rf"(?:the )?(?:{_DAY}|\d[\w:.]*|\w+teenth|\w+ty|january|february|march|april|may|june|"
    rf"july|august|september|october|november|december|one|two|three|four|five|six|seven|"
    rf"eight|nine|ten|eleven|twelve|tomorrow|tonight)(?: (?:am|pm|a\.m\.|p\.m\.|o'?clock))?"
)
_LEAD = (
    r"^(?:(?:no|sorry|wait|oh|well|actually|um|correction|hang on|hold on|my mistake|"
    r"that's wrong|that's not right|i got that wrong|i said it wrong|scratch that)[,.!:]? "
    r")*"
)
_MEANT = re.compile(
    _LEAD + r"(?:i meant(?: to say)?|i mean|make that|make it|it'?s actually|actually it'?s|it'?s|"
    r"it is|it was|it should be|that should be|should be|i said|i should have said|it "
    r"starts|the \w+ is|the \w+'s|my \w+ is)"
    r" (?:on |in |at |to |actually |really )?(?P<new>[^,.]+?),? (?:not|rather than|"
    r"instead of) (?:on |in |at |to )?(?P<old>[^,.!]+)[.!]?$",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    _LEAD + r"(?:it'?s |it is |it was |i'?m |that'?s )?not (?:on |in |at |to "
    r")?(?P<old>[^,.]+?)[,.]? (?:but|it'?s|i meant|it is) (?:on |in |at |to "
    r")?(?P<new>[^,.!]+)[.!]?$",
    re.IGNORECASE,
)
_VALUE_ONLY = re.compile(
    _LEAD + rf"(?:i meant(?: to say)?|make that|it'?s actually|actually it'?s|it should be|that "
    rf"should be|i should have said|i mean) (?:on |at |in )?(?P<new>{_VALUE})[.!]?$",
    re.IGNORECASE,
)


class Correction(NamedTuple):
    """What was meant, and what it takes the place of; "" where that was not repeated."""

    new: str
    old: str = ""


def correction_in(sentence: str) -> Correction | None:
    """What the sentence puts right, None where it corrects nothing."""
    words = sentence.replace("\u2019", "'").strip()
    for pattern in (_MEANT, _NOT_BUT):
        found = pattern.match(words)
        if found is not None:
            return Correction(found["new"].strip(), found["old"].strip())
    found = _VALUE_ONLY.match(words)
    return None if found is None else Correction(found["new"].strip())


def corrected(text: str, correction: Correction) -> str | None:
    """The sentence put right; None where it does not hold what was wrong."""
    new, old = correction
    if old:
        pattern = re.compile(rf"\b{re.escape(old)}\b", re.IGNORECASE)
        return pattern.sub(new, text, count=1) if pattern.search(text) else None
    for kind in (_DAY, r"\d[\w:.]*", _VALUE):
        if re.fullmatch(kind, plain_of(new)) or re.fullmatch(kind, new, re.IGNORECASE):
            found = re.search(rf"\b{kind}\b", text, re.IGNORECASE)
            return None if found is None else text[: found.start()] + new + text[found.end() :]
    return None
