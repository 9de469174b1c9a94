"""Which of the things a person told is to be brought up on a day: what begins, is on, or is over.

Called by `agendas.candidates`. Each thing is brought up once before or during its days and once
after them, within days of their end; then never again (DECISIONS 18).
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from agendas.nights import DAY
from memory.fact import SPOKEN_FROM, Fact, Kind, Sensitivity, current

FOLLOWED_UP_WITHIN_DAYS = 3
AHEAD_DAYS = 1
_UNASKED = frozenset({Sensitivity.GENERAL, Sensitivity.PERSONAL})
"""What is brought up without being asked for: not their health, nor what is another's."""


class Phase(StrEnum):
    """When it comes up."""

    AHEAD = "ahead"
    """On the day before it begins, or on the day itself."""
    DURING = "during"
    AFTER = "after"
    DUE = "due"
    """The last day of what they meant to do, or just after."""


class Due(NamedTuple):
    """A fact that is to be brought up today."""

    fact: Fact
    phase: Phase

    @property
    def item_id(self) -> str:
        """The id of its agenda item."""
        return f"remembered.{self.phase}.{self.fact.id.hex}"


def due(facts: Sequence[Fact], today: date, told: Collection[str]) -> Iterator[Due]:
    """What may be brought up today, what ended or ends soonest first; `told` were before."""
    known = [each for each in current(facts) if _may_come_up(each, today)]
    for fact in sorted(known, key=lambda each: (each.ends_on or each.said_on, each.id)):
        phase = phase_of(fact, today)
        if phase is None:
            continue
        found = Due(fact, phase)
        earlier = (Due(fact, Phase.AHEAD), Due(fact, Phase.DURING))
        before = (found, *earlier) if phase in {Phase.AHEAD, Phase.DURING} else (found,)
        if not any(each.item_id in told for each in before):
            yield found


def phase_of(fact: Fact, today: date) -> Phase | None:
    """Where the day lies to the days of a fact; None where nothing is to be said of it."""
    starts, ends = fact.starts_on, fact.ends_on
    if fact.kind is Kind.COMMITMENT:
        is_due = ends is not None and 0 <= (today - ends).days <= FOLLOWED_UP_WITHIN_DAYS
        return Phase.DUE if is_due else None
    if ends is not None and today > ends:
        return Phase.AFTER if (today - ends).days <= FOLLOWED_UP_WITHIN_DAYS else None
    if starts is not None and today <= starts:
        return Phase.AHEAD if starts - today <= AHEAD_DAYS * DAY else None
    return Phase.DURING if ends is not None else None


def _may_come_up(fact: Fact, today: date) -> bool:
    """Only what has days of its own, was not just spoken of, and is theirs to be asked about."""
    if fact.kind not in {Kind.EVENT, Kind.COMMITMENT} or fact.confidence < SPOKEN_FROM:
        return False
    # Who spoke of it on the day, or once it was over, needs not be asked.
    last = fact.last_mention
    over = fact.ends_on is not None and last > fact.ends_on
    return fact.sensitivity in _UNASKED and last < today and not over
