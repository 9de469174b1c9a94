"""Notices an answer that is nothing but values: "eleven, twenty minutes, twice, six thirty, seven".

Called by `coach.dialogue.listen.reader` for an open question. Which value is about what was not
said, so every field that they may be about is left open and asked about; none is guessed.
"""

import re

from coach.dialogue.listen.night import Night
from coach.dialogue.listen.skeleton import VALUE, Placed, Skeleton
from memory.diary import Field

_ONLY_VALUES = re.compile(
    rf"^(?: (?:{VALUE}|,|\.|and|then|about|around|maybe|so|well|or so|at|for|okay|right))+ $"
)
_FEWEST = 3
_FITTING = {
    "cn": (Field.GOT_INTO_BED, Field.OUT_OF_BED, Field.FINAL_AWAKENING),
    "d": (Field.SLEEP_ONSET_LATENCY, Field.WAKE_AFTER_SLEEP_ONSET),
    "k": (Field.AWAKENINGS,),
    "q": (Field.QUALITY,),
}


def leave_list_open(night: Night, skeleton: Skeleton) -> None:
    """Leaves open what a bare list of three values or more may be about, where nothing else is."""
    if night.values or len(skeleton.values) < _FEWEST or not _ONLY_VALUES.match(skeleton.text):
        return
    for letters, fields in _FITTING.items():
        many = sum(_parts(v) for v in skeleton.values if skeleton.text[v.start + 1] in letters)
        for field in fields[:many]:
            night.leave_open(field)


def _parts(value: Placed) -> int:
    """Two for what reads as a range: "six, half past six" may as well be two times."""
    return 1 if getattr(value.mention.meaning, "until", None) is None else 2
