"""Settles how long the person lay awake after the last waking, when that was asked.

Called by `coach.dialogue.listen.reader`. "None" and "I wasn't trying to sleep" are 0 minutes; "the
whole time" is the stretch from the last waking to getting up, where both are on file, else open.
"""

import re
from collections.abc import Sequence

from coach.dialogue.listen.amounts import minutes_of, total
from coach.dialogue.listen.attribute import Role
from coach.dialogue.listen.cues import Event
from coach.dialogue.listen.halves import DAY_MIN
from coach.dialogue.listen.night import Night
from coach.dialogue.listen.phrases import AT_ONCE, NONE, STRAIGHT_UP
from coach.dialogue.listen.settle_clocks import Told, clock_meaning
from memory.diary import Field

_HALF_DAY_MIN = 720
_WHOLE = re.compile(
    r" (?:the (?:whole|entire|full|rest of the) (?:time|lot|while|stretch|thing)|all (?:of it|"
    r"of that|that time|the time|the while|the way)|the lot|all along|throughout|every minute|"
    r"until (?:then|i got up|i was up|getting up|the end)|till i got up|right up until|"
    r"from then on|ever since|the entire time)(?= )"
)
_NOT_TRYING = re.compile(
    r" (?:(?:was|am|were) not (?:really |actually |even )?(?:trying|meaning|bothering|hoping|"
    r"attempting)"
    r"|(?:had|have) (?:given|gave) up|gave up|stopped trying|was done|did not (?:try|bother|lie|"
    r"lay|want)|not trying|no(?:t)? (?:\w+ )?trying|no attempt|made no attempt"
    r"|not (?:at all|any|a minute|one minute|really|long enough to count)|none|no time|nothing|"
    r"zero|was not awake|not awake)(?= )"
)
_STARTS = re.compile(r" (?:since|from)(?: (?:about|around))? $")


def settle_early_asked(night: Night, told: Sequence[Told], text: str) -> None:
    """The answer to how much of the time before getting up was spent awake, trying to sleep."""
    field = Field.EARLY_WAKE_AWAKE
    if night.asked != (field,):
        return
    mine = [t for t in told if t.event is Event.EARLY]
    lengths = [m for t in mine if (m := _length(night, t, text)) is not None]
    if lengths:
        night.put(field, lengths[-1])
    elif mine:
        night.leave_open(field)
    elif _WHOLE.search(text):
        _whole_time(night)
    elif _none(text):
        night.put(field, 0)


def _none(text: str) -> bool:
    if NONE.search(text) or _NOT_TRYING.search(text) or STRAIGHT_UP.search(text):
        return True
    return bool(AT_ONCE.search(text)) or bool(re.match(r"^ (?:no|nope|nah) ", text))


def _whole_time(night: Night) -> None:
    start, end = night.minute(Field.FINAL_AWAKENING), night.minute(Field.OUT_OF_BED)
    gap = None if start is None or end is None else (end - start) % DAY_MIN
    if gap is None or gap > _HALF_DAY_MIN:
        night.leave_open(Field.EARLY_WAKE_AWAKE)
    else:
        night.put(Field.EARLY_WAKE_AWAKE, gap)


def _length(night: Night, one: Told, text: str) -> int | None:
    minutes = minutes_of(one.meaning)
    clock = clock_meaning(one.meaning)
    if one.fact.role is not Role.CLOCK or clock is None or clock.until is not None:
        return total([minutes], None) if minutes else None
    since = _STARTS.search(text[: one.fact.value.start])
    other = night.minute(Field.OUT_OF_BED if since else Field.FINAL_AWAKENING)
    if other is None or clock.hour is None:
        return None
    minute = clock.hour * 60 + clock.minute
    gap = (other - minute if since else minute - other) % _HALF_DAY_MIN
    return gap if gap < _HALF_DAY_MIN // 2 else None
