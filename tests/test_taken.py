"""Amounts of what was taken or drunk, hours written with an h, and nights without any sleep."""

from datetime import time

import pytest

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from memory.diary import Field

ONSET = Field.SLEEP_ONSET_LATENCY
AWAKE = Field.WAKE_AFTER_SLEEP_ONSET


@pytest.mark.parametrize(
    "words",
    [
        "took 6 zopiclone last night, as prescribed",
        "took 2 paracetamol and 3 beers",
        "I swallowed four of my pills",
        "I had two glasses of wine",
        "had a couple of pints",
        "took 10 10 mg melatonin",
        "popped 3 of the sleeping tablets",
        "took 2 paracetamol and 3 somnofixes",
        "I took 3 at bedtime",
    ],
)
@pytest.mark.parametrize("asked", [(), (ONSET,), (AWAKE,), (Field.AWAKENINGS,)])
def test_what_was_taken_or_drunk_is_no_value_of_the_night(
    words: str, asked: tuple[Field, ...]
) -> None:
    reading = read(words, asked, Known())

    assert reading.values == {}


def test_what_was_taken_leaves_the_rest_of_the_night_as_told() -> None:
    words = "I drank a bottle of wine and took 6 zopiclone, bed at eleven, woke twice"

    reading = read(words, (), Known())

    assert reading.values == {Field.GOT_INTO_BED: time(23), Field.AWAKENINGS: 2}


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("took 20 minutes", ONSET, 20),
        ("took about 40", ONSET, 40),
        ("took me an hour", ONSET, 60),
        ("took 20 or so", ONSET, 20),
        ("had three wakings", Field.AWAKENINGS, 3),
        ("had two beers and woke 3 times", Field.AWAKENINGS, 3),
    ],
)
def test_what_the_night_took_stays_a_value(words: str, field: Field, value: int) -> None:
    reading = read(words, (), Known())

    assert reading.values == {field: value}


@pytest.mark.parametrize(
    ("words", "asked", "field", "value"),
    [
        ("22h30", (Field.GOT_INTO_BED,), Field.GOT_INTO_BED, time(22, 30)),
        ("bed at 23h15", (), Field.GOT_INTO_BED, time(23, 15)),
        ("got up 7h", (), Field.OUT_OF_BED, time(7)),
        ("7h", (Field.OUT_OF_BED,), Field.OUT_OF_BED, time(7)),
        ("0h30", (Field.GOT_INTO_BED,), Field.GOT_INTO_BED, time(0, 30)),
        ("1h15 awake", (), AWAKE, 75),
        ("1h30", (AWAKE,), AWAKE, 90),
        ("took 2h to fall asleep", (), ONSET, 120),
        ("1h 30min", (AWAKE,), AWAKE, 90),
    ],
)
def test_an_h_is_a_time_or_a_length_by_its_place(
    words: str, asked: tuple[Field, ...], field: Field, value: object
) -> None:
    reading = read(words, asked, Known())

    assert reading.values == {field: value}


@pytest.mark.parametrize("words", ["bed at 22h75", "bed at 22h3"])
def test_minutes_that_cannot_be_are_asked_about(words: str) -> None:
    reading = read(words, (), Known())

    assert reading.values == {}
    assert Field.GOT_INTO_BED in reading.unclear


@pytest.mark.parametrize(
    "words", ["Didn't sleep at all", "not a wink", "I never fell asleep", "was awake all night"]
)
def test_a_night_without_sleep_has_no_falling_asleep_and_no_wakings(words: str) -> None:
    reading = read(f"{words}. In bed 11 to 6.", (), Known())

    assert reading.values == {Field.GOT_INTO_BED: time(23), Field.OUT_OF_BED: time(6)}
    assert reading.unknown >= {ONSET, Field.AWAKENINGS, AWAKE, Field.FINAL_AWAKENING}


@pytest.mark.parametrize(
    "words",
    ["I barely slept at all", "couldn't sleep at all until 3", "I didn't sleep at all well"],
)
def test_a_night_with_some_sleep_is_asked_about_as_ever(words: str) -> None:
    reading = read(words, (), Known())

    assert Field.AWAKENINGS not in reading.unknown
