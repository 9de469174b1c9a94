"""Reads what somebody answers on the day after an emergency of the body.

Called by `guard`, whose words are fixed scripts. It decides no risk: the input gate has spoken
before. An account of the night beside it is no word on how somebody is.
"""

import re
from enum import StrEnum

from coach.dialogue.denial import plain_words
from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known, Reading
from memory.diary import Field


class Since(StrEnum):
    """How it stands with the emergency."""

    STILL_ILL = "still_ill"
    SEEN = "seen"
    """A doctor, a nurse or an ambulance saw to it."""
    OPEN = "open"
    """They are no worse, and whether it was seen to is not said, or it was not."""


_CLAUSE = re.compile(r"[.,;!?]+(?=\s|$)|\b(?<!a )(?:and|but|so)\b", re.IGNORECASE)
_ILL = re.compile(
    r"\b(?:worse|still (?:there|here|bad|the same|in pain|have|got|hurts?|hurting|feel(?:ing)?|"
    r"numb|dizzy|breathless|ill|unwell|sick)|the same|(?:came|come|coming) back|again|"
    r"pains?|hurts?|hurting|aches?|aching|numb(?:ness)?|dizzy|breathless|tight(?:ness)?|bleeding|"
    r"awful|terrible|dreadful|unwell|poorly|bad(?:ly)?|rough|scared|frightened|"
    r"not (?:(?:so|too|very|that|really|feeling) )*(?:good|great|well|better|right|fine|ok|okay))\b"
)
_PASSED = re.compile(
    r"\b(?:no|not|without|less|never|isn t|hasn t|don t|didn t|nothing)(?: \w+){0,3} "
    r"(?:pains?|hurts?|hurting|aches?|numb\w*|dizzy|breathless|tight\w*|bleeding|bad|worse|scared|"
    r"again|come back|coming back)\b"
    r"|\b(?:pains?|ache|numbness|tightness|dizziness|bleeding|it)(?: \w+){0,2} "
    r"(?:gone|passed|went away|stopped|settled|easing|eased|better)\b"
)
_CARE = (
    r"(?:doctors?|dr|gp|hospital|a and e|a e|er|emergency room|ambulance|paramedics?|nurse|clinic|"
    r"urgent care|cardiologist|surgery|ecg|ekg|x ray|scan|blood tests?|tests?|cardiology|"
    r"casualty|ward|medics?|one one one|nine nine nine|111|999|911|112)"
)
_SEEN = re.compile(
    rf"\b{_CARE}\b|\b(?:got|been|was|were|had it|have been) (?:\w+ )?"
    r"(?:checked|seen|looked at|examined|discharged|admitted|treated)\b"
)
_NOT_SEEN = re.compile(
    r"\b(?:no|not|never|nobody|no one|without|haven t|hasn t|didn t|don t|couldn t|can t|won t|"
    rf"hadn t|should|tomorrow|next week|waiting)\b(?: \w+){{0,6}} (?:{_CARE}|checked|seen|"
    r"looked|examined|treated)\b"
)


def since_then(words: str) -> Since:
    """How they say it stands; who says nothing of it is taken as no worse and not seen."""
    said = [plain_words(each) for each in beside_the_night(words)]
    if any(_SEEN.search(each) and not _NOT_SEEN.search(each) for each in said):
        worse = any(re.search(r"\bworse\b", each) and not _PASSED.search(each) for each in said)
        return Since.STILL_ILL if worse else Since.SEEN
    ill = any(_ILL.search(_PASSED.sub(" ", each)) for each in said)
    return Since.STILL_ILL if ill else Since.OPEN


def tells_a_night(reading: Reading) -> bool:
    """Whether anything of the diary is told; a bare "not good" is how they are, no grade."""
    return bool((reading.values.keys() | reading.unclear | reading.unknown) - {Field.QUALITY})


def beside_the_night(words: str) -> list[str]:
    """The clauses in which nothing of the diary is told."""
    clauses = (each.strip() for each in _CLAUSE.split(words))
    return [each for each in clauses if each and not _of_the_night(each)]


def _of_the_night(clause: str) -> bool:
    return tells_a_night(read(clause, (), Known()))
