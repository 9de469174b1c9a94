"""The styles of one sentence are read alike, and what is told in passing is not overheard."""

from datetime import time

import pytest

from coach.dialogue.listen import Intent, Known, Reading, Value, read
from coach.dialogue.listen.long import MOST_CHARS
from coach.dialogue.listen.one_field import read_one
from memory.diary import Field

BED, LIGHTS = Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP
ONSET, AWAKE = Field.SLEEP_ONSET_LATENCY, Field.WAKE_AFTER_SLEEP_ONSET
WOKE, UP = Field.FINAL_AWAKENING, Field.OUT_OF_BED


@pytest.mark.parametrize(
    ("styles", "values"),
    [
        (
            (
                "Oh six hundred, eyes open. Feet on the floor at oh six ten.",
                "oh six hundred eyes open feet on the floor at oh six ten",
                "0600, eyes open. Feet on the floor at 0610.",
            ),
            {WOKE: time(6), UP: time(6, 10)},
        ),
        (
            (
                "In the sack at ten. No interruptions. Awake at six thirty.",
                "in the sack at ten no interruptions awake at six thirty",
                "In the sack at 10. No interruptions. Awake at 6:30.",
            ),
            {BED: time(22), Field.AWAKENINGS: 0, WOKE: time(6, 30)},
        ),
        (
            (
                "My wife went up at nine, but me, half eleven. Lights out at midnight.",
                "my wife went up at nine but me half eleven lights out at midnight",
                "My wife went up at 9, but me, 11:30. Lights out at midnight.",
            ),
            {BED: time(23, 30), LIGHTS: time(0)},
        ),
        (
            (
                "I put the book down at ten thirty to sleep. I'd guess twenty minutes.",
                "i put the book down at ten thirty to sleep i'd guess twenty minutes",
                "I put the book down at 10:30 to sleep. I'd guess 20 minutes.",
            ),
            {LIGHTS: time(22, 30), ONSET: 20},
        ),
        (
            (
                "It took twenty minutes, maybe twenty-five, to drop off.",
                "it took twenty minutes maybe twenty five to drop off",
                "It took 20 minutes, maybe 25, to drop off.",
            ),
            {ONSET: 23},
        ),
        (
            (
                "Lights out at ten past ten pm. Fifteen minutes to fall asleep.",
                "lights out at ten past ten pm fifteen minutes to fall asleep",
                "Lights out 10:10 pm, 15 minutes to fall asleep.",
            ),
            {LIGHTS: time(22, 10), ONSET: 15},
        ),
        (
            (
                "Lights out at quarter to one. Woke twice, five minutes each. Up at seven, a 3.",
                "lights out at quarter too won woke twice five minutes each up at seven a three",
                "Lights out at 12:45. Woke twice, 5 minutes each. Up at 7, a 3.",
            ),
            {LIGHTS: time(0, 45), Field.AWAKENINGS: 2, AWAKE: 10, UP: time(7), Field.QUALITY: 3},
        ),
        (
            (
                "Woke at half six and got up. It was a four.",
                "woke at half six and got up it was a four",
                "Woke at 6:30 and got up. It was a 4.",
            ),
            {WOKE: time(6, 30), UP: time(6, 30), Field.QUALITY: 4},
        ),
        (
            ("The wakings were three.", "the wakings were three", "The wakings were 3."),
            {Field.AWAKENINGS: 3},
        ),
        (
            (
                "Bed at eleven, lights out straight away.",
                "bed at eleven lights out straight away",
                "Bed at 11, lights out straight away.",
            ),
            {BED: time(23), LIGHTS: time(23)},
        ),
    ],
)
def test_the_styles_of_a_sentence_are_read_alike(
    styles: tuple[str, ...], values: dict[Field, Value]
) -> None:
    readings = [read(words, (), Known()) for words in styles]

    assert [reading.values for reading in readings] == [values] * len(styles)


@pytest.mark.parametrize(
    "words",
    [
        "I woke at six and got up at seven",
        "I woke at six and got up eventually",
        "woke at two and got up, couldn't sleep, back to bed at three",
    ],
)
def test_getting_up_at_another_time_is_not_the_time_of_waking(words: str) -> None:
    reading = read(words, (), Known())

    assert reading.values.get(UP) in {None, time(7)}


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("I lay awake for an hour", None),
        ("I lay awake for an hour in the afternoon", None),
        ("I lay down for an hour but couldn't drop off", 0),
        ("no, I had a coffee at two", 0),
        ("I lay down for an hour", 60),
        ("no, about twenty minutes", 20),
    ],
)
def test_only_sleep_by_day_is_a_nap(words: str, minutes: int | None) -> None:
    reading = read(words, (Field.NAPS,), Known())

    assert reading.values.get(Field.NAPS) == minutes
    assert AWAKE not in reading.values


@pytest.mark.parametrize("words", ["why not", "why don't we do this at six", "why, of course"])
def test_not_every_why_asks_for_a_reason(words: str) -> None:
    assert read(words, (), Known()).intent is not Intent.ASK_WHY


@pytest.mark.parametrize(
    ("words", "blank", "values"),
    [
        ("it was a four", (Field.QUALITY,), {Field.QUALITY: 4}),
        ("it was a four", (ONSET,), {Field.QUALITY: 4}),
        ("about twenty minutes", (ONSET, Field.QUALITY), {ONSET: 20}),
        ("half past ten", (BED, ONSET), {BED: time(22, 30)}),
        ("twenty minutes", (ONSET, AWAKE), None),
        ("twenty minutes", (), None),
        ("ten minutes and a four", (ONSET,), None),
        ("fine by me", (ONSET,), None),
    ],
)
def test_a_bare_value_goes_into_the_one_field_it_fits(
    words: str, blank: tuple[Field, ...], values: dict[Field, Value] | None
) -> None:
    reading = read_one(words, blank, {})

    assert (reading.values if reading else None) == values


def test_more_than_is_read_at_once_is_read_not_at_all() -> None:
    reading = read("I got into bed at ten. " * (MOST_CHARS // 20), (), Known())

    assert reading == Reading()
