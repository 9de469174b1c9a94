"""The one place where the names of case files and golden vectors meet the product's own fields.

Called by the cases (names in) and the suites (names out). It knows no other names than these.
"""

import re
from datetime import time

from coach.dialogue.listen.reading import Intent, Value
from memory.diary import CLOCK_FIELDS, Field

DIARY_NAMES = {
    "bed_time": Field.GOT_INTO_BED,
    "lights_out": Field.TRIED_TO_SLEEP,
    "sleep_latency_min": Field.SLEEP_ONSET_LATENCY,
    "awakenings": Field.AWAKENINGS,
    "waso_min": Field.WAKE_AFTER_SLEEP_ONSET,
    "final_wake": Field.FINAL_AWAKENING,
    "out_of_bed": Field.OUT_OF_BED,
    "naps_min": Field.NAPS,
    "quality": Field.QUALITY,
    "notes": Field.NOTE,
}
"""The fields of a case; the early wake of the product has no name there and is not graded."""

GOLDEN_NAMES = {
    "into_bed": Field.GOT_INTO_BED,
    "tried_to_sleep": Field.TRIED_TO_SLEEP,
    "sol_min": Field.SLEEP_ONSET_LATENCY,
    "n_awakenings": Field.AWAKENINGS,
    "waso_min": Field.WAKE_AFTER_SLEEP_ONSET,
    "final_awakening": Field.FINAL_AWAKENING,
    "out_of_bed": Field.OUT_OF_BED,
    "tasafa_min": Field.EARLY_WAKE_AWAKE,
}
"""The inputs of a golden night."""

NOTES = "notes"
UNCLEAR = "unclear"
CASE_INTENTS = frozenset(
    {
        Intent.RESCHEDULE,
        Intent.REPEAT_QUESTION,
        Intent.REFUSE,
        Intent.CORRECT_EARLIER,
        Intent.SAME_AS_PREVIOUS,
        Intent.NOT_YET,
    }
)
"""The intents a case may name; the product's others count as none."""

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_NAME_OF = {each: name for name, each in DIARY_NAMES.items()}


def name_of(each: Field) -> str | None:
    """The name that case files use, or None where they have none."""
    return _NAME_OF.get(each)


def is_clock(name: str) -> bool:
    """Whether the field of this name is a clock time."""
    return DIARY_NAMES[name] in CLOCK_FIELDS


def parse(name: str, raw: object) -> Value:
    """The product's value for what a case file holds under this name.

    Raises:
        ValueError: not `HH:MM` for a clock time, not a whole number for a number, not words.
    """
    if is_clock(name):
        return _clock(raw)
    if name == NOTES:
        if not isinstance(raw, str):
            raise ValueError(f"{raw!r} is not words")
        return raw
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueError(f"{raw!r} is not a whole number")
    return raw


def show(value: Value) -> str | int:
    """A value of the product in the form of a case file."""
    return value.strftime("%H:%M") if isinstance(value, time) else value


def case_intent(intent: Intent | None) -> str | None:
    """The intent in the form of a case file."""
    return str(intent) if intent in CASE_INTENTS else None


def _clock(raw: object) -> time:
    match = _CLOCK.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        raise ValueError(f"{raw!r} is not a time as HH:MM")
    return time(int(match[1]), int(match[2]))
