"""The course of a person's programme: the plans that stood, the weekly reviews, the stages.

Values only; rows are only ever added, and the latest stands. `agendas` decides them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from memory.screening import Screening, lane_of
from safety.lanes import Lane


class Measure(StrEnum):
    """What a plan does with the time in bed."""

    BASELINE = "baseline"
    """Nothing yet: the diary is kept and the rise time stays as it is."""
    REGULARITY = "regularity"
    """A steady rise time; the time in bed is the person's own."""
    COMPRESSION = "compression"
    WINDOW = "window"


class Action(StrEnum):
    """What a decision did to the plan before it."""

    START = "start"
    EXTEND = "extend"
    HOLD = "hold"
    TIGHTEN = "tighten"
    WIDEN = "widen"
    SUSPEND = "suspend"
    RESUME = "resume"
    MOVE = "move"
    """The rise time changed; the time in bed did not."""
    OVERRIDE = "override"


@dataclass(frozen=True)
class Plan:
    """What stands from one night on, until the next plan.

    `from_night` is the first night it holds for (a night belongs to the morning it ends).
    `rise_time` is local; bedtime is `rise_time` less `time_in_bed_min`, never kept beside it.
    `time_in_bed_min` is None where the measure sets none. `baseline_time_in_bed_min` is the mean
    of the baseline, to which a suspended window returns. `rules` are the ids of what fired, in
    order; `figures` the whole numbers it was decided on. `by` and `reason` are given for an
    override by a person, else None.
    """

    person_id: UUID
    decided_at: datetime
    from_night: date
    measure: Measure
    action: Action
    lane: Lane
    rise_time: time
    time_in_bed_min: int | None
    baseline_time_in_bed_min: int | None
    rules: tuple[str, ...]
    figures: Mapping[str, int] = field(default_factory=dict)
    program_version: str = ""
    policy_version: str = ""
    by: str | None = None
    reason: str | None = None


class ReviewKind(StrEnum):
    """The baseline's own items at the end of S1, or a week's."""

    BASELINE = "baseline"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Review:
    """The answers of one review; None was not answered. The three scales are 0 to 10.

    `satisfaction`: with sleep, more is better. `day_impact` and `worry`: more is worse. `content`
    is whether the person has what they came for. Own items, not validated (PROTOCOL 3.1).
    """

    person_id: UUID
    at: datetime
    night: date
    kind: ReviewKind
    satisfaction_0_10: int | None = None
    day_impact_0_10: int | None = None
    worry_0_10: int | None = None
    sleepy_unsafe: bool | None = None
    anything_new: bool | None = None
    content: bool | None = None


class Standing(StrEnum):
    """A stage of the programme, or a side state."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    S5 = "S5"
    S6 = "S6"
    S7 = "S7"
    PAUSED = "PAUSED"
    SAFETY_HOLD = "SAFETY_HOLD"
    REFERRED = "REFERRED"


@dataclass(frozen=True)
class Passage:
    """A stage or side state entered or left. `night` is the check-in's; `rule` what brought it."""

    person_id: UUID
    at: datetime
    night: date
    standing: Standing
    entered: bool
    rule: str
    program_version: str = ""


@dataclass(frozen=True)
class Away:
    """A spell away from the usual zone, or nights that count for nothing: illness, visitors.

    Both days are the person's local dates, inclusive; `ends_on` is None while it lasts.
    """

    person_id: UUID
    at: datetime
    starts_on: date
    ends_on: date | None
    reason: str


Milestone = Screening | Plan | Review | Passage | Away
"""Anything that is added to what is kept of a person's course."""


@dataclass(frozen=True)
class Course:
    """A person's course, each kind oldest first.

    A spell away is known by its first day; of one that was told again only the last is here.
    """

    plans: tuple[Plan, ...] = ()
    reviews: tuple[Review, ...] = ()
    passages: tuple[Passage, ...] = ()
    spells: tuple[Away, ...] = ()

    @property
    def plan(self) -> Plan | None:
        """The plan that stands, None before the first."""
        return self.plans[-1] if self.plans else None

    def is_in(self, standing: Standing) -> bool:
        """Whether a stage or side state was entered and not left since."""
        passed = [each.entered for each in self.passages if each.standing is standing]
        return bool(passed) and passed[-1]

    def adding(self, *milestones: Milestone) -> "Course":
        """The course with some added; a screening is no part of it. A spell told again is one."""
        spells = {spell.starts_on: spell for spell in self.spells}
        spells |= {spell.starts_on: spell for spell in milestones if isinstance(spell, Away)}
        return Course(
            (*self.plans, *(each for each in milestones if isinstance(each, Plan))),
            (*self.reviews, *(each for each in milestones if isinstance(each, Review))),
            (*self.passages, *(each for each in milestones if isinstance(each, Passage))),
            tuple(spells.values()),
        )

    def since(self, before: "Course") -> "Course":
        """What was added to an earlier course to make this one."""
        return Course(
            self.plans[len(before.plans) :],
            self.reviews[len(before.reviews) :],
            self.passages[len(before.passages) :],
            tuple(spell for spell in self.spells if spell not in before.spells),
        )


def lane_now(course: Course, screenings: Iterable[Screening]) -> Lane:
    """The lane of the screenings, oldest first; C while the programme is on hold for safety."""
    return Lane.C if course.is_in(Standing.SAFETY_HOLD) else lane_of(screenings)
