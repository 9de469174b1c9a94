"""Numbers in sentences: words and digits are the same, units never mix."""

import pytest

from safety.numbers import Number, Unit, matches, numbers_in, phone

CLOCK, MINUTES, DAYS, COUNT = Unit.CLOCK, Unit.MINUTES, Unit.DAYS, Unit.COUNT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:30 pm", [(1350, CLOCK)]),
        ("10:30 p.m.", [(1350, CLOCK)]),
        ("ten thirty pm", [(1350, CLOCK)]),
        ("half past ten in the evening", [(1350, CLOCK)]),
        ("half past ten", [(630, CLOCK)]),
        ("half ten", [(630, CLOCK)]),
        ("quarter to six", [(345, CLOCK)]),
        ("ten minutes to six", [(350, CLOCK)]),
        ("23:00", [(1380, CLOCK)]),
        ("07:15", [(435, CLOCK)]),
        ("you wrote 10.45", [(645, CLOCK)]),
        ("noon and midnight", [(720, CLOCK), (0, CLOCK)]),
        ("seven o'clock", [(420, CLOCK)]),
        ("bed at eleven.", [(660, CLOCK)]),
        ("up at six oh five", [(365, CLOCK)]),
        ("awake at three at night", [(180, CLOCK)]),
        ("asleep at twelve at night", [(0, CLOCK)]),
        ("from ten to six", [(600, CLOCK), (360, CLOCK)]),
        ("90 minutes", [(90, MINUTES)]),
        ("an hour and a half", [(90, MINUTES)]),
        ("six and a quarter hours", [(375, MINUTES)]),
        ("two and a half hours", [(150, MINUTES)]),
        ("6 h 15", [(375, MINUTES)]),
        ("6h15", [(375, MINUTES)]),
        ("six hours and fifteen minutes", [(375, MINUTES)]),
        ("half an hour", [(30, MINUTES)]),
        ("a quarter of an hour", [(15, MINUTES)]),
        ("three quarters of an hour", [(45, MINUTES)]),
        ("7.5 hours", [(450, MINUTES)]),
        ("two point five hours", [(150, MINUTES)]),
        ("a hundred and twenty minutes", [(120, MINUTES)]),
        ("sixty seconds", [(1, MINUTES)]),
        ("thirty seconds", [(30, COUNT)]),
        ("a week", [(7, DAYS)]),
        ("7 to 14 days", [(7, DAYS), (14, DAYS)]),
        ("20-30 minutes", [(20, MINUTES), (30, MINUTES)]),
        ("about 10 to 20 minutes", [(10, MINUTES), (20, MINUTES)]),
        ("five to seven nights", [(5, COUNT), (7, COUNT)]),
        ("woke twice, once thrice", [(2, COUNT), (3, COUNT)]),
        ("you woke once", [(1, COUNT)]),
        ("after three nights", [(3, COUNT)]),
        ("5 of 7", [(5, COUNT), (7, COUNT)]),
        ("one out of five", [(1, COUNT), (5, COUNT)]),
        ("1,000 steps, two thousand breaths", [(1000, COUNT), (2000, COUNT)]),
        ("a dozen", [(12, COUNT)]),
        ("two, three, four", [(2, COUNT), (3, COUNT), (4, COUNT)]),
        ("25:70", []),
        ("85%, eighty-five per cent", [(85, Unit.PERCENT), (85, Unit.PERCENT)]),
        ("call 988", [(1988, Unit.PHONE)]),
        ("nine, eight, eight", [(1988, Unit.PHONE)]),
        ("0800 111 0 111", [(108001110111, Unit.PHONE)]),
    ],
)
def test_a_number_is_found_with_its_unit(text: str, expected: list[tuple[int, Unit]]) -> None:
    found = numbers_in(text)

    assert [(number.value, number.unit) for number in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "one step",
        "for one thing",
        "one more thing",
        "at once",
        "first, then second",
        "the second night",
        "once you are up",
        "no one",
        "give me a minute",
        "half the nights",
        "a quarter turn",
        "24/7",
        "",
    ],
)
def test_a_saying_is_no_number(text: str) -> None:
    assert numbers_in(text) == ()


def test_a_rate_is_no_duration() -> None:
    assert numbers_in("twice a week") == (Number(2, COUNT),)


def test_a_clock_time_without_its_half_of_the_day_fits_either() -> None:
    (spoken,) = numbers_in("half past ten")

    assert matches(spoken, {Number(1350, CLOCK)})
    assert matches(spoken, {Number(630, CLOCK)})


def test_a_clock_time_that_says_its_half_fits_that_half_only() -> None:
    (spoken,) = numbers_in("10:30 am")

    assert not matches(spoken, {Number(1350, CLOCK)})


def test_a_clock_time_is_no_duration() -> None:
    (spoken,) = numbers_in("630 minutes")

    assert not matches(spoken, {Number(630, CLOCK)})


def test_seven_nights_are_a_week() -> None:
    (spoken,) = numbers_in("seven nights")

    assert matches(spoken, {Number(7, DAYS)})


def test_a_telephone_number_needs_a_digit() -> None:
    with pytest.raises(ValueError, match="digit"):
        phone("none")


def test_a_couple_is_two() -> None:
    assert numbers_in("Sleep a couple of hours.") == (Number(120, Unit.MINUTES),)
