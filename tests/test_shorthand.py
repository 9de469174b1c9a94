"""What people cut short when they type or talk is read as what it stands for."""

from datetime import time

import pytest

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.listen.shorthand import written_out
from memory.diary import Field

BED, TRIED, LATENCY = Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP, Field.SLEEP_ONSET_LATENCY
WAKINGS, AWAKE = Field.AWAKENINGS, Field.WAKE_AFTER_SLEEP_ONSET
FINAL, UP = Field.FINAL_AWAKENING, Field.OUT_OF_BED


def _read(words: str, *asked: Field) -> dict[Field, object]:
    return dict(read(words, asked, Known()).values)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("about an hour and ten to fall asleep", 70),
        ("it took an hour and twenty to drop off", 80),
        ("two hours and ten to fall asleep", 130),
        ("1/2 an hour", 30),
        ("about 1/2 hr", 30),
        ("1 1/2 hours", 90),
        ("3/4 of an hour", 45),
        ("1/4 hour", 15),
    ],
)
def test_an_amount_is_read_whole(words: str, minutes: int) -> None:
    assert _read(words, LATENCY) == {LATENCY: minutes}


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("awake once 1/2 hour", {WAKINGS: 1, AWAKE: 30}),
        ("woke twice 1/4 hour each", {WAKINGS: 2, AWAKE: 30}),
        ("lights out 11 20 to fall asleep", {TRIED: time(23, 0), LATENCY: 20}),
        ("lights out 11, 20 to fall asleep", {TRIED: time(23, 0), LATENCY: 20}),
        ("lights out 10 30 then 20 to fall asleep", {TRIED: time(22, 30), LATENCY: 20}),
        ("got into bed about quarter to, no, ten to eleven", {BED: time(22, 50)}),
        ("Climbed in around twenty past ten", {BED: time(22, 20)}),
        ("up and awake at 7", {FINAL: time(7, 0), UP: time(7, 0)}),
    ],
)
def test_a_clipped_account_is_read_as_it_is_meant(words: str, read_as: dict[Field, object]) -> None:
    assert _read(words) == read_as


@pytest.mark.parametrize("asked", [FINAL, UP])
def test_up_and_awake_is_both_whichever_was_asked(asked: Field) -> None:
    assert _read("up and awake at 7", asked) == {FINAL: time(7, 0), UP: time(7, 0)}


@pytest.mark.parametrize(
    ("words", "count"), [("loads, 4 or 5", 5), ("a few, four maybe", 4), ("lots of times, 6", 6)]
)
def test_a_number_after_a_vague_word_is_the_number(words: str, count: int) -> None:
    assert _read(words, WAKINGS) == {WAKINGS: count}


@pytest.mark.parametrize(
    "words",
    [
        "went up at ten to fall asleep by eleven",
        "4/5",
        "quarter to eleven",
        "no idea",
        "several, 20 minutes",
        "up and down all night",
        "no, ten to eleven",
    ],
)
def test_what_is_not_cut_short_stays(words: str) -> None:
    assert written_out(words) == words
