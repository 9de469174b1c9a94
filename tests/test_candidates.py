"""Which items come into question on a day, what speaks against the others, and what is kept."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from agendas.agenda import SUBSTANCE, Kind, from_json, to_json
from agendas.candidates import candidates
from agendas.day import KEPT, TOLD
from agendas.done import done_of
from agendas.planner import DECISION_FIRST, plan
from agendas.program import load_program
from memory.checkin import CheckIn, Commitment
from memory.course import Action, Measure, Plan, ReviewKind, Standing
from safety.lanes import Answer, Lane
from tests.planning import (
    DAY,
    MONDAY,
    WELL,
    before,
    first_step,
    settled,
    why_not,
)
from tests.sleeping import morning_of
from tests.sleeping import plan as schedule

PROGRAM = load_program()


def test_the_same_day_gives_the_same_candidates() -> None:
    today = settled("S2", "S3")

    assert candidates(today, PROGRAM) == candidates(replace(today), PROGRAM)


@pytest.mark.parametrize(
    ("stages", "first"),
    [
        (("S1",), "step.soon"),
        (("S2",), "step.rise"),
        (("S2", "S3"), "step.rise"),
        (("S3",), "step.buffer"),
        (("S4",), "step.worry_time"),
        (("S5",), "step.steady"),
        (("S6",), "step.one_night"),
        (("S7",), "step.booster"),
    ],
)
def test_every_stage_has_a_step_of_its_own(stages: tuple[str, ...], first: str) -> None:
    assert first_step(plan(settled(*stages), PROGRAM)) == first


def test_every_stage_ends_in_a_step_that_repeats() -> None:
    stages = [stage.id for stage in PROGRAM.stages if not stage.beside and stage.id != "S0"]

    ends = {step.stage for step in PROGRAM.steps if step.repeats}

    assert set(stages) <= ends


def test_eight_weeks_are_led_without_a_day_that_has_no_step() -> None:
    window = schedule(MONDAY - 60 * DAY)
    past: tuple[CheckIn, ...] = (before(61, "tell.window"),)
    order = ["S1"] * 9 + ["S2"] * 7 + ["S2 S3"] * 7 + ["S2 S3 S4"] * 12 + ["S5 S4"] * 14
    given = []
    for number, stages in enumerate([*order, *["S6"] * 4, *["S7"] * 3]):
        on = MONDAY - (60 - number) * DAY
        today = replace(settled(*stages.split(), past=past, plan=window), night=on)
        step = first_step(plan(today, PROGRAM))
        given.append(step)
        agreed = Commitment(step, agreed=True, night=on)
        done = CheckIn(uuid4(), uuid4(), on, delivered=frozenset({step}), commitment=agreed)
        past = (done, *past)

    fresh = [step for step in given if not PROGRAM.step(step).repeats]

    assert len(given) == 56
    assert len(fresh) == len(set(fresh)) or fresh.count("step.experiment") == 2
    assert len(set(fresh)) >= 25
    assert "step.own_plan" in fresh


def test_one_thing_comes_before_another() -> None:
    agenda = plan(settled("S2"), PROGRAM)

    assert "step.sleepy_first" in why_not(agenda, "step.bed_for_sleep")


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNSURE, Answer.DECLINED, None])
def test_who_may_fall_rests_differently_instead_of_getting_up(answer: Answer | None) -> None:
    told = before(1, "tell.window", *(s.id for s in PROGRAM.steps if s.stage == "S2"))
    told = replace(told, delivered=told.delivered - {"step.get_up", "step.rest_differently"})
    known = {each: a for each, a in WELL.items() if each != "screen.body"}
    stated = known if answer is None else {**known, "screen.body": answer}

    careful = plan(settled("S2", past=(told,), conditions=stated), PROGRAM)
    well = plan(settled("S2", past=(told,)), PROGRAM)

    assert first_step(careful) == "step.rest_differently"
    assert first_step(well) == "step.get_up"


def test_where_answers_are_not_kept_nothing_that_health_could_speak_against_comes() -> None:
    unknown = settled("S2", "S3", "S4", conditions=None)

    able = {c.item.id for c in candidates(unknown, PROGRAM) if c.barred is None}
    guarded = {t.id for t in PROGRAM.techniques if t.contraindications}

    assert not {s.id for s in PROGRAM.steps if s.technique in guarded} & able


def test_what_belongs_to_a_window_is_left_out_where_there_is_none() -> None:
    regular = schedule(MONDAY - 7 * DAY, None, measure=Measure.REGULARITY)

    agenda = plan(settled("S2", plan=regular, lane=Lane.C), PROGRAM)

    assert why_not(agenda, "step.hard_weeks") == "not under this schedule"


@pytest.mark.parametrize("side", [Standing.SAFETY_HOLD, Standing.PAUSED])
def test_nothing_new_begins_on_hold_or_in_a_pause(side: Standing) -> None:
    agenda = plan(settled("S2", "S3", sides=frozenset({side})), PROGRAM)

    assert first_step(agenda) == "step.keep_plan"


def test_a_decision_is_told_in_the_place_of_a_step() -> None:
    decided = schedule(MONDAY + DAY, 435, action=Action.EXTEND, rules=("window.extend",))

    agenda = plan(settled("S2", plan=decided), PROGRAM)

    assert [item.id for item in agenda.of(Kind.DECISION)] == ["tell.extend"]
    assert agenda.of(Kind.STEP) == ()
    assert why_not(agenda, "step.rise") == DECISION_FIRST
    assert "rule:window.extend" in agenda.of(Kind.DECISION)[0].data


def test_beside_a_decision_taken_in_the_talk_no_new_technique_comes() -> None:
    decided = schedule(MONDAY + DAY, 435, action=Action.EXTEND)
    today = settled("S2", plan=decided, answered=frozenset({TOLD}))

    agenda = plan(today, PROGRAM)

    step = PROGRAM.step(first_step(agenda))
    assert agenda.of(Kind.DECISION)
    assert step.technique is None or step.repeats
    assert sum(item.kind in SUBSTANCE for item in agenda.items) <= 3


def test_what_was_set_by_hand_after_the_check_in_is_told_the_next_day() -> None:
    at = morning_of(MONDAY - DAY, hour=12)
    by_hand = schedule(MONDAY, 435, action=Action.OVERRIDE, decided_at=at)
    earlier = replace(before(1, answered=(TOLD,)), updated_at=at - timedelta(hours=4))

    agenda = plan(settled("S2", plan=by_hand, past=(earlier,)), PROGRAM)

    assert [item.id for item in agenda.of(Kind.DECISION)] == ["tell.override"]


def test_a_decision_that_was_told_is_not_told_again() -> None:
    decided = schedule(MONDAY, 435, action=Action.EXTEND)
    told = before(1, "tell.extend")

    agenda = plan(settled("S2", plan=decided, past=(told,)), PROGRAM)

    assert agenda.of(Kind.DECISION) == ()


def test_a_decision_nobody_heard_is_told_at_the_next_check_in() -> None:
    decided = schedule(MONDAY - DAY, 435, action=Action.TIGHTEN)

    agenda = plan(settled("S2", plan=decided), PROGRAM)

    assert [item.id for item in agenda.of(Kind.DECISION)] == ["tell.tighten"]


def test_every_decision_that_changes_a_time_has_words() -> None:
    untold = [
        (action, measure)
        for action in Action
        for measure in (Measure.WINDOW, Measure.COMPRESSION, Measure.REGULARITY)
        if PROGRAM.telling(_plan(action, measure)) is None
    ]

    # By hand or upon a suspension nothing of these is set; a regular rise time only holds or moves.
    assert all(
        measure is Measure.REGULARITY or action is Action.SUSPEND for action, measure in untold
    )


def _plan(action: Action, measure: Measure, on: date = MONDAY) -> Plan:
    return schedule(on, 435, action=action, measure=measure, rise=time(7))


def test_the_weeks_review_is_asked_on_its_day_only() -> None:
    weekly = plan(settled("S2", review=ReviewKind.WEEKLY), PROGRAM)
    first = plan(settled("S1", review=ReviewKind.BASELINE), PROGRAM)
    none = plan(settled("S2"), PROGRAM)

    assert len(weekly.of(Kind.REVIEW)) == 5
    assert "review.content" not in [item.id for item in first.of(Kind.REVIEW)]
    assert none.of(Kind.REVIEW) == ()
    assert weekly.seconds <= 360


def test_due_health_questions_are_on_the_agenda() -> None:
    agenda = plan(settled("S2", screens=("screen.news",)), PROGRAM)

    assert [item.id for item in agenda.of(Kind.SCREEN)] == ["screen.news"]


def test_a_schedule_that_was_agreed_to_is_looked_back_on() -> None:
    last = Commitment("tell.window", agreed=True, night=MONDAY - DAY)

    agenda = plan(settled("S2", last=last), PROGRAM)

    assert "keep to your time in bed" in agenda.of(Kind.FOLLOW_UP)[0].reason


def test_a_refused_step_does_not_come_again() -> None:
    refused = before(1, "step.buffer", "step.relax_offer", refused="step.relax_offer")

    able = candidates(settled("S3", past=(refused,)), PROGRAM)

    found = {each.item.id: each.barred for each in able}
    assert "step.relax_offer" not in found
    assert found["step.breathing"] == "comes after step.relax_offer"


def test_an_experiment_waits_for_a_poor_night_before_it_is_asked_about() -> None:
    proposed = before(3, "step.worry_time", "step.experiment", agreed="step.experiment")
    whole = settled("S4", past=(proposed, before(7, "tell.window")))
    poor, good = (
        replace(whole, figures=replace(whole.figures, values={"sleep_efficiency_percent": share}))
        for share in (84, 85)
    )

    barred = [
        {c.item.id: c.barred for c in candidates(each, PROGRAM)}["step.report_experiment"]
        for each in (poor, good)
    ]

    assert barred == [None, "the figures do not call for it"]
    assert PROGRAM.promise("step.experiment") is None
    assert PROGRAM.promise("step.report_experiment") is not None


def test_what_was_done_is_read_from_the_check_ins() -> None:
    week = [before(n, answered=(KEPT + "step.practise",)) for n in range(1, 5)]
    agreed = before(6, "step.buffer", "step.own_plan", agreed="step.own_plan")
    refused = before(8, refused="step.relax_offer")
    reported = before(9, answered=("told_of:step.report_experiment",))

    done = done_of((*week, agreed, refused, reported), PROGRAM)

    assert len(done.practised_on) == 4
    assert max(done.practised_on) == MONDAY - 2 * DAY
    assert done.wind_down_seen
    assert done.relaxation_declined
    assert done.experiment_reported
    assert done.relapse_plan_saved
    assert done_of((), PROGRAM) == type(done)()


def test_a_note_of_the_calendar_comes_once_and_then_rests() -> None:
    whole = settled("S2")
    figures = replace(
        whole.figures, values={**whole.figures.values, "days_to_clock_change": 3, "away": 0}
    )
    soon = replace(whole, figures=figures)
    said = replace(soon, past=(before(1, "note.clocks_soon", "tell.window"),))

    assert plan(soon, PROGRAM).of(Kind.OBSERVATION)[0].id == "note.clocks_soon"
    assert plan(said, PROGRAM).of(Kind.OBSERVATION)[0].id != "note.clocks_soon"


def test_no_check_in_is_longer_than_three_minutes_or_holds_more_than_three_items() -> None:
    last = Commitment("step.naps", agreed=True, night=MONDAY - DAY)
    crowded = [
        settled("S2", "S3", "S4", last=last, settled=False, entry=None, after_crisis=True),
        settled("S2", "S3", last=last, screens=("screen.news",)),
        settled("S6", last=last, settled=False, entry=None, screens=("screen.offer",)),
    ]

    for today in crowded:
        agenda = plan(today, PROGRAM)
        assert sum(item.kind in SUBSTANCE for item in agenda.items) <= 3
        assert agenda.of(Kind.STEP)
        assert agenda.seconds <= 180 or not agenda.of(Kind.OBSERVATION)


def test_an_agenda_keeps_the_road_not_taken_in_its_json() -> None:
    agenda = plan(settled("S2", "S3"), PROGRAM)

    assert agenda.dropped
    assert from_json(to_json(agenda)) == agenda
