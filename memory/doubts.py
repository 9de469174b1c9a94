"""The ledger of doubts: what was asked about a night because it did not fit, and what came of it.

Kept as marks among a check-in's answered questions, so that it is written in the same transaction
as the answer; read back by `coach diary`. It holds no words and no values, and repairs nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_KIND = "asked_about"
_PARTS = 5


class Outcome(StrEnum):
    """What came of a question about something odd."""

    CHANGED = "changed"
    KEPT = "kept"
    LEFT_BLANK = "left_blank"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class AskedAbout:
    """One question about something odd. `field` is empty where it was about several nights."""

    night: date
    why: str
    field: str
    outcome: Outcome


def mark_of(asked: AskedAbout) -> str:
    """The mark under which a check-in keeps it."""
    return f"{_KIND}|{asked.night.isoformat()}|{asked.why}|{asked.field}|{asked.outcome}"


def doubts_in(marks: Iterable[str]) -> tuple[AskedAbout, ...]:
    """All that is kept among these marks, by night; marks of another kind are passed over."""
    found = [asked for mark in marks if (asked := _read(mark)) is not None]
    return tuple(sorted(found, key=lambda each: (each.night, each.why, each.field)))


def _read(mark: str) -> AskedAbout | None:
    parts = mark.split("|")
    if parts[0] != _KIND or len(parts) != _PARTS:
        return None
    _, night, why, field, outcome = parts
    return AskedAbout(date.fromisoformat(night), why, field, Outcome(outcome))
