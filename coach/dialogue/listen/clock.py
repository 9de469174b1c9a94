"""Reads a clock time from tokens: "half ten", "ten of eleven", "23:15", "just gone midnight"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.numbers import number_at
from coach.dialogue.listen.values import Clock, Half, Number

_NAMED = {"midnight": 0, "noon": 12, "midday": 12}
FOUR_DIGITS = re.compile(r"(0\d)([0-5]\d)")
"""How the hours before ten are written on the 24-hour clock without a colon."""
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_PAST = ("past", "after", "gone")
_TO = ("to", "of", "till", "before", "off")
_QUARTERS = ((("a", "quarter"), 15), (("quarter",), 15), (("half",), 30))
_NOUGHT = ("oh", "o", "zero")
CLOCK_STARTS = frozenset((*_NAMED, *_NOUGHT, "a", "quarter", "half"))
"""The words, besides numbers, that a clock time can start with."""
_HALF_WORDS: tuple[tuple[tuple[str, ...], Half], ...] = (
    (("in", "the", "morning"), Half.AM),
    (("this", "morning"), Half.AM),
    (("in", "the", "small", "hours"), Half.AM),
    (("in", "the", "early", "hours"), Half.AM),
    (("in", "the", "evening"), Half.PM),
    (("in", "the", "afternoon"), Half.PM),
    (("this", "afternoon"), Half.PM),
    (("yesterday", "evening"), Half.PM),
    (("at", "night"), Half.NIGHT),
    (("last", "night"), Half.NIGHT),
    (("am",), Half.AM),
    (("pm",), Half.PM),
    (("morning",), Half.AM),
)
_UNITS = frozenset(
    [
        "hour",
        "hours",
        "minute",
        "minutes",
        "times",
        "time",
        "second",
        "seconds",
        "nights",
        "percent",
        "%",
        "naps",
    ]
)


_ONE_OF = ("waking", "awakening", "nap")
_SEVERAL = ("wakings", "awakenings", "naps")


def clock_at(tokens: Sequence[str], i: int) -> tuple[Clock, int] | None:
    """The clock time that starts at `i` and the index after it, its half of the day included."""
    found = (
        _and_part(tokens, i)
        or _named(tokens, i)
        or _relative(tokens, i)
        or _written(tokens, i)
        or _nought_first(tokens, i)
        or _hour_minute(tokens, i)
    )
    if found is None:
        return None
    clock, end = found
    end = skip(tokens, end, ("ish", "sharp", "exactly", "ish"))
    half, end = half_at(tokens, end)
    if half and clock.half is None and (clock.hour is None or clock.hour <= 12):
        clock = replace(clock, half=half)
    return clock, end


def hour_of(number: Number) -> Clock | None:
    """A bare number taken as a clock time: 11, 1130, 23; None where it is none."""
    n = number.lo
    hour, minute = divmod(n, 100) if n >= 100 else (n, 0)
    if hour > 24 or minute > 59:
        return None
    half = number.half or (Half.EXACT if hour > 12 or hour == 0 else None)
    until = hour_of(replace(number, lo=number.hi)) if number.hi != n else None
    return Clock(
        hour % 24,
        minute,
        half,
        replace(until, until=None) if until else None,
        nudge_min=number.nudge_min,
        open_ended=number.open_ended,
    )


def half_at(tokens: Sequence[str], i: int) -> tuple[Half | None, int]:
    """The half of the day named at `i` ("pm", "in the morning"), and the index after it."""
    for words, half in _HALF_WORDS:
        if tuple(tokens[i : i + len(words)]) == words:
            return half, i + len(words)
    return None, i


def skip(tokens: Sequence[str], i: int, words: tuple[str, ...]) -> int:
    """The index of the first token from `i` that is none of `words`."""
    while i < len(tokens) and tokens[i] in words:
        i += 1
    return i


_AT = ("at", "around", "about", "by", "until", "till", "was", "since")


def _and_part(tokens: Sequence[str], i: int) -> tuple[Clock, int] | None:
    """As in "at six and a half", "at twenty-three hours": how it is said in other languages."""
    number = number_at(tokens, i) if i and tokens[i - 1] in (*_AT, "bed") else None
    if number is None or not 0 < number[0] <= 24:
        return None
    hour, j = number
    exact = Half.EXACT if hour > 12 else None
    if tokens[j : j + 1] == ["hours"] and hour > 12:
        return Clock(hour % 24, 0, exact), j + 1
    for words, minute in _AND_PARTS:
        if tuple(tokens[j : j + len(words)]) == words and tokens[i - 1] in _AT[:7]:
            after = tokens[j + len(words) : j + len(words) + 1]
            return None if after in _OF_HOURS else (Clock(hour % 24, minute, exact), j + len(words))
    return None


_AND_PARTS = (
    (("and", "a", "half"), 30),
    (("and", "half"), 30),
    (("and", "a", "quarter"), 15),
    (("and", "twenty"), 20),
    (("and", "20"), 20),
    (("and", "ten"), 10),
    (("and", "10"), 10),
    (("and", "thirty"), 30),
    (("and", "30"), 30),
)
_OF_HOURS = (["hours"], ["hour"], ["minutes"], ["past"], ["to"], ["an"], ["past"], ["o'clock"])


def _named(tokens: Sequence[str], i: int) -> tuple[Clock, int] | None:
    start = i + 1 if tokens[i] in ("twelve", "12") else i
    if start < len(tokens) and tokens[start] in _NAMED:
        return Clock(_NAMED[tokens[start]], 0, Half.EXACT), start + 1
    return None


def _relative(tokens: Sequence[str], i: int) -> tuple[Clock, int] | None:
    """As in "quarter past", "ten to eleven", "five minutes past six", "half ten"."""
    lead = _lead_minutes(tokens, i)
    if lead is None:
        return None
    minute, j = lead
    word = tokens[j] if j < len(tokens) else ""
    counted = tokens[j - 1] == "minutes"
    exact = tokens[i] in ("half", "quarter", "a") or counted
    if minute % 5 and not counted:
        return None
    if word in _PAST:
        bare = (exact or minute % 5 == 0) and not (counted and word in ("after", "gone"))
        return _with_hour(tokens, j + 1, minute, minute, bare=bare)
    if word in _TO and minute < 30:
        # A quarter is never a duration here; "15 minutes to fall asleep" is one.
        quarter = minute == 15 and not counted
        bare = word == "to" and minute % 5 == 0 and (quarter or _ends(tokens, j + 1))
        return _with_hour(tokens, j + 1, -minute, minute, bare=bare)
    if tokens[i] == "half" and (hour := _hour(tokens, j)):
        return Clock(hour[0], 30), hour[1]
    return None


def _lead_minutes(tokens: Sequence[str], i: int) -> tuple[int, int] | None:
    for words, minute in _QUARTERS:
        if tuple(tokens[i : i + len(words)]) == words:
            return minute, i + len(words)
    number = number_at(tokens, i)
    if number is None or not 0 < number[0] < 30:
        return None
    if tuple(tokens[i : i + 3]) in (("five", "and", "twenty"), ("5", "and", "20")):
        return 25, i + 3
    return number[0], skip(tokens, number[1], ("minutes", "minute"))


def _with_hour(
    tokens: Sequence[str], j: int, offset: int, said: int, *, bare: bool
) -> tuple[Clock, int] | None:
    named = tokens[j] if j < len(tokens) else ""
    if named in _NAMED:
        total = (_NAMED[named] * 60 + offset) % 1440
        return Clock(total // 60, total % 60, Half.EXACT), j + 1
    hour = _hour(tokens, j)
    if hour is None:
        return (Clock(None, offset % 60), j) if bare else None
    value, end = hour
    if value == 0 or value > 12:
        total = (value * 60 + offset) % 1440
        return Clock(total // 60, total % 60, Half.EXACT), end
    numbers = (said, value) if offset < 0 and said < value else None
    if offset >= 0:
        return Clock(value, offset), end
    return Clock(12 if value == 1 else value - 1, 60 + offset, numbers=numbers), end


def _ends(tokens: Sequence[str], j: int) -> bool:
    """Whether "ten to" or "half past" stands alone here, so that its hour is understood."""
    return j >= len(tokens) or tokens[j] in (
        ",",
        ".",
        "?",
        "-",
        "and",
        "or",
        "i",
        "but",
        "when",
        "then",
        "ish",
        "so",
        "maybe",
        "the",
        "a",
        "is",
        "for",
        "until",
        "till",
    )


def _hour(tokens: Sequence[str], j: int) -> tuple[int, int] | None:
    number = number_at(tokens, j)
    if number is None or number[0] > 24:
        return None
    value, end = number
    if tokens[end : end + 1] == ["of"] and value == 1:
        return None  # "half past, one of the two"
    if tokens[end : end + 2] == ["out", "of"] and number_at(tokens, end + 2):
        return None  # "up at quarter past, three out of five"
    counted = _ONE_OF if value == 1 else _SEVERAL
    if end < len(tokens) and (tokens[end] in _UNITS or tokens[end] in counted):
        return None
    return value, skip(tokens, end, ("o'clock",))


def _written(tokens: Sequence[str], i: int) -> tuple[Clock, int] | None:
    match = _TIME.fullmatch(tokens[i])
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    if i + 1 < len(tokens) and tokens[i + 1] in ("hour", "hours", "minutes"):
        return None
    hour = int(match[1])
    exact = hour > 12 or hour == 0 or (len(match[1]) == 2 and match[1].startswith("0"))
    return Clock(hour % 24, int(match[2]), Half.EXACT if exact else None), i + 1


def _nought_first(tokens: Sequence[str], i: int) -> tuple[Clock, int] | None:
    """As in "oh five thirty", "zero six hundred", "0530": an hour before ten, 24-hour clock."""
    written = FOUR_DIGITS.fullmatch(tokens[i])
    if written:
        return Clock(int(written[1]), int(written[2]), Half.EXACT), skip(tokens, i + 1, ("hours",))
    number = number_at(tokens, i + 1) if tokens[i] in _NOUGHT and i + 1 < len(tokens) else None
    if number is None or not 0 < number[0] < 10:
        return None
    minute = _minute(tokens, number[1])
    # An "oh" may as well be a sigh: "to bed, oh, nine thirty". It says nothing of the half.
    exact = Half.EXACT if tokens[i] == "zero" else None
    return (Clock(number[0], minute[0], exact), minute[1]) if minute else None


def _hour_minute(tokens: Sequence[str], i: int) -> tuple[Clock, int] | None:
    """As in "eleven thirty", "23 15", "eleven oh five", "eleven o'clock", "11 pm"."""
    number = number_at(tokens, i)
    if number is None:
        return None
    value, j = number
    if value > 24 or (tokens[i].isdigit() and len(tokens[i]) > 2):
        return None
    if value == 20 and tokens[j : j + 1] == ["to"] and (late := _minute(tokens, j + 1)):
        twenty_two = Clock(22, late[0], Half.EXACT, numbers=(20, late[0]))
        return (twenty_two, late[1]) if late[0] > 12 else None
    exact = Half.EXACT if value > 12 or value == 0 else None
    if j < len(tokens) and tokens[j] == "o'clock":
        return Clock(value % 24, 0, exact), j + 1
    minute = None if _said_twice(tokens, value, j) else _minute(tokens, j)
    if minute is not None and _hour_again(tokens, value, j, minute[1]):
        minute = minute[0] - value, minute[1] - 1
    if minute is not None and (minute[0] != value + 1 or _ten_past(tokens, value, minute[1])):
        numbers = (value, minute[0]) if value < minute[0] else None
        return Clock(value % 24, minute[0], exact, numbers=numbers), minute[1]
    return None


def _ten_past(tokens: Sequence[str], hour: int, end: int) -> bool:
    """Whether "nine ten" is ten past nine, as it is unless two hours are plainly meant."""
    return hour + 1 == 10 and tokens[end : end + 1] not in (["ish"], ["o'clock"], ["or"])


def _said_twice(tokens: Sequence[str], hour: int, j: int) -> bool:
    """As in "eleven eleven thirty": the second eleven begins another time."""
    again = number_at(tokens, j)
    return again is not None and again[0] == hour and number_at(tokens, again[1]) is not None


def _hour_again(tokens: Sequence[str], hour: int, j: int, end: int) -> bool:
    """As in "six forty six forty five": the six before `end` begins another time."""
    if end != j + 2 or number_at(tokens, end - 1) != (hour, end):
        return False
    after = number_at(tokens, end)
    return after is not None and 10 <= after[0] < 60


def _minute(tokens: Sequence[str], j: int) -> tuple[int, int] | None:
    if j < len(tokens) and tokens[j] in _NOUGHT:
        number = number_at(tokens, j + 1)
        return number if number and number[0] < 10 else None
    if tokens[j : j + 1] == ["hundred"]:
        return 0, skip(tokens, j + 1, ("hours",))
    number = number_at(tokens, j)
    if number is None or not 10 <= number[0] < 60:
        return None
    follow = tokens[number[1]] if number[1] < len(tokens) else ""
    if follow in _UNITS or follow in ("past", "to", "o'clock", "am", "pm"):
        return number if follow in ("am", "pm", "to") else None
    return number
