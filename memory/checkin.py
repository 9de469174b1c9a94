"""A check-in: one talk about one night, its turns, and how far it has come.

Values only. `memory.store` keeps them; `coach.dialogue.engine` decides them and never writes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from memory.course import Away, Milestone, Passage, Plan, Review
from memory.diary import DiaryEntry
from memory.fact import NOTHING_LEARNT, Change
from memory.person import Person
from memory.screening import Screening


class StaleError(Exception):
    """Someone else wrote first: load anew and try again."""


class UnknownPersonError(StaleError):
    """Nobody with this id is kept here: never added, or erased since."""

    def __init__(self, person_id: UUID) -> None:
        super().__init__(f"no person {person_id} is kept here")


class Speaker(StrEnum):
    """Who spoke a turn."""

    PERSON = "person"
    COACH = "coach"


class Status(StrEnum):
    """Where a check-in stands. A left one is taken up again by the next call for the same night."""

    OPEN = "open"
    LEFT = "left"
    DONE = "done"
    CRISIS = "crisis"


@dataclass(frozen=True)
class Turn:
    """What one side said. `text` is None where the words are withheld (after a crisis)."""

    turn_no: int
    speaker: Speaker
    at: datetime
    text: str | None
    interrupted: bool = False
    withheld_rule: str | None = None


@dataclass(frozen=True)
class Commitment:
    """The one thing agreed for the coming day: a programme item, and whether they said yes."""

    item_id: str
    agreed: bool
    night: date


@dataclass(frozen=True)
class CheckIn:
    """One check-in. Unique per person, night and part; `version` counts writes, 0 is unwritten.

    `turn_no` is the last turn that was heard (0 the opening, -1 before it). `question` is the open
    question's id: it is asked again when the talk was cut; `attempts` counts how often it was.
    `agenda` is the day's agenda as canonical JSON, opaque here. `delivered` holds the agenda items
    whose sentences were wholly heard, `answered` the questions that are settled and the marks
    of what happened (a crisis), `owed` the keys of mandatory script lines that were not heard yet.
    `model_failures` counts the model's failures in this check-in; `editing` is the earlier night
    under correction, None for the night at hand. `prompt_version` is the prompt by which a model
    words the replies, empty where none does.
    """

    id: UUID
    person_id: UUID
    night: date
    part: int = 1
    version: int = 0
    status: Status = Status.OPEN
    channel: str = "text"
    opened_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    turn_no: int = -1
    question: str | None = None
    attempts: int = 0
    agenda: str = "{}"
    delivered: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    owed: tuple[str, ...] = ()
    model_failures: int = 0
    editing: date | None = None
    commitment: Commitment | None = None
    program_version: str = ""
    policy_version: str = ""
    prompt_version: str = ""


@dataclass(frozen=True)
class Audited:
    """A decision worth keeping without its words: rule, policy, and when. No text ever."""

    at: datetime
    kind: str
    """"heard", "said", "erased", "restored" …"""
    rule_id: str
    policy_version: str


@dataclass(frozen=True)
class Hearing:
    """All that one heard turn changes: written by `Store.hear` in one transaction or not at all.

    `check_in` is the state after hearing, its `version` the one it was derived from; `words` is
    None for the opening turn and where `withheld_rule` says why they are not kept. `person` is
    the changed person or None, its `version` likewise. `entries` replace the rows of their nights,
    `deleted` takes nights away; `seen` is what was kept of either when that was decided.
    `screenings` to `spells` are added to the person's course; they were decided on the course as it
    stood at `person.version`, so that with any of them `person` is given, changed or not. `learnt`
    is what it changes in what is known of the person's life.
    """

    check_in: CheckIn
    at: datetime
    words: str | None = None
    withheld_rule: str | None = None
    person: Person | None = None
    entries: tuple[DiaryEntry, ...] = ()
    deleted: tuple[date, ...] = ()
    seen: tuple[DiaryEntry, ...] = ()
    audited: tuple[Audited, ...] = ()
    screenings: tuple[Screening, ...] = ()
    plans: tuple[Plan, ...] = ()
    reviews: tuple[Review, ...] = ()
    passages: tuple[Passage, ...] = ()
    spells: tuple[Away, ...] = ()
    learnt: Change = NOTHING_LEARNT

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """All that is added to the course, each kind in its order."""
        return (*self.screenings, *self.plans, *self.reviews, *self.passages, *self.spells)


@dataclass(frozen=True)
class Saying:
    """What the person was told in one turn: written by `Store.said` in one transaction.

    `version` is the check-in's version it was derived from. `text` is what was heard of the reply
    (cut where they cut it), None where `withheld_rule` says why it is not kept. `delivered` and
    `settled` (keys of owed lines now heard) are merged into the check-in, `model_failures` added.
    """

    check_in_id: UUID
    turn_no: int
    version: int
    at: datetime
    text: str | None
    interrupted: bool = False
    withheld_rule: str | None = None
    delivered: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    model_failures: int = 0
    audited: tuple[Audited, ...] = ()
