"""The agenda of a day: what is on it, in which order, and why."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from agendas.agenda import Agenda, Kind
from agendas.day import Day
from agendas.figures import figures_of
from agendas.planner import kept, plan
from agendas.program import load_program
from agendas.slots import missing_fields
from memory.checkin import CheckIn, Commitment
from memory.diary import Field
from memory.person import Person
from tests.planning import MONDAY, day, night
from tests.talking import MORNING, known_person

PROGRAM = load_program()
YESTERDAY = MONDAY - timedelta(days=1)


def _ids(agenda: Agenda, kind: Kind) -> list[str]:
    return [item.id for item in agenda.of(kind)]


def test_the_same_day_gives_the_same_agenda() -> None:
    today = day(known_person(), night())

    assert plan(today, PROGRAM) == plan(today, PROGRAM)


def test_a_newcomer_is_asked_the_basics_before_the_diary() -> None:
    newcomer = Person(id=uuid4(), created_at=MORNING)

    asked = _ids(plan(day(newcomer), PROGRAM), Kind.QUESTION)

    assert asked[:2] == ["s0.adult", "s0.data"]
    assert asked.index("s0.work") < asked.index("diary.open")


def test_what_is_known_is_not_on_the_agenda() -> None:
    entry = replace(night(), sources={Field.GOT_INTO_BED: night().sources[Field.GOT_INTO_BED]})

    asked = _ids(plan(day(known_person(), entry), PROGRAM), Kind.QUESTION)

    assert "diary.got_into_bed_at" not in asked
    assert "diary.open" not in asked
    assert "diary.out_of_bed_at" in asked


def test_minutes_awake_are_not_asked_of_an_unbroken_night() -> None:
    entry = replace(night(), sources={Field.AWAKENINGS: night().sources[Field.AWAKENINGS]})

    assert Field.WAKE_AFTER_SLEEP_ONSET not in missing_fields(entry)


def test_the_last_stretch_in_bed_is_asked_about_only_when_it_is_long() -> None:
    short = replace(night(woke="06:50"), sources={})
    long = replace(night(woke="06:00"), sources={})

    assert Field.EARLY_WAKE_AWAKE not in missing_fields(short)
    assert Field.EARLY_WAKE_AWAKE in missing_fields(long)


def test_every_item_says_why_it_is_there() -> None:
    agenda = plan(day(known_person(), night(), settled=True), PROGRAM)

    assert all(item.reason for item in agenda.items)


def test_at_most_three_items_of_substance_and_three_minutes() -> None:
    last = Commitment("step.clock", agreed=True, night=YESTERDAY)
    agenda = plan(day(known_person(), last=last), PROGRAM)

    substance = [i for i in agenda.items if i.kind in {Kind.FOLLOW_UP, Kind.OBSERVATION, Kind.STEP}]
    assert len(substance) <= 3
    assert agenda.seconds <= 180


def test_after_a_crisis_the_check_comes_first() -> None:
    agenda = plan(day(known_person(), after_crisis=True), PROGRAM)

    assert agenda.items[0].kind is Kind.SAFETY


def test_the_observation_follows_the_figures() -> None:
    week = [night(MONDAY - timedelta(days=n)) for n in range(1, 5)]
    cases = {
        "observe.first": [night()],
        "observe.took_long": [*week, night(latency=70)],
        "observe.awake_between": [*week, night(awake=90)],
        "observe.steady": [*week, night()],
        "observe.wandering": [*week, night(up="10:00", woke="09:50")],
    }

    for expected, nights in cases.items():
        agenda = plan(day(known_person(), *nights, settled=True), PROGRAM)

        assert _ids(agenda, Kind.OBSERVATION) == [expected]


def test_a_night_without_a_sum_gets_no_figures() -> None:
    entry = replace(night(), out_of_bed_at=None)

    agenda = plan(day(known_person(), entry, settled=True), PROGRAM)

    assert _ids(agenda, Kind.OBSERVATION) == ["observe.partial"]


def test_the_observation_waits_for_the_read_back() -> None:
    agenda = plan(day(known_person(), night()), PROGRAM)

    assert _ids(agenda, Kind.OBSERVATION) == ["observe"]


def _told(*items: str) -> CheckIn:
    return CheckIn(uuid4(), uuid4(), YESTERDAY, delivered=frozenset(items))


def _step(today: Day) -> str:
    (only,) = _ids(plan(today, PROGRAM), Kind.STEP)
    return only


def test_one_new_step_a_day_and_none_twice() -> None:
    first = _step(day(known_person()))
    second = _step(day(known_person(), past=(_told(first),)))

    assert (first, second) == ("step.soon", "step.clock")


def test_when_all_is_told_the_baseline_goes_on() -> None:
    told = _told(*(step.id for step in PROGRAM.steps if not step.repeats))

    step = PROGRAM.step(_step(day(known_person(), past=(told,))))

    assert step is not None
    assert step.repeats


def test_a_step_not_wholly_heard_is_told_again() -> None:
    assert _step(day(known_person(), past=(_told(),))) == "step.soon"


def test_an_agreement_is_looked_back_on_and_a_refusal_is_not() -> None:
    agreed = Commitment("step.clock", agreed=True, night=YESTERDAY)
    refused = replace(agreed, agreed=False)
    repeated = replace(agreed, item_id="step.keep")
    unknown = replace(agreed, item_id="step.of.an.older.programme")

    agendas = [
        plan(day(known_person(), last=c), PROGRAM) for c in (agreed, refused, repeated, unknown)
    ]

    assert [bool(agenda.of(Kind.FOLLOW_UP)) for agenda in agendas] == [True, False, False, False]


def test_talking_within_the_hour_shows_in_the_figures() -> None:
    step = PROGRAM.step("step.soon")
    up = night().out_of_bed_at
    assert up is not None
    soon, late = (
        figures_of(MONDAY, {MONDAY: night()}, up + timedelta(minutes=m), "GB") for m in (20, 200)
    )
    unknown = figures_of(MONDAY, {}, None, "GB")

    assert kept(step, soon) is True
    assert kept(step, late) is False
    assert kept(step, unknown) is None
