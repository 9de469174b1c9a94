"""The sleep diary: the fields of a night and one night's entry.

Its figures are in `memory.figures`, its oddities in `memory.validity`, a week in `memory.week`.
Field definitions follow the Consensus Sleep Diary (Carney et al., Sleep 2012;35:287), own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Field(StrEnum):
    """The fields of a night, for ever; each is also the column's name."""

    GOT_INTO_BED = "got_into_bed_at"
    TRIED_TO_SLEEP = "tried_to_sleep_at"
    SLEEP_ONSET_LATENCY = "sleep_onset_latency_min"
    AWAKENINGS = "awakenings"
    WAKE_AFTER_SLEEP_ONSET = "wake_after_sleep_onset_min"
    FINAL_AWAKENING = "final_awakening_at"
    OUT_OF_BED = "out_of_bed_at"
    EARLY_WAKE_AWAKE = "early_wake_awake_min"
    NAPS = "naps_min"
    QUALITY = "quality_1_5"
    NOTE = "note"


CLOCK_FIELDS = (Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP, Field.FINAL_AWAKENING, Field.OUT_OF_BED)
"""The four fields that are times, in the order of the night."""


class Source(StrEnum):
    """How a value came in."""

    SAID = "said"
    FORM = "form"
    CORRECTED = "corrected"
    RECALLED = "recalled"
    COPIED = "copied"
    """Said, but of another night: "same as yesterday". Beside the four of DECISIONS 6, since a
    figure nobody told of this night must not pass for one when it is read back or exported."""
    UNKNOWN = "unknown"
    """Asked about and not known: there is no value, so it came from nowhere."""


@dataclass(frozen=True)
class DiaryEntry:
    """One night (or part of one). Instants are aware UTC; minutes are whole; None is unknown.

    `night` is the local date on which the person got up; `tz` the zone they slept in; `part` 1 the
    longest. `confirmed_at` is None until the person said yes to the read-back. `sources` has a key
    for every field that was settled, `Source.UNKNOWN` for one settled as not known.
    """

    person_id: UUID
    night: date
    tz: str
    part: int = 1
    got_into_bed_at: datetime | None = None
    tried_to_sleep_at: datetime | None = None
    sleep_onset_latency_min: int | None = None
    awakenings: int | None = None
    wake_after_sleep_onset_min: int | None = None
    final_awakening_at: datetime | None = None
    out_of_bed_at: datetime | None = None
    early_wake_awake_min: int | None = None
    naps_min: int | None = None
    quality_1_5: int | None = None
    note: str | None = None
    sources: Mapping[Field, Source] = field(default_factory=dict)
    confirmed_at: datetime | None = None
