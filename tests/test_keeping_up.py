"""What is asked and offered where the programme is hard to keep up, and how often to practise."""

import pytest

from agendas.adherence import Share
from agendas.agenda import SUBSTANCE, Kind
from agendas.day import NOT_KEPT, Compliance
from agendas.planner import plan
from agendas.program import load_program
from memory.checkin import CheckIn, Commitment
from tests.planning import DAY, MONDAY, before, first_step, settled, why_not

PROGRAM = load_program()
LOW = Compliance(Share(6, 7), Share(1, 6))


def test_when_keeping_up_is_hard_the_check_in_is_small_and_asks_what_gets_in_the_way() -> None:
    past = (before(1), before(7, "tell.window"))

    agenda = plan(settled("S2", "S3", compliance=LOW, past=past), PROGRAM)

    substance = [item for item in agenda.items if item.kind in SUBSTANCE]
    assert len(substance) == 2
    assert agenda.items[0].kind is Kind.BARRIER
    assert "1 of 6" in agenda.items[0].reason


def test_when_keeping_up_is_hard_no_new_technique_comes_but_a_must() -> None:
    told = before(8, "tell.window", "step.rise", "step.hard_weeks", "step.buffer")

    agenda = plan(settled("S2", "S3", compliance=LOW, past=(told,)), PROGRAM)

    step = PROGRAM.step(first_step(agenda))
    assert step.technique is None or step.repeats


def test_barriers_are_not_asked_about_day_after_day() -> None:
    asked = (before(1, "barrier"), before(7, "tell.window"))

    agenda = plan(settled("S2", compliance=LOW, past=asked), PROGRAM)

    assert agenda.of(Kind.BARRIER) == ()
    assert why_not(agenda, "barrier") == "asked 1 days ago"


def test_what_was_not_kept_is_asked_about_in_the_same_check_in() -> None:
    last = Commitment("step.naps", agreed=True, night=MONDAY - DAY)
    answered = frozenset({"follow_up", NOT_KEPT + "step.naps"})

    agenda = plan(settled("S2", last=last, answered=answered), PROGRAM)

    assert [i.kind for i in agenda.items] == [Kind.FOLLOW_UP, Kind.BARRIER, Kind.STEP]


def test_missed_days_before_the_schedule_are_no_barrier() -> None:
    few = Compliance(Share(1, 7))

    agenda = plan(settled("S1", compliance=few, plan=None), PROGRAM)

    assert agenda.of(Kind.BARRIER) == ()


@pytest.mark.parametrize(("days", "asked"), [(2, True), (3, False)])
def test_nobody_is_asked_on_the_day_of_return_what_got_in_the_way(
    days: int, *, asked: bool
) -> None:
    past = (before(days), before(7, "tell.window"))

    agenda = plan(settled("S2", compliance=LOW, past=past), PROGRAM)

    assert bool(agenda.of(Kind.BARRIER)) is asked


def _past_all_steps(*past: CheckIn) -> str:
    """The step of the morning once all steps of S2 and S3 that come once were told."""
    told = [s.id for s in PROGRAM.steps if s.stage in {"S2", "S3"} and not s.repeats]
    base = before(8, "tell.window", *told, agreed="step.relax_offer")
    return first_step(plan(settled("S2", "S3", past=(*past, base)), PROGRAM))


def test_a_practice_comes_on_five_days_a_week_and_then_gives_way() -> None:
    four, five = (tuple(before(n, "step.practise") for n in range(1, m + 1)) for m in (4, 5))
    older = tuple(before(n + 8, "step.practise") for n in range(1, 6))

    assert _past_all_steps() == "step.practise"
    assert _past_all_steps(*four) == "step.practise"
    assert _past_all_steps(*five) == "step.keep_plan"
    assert _past_all_steps(*older) == "step.practise"


def test_a_practice_refused_the_last_time_takes_its_turn_with_the_others() -> None:
    refused = before(1, "step.practise", refused="step.practise")

    assert _past_all_steps(refused) == "step.keep_plan"
    assert _past_all_steps(before(1, "step.keep_plan"), before(2, refused="step.practise")) == (
        "step.practise"
    )
