"""One check-in is not like the next: what was just said rests, and nothing is asked in vain."""

from dataclasses import replace
from itertools import pairwise

import pytest

from agendas.agenda import Kind
from agendas.day import NOT_KEPT, Day
from agendas.figures import Figures
from agendas.planner import plan
from agendas.program import load_program
from coach.bootstrap import App
from memory.checkin import Commitment
from memory.course import Action, Measure, Standing
from safety.lanes import Answer
from tests.living import TODAY, in_programme, next_morning, through, window
from tests.planning import DAY, MONDAY, before, first_step, settled
from tests.sleeping import passed
from tests.sleeping import plan as schedule

PROGRAM = load_program()
S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 7 * DAY)


def _observed(day: Day) -> str:
    return plan(day, PROGRAM).of(Kind.OBSERVATION)[0].id


def _with(day: Day, **figures: int) -> Day:
    known = {**day.figures.values, "valid_nights": 7, **figures}
    return replace(day, figures=Figures(known, day.figures.words))


def test_a_run_of_good_nights_is_not_met_with_one_and_the_same_sentence() -> None:
    said: list[str] = []
    for _ in range(7):
        past = tuple(before(back, each) for back, each in enumerate(reversed(said), 1))
        day = _with(
            settled("S5", past=(*past, before(9, "tell.window"))),
            rise_spread_min=10,
            nights_counted=7,
            sleep_efficiency_percent=90,
            terminal_wake_min=0,
        )
        said.append(_observed(day))

    assert all(one != next_one for one, next_one in pairwise(said))
    assert said.count("observe.steady") == 1
    assert len(set(said)) >= 4


def test_what_wakes_somebody_every_night_is_said_once_and_then_left() -> None:
    today = _with(settled("S2"), wake_after_sleep_onset_min=105, others_at_night=1)
    later = replace(today, past=(*today.past, before(30, "observe.woken")))

    assert _observed(today) == "observe.woken"
    assert _observed(later) not in {"observe.woken", "observe.awake_between"}


def test_who_told_of_nobody_at_night_hears_of_the_time_awake() -> None:
    today = _with(settled("S2"), wake_after_sleep_onset_min=105, others_at_night=0)

    assert _observed(today) == "observe.awake_between"


@pytest.mark.parametrize("told", ["screen", "barrier", "neither"])
async def test_a_child_at_night_is_known_from_their_own_words(app: App, told: str) -> None:
    answers = {"baby": Answer.YES} if told == "screen" else {}
    talk = await in_programme(app, S1, S2, window(5), screening=answers)
    barrier = "the baby keeps waking us" if told == "barrier" else "it was a busy week"
    await through(talk, barrier=barrier)
    next_morning(talk)

    await talk.open()

    assert talk.state is not None
    assert talk.state.figures().values["others_at_night"] == int(told != "neither")


@pytest.mark.parametrize(("percent", "asked"), [(80, True), (92, False)])
def test_what_was_for_a_long_wake_is_asked_about_after_one(percent: int, *, asked: bool) -> None:
    last = Commitment(item_id="step.get_up", agreed=True, night=MONDAY - DAY)
    today = _with(settled("S2", last=last), sleep_efficiency_percent=percent)

    assert bool(plan(today, PROGRAM).of(Kind.FOLLOW_UP)) is asked


@pytest.mark.parametrize("step", ["step.booster", "step.one_night", "step.still_yours"])
def test_what_has_no_tomorrow_is_not_asked_about_tomorrow(step: str) -> None:
    last = Commitment(item_id=step, agreed=True, night=MONDAY - DAY)

    assert plan(settled("S7", last=last), PROGRAM).of(Kind.FOLLOW_UP) == ()


def test_on_the_day_after_a_crisis_nobody_is_asked_about_their_homework() -> None:
    last = Commitment(item_id="step.rise", agreed=True, night=MONDAY - DAY)
    today = settled("S2", last=last, after_crisis=True)

    agenda = plan(today, PROGRAM)

    assert agenda.of(Kind.FOLLOW_UP) == agenda.of(Kind.BARRIER) == ()


def test_without_a_time_in_bed_nobody_is_told_to_keep_to_the_plan_for_tonight() -> None:
    regular = schedule(MONDAY - 7 * DAY, None, measure=Measure.REGULARITY, action=Action.START)
    told = before(7, *(step.id for step in PROGRAM.steps if not step.repeats))

    today = settled("S2", plan=regular, past=(told, before(7, "tell.regularity")))

    assert first_step(plan(today, PROGRAM)) == "step.keep_rise"


def test_a_hold_says_what_is_to_be_settled_by_whom_and_how() -> None:
    assert PROGRAM.schedule is not None
    says = PROGRAM.schedule.explain("hold.safety")

    assert "safe and well enough" in says
    assert "somebody you trust or your doctor" in says
    assert "coach plan --release-hold" in says
    assert "sleepy" in PROGRAM.schedule.explain("hold.alert")


@pytest.mark.parametrize(("days", "asked"), [(1, False), (2, False), (3, True)])
def test_what_gets_in_the_way_is_not_asked_day_after_day(days: int, *, asked: bool) -> None:
    told = frozenset({f"{NOT_KEPT}step.bed_for_sleep"})
    past = (before(days, "barrier"), before(9, "tell.window"))

    agenda = plan(settled("S2", past=past, answered=told), PROGRAM)

    assert bool(agenda.of(Kind.BARRIER)) is asked


def test_who_is_woken_at_night_hears_no_word_on_long_naps() -> None:
    today = _with(settled("S2"), naps_min=60, others_at_night=1)

    assert _observed(today) != "note.nap"
    assert _observed(_with(today, others_at_night=0)) == "note.nap"
