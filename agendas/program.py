"""The programme as data: stages, questions, observations and steps an expert edits without Python.

A file in `programs/` is YAML of exactly the shape of `Program` below; unknown keys are refused.
`$name` in a wording is filled by code with a figure's words; `when` compares figures by name.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from string import Template
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agendas.agenda import Weight
from agendas.schedule import ScheduleRules
from safety.content import read_yaml

PROGRAMS = Path(__file__).parent / "programs"


def _fillable(wording: str) -> str:
    if not Template(wording).is_valid():
        raise ValueError(f"{wording!r} has a '$' that names nothing")
    return wording


Wording = Annotated[str, AfterValidator(_fillable)]
Variants = Annotated[tuple[Wording, ...], Field(min_length=1)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Stage(_Record):
    """A stage and, in words, how it ends."""

    id: str
    title: str
    exit: str


class Condition(_Record):
    """A figure compared with bounds, both inclusive; an unknown figure never satisfies it."""

    figure: str
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, figures: Mapping[str, int]) -> bool:
        value = figures.get(self.figure)
        if value is None:
            return False
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)


class Question(_Record):
    """Something to ask. `say` at first, `again` when it was not understood, `why` on request.

    `mentions`: words of which a model's own wording must hold one, so that it asks this question.
    """

    id: str
    stage: str
    weight: Weight
    max_turns: int = Field(ge=1, le=4)
    seconds: int = Field(ge=1, le=60)
    reason: str
    why: Wording
    mentions: tuple[str, ...]
    say: Variants
    again: Variants


class Observation(_Record):
    """One thing the data may show. The worthiest whose `when` all hold is said."""

    id: str
    when: tuple[Condition, ...]
    worth: int = Field(ge=0, le=100)
    reason: Wording
    say: Variants
    without_figures: bool = False


class Step(_Record):
    """One step of the programme, with the agreement it asks for.

    The next check-in looks back on a kept agreement: from the figures where `kept_when` is given
    (then `kept` or `missed` is said), else by the question `follow_up`; a repeating step is not
    looked back on.
    """

    id: str
    stage: str
    weight: Weight
    seconds: int = Field(ge=1, le=90)
    reason: str
    source: str
    promise: str
    say: Variants
    ask: Variants
    kept_when: Condition | None = None
    kept: tuple[Wording, ...] = ()
    missed: tuple[Wording, ...] = ()
    repeats: bool = False

    @model_validator(mode="after")
    def _looked_back_on_in_words(self) -> "Step":
        if self.kept_when and not (self.kept and self.missed):
            raise ValueError("a step with 'kept_when' needs wording for 'kept' and for 'missed'")
        return self


class Program(_Record):
    """A whole programme. `reviewed_by` is null until a named person reviewed this version.

    `schedule` holds the numbers of the sleep schedule; a programme of another behaviour has none.
    """

    id: str
    version: str
    reviewed_by: str | None
    reviewed_on: date | None
    sources: tuple[str, ...]
    stages: tuple[Stage, ...] = Field(min_length=1)
    questions: tuple[Question, ...]
    observations: tuple[Observation, ...]
    steps: tuple[Step, ...]
    schedule: ScheduleRules | None = None

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError when the programme has none."""
        return {q.id: q for q in self.questions}[question_id]

    def observation(self, item_id: str) -> Observation:
        """The observation of that id; KeyError when the programme has none."""
        return {o.id: o for o in self.observations}[item_id]

    def step(self, item_id: str) -> Step:
        """The step of that id; KeyError when the programme has none."""
        return {s.id: s for s in self.steps}[item_id]


@cache
def load_program(name: str = "sleep", folder: Path = PROGRAMS) -> Program:
    """Reads and checks a programme file.

    Raises:
        safety.content.ContentError: the file is missing or bad; names file, line and key.
    """
    return read_yaml(folder / f"{name}.yaml", Program)
