"""Reads the time at which somebody means to get up: needs, would like, usually does, an alarm.

Called by the basics and the wishes. The diary's reader keeps such a time out of the night on
purpose, since it was not lived; here it is what was asked for.
"""

import re
from datetime import time

from coach.dialogue.listen import read
from coach.dialogue.listen.homophones import plain
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.reading import Known
from coach.dialogue.listen.values import Clock, Number
from coach.dialogue.listen.words import tokens
from memory.diary import Field

_OFTEN = (
    r"(?:really|usually|normally|generally|mostly|always|typically|ideally|just|also|then|on most "
    r"days|most days|most mornings)"
)
_MEANT = re.compile(
    rf"\b(?:i|we)(?:'d| would|'ll| will| should)?(?: {_OFTEN})* "
    r"(?:need|needs|have|want|like|love|prefer|hope|try|ought|plan|aim|must|got|gotta|rather)"
    r"(?: to)?(?: be able to)? (?:get|be|wake|rise|getting|being|waking)(?: up)?\b"
    r"(?: out of bed\b)?",
    re.I,
)
_ALARM = re.compile(
    r"\b(?:(?:set|change|move|put|shift|make|have) )?(?:my |the )?alarm"
    r"(?:'s| is| goes off| rings| goes| set)*(?: to| for| at)?\b",
    re.I,
)
_AT_THE_START = re.compile(rf"^\W*(?:{_OFTEN}\W+)+", re.I)


def times_in(words: str) -> int:
    """How many different times of day are named; one that is only moved by so much is none."""
    said = plain(tokens(words))
    return len(
        {each.meaning for each in mentions(said) if isinstance(each.meaning, Clock | Number)}
    )


def rise_in(words: str) -> time | None:
    """The one time of day named as that of getting up, local; None where there is none."""
    said = words.replace("\u2019", "'")
    for each in (said, _as_done(said)):
        reading = read(each, (Field.OUT_OF_BED,), Known())
        at = reading.values.get(Field.OUT_OF_BED)
        if at is None:
            # Of two readings that of the morning is meant.
            both = reading.candidates.get(Field.OUT_OF_BED, ())
            mornings = [c for c in both if isinstance(c, time) and c < time(12)]
            at = mornings[0] if len(mornings) == 1 else None
        if isinstance(at, time):
            return at
    return None


def _as_done(words: str) -> str:
    """The words as they would tell of a morning that was."""
    told = _AT_THE_START.sub("", words)
    return _ALARM.sub("I got up at", _MEANT.sub("I got up", told))
