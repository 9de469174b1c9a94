"""Days to plan for: a person, some nights, what was agreed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from agendas.adherence import Share
from agendas.agenda import Agenda, Kind
from agendas.day import Compliance, Day
from agendas.figures import Figures, figures_of
from memory.checkin import CheckIn, Commitment
from memory.diary import DiaryEntry, Field, Source
from memory.person import Person
from safety.lanes import Answer, Lane, load_lanes
from tests.sleeping import plan as schedule
from tests.talking import known_person

DAY = timedelta(days=1)
WELL: Mapping[str, Answer] = {q.id: Answer.NO for q in load_lanes().questions}
FINE = Compliance(Share(7, 7), Share(7, 7))
MONDAY = date(2026, 3, 2)
LONDON = ZoneInfo("Europe/London")
SOMEBODY = UUID(int=1)


def night(
    on: date = MONDAY,
    *,
    person_id: UUID = SOMEBODY,
    bed: str = "23:00",
    latency: int = 20,
    awake: int = 0,
    woke: str = "06:30",
    up: str = "07:00",
    confirmed: bool = True,
) -> DiaryEntry:
    """A night of plain values; `bed` is the evening before unless it is after midnight."""
    in_bed = _at(on if bed < "12:00" else on - timedelta(days=1), bed)
    return DiaryEntry(
        person_id=person_id,
        night=on,
        tz="Europe/London",
        got_into_bed_at=in_bed,
        tried_to_sleep_at=in_bed,
        sleep_onset_latency_min=latency,
        awakenings=1 if awake else 0,
        wake_after_sleep_onset_min=awake,
        final_awakening_at=_at(on, woke),
        out_of_bed_at=_at(on, up),
        naps_min=0,
        quality_1_5=3,
        sources=dict.fromkeys(Field, Source.SAID),
        confirmed_at=_at(on, up) + timedelta(minutes=20) if confirmed else None,
    )


def _at(on: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{on.isoformat()}T{clock}:00").replace(tzinfo=LONDON)


def day(
    person: Person | type[Person] = Person,
    *nights: DiaryEntry,
    settled: bool = False,
    past: tuple[CheckIn, ...] = (),
    last: Commitment | None = None,
    after_crisis: bool = False,
    opened_at: datetime | None = None,
) -> Day:
    """What the planner is shown on Monday."""
    known = known_person() if isinstance(person, type) else person
    by_night = {each.night: each for each in nights}
    figures: Figures = figures_of(MONDAY, by_night, opened_at, known.country)
    return Day(
        person=known,
        night=MONDAY,
        entry=by_night.get(MONDAY),
        settled=settled,
        figures=figures,
        past=past,
        last=last,
        after_crisis=after_crisis,
    )


def settled(*stages: str, **more: object) -> Day:
    """A settled morning with a window that was told before."""
    whole = day(known_person(), night(), settled=True)
    known: dict[str, object] = {
        "stages": frozenset(stages),
        "lane": Lane.A,
        "conditions": WELL,
        "plan": schedule(MONDAY - 7 * DAY),
        "compliance": FINE,
        "past": (before(7, "tell.window"),),
    }
    return replace(whole, **(known | more))  # type: ignore[arg-type]  # keys are Day's


def before(
    days: int,
    *delivered: str,
    agreed: str | None = None,
    refused: str | None = None,
    answered: tuple[str, ...] = (),
) -> CheckIn:
    """A check-in so many days before Monday, and what came of it."""
    on = MONDAY - days * DAY
    item = agreed or refused
    made = None if item is None else Commitment(item, agreed=refused is None, night=on)
    return CheckIn(
        uuid4(),
        uuid4(),
        on,
        delivered=frozenset(delivered),
        commitment=made,
        answered=frozenset(answered),
    )


def first_step(agenda: Agenda) -> str:
    """The id of the step of an agenda."""
    return agenda.of(Kind.STEP)[0].id


def why_not(agenda: Agenda, item: str) -> str:
    """What spoke against an item."""
    return next(each.why for each in agenda.dropped if each.id == item)
