"""The parts of a programme that ask something of the person: techniques, steps, tellings, barriers.

Shapes only, read by `agendas.program` out of a programme's file; unknown keys are refused. A
condition is the id of a health question of `safety/lanes.yaml`.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from string import Template
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agendas.agenda import Weight
from agendas.schedule import RuleId
from memory.course import Action, Measure
from safety.content import MisplacedError, Pattern, Reviewed
from safety.lanes import Lane, load_lanes


def _written(wording: str) -> str:
    if not wording.strip():
        raise ValueError("nothing is written here: write a sentence, or take the line out")
    return wording


def _fillable(wording: str) -> str:
    if not Template(wording).is_valid():
        raise ValueError(f"{wording!r} has a '$' that names nothing")
    return wording


def _known_condition(condition: str) -> str:
    if load_lanes().question(condition) is None:
        raise ValueError(f"{condition!r} is no question of safety/lanes.yaml")
    return condition


Text = Annotated[str, AfterValidator(_written)]
Wording = Annotated[Text, AfterValidator(_fillable)]
Variants = Annotated[tuple[Wording, ...], Field(min_length=1)]
ConditionId = Annotated[str, AfterValidator(_known_condition)]
Seconds = Annotated[int, Field(ge=1, le=90)]
EVERY_LANE = tuple(Lane)


class Record(BaseModel):
    """A part of a programme's file: frozen, and no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Record):
    """A figure compared with bounds, both inclusive; an unknown figure never satisfies it."""

    figure: str
    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _can_hold(self) -> "Condition":
        low, high = self.at_least, self.at_most
        if low is not None and high is not None and low > high:
            raise MisplacedError("it lies above 'at_most', so that it never holds", "at_least")
        return self

    def holds(self, figures: Mapping[str, int]) -> bool:
        """Whether the figure is known and lies within the bounds."""
        value = figures.get(self.figure)
        if value is None:
            return False
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)


class DoneWhen(StrEnum):
    """What has to happen before a step does not come again."""

    TOLD = "told"
    AGREED = "agreed"


class DropWhen(StrEnum):
    """What ends a step that is not done. That its stage is left always does."""

    REFUSED = "refused"
    TOLD_TWICE = "told_twice"
    NEVER = "never"


class Marks(StrEnum):
    """What a step that is done means for the stages (`agendas.progress.Done`)."""

    WIND_DOWN = "wind_down"
    PRACTICE = "practice"
    RELAXATION_OFFER = "relaxation_offer"
    EXPERIMENT = "experiment"
    RELAPSE_PLAN = "relapse_plan"
    BOOSTER = "booster"
    """A no to it ends the programme."""


class Guarded(Record):
    """For whom it is: the lanes, and the health questions that must have been answered with no.

    Where an answer is not known (no whole screen, or answers that are not kept) it counts as a yes.
    """

    lanes: tuple[Lane, ...] = Field(EVERY_LANE, min_length=1)
    contraindications: tuple[ConditionId, ...] = ()


class Technique(Guarded, Reviewed):
    """Something to learn. No more than one new one a day. Null review: nobody has reviewed it.

    `known_as` is how people speak of it who have tried it elsewhere: who told that they do not like
    it is not taught it.
    """

    id: str
    stage: str
    title: str
    sources: tuple[str, ...] = Field(min_length=1)
    known_as: tuple[Pattern, ...] = ()

    @cached_property
    def named(self) -> re.Pattern[str] | None:
        """Any of `known_as`, at the bounds of words; None where nobody calls it by a name."""
        return re.compile(rf"\b(?:{'|'.join(self.known_as)})\b") if self.known_as else None


class Step(Guarded):
    """One step of the programme, with the agreement it asks for.

    It comes once the steps of `after` are done and `when` holds, under the `measures` named (none:
    under any), until `done_when` or `drop_when`; one that `repeats` comes whenever nothing new is
    due, in turn with the others, but before them on `days_a_week` (0 to 7) unless it was refused
    the last time. `instead_of` names a step for those for whom that one is contraindicated. `brief`
    tells a model what its own wording of `say` must bring across. One with a `technique` teaches
    something to practise, and never comes while the days are hard to keep up (PROTOCOL 1).

    The next check-in looks back on an agreement: from the figures where `kept_when` is given (then
    `kept` or `missed` is said), else by the question `follow_up` or the words of `look_back`; on a
    repeating step only where `looks_back` says so. `looks_back_when` says after which nights alone:
    those that gave occasion for it.
    """

    id: str
    stage: str
    weight: Weight
    seconds: Seconds
    reason: Wording
    source: str
    promise: Wording
    say: Variants
    ask: Variants
    brief: str = ""
    technique: str | None = None
    done_when: DoneWhen = DoneWhen.TOLD
    drop_when: DropWhen = DropWhen.REFUSED
    after: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    measures: tuple[Measure, ...] = ()
    instead_of: str | None = None
    marks: Marks | None = None
    kept_when: Condition | None = None
    kept: tuple[Wording, ...] = ()
    missed: tuple[Wording, ...] = ()
    repeats: bool = False
    days_a_week: Annotated[int, Field(ge=0, le=7)] = 0
    looks_back: bool | None = None
    looks_back_when: tuple[Condition, ...] = ()
    look_back: tuple[Wording, ...] = ()

    @model_validator(mode="after")
    def _looked_back_on_in_words(self) -> "Step":
        if self.kept_when and not (self.kept and self.missed):
            what = "a step with it needs wording for 'kept' and for 'missed': write both"
            raise MisplacedError(what, "kept_when")
        return self

    @property
    def is_looked_back_on(self) -> bool:
        """Whether the next check-in asks how an agreement to it went."""
        return not self.repeats if self.looks_back is None else self.looks_back


class Telling(Record):
    """How a decision about the schedule is told: the first that fits its action and measure.

    `when` looks at the figures that the decision is kept with.

    Places: `$rise`, and where the plan sets a time in bed `$bed` and `$time_in_bed`; `$why` is
    the sentence of the rule that decided.
    """

    id: str
    actions: tuple[Action, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)
    rules: tuple[RuleId, ...] = ()
    when: tuple[Condition, ...] = ()
    seconds: Seconds
    promise: Wording
    say: Variants
    ask: Variants


class Barrier(Record):
    """What gets in the way of a step, how people say it, and what is answered (PROTOCOL 2.8)."""

    id: str
    heard: tuple[Pattern, ...] = Field(min_length=1)
    source: str
    say: Variants

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of `heard`, at the bounds of words; an apostrophe counts as a blank."""
        return re.compile(rf"\b(?:{'|'.join(self.heard)})\b")


class Limits(Record):
    """How much one check-in may hold, and from when on it is kept small (PROTOCOL 1).

    `low_adherent_percent` of the told nights under a plan, `low_diary_nights` of the last seven,
    each judged only once there were `least_nights` to tell.
    """

    source: str
    substantive_items: int = Field(ge=1, le=3)
    small_items: int = Field(ge=1, le=3)
    seconds: int = Field(ge=60, le=180)
    review_seconds: int = Field(ge=60, le=360)
    new_techniques: int = Field(ge=0, le=1)
    low_adherent_percent: int = Field(ge=1, le=100)
    low_diary_nights: int = Field(ge=0, le=6)
    least_nights: int = Field(ge=1, le=7)
    barrier_every_days: int = Field(ge=1, le=14)
