"""A long account is read in windows: no word is lost, and what they disagree on stays open."""

from datetime import time

import pytest

from coach.dialogue.listen import Intent, Known, read
from coach.dialogue.listen.long import WINDOW_CHARS, windows
from memory.diary import Field

BED = Field.GOT_INTO_BED
CHATTER = "The neighbours had people round and the music went on and on. " * 10


@pytest.mark.parametrize("words", [CHATTER * 3, "la " * 900, "x" * 2000, "so " + "a, " * 700])
def test_the_windows_of_an_account_are_all_of_it(words: str) -> None:
    found = list(windows(words))

    assert "".join(found) == words
    assert all(0 < len(each) <= WINDOW_CHARS for each in found)


def test_a_long_account_is_cut_between_sentences() -> None:
    first, *_ = windows(CHATTER * 2)

    assert first.endswith(". ")


@pytest.mark.parametrize("told", [(0,), (1,), (0, 1)])
def test_what_is_told_anywhere_in_a_long_account_is_read(told: tuple[int, ...]) -> None:
    parts = ["I got into bed at half past ten. " * (at in told) + CHATTER for at in (0, 1)]

    reading = read("".join(parts), (), Known())

    assert reading.values[BED] == time(22, 30)


def test_two_accounts_of_one_time_leave_it_open() -> None:
    words = f"I got into bed at half past ten. {CHATTER}I got into bed at half past eleven."

    reading = read(words, (), Known())

    assert BED not in reading.values
    assert BED in reading.unclear
    assert set(reading.candidates[BED]) == {time(22, 30), time(23, 30)}


def test_a_wish_at_the_end_of_a_long_account_is_heard() -> None:
    reading = read(f"{CHATTER}Can we do this later?", (), Known())

    assert reading.intent is Intent.RESCHEDULE
