"""The programme as data: stages, questions, observations and steps an expert edits without Python.

A file in `programs/` is YAML of exactly the shape of `Program` below (`agendas.steps` has the parts
that ask something of the person, `agendas.schedule` the arithmetic); unknown keys are refused.
`$name` in a wording is filled by code with a figure's words; `when` compares figures by name.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from pydantic import Field, model_validator

from agendas.agenda import Weight
from agendas.program_check import problems
from agendas.schedule import RuleId, ScheduleRules
from agendas.steps import (
    Barrier,
    Condition,
    Limits,
    Record,
    Step,
    Technique,
    Telling,
    Text,
    Variants,
    Wording,
)
from memory.course import Plan
from safety.content import MisplacedError, read_yaml

PROGRAMS = Path(__file__).parent / "programs"
_NAMED = ("stages", "questions", "observations", "techniques", "steps", "tellings", "barriers")


class Stage(Record):
    """A stage, or a state beside the stages, and how it begins and ends.

    `begins` and `ends` say it in words; `entry` and `exit` are the rules of `schedule:` that do it.
    `beside` marks a state in which the stage stands still.
    """

    id: str
    title: Text
    begins: Text
    ends: Text
    entry: tuple[RuleId, ...] = ()
    exit: tuple[RuleId, ...] = ()
    beside: bool = False


class Question(Record):
    """Something to ask. `say` at first, `again` when it was not understood, `why` on request.

    `mentions`: words of which a model's own wording must hold one, so that it asks this question.
    `asks_for` names a figure: the question is asked while that is not known.
    """

    id: str
    stage: str
    weight: Weight
    max_turns: int = Field(ge=1, le=4)
    seconds: int = Field(ge=1, le=60)
    reason: Wording
    why: Wording
    mentions: tuple[str, ...]
    say: Variants
    again: Variants
    asks_for: str | None = None


class Observation(Record):
    """One thing the data may show. The worthiest whose `when` all hold is said.

    `without_figures`: only on a day that is not wholly known, null on either. It is not said again
    for `rest_days` days; `brief` tells a model what its wording must say.
    """

    id: str
    when: tuple[Condition, ...]
    worth: int = Field(ge=0, le=100)
    reason: Wording
    say: Variants
    without_figures: bool | None = False
    rest_days: int = Field(0, ge=0, le=92)
    brief: str = ""


class Program(Record):
    """A whole programme. `reviewed_by` is null until a named person reviewed this version.

    `schedule` holds the numbers of the sleep schedule; a programme of another behaviour has none.
    `whole_figure` is the figure without which a day is not known well enough to speak of.
    """

    id: str
    version: str
    reviewed_by: str | None
    reviewed_on: date | None
    sources: tuple[str, ...]
    whole_figure: str = "total_sleep_time_min"
    limits: Limits
    stages: tuple[Stage, ...] = Field(min_length=1)
    questions: tuple[Question, ...]
    observations: tuple[Observation, ...]
    techniques: tuple[Technique, ...] = ()
    steps: tuple[Step, ...]
    tellings: tuple[Telling, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    schedule: ScheduleRules | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "Program":
        for problem in self._problems():
            raise problem
        return self

    def _problems(self) -> Iterator[MisplacedError]:
        yield from self._repeated()
        yield from problems(self)

    def _repeated(self) -> Iterator[MisplacedError]:
        seen: set[str] = set()
        for kind in _NAMED:
            for at, each in enumerate(getattr(self, kind)):
                if each.id in seen:
                    yield MisplacedError(f"the id {each.id!r} is used twice", kind, at, "id")
                seen.add(each.id)

    @property
    def label(self) -> str:
        """Name and version, as they are pinned on every decision."""
        return f"{self.id} {self.version}"

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return {each.id: each for each in self.questions}

    @cached_property
    def _observations(self) -> Mapping[str, Observation]:
        return {each.id: each for each in self.observations}

    @cached_property
    def _steps(self) -> Mapping[str, Step]:
        return {each.id: each for each in self.steps}

    @cached_property
    def _techniques(self) -> Mapping[str, Technique]:
        return {each.id: each for each in self.techniques}

    @cached_property
    def own_questions(self) -> tuple[Question, ...]:
        """The questions that are asked while a figure is not known."""
        return tuple(each for each in self.questions if each.asks_for is not None)

    @cached_property
    def review_questions(self) -> tuple[Question, ...]:
        """The questions of a review, in their order."""
        return tuple(each for each in self.questions if each.id.startswith("review."))

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError when the programme has none."""
        return self._questions[question_id]

    def asks(self, question_id: str) -> bool:
        """Whether the programme has a question of that id."""
        return question_id in self._questions

    def observation(self, item_id: str) -> Observation:
        """The observation of that id; KeyError when the programme has none."""
        return self._observations[item_id]

    def observes(self, item_id: str) -> bool:
        """Whether the programme has an observation of that id."""
        return item_id in self._observations

    def step(self, item_id: str) -> Step:
        """The step of that id; KeyError when the programme has none."""
        return self._steps[item_id]

    def has_step(self, item_id: str) -> bool:
        """Whether the programme has a step of that id."""
        return item_id in self._steps

    def technique(self, step: Step) -> Technique | None:
        """The technique that a step teaches or practises."""
        return None if step.technique is None else self._techniques[step.technique]

    def promise(self, item_id: str) -> str | None:
        """What was agreed to by an item that is looked back on; None for any other."""
        if item_id in self._steps:
            step = self._steps[item_id]
            return step.promise if step.is_looked_back_on else None
        telling = self.telling_of(item_id)
        return None if telling is None else telling.promise

    def telling(self, plan: Plan) -> Telling | None:
        """How a decision is told; None for one that the programme has no words for."""
        return next(
            (
                each
                for each in self.tellings
                if plan.action in each.actions
                and plan.measure in each.measures
                and (not each.rules or not set(each.rules).isdisjoint(plan.rules))
            ),
            None,
        )

    def telling_of(self, item_id: str) -> Telling | None:
        """The telling of that id, None when the programme has none."""
        return next((each for each in self.tellings if each.id == item_id), None)


@cache
def load_program(name: str = "sleep", folder: Path = PROGRAMS) -> Program:
    """Reads and checks a programme file.

    Raises:
        safety.content.ContentError: the file is missing or bad; names file, line and key.
    """
    return read_yaml(folder / f"{name}.yaml", Program)
