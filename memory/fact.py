"""A fact: one thing a person said of their life, how long it holds, and where it came from.

Values only. `coach.dialogue.remember` makes them from a person's own words, `memory.store` keeps
them, `memory.relevance` says how much each counts on a day. Nothing here reads a clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from memory.lexical import stems


class Kind(StrEnum):
    """What sort of thing it is; each has a life of its own."""

    STATE = "state"
    """How things were or are just now: tired, a late coffee. Gone after three days."""
    EVENT = "event"
    """Something with days of its own, past which it is over: a trip, an exam."""
    SITUATION = "situation"
    """Something that goes on until it is said to be over: a visitor, builders next door."""
    COMMITMENT = "commitment"
    RECURRING = "recurring"
    PREFERENCE = "preference"
    GOAL = "goal"
    TRAIT = "trait"
    HEALTH = "health"
    """A condition or a medicine: it never fades and ends only by explicit statement."""


class Sensitivity(StrEnum):
    """How carefully it is to be handled."""

    GENERAL = "general"
    PERSONAL = "personal"
    HEALTH = "health"
    THIRD_PARTY = "third_party"


class Status(StrEnum):
    """Whether it stands. Only a live one is ever spoken of unasked."""

    LIVE = "live"
    ENDED = "ended"
    """Said to be over; it is still true of the past."""
    SUPERSEDED = "superseded"
    """Something newer was said of the same slot; still true of the past."""
    RETRACTED = "retracted"
    """Said to be wrong: true of no time."""
    MUTED = "muted"
    """Not to be brought up again, now or ever."""


class Source(StrEnum):
    """Where it comes from."""

    SAID = "said"
    DIARY = "diary"
    INFERRED = "inferred"


CONFIDENCE = {Source.SAID: 0.9, Source.DIARY: 0.8, Source.INFERRED: 0.5}
"""0 to 1 by source (MEMORY 4.4)."""

SPOKEN_FROM = 0.6
"""The confidence from which on a fact may be spoken as one."""

RETENTION_DAYS = {Kind.STATE: 30, Kind.EVENT: 400, Kind.COMMITMENT: 90}
"""Days for which what is over is kept to answer questions about the past; others: `PAST_DAYS`."""

PAST_DAYS = 180


@dataclass(frozen=True)
class Origin:
    """The utterance it was learnt from; `wording` is the notice under which it may be kept."""

    check_in_id: UUID | None = None
    turn_no: int | None = None
    source: Source = Source.SAID
    wording: str = ""


@dataclass(frozen=True)
class Mentions:
    """How often the person came back to it. The coach's own words never count.

    `stability_days` is the present half-life, None before the first mention again: it grows with
    the time between two mentions, not with their number.
    """

    count: int = 1
    last_on: date | None = None
    stability_days: float | None = None


@dataclass(frozen=True)
class Fact:
    """One fact in the person's own sentence.

    `said_at` is aware, `said_on` that day as the person counts days, `tz` the zone it was said in.
    `starts_on` and `ends_on` are the person's
    local dates, both included; None is open. `weekdays` (ISO, 1 to 7) are those it comes back on.
    `slot` names what can have one value only, so that something newer of the same slot supersedes
    it. `topics` are the stems of what must not be brought up, given only where it is muted.
    `phrase` is the words its dates were read from. Shares are 0 to 1.
    """

    id: UUID
    person_id: UUID
    kind: Kind
    text: str
    said_at: datetime
    said_on: date
    tz: str
    starts_on: date | None = None
    ends_on: date | None = None
    weekdays: frozenset[int] = frozenset()
    slot: str | None = None
    phrase: str | None = None
    importance: float = 0.5
    confidence: float = CONFIDENCE[Source.SAID]
    sensitivity: Sensitivity = Sensitivity.GENERAL
    status: Status = Status.LIVE
    over_on: date | None = None
    supersedes: UUID | None = None
    topics: tuple[str, ...] = ()
    mentions: Mentions = Mentions()
    origin: Origin = Origin()
    version: int = 0

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of the sentence; worked out once, because every turn looks at them."""
        return tuple(stems(self.text))

    @property
    def is_live(self) -> bool:
        """Whether nothing that was said has ended it; its days may be over all the same."""
        return self.status is Status.LIVE

    @property
    def last_mention(self) -> date:
        """The day on which the person last spoke of it."""
        return self.mentions.last_on or self.said_on


@dataclass(frozen=True)
class Change:
    """What one utterance does to what is known: written in one transaction or not at all.

    `changed` holds facts at the version they were seen at; `forgotten` is deleted for good, and
    with it what else is kept of the person that tells of it. `forgotten_topic` are stems: all that
    holds them is forgotten too, whether there was a fact of it or not.
    """

    added: tuple[Fact, ...] = ()
    changed: tuple[Fact, ...] = ()
    forgotten: tuple[UUID, ...] = ()
    forgotten_topic: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.forgets)

    @property
    def forgets(self) -> bool:
        """Whether something is to leave no trace."""
        return bool(self.forgotten or self.forgotten_topic)


NOTHING_LEARNT = Change()


def applied(facts: Iterable[Fact], change: Change) -> tuple[Fact, ...]:
    """What is known after a change, in the order in which it was said."""
    known = {fact.id: fact for fact in facts}
    for fact in change.changed:
        if fact.id in known:
            known[fact.id] = replace(fact, version=fact.version + 1)
    for fact in change.added:
        known.setdefault(fact.id, replace(fact, version=1))
    for gone in change.forgotten:
        known.pop(gone, None)
    return tuple(sorted(known.values(), key=lambda each: (each.said_at, each.id)))


def difference(before: Iterable[Fact], after: Iterable[Fact]) -> Change:
    """What leads from one to the other; what changed is at the version it was seen at."""
    old, new = {each.id: each for each in before}, {each.id: each for each in after}
    changed = (each for each in new.values() if each.id in old and each != old[each.id])
    return Change(
        added=tuple(each for each in new.values() if each.id not in old),
        changed=tuple(replace(each, version=old[each.id].version) for each in changed),
        forgotten=tuple(each for each in old if each not in new),
    )


def current(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The live facts; of a slot only what was said last, though two processes wrote at once."""
    newest: dict[str, Fact] = {}
    for fact in facts:
        if fact.is_live and fact.slot is not None and holds_one(fact.slot):
            known = newest.get(fact.slot)
            if known is None or (known.said_at, known.id) < (fact.said_at, fact.id):
                newest[fact.slot] = fact
    return tuple(
        fact for fact in facts if fact.is_live and newest.get(fact.slot or "", fact).id == fact.id
    )


def holds_one(slot: str) -> bool:
    """Whether something newer supersedes by itself: two exams may both lie ahead."""
    return not slot.startswith(EVENT_SLOT)


EVENT_SLOT = "event."
"""Slots of single events: superseded only by words that move them."""


def chain(facts: Iterable[Fact], first: Fact) -> tuple[Fact, ...]:
    """The fact with all it superseded and all that superseded it."""
    known = list(facts)
    linked = {first.id}
    grew = True
    while grew:
        more = {f.id for f in known if f.supersedes in linked} | {
            f.supersedes for f in known if f.id in linked and f.supersedes is not None
        }
        grew = not more <= linked
        linked |= more
    return tuple(fact for fact in known if fact.id in linked)


def retained_until(fact: Fact) -> date | None:
    """The last day on which it may be kept; None for as long as it stands."""
    if fact.status is Status.MUTED:
        return None
    over = fact.over_on
    if over is None and fact.kind in RETENTION_DAYS:
        over = fact.ends_on or fact.starts_on or fact.said_on
    if over is None:
        return None
    return over + timedelta(days=RETENTION_DAYS.get(fact.kind, PAST_DAYS))
