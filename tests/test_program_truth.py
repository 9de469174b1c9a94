"""What a programme's file is held to is what the code does: neither can drift from the other."""

import ast
import inspect
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import product
from pathlib import Path

import pytest

from agendas import outcome, review
from agendas.adherence import Share
from agendas.agenda import Kind
from agendas.day import Compliance
from agendas.figures import FIGURES, KNOWN_OF_A_WHOLE_NIGHT, figures_of
from agendas.morning import FOUND_LANE_C
from agendas.outcome import Outcome
from agendas.planner import plan
from agendas.program import load_program
from agendas.program_check import OF_THE_SCHEDULE, QUESTION_PLACES
from agendas.progress import ENTERED_BY, LEFT_BY, SIDES, Done, Track, moves
from agendas.schedule import RuleId
from agendas.slots import BASICS, DIARY_QUESTIONS, missing_basics
from agendas.steps import Step
from agendas.telling import PLACES, PLACES_OF_A_TIME_IN_BED, plan_words
from coach.dialogue import acknowledging, basics, closing, spells
from coach.dialogue import review as review_talk
from coach.dialogue.state import State
from memory.checkin import CheckIn
from memory.course import Away, Course, Measure, Standing
from tests.planning import before, settled
from tests.sleeping import DAY, FIRST, SOMEBODY, morning_of, rules, sleep
from tests.sleeping import plan as scheduled
from tests.talking import known_person

PROGRAM = load_program()
CHANGE = datetime(2026, 3, 29, tzinfo=UTC).date()


def test_the_figures_a_file_may_name_are_those_the_diary_gives() -> None:
    given: set[str] = set()
    back = Away(SOMEBODY, morning_of(CHANGE), CHANGE - 20 * DAY, CHANGE - 12 * DAY, "travel")
    course = Course(plans=(scheduled(CHANGE - 30 * DAY, 450),), spells=(back,))
    for night in (CHANGE - 3 * DAY, CHANGE + 3 * DAY):
        rose = datetime.combine(night, time(7), UTC)
        told = sleep(night, naps_min=20, early_wake_awake_min=10)
        found = figures_of(
            night,
            {night: told},
            rose + timedelta(minutes=30),
            "GB",
            course=course,
            tz="Europe/London",
            last=night - DAY,
        )
        given |= set(found.values)

    assert given == FIGURES


def test_what_is_known_of_a_whole_night_is_known_of_the_barest_one() -> None:
    barest = sleep(FIRST, awakenings=0, wake_after_sleep_onset_min=None)

    found = figures_of(FIRST, {FIRST: barest}, None, None)

    assert found.values.get(PROGRAM.whole_figure) is not None
    assert set(found.words) >= KNOWN_OF_A_WHOLE_NIGHT


def test_the_places_of_a_telling_are_those_a_plan_fills() -> None:
    window = scheduled(FIRST, 450)
    none = replace(window, measure=Measure.REGULARITY, time_in_bed_min=None)

    assert set(plan_words(none, rules(), "GB")) == PLACES
    assert set(plan_words(window, rules(), "GB")) == PLACES | PLACES_OF_A_TIME_IN_BED


def test_the_zone_is_asked_for_with_the_country_and_a_promise_looked_back_on() -> None:
    american = known_person(country="US", tz=None, stage="S0")
    state = State(american, CheckIn(SOMEBODY, american.id, FIRST))

    asking = basics.next_basic(state, PROGRAM)

    assert asking is not None
    assert asking[0] == "s0.zone"
    assert "United States" in asking[1][-1].text
    assert "promise=promise" in inspect.getsource(closing)
    assert set(QUESTION_PLACES) == {asking[0], closing.FOLLOW_UP}


def test_the_basics_are_those_that_somebody_new_is_asked() -> None:
    nobody = known_person(
        name=None, country=None, tz=None, rise_time=None, work_days=None, consents=(), stage="S0"
    )

    assert missing_basics(nobody) == BASICS
    assert set(basics._HANDLERS) == set(BASICS)  # what takes their answers


def test_the_questions_a_file_must_have_are_those_that_code_asks_by_id() -> None:
    asked = {
        acknowledging.OPEN,
        *(f"diary.{field}" for field in DIARY_QUESTIONS),
        closing.FOLLOW_UP,
        closing.BARRIER,
        *review_talk.SCALES,
        review_talk.CONTENT,
        review_talk.SLEEPY,
        spells.UNTIL,
        spells.WAIT,
        spells.OVER,
    }

    assert set(OF_THE_SCHEDULE) == asked


def test_no_module_asks_a_question_by_an_id_that_a_file_may_leave_out() -> None:
    known = {*BASICS, *OF_THE_SCHEDULE}
    written = re.compile(r"program\.question\(\"([^\"]+)\"\)")
    root = Path(review.__file__).parent.parent
    sources = [*(root / "agendas").glob("*.py"), *(root / "coach").rglob("*.py")]

    found = {each for path in sources for each in written.findall(path.read_text("utf-8"))}

    assert found
    assert found <= known


def _rules_in(*functions: object) -> list[RuleId]:
    """The rules a function names."""
    sources = "".join(inspect.getsource(each) for each in functions)  # type: ignore[arg-type]
    return [RuleId[name] for name in dict.fromkeys(re.findall(r"RuleId\.(\w+)", sources))]


def test_the_rules_of_a_stage_are_those_that_move_it() -> None:
    schedule = (Standing.S1, Standing.S2, Standing.S5, Standing.S6, Standing.S7)
    tracks = [Track({}, frozenset(), {})]
    for place in range(len(schedule)):
        for skills in ((), (Standing.S3,), (Standing.S3, Standing.S4)):
            entered = dict.fromkeys((*schedule[: place + 1], *skills), FIRST)
            tracks.append(Track(entered, frozenset(schedule[:place]), {}))
    outcomes = [
        Outcome(consolidate, finish, reopen)
        for consolidate in (None, *_rules_in(outcome._consolidates))
        for finish in (None, *_rules_in(outcome._finishes))
        for reopen in (None, *_rules_in(outcome.reopens))
    ]
    dones = [
        Done(),
        Done(practised_on=frozenset(FIRST + back * DAY for back in range(30))),
        Done(relaxation_declined=True),
        Done(wind_down_seen=True),
        Done(experiment_reported=True),
        Done(relapse_plan_saved=True),
        Done(ended=True),
    ]
    found: dict[bool, dict[Standing, set[RuleId]]] = {
        True: defaultdict(set),
        False: defaultdict(set),
    }

    for now, done, came, begins in product(tracks, dones, outcomes, (True, False)):
        night = FIRST + 20 * DAY
        for move in moves(now, night, rules().stages, done, came, begins=begins):
            found[move.entered][move.standing].add(move.rule)

    stages = {each for each in Standing if each not in SIDES}
    assert found[True] == {k: v for k, v in ENTERED_BY.items() if k in stages}
    # Nobody leaves S0 by a rule of its own: the first stage is entered instead.
    assert found[False] | {Standing.S0: set(LEFT_BY[Standing.S0])} == {
        k: v for k, v in LEFT_BY.items() if k in stages
    }


def test_the_rules_of_a_side_state_are_those_that_move_it() -> None:
    found: dict[str, dict[Standing, set[RuleId]]] = {
        "entering": defaultdict(set),
        "leaving": defaultdict(set),
    }
    reasons = {*FOUND_LANE_C, RuleId.DETERIORATION, RuleId.NON_RESPONSE}
    for call in ast.walk(ast.parse(inspect.getsource(review))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in found:
            standing, rule = (ast.unparse(each).rpartition(".")[2] for each in call.args)
            why = reasons if rule == "reason" else {RuleId[rule]}
            found[call.func.id][Standing[standing]] |= why

    assert found["entering"] == {k: v for k, v in ENTERED_BY.items() if k in SIDES}
    assert found["leaving"] == {k: v for k, v in LEFT_BY.items() if k in SIDES}


@pytest.mark.parametrize("step", [each for each in PROGRAM.steps if each.technique], ids=str)
def test_when_keeping_up_is_hard_no_technique_is_new(step: Step) -> None:
    low = Compliance(Share(6, 7), Share(1, 6))

    agenda = plan(settled(step.stage, compliance=low, past=(before(7, "tell.window"),)), PROGRAM)

    chosen = [each.id for each in agenda.of(Kind.STEP)]
    assert step.repeats or step.id not in chosen


def test_when_keeping_up_is_hard_the_plan_for_bad_nights_is_made_all_the_same() -> None:
    low = Compliance(Share(6, 7), Share(1, 6))

    agenda = plan(settled("S6", compliance=low, past=(before(7, "tell.window"),)), PROGRAM)

    assert [each.id for each in agenda.of(Kind.STEP)] == ["step.one_night"]
