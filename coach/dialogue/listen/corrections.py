"""Finds corrections: of a value by the next, or announced: "I told you the wrong bedtime"."""

import re
from collections.abc import Sequence

from coach.dialogue.listen.cues import FIELD_OF, Cue, cues
from coach.dialogue.listen.homophones import plain
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.skeleton import skeleton
from coach.dialogue.listen.words import tokens
from memory.diary import Field

CORRECTION = re.compile(
    r" (?:no(?! (?:interruptions?|disturbances?|naps?|wakings?|awakenings?|wake ?ups?|trouble|"
    r"problems?|alarms?|dreams?|snooz\w+|idea|clue)(?= ))|wait|sorry|i mean|"
    r"i meant(?! to )|make (?:that|it)|actually|scratch|rather|correction|"
    r"hang on|hold on|tell a lie|i lie"
    r"|strike that|my mistake|come to think|i take that back|more like|or was it|let me|"
    r"no it was|or was it|was it|closer to|nearer(?: to)?|should be|should have been|call it)(?= )|"
    r" (?:not|or maybe|well|maybe|probably|yes|(?<!would )(?<!i )say)(?=(?: [a-z]+){0,3} $)"
)
"""Between two values: the second stands. Weak words do it only just before the second."""
_ANNOUNCED = re.compile(
    r" (?:(?:told|gave|given|said|put)(?: you)?(?: the| a| you)? wrong|(?:got|had|have got|"
    r"have) (?:that|it|this|something|one|the \w+)(?: bit| one)? wrong"
    r"|(?:change|fix|correct|amend|update|revise) (?:something|what i|my|the|one|that|an)|made "
    r"a mistake|wrong (?:time|bed ?time|number|answer|figure)"
    r"|earlier i (?:said|told)|(?:i said|i told you)(?: \S+){0,6} (?:earlier|before)|go("
    r"?:ing)? back to (?:the|my|what)|about (?:my|the) \w+ time earlier)(?= )"
)


_WRONG = re.compile(
    r" (?:(?:that|it|this|one) (?:was|is|were) (?:\w+ )?(?:not right|incorrect|a mistake)"
    r"|(?<!nothing )(?<!anything )(?<!something )(?<!the )wrong(?! (?:with|side|end|way))"
    r"|misheard|not what i said|mistaken)(?= )"
)
_LAST = re.compile(
    r"^ (?:(?:oh|no|sorry|actually|wait|hang on|hold on|,|\.|-|yeah|well) )*(?:make that|i "
    r"meant(?! to )|scratch that|change that to|correction) "
)


def revises_last(text: str, known: Sequence[Field]) -> bool:
    """Whether an answer opens by taking back the one before ("actually, make that eleven")."""
    return bool(known) and bool(_LAST.search(text))


def announced(text: str) -> int | None:
    """Where in the skeleton's text a correction is announced; None where none is."""
    match = _ANNOUNCED.search(text)
    return match.start() if match else None


def is_taken_back(words: str) -> bool:
    """Whether something told before is said to be wrong without a word on what it was."""
    said = plain(tokens(words))
    text = skeleton(said, mentions(said)).text
    if not (_ANNOUNCED.search(text) or _WRONG.search(text)):
        return False
    return not any(cue.event in FIELD_OF for cue in cues(text))


def corrected_field(at: int, cues: Sequence[Cue], known: Sequence[Field]) -> Field | None:
    """The field an announced correction is about: the one named, else the last on file."""
    named = [FIELD_OF[c.event] for c in cues if c.end > at and c.event in FIELD_OF]
    if named:
        waking = named[0] is Field.AWAKENINGS and Field.FINAL_AWAKENING in known
        return Field.FINAL_AWAKENING if waking else named[0]
    return known[-1] if known else None
