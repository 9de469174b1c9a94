"""All that planning one check-in looks at, as plain values.

Built by the engine (`coach.dialogue.today`) and by tests; read by `agendas.candidates`. It decides
nothing but what was done of the programme so far.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from agendas.adherence import Share
from agendas.figures import Figures
from agendas.nights import DAY
from agendas.steps import DoneWhen, DropWhen, Guarded, Limits, Step
from memory.checkin import CheckIn, Commitment
from memory.course import Plan, ReviewKind, Standing
from memory.diary import DiaryEntry
from memory.fact import Fact
from memory.person import Person
from safety.lanes import Answer, Lane, load_lanes

KEPT = "kept:"
NOT_KEPT = "not_kept:"
TOLD_OF = "told_of:"
"""Before a step's id among a check-in's `answered`: how the agreement to it went, as they told."""
TELLS = "tell."
"""Begins the id of every telling of a decision."""
TOLD = "course.told"
"""Among a check-in's `answered` once its decision was told as it was taken."""


NOTHING_YET = Share(0, 0)


@dataclass(frozen=True)
class Compliance:
    """How the last seven days went: nights told of those that could be, nights kept to a plan."""

    diary: Share = NOTHING_YET
    adherent: Share = NOTHING_YET

    def is_low(self, limits: Limits) -> bool:
        """Whether the check-in is to be kept small."""
        whole_week = self.diary.of >= 7
        few = whole_week and self.diary.kept <= limits.low_diary_nights
        kept, of = self.adherent
        return few or (of >= limits.least_nights and 100 * kept < limits.low_adherent_percent * of)


@dataclass(frozen=True)
class Day:
    """What is known on the morning of one check-in.

    `entry` is the night at hand as far as it is known, `settled` whether it has been read back and
    answered; `figures` are of that night and the ones before it; `past` the person's earlier
    check-ins, newest first; `last` the latest agreement; `answered` what this check-in has settled.
    `stages` are those entered and not left, empty for the person's own; `shown` the one to show;
    `sides` the open side states. `conditions` are the health questions' answers, None where they
    are not known. `plan` is the schedule that stands, `review` the review that is due; `screens`
    the health questions that are. `facts` are what they told of their life and may be brought up,
    `averse` the techniques they said they do not like.
    """

    person: Person
    night: date
    entry: DiaryEntry | None
    settled: bool
    figures: Figures
    past: tuple[CheckIn, ...] = ()
    last: Commitment | None = None
    after_crisis: bool = False
    answered: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    shown: str = ""
    sides: frozenset[Standing] = frozenset()
    lane: Lane = Lane.C
    conditions: Mapping[str, Answer] | None = None
    plan: Plan | None = None
    review: ReviewKind | None = None
    screens: tuple[str, ...] = ()
    compliance: Compliance = field(default_factory=Compliance)
    facts: tuple[Fact, ...] = ()
    averse: frozenset[str] = frozenset()

    @cached_property
    def open_stages(self) -> frozenset[str]:
        """The stages whose steps may come; before S1 the first check-in already begins it."""
        if self.stages:
            return self.stages
        first = self.person.stage == "S0"
        return frozenset({"S0", "S1"} if first else {self.person.stage})

    @cached_property
    def told(self) -> Counter[str]:
        """How often each item was wholly said in earlier check-ins."""
        return Counter(item for check_in in self.past for item in check_in.delivered)

    @cached_property
    def agreements(self) -> Mapping[str, bool]:
        """Every step that was proposed, and whether they said yes the last time."""
        made = [each.commitment for each in reversed(self.past) if each.commitment is not None]
        return {each.item_id: each.agreed for each in made}

    @cached_property
    def last_told(self) -> Mapping[str, date]:
        """The latest night on whose morning an item was wholly said."""
        return {item: each.night for each in reversed(self.past) for item in each.delivered}

    def is_done(self, step: Step) -> bool:
        """Whether a step has had its effect and does not come again."""
        if step.done_when is DoneWhen.AGREED:
            return self.agreements.get(step.id) is True
        return step.id in self.told

    def is_dropped(self, step: Step) -> bool:
        """Whether a step that is not done does not come again all the same."""
        if step.drop_when is DropWhen.REFUSED:
            return self.agreements.get(step.id) is False
        return step.drop_when is DropWhen.TOLD_TWICE and self.told[step.id] > 1

    def days_since_told(self, item_id: str) -> int | None:
        """Days since an item was last wholly said; None for never."""
        last = self.last_told.get(item_id)
        return None if last is None else (self.night - last).days

    def told_this_week(self, item_id: str) -> int:
        """On how many of the last seven mornings, today not among them, an item was wholly said."""
        return sum(
            self.night - each.night <= 7 * DAY and item_id in each.delivered for each in self.past
        )

    @cached_property
    def is_plan_untold(self) -> bool:
        """Whether the schedule that stands was decided since it was last told."""
        if self.plan is None:
            return False
        since = self.plan.from_night - DAY
        return not any(
            TOLD in each.answered or any(item.startswith(TELLS) for item in each.delivered)
            for each in self.past
            if each.night >= since
            and (each.updated_at is None or each.updated_at >= self.plan.decided_at)
        )

    @property
    def not_kept(self) -> str | None:
        """The mark of an agreement that was not kept, told this morning; None for none."""
        return next((mark for mark in self.answered if mark.startswith(NOT_KEPT)), None)

    @property
    def is_told(self) -> bool:
        """Whether this morning's decision was told as it was taken."""
        return TOLD in self.answered

    def barred(self, guarded: Guarded) -> str | None:
        """The lane or the health question that speaks against something; None for neither."""
        if self.lane not in guarded.lanes:
            return f"not in lane {self.lane}"
        for condition in guarded.contraindications:
            if not self._is_ruled_out(condition):
                return f"{condition} was not answered with no"
        return None

    def _is_ruled_out(self, condition: str) -> bool:
        answers = self.conditions
        if answers is None:
            return False
        answer = answers.get(condition)
        question = load_lanes().question(condition)
        if answer is None and question is not None and question.follows is not None:
            answer = answers.get(question.follows)
        return answer is Answer.NO
