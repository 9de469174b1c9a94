"""All that answering one turn looks at, loaded once per check-in and carried from turn to turn.

Frozen: the engine derives the next state from the last, so a reply can be thought of twice and
dropped without a trace.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from agendas.draft import Draft, kept_draft
from agendas.figures import Figures, figures_of
from memory.checkin import CheckIn, Commitment, Hearing, Saying, Speaker, Status, Turn
from memory.course import Course, Milestone, lane_now
from memory.diary import DiaryEntry
from memory.fact import Fact
from memory.person import Person, night_of, zone
from memory.screening import Screening
from safety.lanes import Answer, Lane

MORNING_ENDS_AT = 12
"""The hour, on the person's own clock."""

HISTORY = timedelta(days=70)
"""How far back the diary is looked at: the eight weeks of a programme and its baseline."""

DAY = timedelta(days=1)

SAFETY_CHECK = "safety.check"
CRISIS_TOLD = "safety.crisis"
"""Stands among a check-in's answered from a crisis on, for good: the next day's check needs it."""
EMERGENCY_TOLD = "safety.emergency"
"""Stands beside it where the body alone was in danger: the next day's check is about that."""
NOT_KEPT = "not_kept"
"""Stands among a check-in's answered when nothing of the person is to be kept."""
_OWN = "figure:"
_BABY = "screen.baby"
_NEWBORN = "newborn"
_OTHERS = "barrier.others"
VOICE = "voice"
"""The channel of every door where one talks; at the others one types."""


class PersonErasedError(Exception):
    """Nothing of this person is kept any more: the talk cannot go on. Its text is for them."""


class Unlearnt(NamedTuple):
    """Words of which it is not known yet what was meant: when said, and in which turn."""

    words: str
    at: datetime
    turn_no: int


class Facts(Protocol):
    """What is kept of a person's life; `memory.facts_kept` is the one implementation."""

    async def of(self, person_id: UUID) -> tuple[Fact, ...]: ...


class Store(Protocol):
    """What a dialogue needs of the store; `memory.store.Store` is the one implementation."""

    @property
    def facts(self) -> Facts: ...

    async def person(self, person_id: UUID) -> Person | None: ...

    async def check_in(self, person_id: UUID, night: date, part: int = 1) -> CheckIn | None: ...

    async def check_ins(self, person_id: UUID, since: date | None = None) -> list[CheckIn]: ...

    async def turns(self, check_in_id: UUID) -> list[Turn]: ...

    async def nights(
        self, person_id: UUID, since: date | None = None, until: date | None = None
    ) -> list[DiaryEntry]: ...

    async def last_commitment(self, person_id: UUID, before: date) -> Commitment | None: ...

    async def course(self, person_id: UUID) -> Course: ...

    async def screenings(self, person_id: UUID) -> list[Screening]: ...

    async def hear(self, hearing: Hearing) -> CheckIn: ...

    async def said(self, saying: Saying) -> CheckIn: ...

    async def set_agenda(self, check_in: CheckIn, agenda: str) -> CheckIn: ...

    async def erase(self, person_id: UUID, now: datetime) -> object: ...


@dataclass(frozen=True)
class State:
    """Where a check-in stands.

    `nights` holds the person's recent entries by night, the one at hand among them; `past` their
    earlier check-ins, newest first; `said` what the coach has said in this check-in. `local_zone`
    is the machine's own zone, the default until they name theirs. `channel` is that of the door
    open now; the check-in's own is that of the door it began at. What a turn adds to `course` and
    `screenings` is written with it, if nobody else added to them meanwhile. `draft` is what a model
    proposed for this check-in on the day before. `facts` are what is known of the person's life;
    those of `unspoken` did not pass the gate and are never said. `unlearnt` waits for an answer.
    """

    person: Person
    check_in: CheckIn
    nights: Mapping[date, DiaryEntry] = field(default_factory=dict)
    past: tuple[CheckIn, ...] = ()
    last: Commitment | None = None
    said: frozenset[str] = frozenset()
    local_zone: str = "UTC"
    channel: str = "text"
    course: Course = field(default_factory=Course)
    screenings: tuple[Screening, ...] = ()
    draft: Draft | None = None
    facts: tuple[Fact, ...] = ()
    unspoken: frozenset[UUID] = frozenset()
    unlearnt: Unlearnt | None = None

    @property
    def night(self) -> date:
        """The night being talked about: the one under correction, else the one at hand."""
        return self.check_in.editing or self.check_in.night

    @property
    def entry(self) -> DiaryEntry | None:
        """The diary of the night being talked about, as far as it is known."""
        return self.nights.get(self.night)

    @property
    def tz(self) -> str:
        """The person's zone, or the machine's until they told theirs."""
        return self.person.tz or self.local_zone

    @property
    def lane(self) -> Lane:
        """The lane the person is in now."""
        return lane_now(self.course, self.screenings)

    @property
    def after_crisis(self) -> bool:
        """Whether a crisis has not been followed by a check answered on a later night.

        An opened check-in without that answer settles nothing, and neither does one that same day.
        """
        for each in self.past:
            if CRISIS_TOLD in each.answered:
                return True
            if SAFETY_CHECK in each.answered:
                break
        return self.check_in.status is Status.CRISIS

    @property
    def after_emergency(self) -> bool:
        """Whether all that is still to be followed up was an emergency of the body."""
        told = []
        for each in self.past:
            if CRISIS_TOLD in each.answered:
                told.append(EMERGENCY_TOLD in each.answered)
            if SAFETY_CHECK in each.answered:
                break
        if CRISIS_TOLD in self.check_in.answered:
            told.append(EMERGENCY_TOLD in self.check_in.answered)
        return bool(told) and all(told)

    def is_morning(self, at: datetime) -> bool:
        """Whether it is morning where the person is; `at` is aware."""
        return at.astimezone(ZoneInfo(self.tz)).hour < MORNING_ENDS_AT

    def is_settled(self, night: date) -> bool:
        """Whether a night was read back and answered: with a yes, or kept as it is without one."""
        entry = self.nights.get(night)
        confirmed = entry is not None and entry.confirmed_at is not None
        return confirmed or as_it_is(night) in self.check_in.answered

    def figures(self) -> Figures:
        """The figures of the night at hand and the nights before it, and the programme's own."""
        found = figures_of(
            self.check_in.night,
            self.nights,
            self.check_in.opened_at,
            self.person.country,
            course=self.course,
            tz=self.tz,
            last=self.past[0].night if self.past else None,
            others_at_night=self.others_at_night,
        )
        return found.adding(self.own_figures)

    @property
    def others_at_night(self) -> bool:
        """Whether they told of a baby, a child or another who wakes or needs them at night."""
        told = [each.answers[_BABY] for each in self.screenings if _BABY in each.answers]
        born = any(each.reason == _NEWBORN for each in self.course.spells)
        named = any(_OTHERS in each.delivered for each in self.past)
        return born or named or told[-1:] == [Answer.YES]

    @property
    def own_figures(self) -> Mapping[str, int]:
        """What was told in this check-in in answer to the programme's own questions."""
        marks = (each for each in self.check_in.answered if each.startswith(_OWN))
        told = (each.removeprefix(_OWN).partition("=") for each in marks)
        return {figure: int(amount) for figure, _, amount in told}

    def with_entry(self, entry: DiaryEntry) -> "State":
        """The state with one night's entry replaced."""
        return replace(self, nights={**self.nights, entry.night: entry})

    def without_entry(self, night: date) -> "State":
        """The state with one night's entry gone."""
        return replace(self, nights={n: e for n, e in self.nights.items() if n != night})

    def adding(self, *milestones: Milestone) -> "State":
        """The state with some added to the course; they are written with the turn."""
        screenings = tuple(each for each in milestones if isinstance(each, Screening))
        return replace(
            self,
            course=self.course.adding(*milestones),
            screenings=(*self.screenings, *screenings),
        )

    def written(self, check_in: CheckIn, *, person: bool) -> "State":
        """The state under the version the store gave it; `person` says their row was written."""
        if not person:
            return replace(self, check_in=check_in)
        known = replace(self.person, version=self.person.version + 1)
        return replace(self, check_in=check_in, person=known)

    def told(self, check_in: CheckIn, words: str) -> "State":
        """The state after the coach has spoken."""
        return replace(self, check_in=check_in, said=self.said | {words})


def own_figure(figure: str, amount: int) -> str:
    """The id under which a check-in keeps a figure that was told: minutes or a count."""
    return f"{_OWN}{figure}={amount}"


def as_it_is(night: date) -> str:
    """The id under which a check-in notes that a night was kept without a yes."""
    return f"as_it_is:{night.isoformat()}"


async def load(
    store: Store, person: Person, now: datetime, *, channel: str, local_zone: str
) -> State:
    """The state a door starts from: the night's check-in taken up again, or a new one, unwritten.

    `now` is aware; the night is the person's own (DECISIONS 7). An erasure that was cut off before
    it was done is done first.

    Raises:
        PersonErasedError: it was, so that there is nobody to talk to.
    """
    night = night_of(now, zone(person, local_zone), person.day_starts_at)
    kept = await store.check_in(person.id, night)
    check_in = kept or CheckIn(id=uuid4(), person_id=person.id, night=night, channel=channel)
    async with asyncio.TaskGroup() as group:
        entries = group.create_task(store.nights(person.id, night - HISTORY, night))
        past = group.create_task(store.check_ins(person.id))
        last = group.create_task(store.last_commitment(person.id, night))
        turns = group.create_task(store.turns(check_in.id))
        course = group.create_task(_course(store, person.id))
    if any(NOT_KEPT in each.answered for each in (check_in, *past.result())):
        await store.erase(person.id, now)
        raise PersonErasedError(
            "last time we agreed that nothing of you is kept, and that is done now. "
            "Start again, and we begin anew"
        )
    before = next((each for each in past.result() if each.night == night - DAY), None)
    return State(
        person=person,
        check_in=check_in,
        draft=None if before is None else kept_draft(before.agenda),
        nights={entry.night: entry for entry in entries.result() if entry.part == 1},
        past=tuple(c for c in past.result() if c.night < night),
        last=last.result(),
        said=frozenset(
            turn.text for turn in turns.result() if turn.speaker is Speaker.COACH and turn.text
        ),
        local_zone=local_zone,
        channel=channel,
        course=course.result()[0],
        screenings=course.result()[1],
        facts=course.result()[2],
    )


async def _course(
    store: Store, person_id: UUID
) -> tuple[Course, tuple[Screening, ...], tuple[Fact, ...]]:
    """One after the other: a sixth connection at once would be more than the store keeps open."""
    course, screenings = await store.course(person_id), await store.screenings(person_id)
    return course, tuple(screenings), await store.facts.of(person_id)
