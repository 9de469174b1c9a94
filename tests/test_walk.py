"""A programme of another behaviour, through the very planner that plans the nights."""

from datetime import timedelta
from uuid import uuid4

from agendas.adherence import Share
from agendas.agenda import Agenda, Kind
from agendas.day import Compliance, Day
from agendas.figures import Figures
from agendas.planner import plan
from agendas.program import load_program
from agendas.words import duration
from memory.checkin import CheckIn, Commitment
from safety.lanes import Answer
from tests.planning import MONDAY
from tests.talking import known_person

WALK = load_program("walk")
SUNDAY = MONDAY - timedelta(days=1)


def _day(walked_min: int | None = None, *, stage: str = "W1", **more: object) -> Day:
    values = {} if walked_min is None else {"walked_min": walked_min}
    words = {} if walked_min is None else {"walked": duration(walked_min)}
    known: dict[str, object] = {
        "person": known_person(stage=stage),
        "night": MONDAY,
        "entry": None,
        "settled": walked_min is not None,
        "figures": Figures(values, words),
        "stages": frozenset({stage}),
    }
    return Day(**(known | more))  # type: ignore[arg-type]  # keys are Day's


def _ids(agenda: Agenda) -> list[str]:
    return [item.id for item in agenda.items]


def _agreed(step: str) -> CheckIn:
    done = Commitment(step, agreed=True, night=SUNDAY)
    return CheckIn(uuid4(), uuid4(), SUNDAY, delivered=frozenset({step}), commitment=done)


def test_a_day_without_its_minutes_is_asked_for_them_and_for_nothing_of_the_night() -> None:
    agenda = plan(_day(), WALK)

    assert _ids(agenda) == ["walk.minutes", "observe", "step.time"]


def test_a_known_day_gets_a_sight_a_step_and_an_order() -> None:
    agenda = plan(_day(45), WALK)

    assert _ids(agenda) == ["observe.long_walk", "step.time"]
    assert agenda.items[0].reason == "a walk of 45 minutes"
    assert agenda.program == "walk 0.1.0"


def test_what_was_agreed_is_looked_back_on_and_the_next_step_comes() -> None:
    before = _agreed("step.time")

    agenda = plan(_day(20, past=(before,), last=before.commitment), WALK)

    assert _ids(agenda) == ["follow_up", "observe.walked", "step.shoes"]


def test_a_step_that_health_speaks_against_gives_way_to_the_other() -> None:
    well = {"screen.body": Answer.NO}
    unsure = {"screen.body": Answer.UNSURE}

    found = [
        plan(_day(20, stage="W2", conditions=each), WALK).of(Kind.STEP)[0].id
        for each in (well, unsure, None)
    ]

    assert found == ["step.hills", "step.flat", "step.flat"]


def test_when_it_is_hard_to_keep_up_nothing_new_is_added() -> None:
    low = Compliance(Share(2, 7))

    agenda = plan(_day(20, stage="W2", conditions={"screen.body": Answer.NO}, compliance=low), WALK)

    assert [item.id for item in agenda.of(Kind.STEP)] == ["step.walk"]
