"""Figures as words, and the choice among wordings."""

from datetime import date, time, timedelta

import pytest

from agendas.words import clock, duration, listed, share, times
from coach.dialogue.phrase import PHRASES, choose, phrase

NIGHT = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (425, "7 hours 5 minutes"),
    ],
)
def test_minutes_are_said_as_hours_and_minutes(minutes: int, words: str) -> None:
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("at", "country", "words"),
    [
        (time(22, 30), "GB", "10:30 pm"),
        (time(0, 5), None, "12:05 am"),
        (time(12, 30), "US", "12:30 pm"),
        (time(0, 0), "DE", "midnight"),
        (time(12, 0), "GB", "noon"),
        (time(22, 30), "DE", "22:30"),
    ],
)
def test_a_time_is_written_as_people_there_write_it(
    at: time, country: str | None, words: str
) -> None:
    assert clock(at, country) == words


def test_small_things_in_words() -> None:
    assert share(84) == "84 percent"
    assert [times(n) for n in (0, 1, 2, 3)] == ["not at all", "once", "twice", "3 times"]
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""


def test_wording_changes_from_day_to_day() -> None:
    days = {phrase("ack", NIGHT + timedelta(days=n), set()) for n in range(len(PHRASES["ack"]))}

    assert len(days) == len(PHRASES["ack"])


def test_what_was_said_is_not_said_again_while_there_is_another() -> None:
    first = phrase("ack", NIGHT, set())

    assert phrase("ack", NIGHT, {first}) != first


def test_when_all_is_said_the_days_own_comes_again() -> None:
    assert choose(["a", "b"], NIGHT, {"a", "b"}, "", {}) in {"a", "b"}


def test_a_place_without_a_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("basics.met", NIGHT, set())
