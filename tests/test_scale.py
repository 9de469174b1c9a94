"""An answer from zero to ten, however it is put: spoken, typed, or as a recogniser writes it."""

import pytest

from coach.dialogue.scale import scale_in


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
