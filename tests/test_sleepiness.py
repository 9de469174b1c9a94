"""Sleep that overcomes somebody where it is dangerous is heard in plain words, and only that."""

import datetime

import pytest
from pydantic import ValidationError

from safety.sleepiness import (
    Sleepiness,
    SleepinessWords,
    danger_denied,
    is_dangerous_place,
    is_only_told_of,
    load_sleepiness,
    sleepy_told,
)

TOLD = (
    "I was falling asleep on the drive to work this morning",
    "I had to pull over because my eyes kept closing",
    "I microslept on the A1",
    "I was so tired I swerved",
    "My head dropped while I was driving",
    "yesterday I was too sleepy to drive safely",
    "I feel unsafe driving, I'm that sleepy",
    "I fell asleep holding the baby",
    "I dozed off while my toddler was in the bath",
    "I fell asleep with the pan on the stove",
    "I fell asleep on my forklift",
    "I'm struggling to stay awake at work, I use a saw",
    "I keep nodding off at work. I operate a press.",
    "Slept badly. I rear-ended someone because I dozed.",
    "slept from eleven to six, oh and my eyes kept closing on the drive in",
    "I woke up when the car hit the verge",
    "I fell asleep. At the wheel.",
    "I was driving. I nodded off.",
    "I nodded off. In the car. At the lights.",
    "I was so sleepy. I had to pull over.",
    "I woke with a jolt at the wheel",
    "I felt myself going while I was driving",
    "I fell asleep on the bus I drive",
    "did I tell you I nodded off at the wheel yesterday?",
)
NOT_TOLD = (
    "I'm so tired today",
    "I was so tired I fell asleep on the sofa",
    "my husband drove while I slept",
    "I fell asleep in the passenger seat",
    "I dreamt I fell asleep at the wheel",
    "what if I fell asleep at the wheel",
    "I didn't nod off at the wheel",
    "my colleague fell asleep on the forklift",
    "the baby fell asleep in my arms",
    "I drove home and then fell asleep on the sofa",
    "I was too tired to drive so my wife drove",
    "I fell asleep about twelve, got up at six to drive to work",
    "I fell asleep with my CPAP machine on",
    "the road noise kept me awake",
    "I swerved to miss a cat",
    "is it dangerous to drive when you're sleepy?",
    "I dropped off the kids at school",
    "I nodded off at the wheel ten years ago",
    "I nodded off on the sofa. Then I drove to the shop.",
    "I fell asleep at ten. My drive to work is an hour.",
    "I was driving until ten. I fell asleep at midnight.",
    "I work with machines. I fell asleep at eleven last night.",
    "a bit drowsy after lunch but nothing dangerous",
    "drowsy in the afternoon, never at the wheel",
    "I'm asleep on my feet today",
)


@pytest.mark.parametrize("words", TOLD)
def test_sleepiness_where_it_is_dangerous_is_told(words: str) -> None:
    assert sleepy_told(words) is Sleepiness.TOLD


@pytest.mark.parametrize("words", NOT_TOLD)
def test_what_could_harm_nobody_is_not(words: str) -> None:
    assert sleepy_told(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "I keep nodding off at work",
        "I dozed off in the car",
        "I'm scared I'll doze at the wheel",
        "I can't stay awake on my commute, I drive",
        "I nodded off. At work.",
        "I wonder if I fell asleep at the wheel yesterday",
    ],
)
def test_an_open_place_is_left_open(words: str) -> None:
    assert sleepy_told(words) is Sleepiness.UNCLEAR


@pytest.mark.parametrize(
    ("words", "dangerous"),
    [
        ("at the wheel", True),
        ("with a pan on the hob, at the stove", True),
        ("on the sofa", False),
        ("in the car, but my wife was driving", False),
        ("on Tuesday", None),
        ("on the bus I drive", True),
        ("at my desk, I'm an air traffic controller", True),
        ("on the sofa with the baby on me", True),
        ("in the bath", True),
        ("on the sofa, not when driving", False),
    ],
)
def test_a_place_is_dangerous_or_not_or_not_named(words: str, *, dangerous: bool | None) -> None:
    assert is_dangerous_place(words) is dangerous


def test_a_dream_or_a_tale_is_only_told_of() -> None:
    assert is_only_told_of("I dreamt I fell asleep at the wheel")
    assert not is_only_told_of("I had a dream. I fell asleep at the wheel.")


def test_a_review_date_needs_a_name() -> None:
    content = load_sleepiness().model_dump() | {"reviewed_on": datetime.date(2026, 1, 1)}

    with pytest.raises(ValidationError, match="needs a person's name"):
        SleepinessWords.model_validate(content)


def test_a_pattern_that_cannot_be_used_is_refused() -> None:
    content = load_sleepiness().model_dump() | {"signs": ["("]}

    with pytest.raises(ValidationError, match="cannot be used"):
        SleepinessWords.model_validate(content)


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("a bit drowsy after lunch but nothing dangerous", True),
        ("never at the wheel", True),
        ("nothing too dangerous", False),
        ("nothing dangerous, I just nodded off at a red light", False),
        ("no idea", False),
    ],
)
def test_danger_is_denied_outright_or_not_at_all(words: str, *, denied: bool) -> None:
    assert danger_denied(words) is denied
