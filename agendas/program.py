"""The programme as data: stages, questions, observations and steps an expert edits without Python.

A file in `programs/` is YAML of exactly the shape of `agendas.program_file`; unknown keys are
refused, and so is what does not hold together (`agendas.program_check`). `$name` in a wording is
filled by code with a figure's words; `when` compares figures by name.
"""

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from pydantic import model_validator

from agendas.program_check import problems
from agendas.program_file import Observation, ProgramFile, Question
from agendas.steps import Step, Technique, Telling
from memory.course import Plan
from safety.content import read_yaml

PROGRAMS = Path(__file__).parent / "programs"


class Program(ProgramFile):
    """A whole programme, checked, with its parts by their ids."""

    @model_validator(mode="after")
    def _holds_together(self) -> "Program":
        for problem in problems(self):
            raise problem
        return self

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
                and all(condition.holds(plan.figures) for condition in each.when)
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
