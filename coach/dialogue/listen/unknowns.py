"""Marks the fields whose value the person says they do not know."""

import re
from collections.abc import Sequence

from coach.dialogue.listen.cues import FIELD_OF, Cue
from coach.dialogue.listen.night import Night
from memory.diary import Field

_UNKNOWN = re.compile(
    r" (?:do not (?:really |actually |honestly |quite |even )?(?:know|remember|recall)|no ("
    r"?:real )?(?:idea|clue|memory)|can ?not (?:really |honestly |quite |even )?(?:remember|"
    r"recall|say|tell|think)"
    r"|could not (?:tell|say|really|honestly|possibly|even)|have not (?:got )?(?:a clue|the "
    r"foggiest|the faintest|any idea)|not (?:really |entirely |too |very |at all |completely |"
    r"totally )?(?:sure|certain)|unsure"
    r"|hard to (?:say|tell|know)|who knows|(?:did not|never) (?:really |actually )?(?:look|"
    r"check|see|notice)(?: at)?(?: the)?(?: time| clock)?|lost track|beats me|god knows|"
    r"goodness knows|heaven knows|search me|impossible to say|forgot(?:ten)?|not a clue|no "
    r"clue|your guess|wish i knew|i would be guessing|it is a blur|all a blur)(?= )"
)
_REACH = 48
_FEW = 3


def settle_unknown(night: Night, text: str, heard: Sequence[Cue]) -> None:
    """A field named with it ("no idea when I fell asleep"), else the fields asked for."""
    for match in _UNKNOWN.finditer(text):
        named = [c for c in heard if match.end() <= c.start < match.end() + _REACH]
        stop = re.search(r" [.,?](?= )| but | and ", text[match.end() :])
        limit = match.end() + stop.start() if stop else len(text)
        fields = [FIELD_OF[c.event] for c in named if c.start < limit and c.event in FIELD_OF]
        for field in fields[:1] or _meant(night, text, match.start(), heard):
            if field not in night.values and field not in night.unclear:
                night.unknown.add(field)


def _meant(night: Night, text: str, at: int, heard: Sequence[Cue]) -> Sequence[Field]:
    """The fields asked for; in a long account, the one just told of without its time."""
    if len(night.asked) <= _FEW:
        return night.asked
    before = [c for c in heard if c.end <= at and c.event in FIELD_OF]
    if not before or re.search(r" [.?](?= )|<", text[before[-1].end : at].replace("<v", "")):
        return ()
    field = FIELD_OF[before[-1].event]
    night.unclear.discard(field)
    return (field,)
