"""The diary told in many voices: texters, elders, nurses, other languages, recognisers."""

from collections.abc import Mapping, Sequence
from datetime import time

import pytest

from coach.dialogue.listen import Known, Value, read
from coach.dialogue.listen.reading import Intent
from memory.diary import Field

BED, LIGHTS, ONSET = Field.GOT_INTO_BED, Field.TRIED_TO_SLEEP, Field.SLEEP_ONSET_LATENCY
WAKINGS, AWAKE, FINAL = Field.AWAKENINGS, Field.WAKE_AFTER_SLEEP_ONSET, Field.FINAL_AWAKENING
UP, NAPS, QUALITY = Field.OUT_OF_BED, Field.NAPS, Field.QUALITY
ALL = (BED, LIGHTS, ONSET, WAKINGS, AWAKE, FINAL, UP, QUALITY)


@pytest.mark.parametrize(
    ("words", "asked", "told"),
    [
        ("Eleven. Nope, twelve.", (BED,), {BED: time(0)}),
        ("an hour an a half", (ONSET,), {ONSET: 90}),
        ("2, maybe 15 min", (WAKINGS, AWAKE), {WAKINGS: 2, AWAKE: 15}),
        ("two maybe fifteen", (WAKINGS, AWAKE), {WAKINGS: 2, AWAKE: 15}),
        ("I woke at ten and a half", (FINAL,), {FINAL: time(10, 30)}),
        ("at six less ten", (FINAL,), {FINAL: time(5, 50)}),
        ("at one of the night", (BED,), {BED: time(1)}),
        ("from the two to the three", (AWAKE,), {AWAKE: 60}),
        ("six fifty for", (FINAL,), {FINAL: time(6, 54)}),
        ("woke at 3, back to sleep by 3:30", (), {WAKINGS: 1, AWAKE: 30}),
        ("up at six, out of bed at six fifteen", (), {FINAL: time(6), UP: time(6, 15)}),
        ("I slept at 11 and I woke up at 6:30", (), {FINAL: time(6, 30)}),
        ("Twice. Three times if you count the alarm.", (WAKINGS,), {WAKINGS: 3}),
        ("I took a 30-minute nap at 3 yesterday.", (), {NAPS: 30}),
        ("my mum napped, I didn't", (NAPS,), {NAPS: 0}),
        ("no bad", (QUALITY,), {QUALITY: 3}),
        ("In bed at ten on Sunday but last night it was midnight", (), {BED: time(0)}),
        ("out cold in two minutes", (ONSET,), {ONSET: 2}),
    ],
)
def test_it_is_told_in_many_ways(
    words: str, asked: Sequence[Field], told: Mapping[Field, Value]
) -> None:
    assert read(words, asked, Known()).values == told


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("with the birds", FINAL),
        ("when my knees would let me", UP),
        ("when the film is finished", LIGHTS),
        ("eventually", UP),
        ("a fair old time", AWAKE),
    ],
)
def test_an_answer_without_a_figure_is_asked_about(words: str, asked: Field) -> None:
    reading = read(words, (asked,), Known())

    assert not reading.values
    assert reading.unclear == {asked}


@pytest.mark.parametrize(
    "words", ["when does the film start", "it varied", "I don't feel like answering that", "um"]
)
def test_what_answers_nothing_is_not_asked_about(words: str) -> None:
    assert not read(words, (QUALITY,), Known()).unclear


def test_only_the_person_s_own_falling_asleep_counts() -> None:
    words = "She fell asleep right away, it took me an hour"

    assert read(words, ALL, Known()).values == {ONSET: 60}


def test_a_quarter_past_is_of_the_hour_on_file() -> None:
    reading = read("Almost. I got up at quarter past.", (), Known({UP: time(7)}))

    assert reading.values == {UP: time(7, 15)}
    assert reading.intent is Intent.CORRECT_EARLIER


def test_a_bare_six_is_no_time_to_try_to_sleep_after_ten_in_the_evening() -> None:
    reading = read("Six.", (LIGHTS,), Known({BED: time(22)}))

    assert reading.unclear == {LIGHTS}
