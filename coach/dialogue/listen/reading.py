"""What one utterance settles, touches without settling, and asks of the coach.

Values are wall-clock readings; `coach.dialogue.night` turns them into instants of a night.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from memory.diary import Field

Value = time | int | str
"""`time` for the four clock fields, `int` for minutes, counts and quality, `str` for the note."""


class Intent(StrEnum):
    """What the person wants besides giving values. The first six are judged by `coach-evals`."""

    RESCHEDULE = "reschedule"
    REPEAT_QUESTION = "repeat_question"
    REFUSE = "refuse"
    CORRECT_EARLIER = "correct_earlier"
    SAME_AS_PREVIOUS = "same_as_previous"
    NOT_YET = "not_yet"
    YES = "yes"
    NO = "no"
    LEAVE = "leave"
    START_OVER = "start_over"
    CORRECT_YESTERDAY = "correct_yesterday"
    DELETE_YESTERDAY = "delete_yesterday"
    ASK_WHY = "ask_why"


@dataclass(frozen=True)
class Known:
    """What is on file for the same night, as wall-clock values, and about the person."""

    values: Mapping[Field, Value] = field(default_factory=dict)
    shift_worker: bool = False


@dataclass(frozen=True)
class Reading:
    """The outcome of reading one utterance.

    `values` are settled; `unclear` were touched and left open (ask back), with the readings that
    came into question in `candidates` where there are just a few (06:00 or 18:00); `unknown` are
    those the person says they do not know. A field is in at most one of the three.
    """

    values: Mapping[Field, Value] = field(default_factory=dict)
    unclear: frozenset[Field] = frozenset()
    unknown: frozenset[Field] = frozenset()
    candidates: Mapping[Field, tuple[Value, ...]] = field(default_factory=dict)
    intent: Intent | None = None
