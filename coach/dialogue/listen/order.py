"""Takes back values that cannot both be true: lights out before into bed, up before waking."""

from coach.dialogue.listen.night import Night
from memory.diary import Field

_DAY_MIN = 1440
_HALF_DAY_MIN = 720
_LONGEST_NIGHT_MIN = 18 * 60
_ORDERED = (
    (Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP, _HALF_DAY_MIN),
    (Field.FINAL_AWAKENING, Field.OUT_OF_BED, _HALF_DAY_MIN),
    (Field.GOT_INTO_BED, Field.FINAL_AWAKENING, _LONGEST_NIGHT_MIN),
    (Field.TRIED_TO_SLEEP, Field.FINAL_AWAKENING, _LONGEST_NIGHT_MIN),
    (Field.GOT_INTO_BED, Field.OUT_OF_BED, _LONGEST_NIGHT_MIN),
)


def retract_contradictions(night: Night) -> None:
    """Leaves open the fields just said that contradict each other, or what is on file."""
    for first, second, longest in _ORDERED:
        start, end = night.minute(first), night.minute(second)
        if start is None or end is None or (end - start) % _DAY_MIN <= longest:
            continue
        for field in (first, second):
            if field in night.values:
                night.retract(field)
