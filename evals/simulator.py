"""Plays somebody's weeks: every morning typed through the real engine and a real store.

Called by `evals.simulate`. What is tested is the product: only the sleeper, their words and the
clock are made up; the store is SQLite in a folder that is thrown away.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import ZoneInfo

from agendas.nights import plan_on
from coach.bootstrap import App, opened
from coach.dialogue.exchange import exchange
from coach.dialogue.reply import Sentence
from coach.dialogue.state import State, load
from coach.settings import apart
from evals.chance import chance, sway
from evals.persona import Persona, Shift
from evals.sleeper import STEP_MIN, Lying, Slept, Tired, after, sleep
from evals.telling import HANGS_UP, Morning, answer, corrected
from memory.course import Course, Plan
from memory.diary import DiaryEntry, Field
from memory.person import Person
from memory.screening import Screening

MOST_TURNS = 60
"""A check-in that takes longer has gone in circles."""
AFTER_RISING = timedelta(minutes=20)
BETWEEN_TURNS = timedelta(seconds=4)
DAY = timedelta(days=1)
_SLIPS = (Field.OUT_OF_BED, Field.FINAL_AWAKENING)


class CirclesError(Exception):
    """A check-in did not come to an end."""


@dataclass(frozen=True)
class Told:
    """One night as it was, and whether they told it to the coach that morning."""

    day: int
    night: date
    tz: str
    slept: Slept
    told: bool


@dataclass(frozen=True)
class Lived:
    """What became of somebody: the truth of the nights, and what the product kept."""

    persona: Persona
    person: Person
    nights: tuple[Told, ...]
    diary: tuple[DiaryEntry, ...]
    course: Course
    screenings: tuple[Screening, ...]
    asked: frozenset[str] = frozenset()
    """The ids of all questions that the coach asked."""
    script: tuple[str, ...] = ()
    """Every line of every check-in, for whoever wants to read along."""


@dataclass
class _Life:
    """Somebody under way through their weeks."""

    persona: Persona
    app: App
    person_id: UUID
    tired: Tired
    now: datetime
    asked: Counter[str] = field(default_factory=Counter)
    script: list[str] = field(default_factory=list)

    async def person(self) -> Person:
        found = await self.app.store.person(self.person_id)
        if found is None:
            raise LookupError(f"{self.persona.name} is no longer on file")
        return found

    def later(self) -> datetime:
        self.now += BETWEEN_TURNS
        return self.now


async def live(
    persona: Persona, weeks: int | None = None, shown: Callable[[int], None] = lambda _week: None
) -> Lived:
    """Somebody's weeks, in a store of their own; `shown` is told of each week that begins.

    Raises:
        evals.telling.UnansweredError: the coach asked what they have no answer to.
        CirclesError: a check-in did not end.
    """
    with TemporaryDirectory(prefix="nightjar-sim-") as folder:
        async with opened(apart(Path(folder))) as app:
            return await live_with(app, persona, weeks or persona.weeks, shown)


async def live_with(
    app: App, persona: Persona, weeks: int, shown: Callable[[int], None] = lambda _week: None
) -> Lived:
    """The same with a coach that is running already, whatever its engine."""
    created = datetime.combine(persona.starts_on, time(), UTC)
    person = await app.store.add_person(Person(_id_of(persona), created))
    life = _Life(persona, app, person.id, Tired(persona.body.arousal), created)
    nights: list[Told] = []
    for day in range(1, 7 * weeks + 1):
        if day % 7 == 1:
            shown(day // 7 + 1)
        nights.append(await _day(life, day))
    course, screenings = await app.store.course(person.id), await app.store.screenings(person.id)
    return Lived(
        persona=persona,
        person=await life.person(),
        nights=tuple(nights),
        diary=tuple(await app.store.nights(person.id)),
        course=course,
        screenings=tuple(screenings),
        asked=frozenset(life.asked),
        script=tuple(life.script),
    )


async def _day(life: _Life, day: int) -> Told:
    """One night and the check-in after it, if they come to it."""
    persona, tz = life.persona, life.persona.zone(day)
    person = await life.person()
    if person.tz is not None and person.tz != tz.key and not persona.tells_zone(day):
        # As by `coach person set --zone`, on the morning they wake up somewhere else.
        person = await life.app.store.set_person(replace(person, tz=tz.key))
    night = persona.night(day)
    plan = plan_on((await life.app.store.course(person.id)).plans, night)
    shifted = _shift(persona, night) is not None
    keeps = (
        plan is not None
        and not shifted
        and persona.habits.still_keeps(day)
        and chance(persona.name, night, "keeps") < persona.habits.keeps
    )
    lying = _lying(persona, person, night, tz, plan if keeps else None)
    slept = sleep(persona.body, life.tired, lying, tz, persona.name, night)
    life.tired = after(persona.body, life.tired, slept, kept=keeps)
    silent = persona.habits.is_silent(day)
    told = not silent and (
        day == 1 or chance(persona.name, night, "misses") >= persona.habits.misses
    )
    if told:
        at = Morning(persona, day, tz, slept, keeps, _slip(persona, night))
        told = await _check_in(life, at)
    return Told(day, night, tz.key, slept, told)


async def _check_in(life: _Life, morning: Morning) -> bool:
    """The talk of one morning; whether they stayed to its end."""
    life.now = morning.slept.lying.out_of_bed_at + AFTER_RISING
    life.script.append(f"-- day {morning.day}, {morning.persona.night(morning.day):%A %d %B}")
    zone = morning.tz.key

    async def reload() -> State:
        known = await life.person()
        return await load(life.app.store, known, life.now, channel="text", local_zone=zone)

    state, words, put_right = await reload(), None, corrected(morning)
    today: set[str] = set()
    night = morning.persona.night(morning.day)
    for _ in range(MOST_TURNS):
        said: list[Sentence] = []
        done = await exchange(
            life.app.engine, state, words, now=life.later, tell=said.append, reload=reload
        )
        state = done.state
        life.script += [f"> {words}"] if words else []
        life.script.append(" ".join(sentence.text for sentence in said))
        if done.proposal.ends and state.check_in.night == night:
            return True
        if done.proposal.ends:
            # By another clock there is a night still to be told: they open the door once more.
            state, words = await reload(), None
            continue
        question = state.check_in.question or ""
        before, life.asked[question] = life.asked[question], life.asked[question] + 1
        if question == "diary.confirm" and put_right is not None:
            words, put_right = put_right, None
        else:
            words = answer(morning, question, before, again_today=question in today)
            today.add(question)
        if words == HANGS_UP:
            return False
    raise CirclesError(
        f"{morning.persona.name}, day {morning.day}: no end after {MOST_TURNS} turns, the last "
        f"question {state.check_in.question!r}"
    )


def _lying(persona: Persona, person: Person, night: date, tz: ZoneInfo, plan: Plan | None) -> Lying:
    """When they lie down and get up: as planned where there is a plan to keep, else as ever."""
    in_bed, rise = _habit(persona, person, night)
    reading = persona.habits.reading_min
    wander = persona.habits.wanders_min
    up = _stepped(wander * sway(persona.name, night, "up"))
    bed = _stepped(wander * sway(persona.name, night, "bed"))
    if plan is not None:
        rise, up = plan.rise_time, min(max(up, -10), 10)
    rose = datetime.combine(night, rise) + timedelta(minutes=up)
    if plan is not None and plan.time_in_bed_min is not None:
        planned = datetime.combine(night, rise) - timedelta(minutes=plan.time_in_bed_min)
        lay, reading = planned + timedelta(minutes=abs(bed) // 2 // STEP_MIN * STEP_MIN), 0
    else:
        lay = datetime.combine(night - DAY * (in_bed > rise), in_bed) + timedelta(minutes=bed)
    tried = lay + timedelta(minutes=reading)
    return Lying(*(_instant(each, tz) for each in (lay, tried, rose)))


def _habit(persona: Persona, person: Person, night: date) -> tuple[time, time]:
    habits, shift = persona.habits, _shift(persona, night)
    if shift is not None:
        return shift.in_bed, shift.rise
    free = night.isoweekday() not in (person.work_days or frozenset(range(1, 6)))
    later = timedelta(minutes=habits.free_day_later_min if free else 0)
    noon = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock, no instant
    bed, rise = (datetime.combine(noon, each) + later for each in (habits.in_bed, habits.rise))
    return bed.time(), rise.time()


def _shift(persona: Persona, night: date) -> Shift | None:
    """The shift after which they sleep at another time, None on an ordinary night."""
    shift = persona.habits.shift
    if shift is None or night.isoweekday() not in shift.ends_on:
        return None
    other_week = (night - persona.starts_on).days // 7 % 2
    return None if shift.every_other_week and other_week else shift


def _instant(wall: datetime, tz: ZoneInfo) -> datetime:
    """The instant a wall clock shows this; one that the clocks skip is that much later."""
    return wall.replace(tzinfo=tz).astimezone(UTC)


def _slip(persona: Persona, night: date) -> Field | None:
    if chance(persona.name, night, "corrects") >= persona.habits.corrects:
        return None
    return _SLIPS[int(len(_SLIPS) * chance(persona.name, night, "which"))]


def _stepped(minutes: float) -> int:
    return round(minutes / STEP_MIN) * STEP_MIN


def _id_of(persona: Persona) -> UUID:
    return UUID(int=int(2**120 * chance(persona.name, "id")))
