"""Collects what one utterance says about the night, field by field, while it is being settled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from coach.dialogue.listen.reading import Known, Value
from memory.diary import CLOCK_FIELDS, Field

_DAY_MIN = 1440


@dataclass
class Night:
    """The values so far, what was touched and left open, and what is on file.

    Mutable on purpose: it lives for one `read` and is turned into a frozen `Reading`.
    """

    known: Known
    asked: tuple[Field, ...]
    values: dict[Field, Value] = field(default_factory=dict)
    unclear: set[Field] = field(default_factory=set)
    unknown: set[Field] = field(default_factory=set)
    candidates: dict[Field, tuple[Value, ...]] = field(default_factory=dict)

    def put(self, which: Field, value: Value) -> None:
        """Settles a field; a settled field is neither unclear nor unknown any more."""
        self.values[which] = value
        self.unclear.discard(which)
        self.candidates.pop(which, None)

    def leave_open(self, which: Field, candidates: Sequence[Value] = ()) -> None:
        """Marks a field as touched without being settled. A value said precisely stands."""
        if which in self.values:
            return
        self.unclear.add(which)
        if candidates:
            self.candidates[which] = tuple(candidates)

    def retract(self, which: Field) -> None:
        """Takes a value back because it contradicts another."""
        value = self.values.pop(which, None)
        self.unclear.add(which)
        if value is not None:
            self.candidates.setdefault(which, (value,))

    def put_minute(self, which: Field, minute: int) -> None:
        """Settles a clock field from minutes after midnight."""
        self.put(which, clock_time(minute))

    def minute(self, which: Field) -> int | None:
        """A clock field in minutes after midnight, as just said or else as on file."""
        value = self.values.get(which, self.known.values.get(which))
        return value.hour * 60 + value.minute if isinstance(value, time) else None

    def amount(self, which: Field) -> int | None:
        """A number field, as just said or else as on file."""
        value = self.values.get(which, self.known.values.get(which))
        return value if isinstance(value, int) else None

    def earlier(self, which: Field) -> int | None:
        """The nearest time before a clock field, in minutes after midnight."""
        order = list(CLOCK_FIELDS)
        found = [self.minute(f) for f in order[: order.index(which)]]
        return next((m for m in reversed(found) if m is not None), None)

    def later(self, which: Field) -> int | None:
        """The nearest time after a clock field, in minutes after midnight."""
        order = list(CLOCK_FIELDS)
        found = [self.minute(f) for f in order[order.index(which) + 1 :]]
        return next((m for m in found if m is not None), None)


def clock_time(minute: int) -> time:
    """A wall-clock time from minutes after midnight."""
    return time(minute % _DAY_MIN // 60, minute % 60)
