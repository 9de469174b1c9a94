"""The events of a night that a value can be about, and the field each settles."""

from dataclasses import dataclass
from enum import StrEnum

from memory.diary import Field


class Event(StrEnum):
    """What a value can be about."""

    BED = "bed"
    LIGHTS = "lights"
    START = "start"
    """Started, of what is not said: trying to sleep where that was asked, else kept away."""
    ONSET = "onset"
    WAKE = "wake"
    AWAKE = "awake"
    BACK = "back"
    FINAL = "final"
    UP = "up"
    NAP = "nap"
    QUALITY = "quality"
    EARLY = "early"
    """Awake after the last waking; only the question tells it from other time awake."""
    DOING = "doing"
    """Reading in bed, staying in bed: its end is lights out or getting up, by what came before."""
    SLEPT = "slept"
    """Slept from one time to another."""
    OTHER = "other"
    """Named to keep its value away from the diary: back to bed, stayed up till."""


@dataclass(frozen=True)
class Cue:
    """An event's wording at [start, end) of the skeleton."""

    event: Event
    start: int
    end: int


FIELD_OF = {
    Event.BED: Field.GOT_INTO_BED,
    Event.LIGHTS: Field.TRIED_TO_SLEEP,
    Event.ONSET: Field.SLEEP_ONSET_LATENCY,
    Event.WAKE: Field.AWAKENINGS,
    Event.AWAKE: Field.WAKE_AFTER_SLEEP_ONSET,
    Event.BACK: Field.WAKE_AFTER_SLEEP_ONSET,
    Event.FINAL: Field.FINAL_AWAKENING,
    Event.UP: Field.OUT_OF_BED,
    Event.NAP: Field.NAPS,
    Event.QUALITY: Field.QUALITY,
}
"""The field that an event's value settles."""
