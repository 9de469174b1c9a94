"""Everything the scripted coach may say passes its own gate, whatever the figures are."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from string import Template
from uuid import uuid4

import pytest

from agendas.program import load_program
from agendas.telling import plan_words
from agendas.words import clock, duration, share, times
from coach.dialogue.phrase import PHRASES
from coach.dialogue.readback import night_words
from coach.dialogue.sentences import split
from memory.course import Measure, Plan
from memory.diary import DiaryEntry, Field, Source
from safety.crisis import load_countries, resources
from safety.gates import say
from safety.lanes import load_lanes
from safety.numbers import numbers_in
from safety.policy import load_policy
from safety.script import load_scripts, script
from tests.sleeping import plan

POLICY = load_policy()
PROGRAM = load_program()
LANES = load_lanes()
PLANNED = ("course.", "plan.", "rise.")
MINUTES = (0, 1, 15, 45, 60, 61, 90, 250, 299, 359, 360, 480, 605, 720)
FIGURES = {
    "total_sleep_time", "time_in_bed", "sleep_onset_latency", "wake_after_sleep_onset",
    "terminal_wake", "lag", "rise_spread",
}  # fmt: skip
PLACES = {
    "comma_name": ", Sam", "name": "Sam", "zone_name": "New York", "country_name": "United States",
    "rise": "7:00 am", "first": "6:00 am", "second": "6:00 pm", "day": "Monday", "before": "Sunday",
    "night_words": "into bed at 10:30 pm", "Night_words": "Into bed at 10:30 pm",
    "first_deed": "trying to sleep", "first_time": "11:00 pm", "second_deed": "getting into bed",
    "second_time": "11:30 pm", "question": "When did you get into bed?", "length": "17 hours",
    "what": "in bed", "times": "twice", "time": "1:30 am", "promise": "leave the clock alone",
    "nights_counted": "5", "valid_nights": "5", "sleep_efficiency": "84 percent",
    "minutes_to_diary": "40", "naps": "45 minutes", "bed": "11:45 pm", "why": "It fits.",
    "days_since_return": "3", "days_to_clock_change": "3",
    "beside": "I work at the bakery", "told": "bed at 10:30 pm", "Told": "Bed at 10:30 pm",
    "Work": "Monday to Friday", "grade": "2", "topics": "your breathing at night and sleepiness",
    "fact": "you've got an exam on Thursday", "more": "one more thing", "words": "I'm in Lisbon",
}  # fmt: skip


def _blocked(text: str) -> list[str]:
    return [
        f"{sentence!r}: {verdict.rule_id}"
        for sentence in split(text)
        if not (verdict := say(sentence, POLICY, may_speak=frozenset(numbers_in(text)))).allowed
    ]


def _filled(wording: str) -> Iterator[str]:
    places = set(Template(wording).get_identifiers())
    minutes = sorted(places & FIGURES)
    for values in product(MINUTES, repeat=min(len(minutes), 2)):
        figures = dict(zip(minutes, (duration(v) for v in values), strict=False))
        yield Template(wording).substitute(
            {**PLACES, **dict.fromkeys(FIGURES, "1 hour"), **figures}
        )


def _health_wordings() -> Iterator[tuple[str, str]]:
    for asking in (*LANES.questions, LANES.keep, LANES.news, LANES.what):
        yield from ((asking.id, w) for w in (*asking.ask, *asking.again, asking.why))
    for asked in LANES.questions:
        yield from ((asked.id, w) for w in asked.say_on_yes)
        yield asked.id, f"So, a yes on {asked.topic}. Is that right?"
        yield asked.id, f"What I would take to a doctor is {asked.topic}."
    for lane in LANES.lanes:
        yield from ((lane.lane, w) for w in (*lane.tell, lane.page))
    yield from ((rule.id, rule.tell) for rule in LANES.every_rule())


def _wordings() -> Iterator[tuple[str, str]]:
    for key, variants in PHRASES.items():
        # Doubts are fixed moves, spoken verbatim: they quote what may well be absurd.
        # What tells a plan is held against real plans below.
        if not key.startswith(("doubt.", *PLANNED)):
            yield from ((key, variant) for variant in variants)
    for question in PROGRAM.questions:
        yield from ((question.id, w) for w in (*question.say, *question.again, question.why))
    yield from _health_wordings()
    yield from _programme_wordings()


def _programme_wordings() -> Iterator[tuple[str, str]]:
    for observation in PROGRAM.observations:
        yield from ((observation.id, w) for w in observation.say)
    for step in PROGRAM.steps:
        yield from ((step.id, w) for w in (*step.say, *step.ask, *step.kept, *step.missed))
    for telling in PROGRAM.tellings:
        yield from ((telling.id, w) for w in (*telling.say, *telling.ask))
    for barrier in PROGRAM.barriers:
        yield from ((barrier.id, w) for w in barrier.say)
    assert PROGRAM.schedule is not None
    for rule, each in PROGRAM.schedule.rules.items():
        # A refusal is printed for whoever sets a plan by hand, never spoken.
        if not rule.startswith("refuse."):
            yield rule, each.says


def test_every_promise_can_be_asked_about() -> None:
    promises = [*(s.promise for s in PROGRAM.steps), *(t.promise for t in PROGRAM.tellings)]
    say = PROGRAM.question("follow_up").say

    blocked = [b for p in promises for w in say for b in _blocked(w.replace("$promise", p))]

    assert blocked == []


@pytest.mark.parametrize(("key", "wording"), list(_wordings()))
def test_every_wording_passes_the_gate(key: str, wording: str) -> None:
    blocked = [each for text in _filled(wording) for each in _blocked(text)]

    assert blocked == [], key


@pytest.mark.parametrize("country", [None, *sorted(load_countries())])
def test_every_script_can_be_said_in_every_country(country: str | None) -> None:
    names = load_scripts()

    lines = [
        line
        for name in names
        for variant in range(5)
        for line in script(name, resources(country), name_of_person="Sam", variant=variant)
    ]

    assert len(lines) > len(names)
    assert not any("$" in line.text or line.text == "" for line in lines)


def _nights() -> Iterator[DiaryEntry]:
    up = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    for tib, latency, count, awake, nap in product(
        (240, 350, 700), (0, 40), (0, 1, 7), (0, 120), (0, 20)
    ):
        bed = up - timedelta(minutes=tib)
        yield DiaryEntry(
            uuid4(), date(2026, 3, 3), "Europe/London", 1, bed, bed, latency, count, awake,
            up - timedelta(minutes=10), up, 10, nap, 3, "wine",
            dict.fromkeys(Field, Source.SAID), None,
        )  # fmt: skip


def test_every_read_back_passes_the_gate() -> None:
    blocked = [
        each
        for entry in _nights()
        for country in ("GB", "DE")
        for each in _blocked(f"So, {night_words(entry, country)}. Is that right?")
    ]

    assert blocked == []


def _plans() -> Iterator[Plan]:
    for minutes, rise in product(
        range(360, 601, 15), (time(5), time(6, 30), time(7), time(10, 15))
    ):
        yield plan(minutes=minutes, rise=rise)
    yield plan(minutes=None, measure=Measure.REGULARITY)


def _told(wording: str) -> Iterator[str]:
    assert PROGRAM.schedule is not None
    for standing, country in product(_plans(), ("GB", "DE")):
        words = plan_words(standing, PROGRAM.schedule, country)
        if set(Template(wording).get_identifiers()) <= set(words):
            yield Template(wording).substitute(words)


@pytest.mark.timeout(300)
def test_every_plan_can_be_told_with_no_numbers_but_its_own() -> None:
    own = [w for key, ws in PHRASES.items() if key.startswith(PLANNED) for w in ws]
    tellings = [w for telling in PROGRAM.tellings for w in (*telling.say, *telling.ask)]

    texts = {told for wording in (*own, *tellings) for told in _told(wording)}
    blocked = [each for text in sorted(texts) for each in _blocked(text)]

    assert blocked == []


def test_every_reason_for_a_decision_passes_the_gate() -> None:
    schedule = PROGRAM.schedule
    assert schedule is not None

    told = [rule.says for name, rule in schedule.rules.items() if not name.startswith("refuse.")]

    assert [each for says in told for each in _blocked(says)] == []


def test_what_is_spoken_of_a_number_is_read_as_that_number() -> None:
    assert {n.value for n in numbers_in(f"asleep for {duration(365)}")} == {365}
    assert {n.value for n in numbers_in(f"up at {clock(time(7, 5))}")} == {425}
    assert {n.value for n in numbers_in(f"asleep for {share(84)} of it")} == {84}
    assert {n.value for n in numbers_in(f"You woke {times(4)}.")} == {4}
