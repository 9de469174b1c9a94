"""Numbers in a sentence: what each means (a clock time, minutes, a count), words and digits alike.

Used by the output gate, which lets a sentence speak only numbers it was given (DECISIONS 10).
Ordinals, dates in words and idioms ("one step", "at once", "for one thing") are no numbers here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from safety.numerals import (
    AFTER_CLOCK,
    BEFORE_CLOCK,
    DIAL,
    ONCE_ENDS,
    Item,
    items,
    raw_at,
    value_at,
)


class Unit(StrEnum):
    """What a number counts. A clock time is no duration, and neither is a percentage."""

    CLOCK = "clock"
    """Minutes after local midnight, 0 to 1439."""
    MINUTES = "minutes"
    """A duration in minutes; hours are turned into minutes."""
    DAYS = "days"
    """A duration in days; a week is 7, a month 30, a year 365 days."""
    COUNT = "count"
    """How many of something: awakenings, nights, naps, a rating."""
    PERCENT = "percent"
    PHONE = "phone"
    """A telephone number, as the integer of its digits after a 1 (so that leading zeros count)."""


@dataclass(frozen=True)
class Number:
    """One number with its unit.

    `half_day_known` is false for a clock time spoken without morning or evening ("half past ten"):
    its `value` is then the reading before noon. It takes no part in equality; `matches` uses it.
    """

    value: int
    unit: Unit
    half_day_known: bool = field(default=True, compare=False)


def matches(spoken: Number, allowed: Iterable[Number]) -> bool:
    """Whether a spoken number is among the allowed ones.

    A clock time without morning or evening fits the allowed time of either half of the day
    ("ten thirty" fits 22:30); one that says its half fits that half only. Units never mix, but a
    count of nights fits an allowed number of days: seven nights are a week.
    """
    for one in allowed:
        if one == spoken:
            return True
        clocks = one.unit is spoken.unit is Unit.CLOCK
        if clocks and not spoken.half_day_known and (one.value - spoken.value) % 720 == 0:
            return True
        if {one.unit, spoken.unit} == {Unit.DAYS, Unit.COUNT} and one.value == spoken.value:
            return True
    return False


def phone(digits: str) -> Number:
    """The telephone number of `digits`; spaces and marks in it are ignored.

    Raises:
        ValueError: there is no digit in it.
    """
    kept = "".join(char for char in digits if char.isdigit())
    if not kept:
        raise ValueError(f"{digits!r} holds no digit")
    return Number(int("1" + kept), Unit.PHONE)


def numbers_in(text: str) -> tuple[Number, ...]:
    """Every number of the text in the order spoken; idioms and ordinals are left out."""
    sentence = items(text)
    found: list[Number] = []
    at = 0
    while at < len(sentence):
        read, used = _read(sentence, at)
        found += read
        at += used
    return tuple(found)


_Read = tuple[list[Number], int] | None


_TIME_UNITS = {
    "h": (Unit.MINUTES, 60), "hr": (Unit.MINUTES, 60), "hrs": (Unit.MINUTES, 60),
    "hour": (Unit.MINUTES, 60), "hours": (Unit.MINUTES, 60), "min": (Unit.MINUTES, 1),
    "m": (Unit.MINUTES, 1), "mins": (Unit.MINUTES, 1), "minute": (Unit.MINUTES, 1),
    "minutes": (Unit.MINUTES, 1), "day": (Unit.DAYS, 1), "days": (Unit.DAYS, 1),
    "week": (Unit.DAYS, 7), "weeks": (Unit.DAYS, 7), "fortnight": (Unit.DAYS, 14),
    "month": (Unit.DAYS, 30), "months": (Unit.DAYS, 30), "year": (Unit.DAYS, 365),
    "years": (Unit.DAYS, 365),
    "percent": (Unit.PERCENT, 1), "%": (Unit.PERCENT, 1),
}  # fmt: skip
_HOURS = ("h", "hr", "hrs", "hour", "hours")
_MINUTES = ("min", "mins", "minute", "minutes", "m")
_DASHES = ("-", "\u2013", "\u2014")


def _round(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _read(sentence: list[Item], at: int) -> tuple[list[Number], int]:
    for reader in _READERS if sentence[at].opens_number else ():
        read = reader(sentence, at)
        if read is not None:
            return read
    return [], 1


def _phone(sentence: list[Item], at: int) -> _Read:
    """Figures that are dialled: long ones, groups of them, or single digits said one by one."""
    end = at
    groups: list[str] = []
    while (value := value_at(sentence, end)) is not None and value.denominator == 1:
        groups.append(sentence[end].raw if sentence[end].digits else str(value))
        end += 1
        if raw_at(sentence, end) in (*_DASHES, ",") and value_at(sentence, end + 1) is not None:
            end += 1
    digits = "".join(char for group in groups for char in group if char.isdigit())
    written = end > at and all(one.digits or one.value is None for one in sentence[at:end])
    if (written and _dialled(sentence, at, groups, digits)) or _said_by_digit(groups):
        return [phone(digits)], end - at
    return None


def _dialled(sentence: list[Item], at: int, groups: list[str], digits: str) -> bool:
    before = {raw_at(sentence, at - back) for back in (1, 2, 3)}
    return (
        len(digits) >= 7
        or (len(groups) >= 2 and len(digits) >= 5)
        or (len(digits) >= 3 and bool(before & DIAL))
    )


def _said_by_digit(groups: list[str]) -> bool:
    """Three or more single digits in a row, unless they count up ("two, three, four")."""
    if len(groups) < 3 or any(len(group) != 1 for group in groups):
        return False
    values = [int(group) for group in groups]
    return any(after - before != 1 for before, after in pairwise(values))


def _clock(
    sentence: list[Item], minute_of_day: int, end: int, start: int, *, certain: bool = False
) -> tuple[list[Number], int]:
    """A clock time that ends before `end`; reads "pm" and "in the evening" when they follow."""
    hour = minute_of_day // 60
    word, used = raw_at(sentence, end), 1
    if word in ("in", "at") and raw_at(sentence, end + 1) == "the":
        word, used = raw_at(sentence, end + 2), 3
    elif word == "at":
        word, used = raw_at(sentence, end + 1), 2
    if word not in ("am", "pm", "morning", "afternoon", "evening", "night"):
        known = certain or hour == 0 or hour > 12
        return [Number(minute_of_day % (1440 if known else 720), Unit.CLOCK, known)], end - start
    early = word in ("am", "morning") or (word == "night" and (hour <= 5 or hour == 12))
    value = minute_of_day
    if hour <= 12:
        value = minute_of_day % 720 + (0 if early else 720)
    return [Number(value, Unit.CLOCK)], end + used - start


def _hour(sentence: list[Item], at: int) -> int | None:
    value = value_at(sentence, at)
    if value is None or value.denominator != 1 or not 0 <= value <= 23:
        return None
    return int(value)


def _written_clock(sentence: list[Item], at: int) -> _Read:
    raw = raw_at(sentence, at)
    hour, colon, minute = raw.partition(":")
    if not (colon and hour and minute):
        hour, dot, minute = raw.partition(".")
        if not (dot and len(minute) == 2 and minute.isdigit() and sentence[at].digits):
            return None
        if raw_at(sentence, at + 1) in (*_TIME_UNITS, "mg", "per"):
            return None
    if int(hour) > 23 or int(minute) > 59:
        return None
    certain = len(hour) == 2 and hour.startswith("0")
    return _clock(sentence, int(hour) * 60 + int(minute), at + 1, at, certain=certain)


def _named_clock(sentence: list[Item], at: int) -> _Read:
    raw = raw_at(sentence, at)
    if raw in ("noon", "midday"):
        return [Number(720, Unit.CLOCK)], 1
    return ([Number(0, Unit.CLOCK)], 1) if raw == "midnight" else None


def _relative_clock(sentence: list[Item], at: int) -> _Read:
    """Reads "half past ten", "quarter to six", "ten to six", "twenty-five past ten", "half ten"."""
    raw, value = raw_at(sentence, at), value_at(sentence, at)
    minutes = {"half": 30, "quarter": 15}.get(raw, int(value) if value is not None else None)
    if minutes is None or not 1 <= minutes <= 30:
        return None
    link = at + 2 if raw_at(sentence, at + 1) in _MINUTES else at + 1
    hour = _hour(sentence, link + 1)
    word = raw_at(sentence, link)
    if raw == "half" and (only := _hour(sentence, at + 1)) and only <= 12:
        return _unless_unit(sentence, at + 2, only * 60 + 30, at)
    if hour is None or not 1 <= hour <= 12:
        return None
    if word in ("past", "after"):
        return _unless_unit(sentence, link + 2, hour * 60 + minutes, at)
    if word not in ("to", "before", "of", "till") or not _fits_before(sentence, at, word, minutes):
        return None
    return _unless_unit(sentence, link + 2, (hour * 60 - minutes) % 720, at)


def _fits_before(sentence: list[Item], at: int, word: str, minutes: int) -> bool:
    """Keeps "from ten to six" and "five of seven" from being minutes before an hour."""
    named = raw_at(sentence, at) in ("quarter", "half")
    if word == "of":
        return named
    return named or (minutes % 5 == 0 and raw_at(sentence, at - 1) not in ("from", "between"))


def _unless_unit(sentence: list[Item], end: int, minute_of_day: int, start: int) -> _Read:
    if raw_at(sentence, end) in _TIME_UNITS or not _ends_clock(sentence, end):
        return None
    return _clock(sentence, minute_of_day, end, start)


def _ends_clock(sentence: list[Item], end: int) -> bool:
    word = raw_at(sentence, end)
    return not word or word in AFTER_CLOCK or word in ("am", "pm", "o'clock")


def _duration(sentence: list[Item], at: int) -> _Read:
    """Reads "an hour and a half", "half an hour", "six and a quarter hours", "6 h 15", "a week"."""
    amount, unit_at = _amount(sentence, at)
    if amount is None:
        return None
    unit = raw_at(sentence, unit_at)
    if unit == "per" and raw_at(sentence, unit_at + 1) == "cent":
        return [Number(_round(amount), Unit.PERCENT)], unit_at + 2 - at
    if unit in ("second", "seconds") and amount > 1:
        whole = amount % 60 == 0
        return [
            Number(_round(amount / 60 if whole else amount), Unit.MINUTES if whole else Unit.COUNT)
        ], unit_at + 1 - at
    if unit not in _TIME_UNITS:
        return None
    kind, scale = _TIME_UNITS[unit]
    total, end = amount * scale, unit_at + 1
    if unit in _HOURS or unit == "week":
        more, end = _rest(sentence, end, scale)
        total += more
    return [Number(_round(total), kind)], end - at


_PARTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}


def _amount(sentence: list[Item], at: int) -> tuple[Fraction | None, int]:
    """How many of the unit that follows, and where that unit stands."""
    raw, value = raw_at(sentence, at), value_at(sentence, at)
    if value is not None and raw_at(sentence, at + 1) in ("quarters", "quarter"):
        return _of_an(sentence, at + 2, value / 4)
    if raw in _PARTS:
        return _of_an(sentence, at + 1, _PARTS[raw])
    if raw in ("a", "an"):
        return _indefinite(sentence, at)
    if value is None:
        return None, at
    part = _PARTS.get(raw_at(sentence, at + 3), _PARTS.get(raw_at(sentence, at + 2)))
    if raw_at(sentence, at + 1) == "and" and part is not None:
        step = 4 if raw_at(sentence, at + 2) == "a" else 3
        if raw_at(sentence, at + step) in _TIME_UNITS:
            return value + part, at + step
    return value, at + 1 + (raw_at(sentence, at + 1) in _DASHES)


def _of_an(sentence: list[Item], at: int, part: Fraction) -> tuple[Fraction | None, int]:
    while raw_at(sentence, at) in ("of", "an", "a"):
        at += 1
    return (part, at) if raw_at(sentence, at) in ("hour", "day", "week") else (None, at)


def _indefinite(sentence: list[Item], at: int) -> tuple[Fraction | None, int]:
    """Reads "an hour", "a week", "a quarter of an hour", but not "twice a week"."""
    following = raw_at(sentence, at + 1)
    if following in ("quarter", "half"):
        return _of_an(sentence, at + 2, _PARTS[following])
    rate = at > 0 and (
        sentence[at - 1].raw in (*_TIME_UNITS, "once", "twice", "times", "nights", "thrice")
        or sentence[at - 1].value is not None
    )
    if following in ("hour", "week", "fortnight", "month", "year") and not rate:
        return Fraction(1), at + 1
    return None, at


def _rest(sentence: list[Item], at: int, scale: int) -> tuple[Fraction, int]:
    """What follows the hours: "and a half", "and fifteen minutes", "15"."""
    end = at + 1 if raw_at(sentence, at) == "and" else at
    skip = end + 1 if raw_at(sentence, end) == "a" else end
    if end > at and raw_at(sentence, skip) in _PARTS:
        return _PARTS[raw_at(sentence, skip)] * scale, skip + 1
    minutes = value_at(sentence, end)
    if minutes is not None and minutes < 60:
        named = raw_at(sentence, end + 1) in _MINUTES
        if named or (end == at and not raw_at(sentence, end + 1).isalpha()):
            return minutes, end + 1 + named
    return Fraction(0), at


def _spoken_clock(sentence: list[Item], at: int) -> _Read:
    """Reads "ten thirty", "six oh five", "10 pm", "seven o'clock", "at eleven"."""
    hour = _hour(sentence, at)
    if hour is None:
        return None
    following, minute = raw_at(sentence, at + 1), value_at(sentence, at + 1)
    if following in ("am", "pm"):
        return _clock(sentence, hour * 60, at + 1, at)
    if following == "o'clock":
        return _clock(sentence, hour * 60, at + 2, at)
    last = value_at(sentence, at + 2)
    if following in ("oh", "o") and last is not None and last < 10:
        return _clock(sentence, hour * 60 + int(last), at + 3, at)
    if minute is not None and minute.denominator == 1 and 10 <= minute <= 59 and 1 <= hour <= 12:
        return _unless_unit(sentence, at + 2, hour * 60 + int(minute), at)
    if _clock_context(sentence, at) and hour >= 1:
        return _clock(sentence, hour * 60, at + 1, at)
    return None


def _clock_context(sentence: list[Item], at: int) -> bool:
    """Whether a bare hour stands where a clock time would: "at eleven", "from ten to six"."""
    if not _ends_clock(sentence, at + 1):
        return False
    before = raw_at(sentence, at - 1)
    if before in BEFORE_CLOCK:
        return not _is_range(sentence, at)
    linked = before in ("to", "and", "or", "not") and _hour(sentence, at - 2) is not None
    return linked and raw_at(sentence, at - 3) in BEFORE_CLOCK


def _is_range(sentence: list[Item], at: int) -> bool:
    """Whether the numeral opens a range that ends in a unit or a noun: "about 7 to 14 days"."""
    joined = raw_at(sentence, at + 1) in ("to", "or", "and", *_DASHES)
    other = value_at(sentence, at + 2)
    return joined and other is not None and not _ends_clock(sentence, at + 3)


def _range(sentence: list[Item], at: int) -> _Read:
    """Reads "7 to 14 days", "two or three nights", "20-30 minutes": both ends have the unit."""
    low, high = value_at(sentence, at), value_at(sentence, at + 2)
    if low is None or high is None or raw_at(sentence, at + 1) not in ("to", "or", "and", *_DASHES):
        return None
    ending = _duration(sentence, at + 2)
    if ending is None:
        return None
    unit, scale = _TIME_UNITS.get(raw_at(sentence, at + 3), (ending[0][0].unit, 1))
    return [Number(_round(low * scale), unit), *ending[0]], 2 + ending[1]


def _count(sentence: list[Item], at: int) -> _Read:
    raw, value = raw_at(sentence, at), value_at(sentence, at)
    if raw in ("twice", "thrice"):
        return [Number(2 if raw == "twice" else 3, Unit.COUNT)], 1
    if raw == "once":
        following = raw_at(sentence, at + 1)
        counted = raw_at(sentence, at - 1) != "at" and (not following or following in ONCE_ENDS)
        return ([Number(1, Unit.COUNT)], 1) if counted else None
    if value is None or (raw == "one" and not _real_one(sentence, at)):
        return None
    if value == 24 and raw_at(sentence, at + 1) == "/":
        return [], 3
    return [Number(_round(value), Unit.COUNT)], 1


def _real_one(sentence: list[Item], at: int) -> bool:
    """The word "one" counts in a range, a rating or "one time"; elsewhere it is an article."""
    joined = raw_at(sentence, at + 1) in ("to", "or", "out")
    return joined and (value_at(sentence, at + 2) is not None or raw_at(sentence, at + 2) == "of")


_READERS: tuple[Callable[[list[Item], int], _Read], ...] = (
    _phone, _written_clock, _named_clock, _range, _relative_clock, _duration, _spoken_clock, _count
)  # fmt: skip
