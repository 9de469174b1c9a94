"""How many agendas a second the planner makes without a model, on one core.

Days of every stage in the middle of a course: sixty check-ins, seventy nights, a window. The
yardstick is the same day built out of the state of a talk, which the engine does at every turn.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from uuid import UUID

from agendas.day import Day
from agendas.planner import plan
from agendas.program import Program, load_program
from coach.dialogue.state import State
from coach.dialogue.today import day_of
from evals.bench.measure import Row, row
from memory.checkin import CheckIn, Commitment
from memory.course import Action, Course, Measure, Passage, Plan, Standing
from memory.diary import DiaryEntry, Field, Source
from memory.person import Consent, Person, Topic
from safety.lanes import Lane

GOAL = "at least 2,000 agendas a second on one core: 0.5 ms each"
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
NIGHTS, CHECK_INS = 70, 60
WHO = UUID(int=1)
STAGES = ("S1", "S2", "S2 S3", "S2 S3 S4", "S5 S4", "S6", "S7")
_BATCH = 20
"""Agendas per timing: one alone is near the clock's own grain."""


def agendas(wanted: int) -> list[Row]:
    """Rows for `wanted` batches of agendas and of days, each time that of one."""
    program = load_program()
    states = [_state(stages.split(), program) for stages in STAGES]
    days = [day_of(state, program) for state in states]
    plans = _timed(wanted, [_planning(day, program) for day in days])
    built = _timed(wanted, [_building(state, program) for state in states])
    whole = _timed(wanted, [_both(state, program) for state in states])
    name = f"an agenda, {1 / (sum(plans) / len(plans)):,.0f} a second"
    return [
        row("a day out of a talk's state", built, built, "a day out of the state", None),
        row(name, plans, built, "a day out of the state", GOAL)._replace(
            met=sum(plans) / len(plans) <= 1 / 2000
        ),
        row("both, as a turn has them", whole, built, "a day out of the state", None),
    ]


def _timed(wanted: int, works: Sequence[Callable[[], object]]) -> list[float]:
    """Seconds of one run, as the mean of each batch; the works take turns."""
    for work in works:
        work()
    times = []
    for number in range(wanted):
        work = works[number % len(works)]
        began = time.process_time()
        for _ in range(_BATCH):
            work()
        times.append((time.process_time() - began) / _BATCH)
    return times


def _planning(day: Day, program: Program) -> Callable[[], object]:
    # A day remembers what it has counted up: each agenda is of a day nobody looked at before.
    return lambda: plan(replace(day), program)


def _building(state: State, program: Program) -> Callable[[], object]:
    return lambda: day_of(state, program)


def _both(state: State, program: Program) -> Callable[[], object]:
    return lambda: plan(day_of(state, program), program)


def _state(stages: Sequence[str], program: Program) -> State:
    told = [step.id for step in program.steps]
    past = tuple(
        CheckIn(
            id=UUID(int=back),
            person_id=WHO,
            night=TODAY - back * DAY,
            delivered=frozenset({told[back % len(told)], "observe.plain"}),
            answered=frozenset({"follow_up"}),
            commitment=Commitment(told[back % len(told)], agreed=True, night=TODAY - back * DAY),
        )
        for back in range(1, CHECK_INS + 1)
    )
    begun = TODAY - 40 * DAY
    passages = tuple(
        Passage(WHO, _at(begun), begun, Standing(stage), entered=True, rule="", program_version="")
        for stage in stages
    )
    return State(
        person=_person(),
        check_in=CheckIn(UUID(int=99), WHO, TODAY, opened_at=_at(TODAY)),
        nights={n.night: n for n in (_night(TODAY - back * DAY) for back in range(NIGHTS))},
        past=past,
        last=past[0].commitment,
        course=Course(plans=(_plan(begun),), passages=passages),
    )


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, 20, tzinfo=UTC)


def _person() -> Person:
    at = _at(TODAY)
    return Person(
        id=WHO,
        created_at=at,
        name="Sam",
        tz="Europe/London",
        country="GB",
        rise_time=clock_time(7),
        work_days=frozenset({1, 2, 3, 4, 5}),
        stage="S2",
        stage_entered_on=TODAY - 60 * DAY,
        consents=tuple(Consent(topic, given=True, at=at, wording="") for topic in Topic),
    )


def _plan(begun: date) -> Plan:
    return Plan(
        person_id=WHO,
        decided_at=_at(begun),
        from_night=begun,
        measure=Measure.WINDOW,
        action=Action.START,
        lane=Lane.A,
        rise_time=clock_time(7),
        time_in_bed_min=420,
        baseline_time_in_bed_min=510,
        rules=("start.window",),
    )


def _night(night: date) -> DiaryEntry:
    rose = _at(night) - timedelta(minutes=20)
    bed = rose - timedelta(minutes=430)
    return DiaryEntry(
        person_id=WHO,
        night=night,
        tz="Europe/London",
        got_into_bed_at=bed,
        tried_to_sleep_at=bed,
        sleep_onset_latency_min=20,
        awakenings=1,
        wake_after_sleep_onset_min=25,
        final_awakening_at=rose - timedelta(minutes=10),
        out_of_bed_at=rose,
        naps_min=0,
        quality_1_5=3,
        sources=dict.fromkeys(Field, Source.SAID),
        confirmed_at=rose,
    )
