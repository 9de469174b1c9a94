"""What the reader does with any answer: asks, keeps other things out, takes the last."""

from collections.abc import Sequence
from datetime import time

import pytest

from coach.dialogue.listen import Known, Value, read
from memory.diary import Field

BED, LIGHTS, ONSET = Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP, Field.SLEEP_ONSET_LATENCY
WAKINGS, AWAKE, FINAL = Field.AWAKENINGS, Field.WAKE_AFTER_SLEEP_ONSET, Field.FINAL_AWAKENING
UP, NAPS, QUALITY = Field.OUT_OF_BED, Field.NAPS, Field.QUALITY


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Slower than I'm used to.", ONSET),
        ("Whenever I'd finished my chapter.", LIGHTS),
        ("A short one on the train.", NAPS),
        ("More than I'd have liked.", WAKINGS),
        ("Worse than the day before.", QUALITY),
        ("I had a bath at nine.", BED),
        ("I slept for five hours.", ONSET),
        ("I baked a cake at ten.", BED),
    ],
)
def test_an_answer_that_settles_nothing_is_asked_about(words: str, asked: Field) -> None:
    reading = read(words, [asked], Known())

    assert reading.values == {}
    assert reading.unclear == {asked}


@pytest.mark.parametrize("words", ["Do you think it will rain today?", "Thank you for watching."])
def test_what_is_no_answer_is_not_asked_about(words: str) -> None:
    reading = read(words, [BED], Known())

    assert reading.values == {}
    assert reading.unclear == frozenset()


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("10:40, no wait, 11:15 p.m.", time(23, 15)),
        ("10:40 p.m., no wait, 11:15.", time(23, 15)),
        ("ten to one no tell a lie quarter to ten at night", time(21, 45)),
        ("It was gone midnight, ten past twelve I'd say.", time(0, 10)),
    ],
)
def test_the_last_time_stands_whichever_named_its_half_of_the_day(words: str, value: time) -> None:
    reading = read(words, [BED], Known())

    assert reading.values == {BED: value}


def test_two_wide_guesses_without_a_word_between_are_asked_about() -> None:
    reading = read("half six half seven something like that", [FINAL], Known())

    assert reading.values == {}
    assert reading.unclear == {FINAL}


@pytest.mark.parametrize(
    ("words", "asked", "values"),
    [
        (
            "lights out at eleven then i lay there for an hour",
            [],
            {LIGHTS: time(23), ONSET: 60},
        ),
        (
            "woke at six and lay there for an hour before getting up",
            [],
            {FINAL: time(6), UP: time(7), Field.EARLY_WAKE_AWAKE: 60},
        ),
        (
            "bed at ten i was up at two for half an hour and woke for good at six",
            [],
            {BED: time(22), WAKINGS: 1, AWAKE: 30, FINAL: time(6)},
        ),
    ],
)
def test_lying_awake_belongs_to_the_part_of_the_night_it_was_told_in(
    words: str, asked: Sequence[Field], values: dict[Field, Value]
) -> None:
    reading = read(words, asked, Known())

    assert reading.values == values


def test_an_account_of_more_than_ten_values_is_read_to_its_end() -> None:
    words = (
        "Pretty good. Bed at ten, lights out at half past, took twenty minutes, woke twice, once at"
        " two for ten minutes and once at four for five minutes, awake for good at six, up at ten"
        " past six, and I'd give it four."
    )

    reading = read(words, [], Known())

    assert reading.values[FINAL] == time(6)
    assert reading.values[UP] == time(6, 10)
    assert reading.values[WAKINGS] == 2
