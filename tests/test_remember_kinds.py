"""What sort of fact a sentence is, and the days it holds for."""

from datetime import date

import pytest

from memory.fact import Kind, Sensitivity
from tests.remembering import MONDAY, only, told


def _january(day: int) -> date:
    return date(2026, 1, day)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I'm exhausted this morning.", Kind.STATE),
        ("I had two glasses of wine last night.", Kind.STATE),
        ("I've got a streaming cold.", Kind.STATE),
        ("The hotel pillow was like a brick.", Kind.STATE),
        ("I'm in Lisbon until Friday.", Kind.EVENT),
        ("I've got an exam on Thursday.", Kind.EVENT),
        ("My in-laws are coming to stay from Friday until Sunday.", Kind.EVENT),
        ("I'm on call this weekend.", Kind.EVENT),
        ("There's scaffolding outside my window.", Kind.SITUATION),
        ("My mother is staying with us.", Kind.SITUATION),
        ("My dad died three weeks ago.", Kind.SITUATION),
        ("I'll keep my phone out of the bedroom this week.", Kind.COMMITMENT),
        ("I go running on Tuesdays.", Kind.RECURRING),
        ("I read before bed most nights.", Kind.RECURRING),
        ("I can't stand breathing exercises.", Kind.PREFERENCE),
        ("Podcasts put me to sleep.", Kind.PREFERENCE),
        ("I want to be asleep by eleven.", Kind.GOAL),
        ("I'm a light sleeper.", Kind.TRAIT),
        ("I've bought a new mattress.", Kind.TRAIT),
        ("My husband snores.", Kind.TRAIT),
        ("I take sertraline every morning.", Kind.HEALTH),
        ("I have sleep apnoea.", Kind.HEALTH),
        ("I'm allergic to lavender.", Kind.HEALTH),
        ("I drive a lorry for a living.", Kind.HEALTH),
    ],
)
def test_each_kind_is_told_from_the_others(words: str, kind: Kind) -> None:
    assert only(words).kind is kind


@pytest.mark.parametrize(
    ("words", "starts_on", "ends_on"),
    [
        ("I'm in Lisbon until Friday.", None, _january(9)),
        ("I've got an exam on Thursday.", _january(8), _january(8)),
        (
            "We're flying to Rome on Saturday and we'll be there for a week.",
            _january(10),
            _january(17),
        ),
        ("There's building work next door until the end of March.", None, date(2026, 3, 31)),
        (
            "I've booked a trip, flying out on the 23rd and back on the 26th.",
            _january(23),
            _january(26),
        ),
        ("My mother is staying with us. She leaves on Sunday.", None, _january(11)),
        ("I'm working late all this week.", MONDAY, _january(11)),
    ],
)
def test_the_days_are_read_by_code(
    words: str, starts_on: date | None, ends_on: date | None
) -> None:
    fact = only(words)

    assert (fact.starts_on, fact.ends_on) == (starts_on, ends_on)


def test_at_half_past_midnight_it_is_still_the_day_before() -> None:
    (fact,) = told("I've got an exam tomorrow.", on=_january(6), hour=0)

    assert fact.said_on == MONDAY
    assert fact.starts_on == _january(6)


def test_the_day_is_that_of_the_persons_own_zone() -> None:
    (fact,) = told("I've got an exam tomorrow.", on=_january(6), hour=2, tz="America/New_York")

    assert fact.starts_on == _january(6)


def test_the_sentence_stays_the_persons_own() -> None:
    fact = only("Well, by the way, our terrier barks at the bin lorry around five.")

    assert fact.text == "Our terrier barks at the bin lorry around five."


def test_two_things_in_one_sentence_have_lives_of_their_own() -> None:
    first, second = told("I'm a midwife and I'm in Porto until Thursday.")

    assert {first.kind, second.kind} == {Kind.TRAIT, Kind.EVENT}


@pytest.mark.parametrize(
    ("words", "sensitivity"),
    [
        ("I have epilepsy.", Sensitivity.HEALTH),
        ("I've got a cold.", Sensitivity.HEALTH),
        ("We split up in the autumn.", Sensitivity.PERSONAL),
        ("My alarm is set for six.", Sensitivity.GENERAL),
    ],
)
def test_how_carefully_it_is_kept(words: str, sensitivity: Sensitivity) -> None:
    assert only(words).sensitivity is sensitivity


def test_without_consent_nothing_of_health_is_kept() -> None:
    assert told("I have epilepsy.", keeps_health=False) == ()
    assert len(told("My alarm is set for six.", keeps_health=False)) == 1
