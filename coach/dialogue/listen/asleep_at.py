"""Hears when sleep came by the clock, where it is not yet known when it was tried for.

Called by `coach.dialogue.night_talk`, which keeps the time until lights out is told and the minutes
to fall asleep can be counted: "went up at eleven, couldn't get off till two".
"""

from datetime import time

from coach.dialogue.listen.halves import DAY_MIN
from coach.dialogue.listen.night import clock_time
from coach.dialogue.listen.reader import read
from coach.dialogue.listen.reading import Known
from memory.diary import Field

_SHIFT_MIN = 7
_EVENING_MIN = 22 * 60
LONGEST_ONSET_MIN = 600


def asleep_at(words: str, known: Known) -> time | None:
    """The clock time at which sleep came; None where a length was said, or nothing."""
    bed = known.values.get(Field.GOT_INTO_BED)
    start = bed.hour * 60 + bed.minute if isinstance(bed, time) else _EVENING_MIN
    first, second = (_minutes_after(words, known, start - back) for back in (0, _SHIFT_MIN))
    # A length is the same whenever they began; the way to a time is longer from an earlier start.
    if first is None or second is None or second - first != _SHIFT_MIN:
        return None
    return clock_time(start + first)


def minutes_until(asleep: time, tried: time) -> int | None:
    """The minutes from trying to sleep to a time of sleep; None where that is no falling asleep."""
    gap = (asleep.hour * 60 + asleep.minute - tried.hour * 60 - tried.minute) % DAY_MIN
    return gap if gap <= LONGEST_ONSET_MIN else None


def _minutes_after(words: str, known: Known, start: int) -> int | None:
    values = {**known.values, Field.TRIED_TO_SLEEP: clock_time(start)}
    minutes = read(words, (), Known(values, known.shift_worker)).values.get(
        Field.SLEEP_ONSET_LATENCY
    )
    return minutes if isinstance(minutes, int) else None
