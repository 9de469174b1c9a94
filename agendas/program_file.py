"""The shape of a programme's file: its stages, questions and observations, and the file as a whole.

Read by `agendas.program`; `agendas.steps` has the parts that ask something of the person, and
`agendas.schedule` the arithmetic. Unknown keys are refused.
"""

from datetime import date

from pydantic import Field

from agendas.agenda import Weight
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


class ProgramFile(Record):
    """All keys of a programme's file.

    `reviewed_by` is null until a named person reviewed this version. `schedule` holds the numbers
    of the sleep schedule, which are read from the diary; a programme of another behaviour has none
    and keeps no diary. `whole_figure` is the figure without which a day is not known well enough to
    speak of.
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
