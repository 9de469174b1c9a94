"""When somebody means to get up: what they need, would like, or set their alarm for."""

from datetime import time

import pytest

from coach.dialogue.rise import rise_in


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("I need to get up at half past six", time(6, 30)),
        ("I'd like to get up at seven", time(7)),
        ("I\u2019d rather be up by eight", time(8)),
        ("we normally have to be up at seven", time(7)),
        ("I would like to be able to get up at 6.30", time(6, 30)),
        ("usually around 7", time(7)),
        ("on most days 7:15", time(7, 15)),
        ("my alarm is at 6:45", time(6, 45)),
        ("my alarm goes off at quarter to seven", time(6, 45)),
        ("seven would be good", time(7)),
        ("half six", time(6, 30)),
        ("I need to wake up at 5:30 am", time(5, 30)),
        ("at six in the evening I need to get up for the night shift", time(18)),
    ],
)
def test_a_time_meant_for_getting_up_is_taken(words: str, at: time) -> None:
    assert rise_in(words) == at


@pytest.mark.parametrize(
    "words",
    [
        *("I don't need to get up", "I need to get up", "no idea", "whenever", "it depends"),
        *("I got to sleep at three", "I need to be at work at nine", "between seven and eight"),
    ],
)
def test_what_names_no_such_time_is_asked_again(words: str) -> None:
    assert rise_in(words) is None
