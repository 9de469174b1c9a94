"""An answer from zero to ten, however it is put: spoken, typed, or as a recogniser writes it."""

import pytest

from coach.dialogue.scale import neighbours_in, scale_in


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("seven", 7),
        ("A seven.", 7),
        ("about a six I'd say", 6),
        ("one", 1),
        ("a one", 1),
        ("zero", 0),
        ("none", 0),
        ("not at all", 0),
        ("Nothing.", 0),
        ("10", 10),
        ("ten out of ten", 10),
        ("7/10", 7),
        ("6 out of 10", 6),
        ("six on a scale of zero to ten", 6),
        ("To.", 2),
        ("ate", 8),
        ("4, no, 5", 5),
        ("I'd say eight", 8),
        ("full marks", 10),
    ],
)
def test_a_plain_answer_is_its_number(words: str, number: int) -> None:
    assert scale_in(words) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [("seven or eight", 8), ("three to four", 4), ("6 or 8", 7), ("six and a half", 7), ("7.5", 8)],
)
def test_two_numbers_close_together_are_the_one_between_them(words: str, number: int) -> None:
    assert scale_in(words) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("I woke at 4, so 2", 2),
        ("I was awake until three, so a four", 4),
        ("I slept 5 hours so a 4", 4),
        ("I'd go for 7 because I woke 3 times", 7),
        ("4 nights were bad so 6", 6),
        ("it was 3 last week, now 5", 5),
        ("six, down from eight", 6),
        ("one of those weeks, so a four", 4),
        ("a six this week", 6),
        ("most days it was a seven", 7),
    ],
)
def test_a_number_of_something_else_is_no_mark(words: str, number: int) -> None:
    assert scale_in(words) == number


@pytest.mark.parametrize("words", ["minus one", "negative two", "less than zero"])
def test_below_the_scale_there_is_no_mark(words: str) -> None:
    assert scale_in(words) is None


@pytest.mark.parametrize(
    ("words", "two"),
    [
        ("a six or seven", (6, 7)),
        ("between 3 and 4", (3, 4)),
        ("four, maybe five", (4, 5)),
        ("6 or 8", None),
        ("six", None),
        ("six and a half", None),
        ("I woke at 4, so 3", None),
    ],
)
def test_two_numbers_side_by_side_are_both_named(words: str, two: tuple[int, int] | None) -> None:
    assert neighbours_in(words) == two


@pytest.mark.parametrize(
    "words",
    [
        "between three and eight",
        "eleven",
        "quite bad",
        "that's a hard one",
        "seven hours",
        "",
        "-3",
    ],
)
def test_what_is_no_plain_number_is_asked_again(words: str) -> None:
    assert scale_in(words) is None
