"""The days of a time away, as they are said on a Tuesday, the 3rd of March 2026."""

from datetime import date

import pytest

from coach.dialogue.dates import Span, days_named, span_in

TUESDAY = date(2026, 3, 3)


def _march(day: int) -> date:
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("I'm in Lisbon until Friday", _march(6)),
        ("until Tuesday", _march(10)),
        ("till tomorrow", _march(4)),
        ("on holiday for a week", _march(10)),
        ("away for three days", _march(6)),
        ("until the 12th", _march(12)),
        ("until the twelfth of March", _march(12)),
        ("till April 2nd", date(2026, 4, 2)),
        ("until the 2nd", date(2026, 4, 2)),
        ("back on Monday", _march(9)),
        ("until the end of the week", _march(8)),
        ("until the end of the month", _march(31)),
        ("until next week", _march(10)),
    ],
)
def test_the_end_is_the_next_such_day(words: str, until: date) -> None:
    assert span_in(words, TUESDAY) == Span(until=until)


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("I've had flu since Monday", _march(2)),
        ("since Tuesday", _march(3)),
        ("I've been sick since yesterday", _march(2)),
        ("I've been ill for three days", date(2026, 2, 28)),
        ("I got ill two days ago", _march(1)),
        ("since the 27th of February", date(2026, 2, 27)),
    ],
)
def test_the_beginning_is_the_last_such_day(words: str, since: date) -> None:
    assert span_in(words, TUESDAY) == Span(since=since)


def test_a_plan_for_days_to_come_lies_ahead() -> None:
    span = span_in("travelling to Rome from Thursday to Sunday", TUESDAY, planned=True)

    assert span == Span(_march(5), _march(8))


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("Friday", _march(6)),
        ("Sunday I think", _march(8)),
        ("about another week", _march(10)),
        ("the 9th", _march(9)),
        ("no idea", None),
        ("two more days", _march(5)),
    ],
)
def test_a_bare_day_answers_until_when(words: str, until: date | None) -> None:
    assert span_in(words, TUESDAY, answers_until=True).until == until


def test_a_day_that_no_month_has_is_none() -> None:
    assert span_in("until the 31st of February", TUESDAY).until is None


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("I'm flying to Tokyo tomorrow for a week", Span(_march(4), _march(11))),
        ("we leave Friday for three days", Span(_march(6), _march(9))),
        ("off to Rome the day after tomorrow for two nights", Span(_march(5), _march(7))),
        ("flying out tomorrow, back on Sunday", Span(_march(4), _march(8))),
        ("I'm flying to Rome for a week", Span(None, _march(10))),
        ("I'll be away until Friday", Span(None, _march(6))),
    ],
)
def test_a_length_is_counted_from_the_day_the_trip_begins(words: str, span: Span) -> None:
    assert span_in(words, TUESDAY, planned=True) == span


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("a week from tomorrow", _march(11)),
        ("until a week from Friday", _march(13)),
        ("Friday week", _march(13)),
        ("a week tomorrow", _march(11)),
        ("two weeks on Saturday", _march(21)),
        ("a week today", _march(10)),
    ],
)
def test_a_week_is_counted_from_the_day_that_is_named(words: str, until: date) -> None:
    assert span_in(words, TUESDAY, answers_until=True) == Span(until=until)


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("I'm flying to Tokyo tomorrow for a week", Span(_march(4), _march(11))),
        ("I'm off to Rome a week tomorrow", Span(_march(11))),
        ("we fly on Friday week", Span(_march(13))),
        ("away for a week from tomorrow", Span(_march(4), _march(11))),
    ],
)
def test_a_plan_begins_and_lasts_from_the_day_that_is_named(words: str, span: Span) -> None:
    assert span_in(words, TUESDAY, planned=True) == span


@pytest.mark.parametrize("words", ["a week", "for a week", "about seven days"])
def test_how_long_is_counted_from_where_it_begins(words: str) -> None:
    begins = _march(6)

    assert span_in(words, TUESDAY, answers_until=True, begins=begins).until == _march(13)


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("my exam is on Thursday", _march(5), _march(5)),
        ("the dentist tomorrow", _march(4), _march(4)),
        ("next Thursday", _march(12), _march(12)),
        ("a week on Friday", _march(13), _march(13)),
        ("in two weeks", _march(17), _march(17)),
        ("in a fortnight", _march(17), _march(17)),
        ("this week", _march(3), _march(8)),
        ("next week I'm travelling", _march(9), _march(15)),
        ("at the weekend", _march(7), _march(8)),
        ("next weekend", _march(14), _march(15)),
        ("on the 14th of April", date(2026, 4, 14), date(2026, 4, 14)),
        ("in June", date(2026, 6, 1), date(2026, 6, 30)),
        ("from Thursday to Sunday", _march(5), _march(8)),
        ("from the 16th to the 20th", _march(16), _march(20)),
        ("next month", date(2026, 4, 1), date(2026, 4, 30)),
    ],
)
def test_what_lies_ahead_has_its_first_and_last_day(words: str, since: date, until: date) -> None:
    assert days_named(words, TUESDAY) == Span(since, until)


def test_on_a_sunday_this_week_is_the_one_that_begins() -> None:
    assert days_named("I'll walk more this week", _march(8)) == Span(_march(8), _march(15))


@pytest.mark.parametrize("words", ["I may go", "it was my first day", "the week after", "hello"])
def test_words_without_a_day_name_none(words: str) -> None:
    assert days_named(words, TUESDAY) is None


def test_a_month_that_was_lies_behind() -> None:
    assert span_in("off work since April", TUESDAY) == Span(since=date(2025, 4, 1))
