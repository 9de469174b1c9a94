"""Reads a duration from tokens: "10 to 15 minutes", "an hour and a bit"."""

from collections.abc import Sequence

from coach.dialogue.listen.clock import clock_at, skip
from coach.dialogue.listen.numbers import number_at
from coach.dialogue.listen.phrasebook import Phrasebook
from coach.dialogue.listen.values import Minutes

_BIT_MIN = 10
_FIXED: tuple[tuple[str, float, float], ...] = (
    ("half an hour", 30, 30),
    ("half a hour", 30, 30),
    ("a half an hour", 30, 30),
    ("a half hour", 30, 30),
    ("half hour", 30, 30),
    ("one half hour", 30, 30),
    ("1 half hour", 30, 30),
    ("half of hour", 30, 30),
    ("half of an hour", 30, 30),
    ("a quarter of an hour", 15, 15),
    ("quarter of an hour", 15, 15),
    ("quarter hour", 15, 15),
    ("three quarters of an hour", 45, 45),
    ("3 quarters of an hour", 45, 45),
    ("three quarter of an hour", 45, 45),
    ("three quarters of the hour", 45, 45),
    ("a minute or two", 1, 2),
    ("a minute or 2", 1, 2),
    ("an hour or 2", 60, 120),
    ("an hour to two", 60, 120),
    ("a minute or so", 1, 1),
    ("an hour or two", 60, 120),
    ("a couple of minutes", 2, 2),
    ("couple of minutes", 2, 2),
    ("a couple minutes", 2, 2),
    ("couple minutes", 2, 2),
    ("a couple of hours", 120, 120),
    ("couple of hours", 120, 120),
    ("a couple hours", 120, 120),
    ("couple hours", 120, 120),
    ("a few minutes", 3, 4),
    ("few minutes", 3, 4),
    ("a few hours", 180, 240),
    ("few hours", 180, 240),
    ("a few seconds", 0, 1),
    ("a couple of seconds", 0, 1),
    ("seconds", 0, 1),
    ("a minute", 1, 1),
    ("just the hour", 60, 60),
    ("only the hour", 60, 60),
    ("just the half hour", 30, 30),
    ("only the half hour", 30, 30),
)
_TABLE = Phrasebook((words, Minutes(lo, hi)) for words, lo, hi in _FIXED)
DURATION_STARTS = _TABLE.first_words | {"a", "an", "hour"}
"""The words, besides numbers, that one can start with."""
_HOUR_TAILS = (
    (("and", "a", "half"), 30),
    (("and", "half"), 30),
    (("and", "a", "quarter"), 15),
    (("and", "three", "quarters"), 45),
    (("and", "a", "bit"), _BIT_MIN),
    (("and", "a", "little", "bit"), _BIT_MIN),
    (("and", "a", "little"), _BIT_MIN),
    (("and", "something"), _BIT_MIN),
)
_FEW = 6
_LONGEST_H = 12
_GOOD = ("good", "full", "whole", "solid", "decent")


def duration_at(tokens: Sequence[str], i: int) -> tuple[Minutes, int] | None:
    """The duration that starts at `i`, with its unit, and the index after it."""
    lots = _lots_of(tokens, i)
    if lots:
        return lots
    fixed = _TABLE.at(tokens, i)
    if fixed:
        return fixed
    if tokens[i] in ("an", "a") and (hour := _an_hour(tokens, i + 1)):
        return hour
    if tokens[i] == "hour" and tokens[i + 1 : i + 3] == ["and", "a"]:
        return _with_tail(tokens, i + 1, 60)
    return _counted(tokens, i) or _paired(tokens, i)


_LOTS = (("lots", "of"), ("times",), ("x",))
_WOKEN = ("woke", "awake", "up", "woken", "wake", "waking")


def _lots_of(tokens: Sequence[str], i: int) -> tuple[Minutes, int] | None:
    """As in "two lots of twenty minutes"."""
    number = number_at(tokens, i) if i == 0 or tokens[i - 1] not in _WOKEN else None
    if tokens[i : i + 3] == ["a", "couple", "of"] and (two := duration_at(tokens, i + 3)):
        return Minutes(2 * two[0].lo, 2 * two[0].hi), two[1]
    for words in _LOTS if number else ():
        j = number[1] + len(words) if number else i
        one = (
            duration_at(tokens, j)
            if j < len(tokens) and tuple(tokens[j - len(words) : j]) == words
            else None
        )
        after = tuple(tokens[one[1] : one[1] + 2]) if one else ()
        summed = after in (("in", "all"), ("in", "total"), ("all", "told"), ("all", "in"))
        summed = summed or after[:1] in (("each",), ("a",), ("total",), ("altogether",))
        if number and one and not summed:
            return Minutes(one[0].lo * number[0], one[0].hi * number[0]), one[1]
    return None


def _an_hour(tokens: Sequence[str], i: int) -> tuple[Minutes, int] | None:
    j = skip(tokens, i, _GOOD)
    if tokens[j : j + 2] == ["half", "hour"] or tokens[j : j + 3] == ["half", "an", "hour"]:
        return Minutes(30, 30), j + (2 if tokens[j + 1] == "hour" else 3)
    number = number_at(tokens, j) if j > i else None
    if number and tokens[number[1] : number[1] + 1] in (["minutes"], ["minute"]):
        return Minutes(number[0], number[0]), number[1] + 1
    return _with_tail(tokens, j + 1, 60) if tokens[j : j + 1] == ["hour"] else None


def _with_tail(tokens: Sequence[str], j: int, base: float) -> tuple[Minutes, int]:
    for words, extra in _HOUR_TAILS:
        if tuple(tokens[j : j + len(words)]) == words:
            return Minutes(base + extra, base + extra), j + len(words)
    k = j + 1 if tokens[j : j + 1] == ["and"] else j
    number = number_at(tokens, k)
    if number and 5 <= number[0] < 60:
        end = number[1]
        unit = tokens[end] if end < len(tokens) else ""
        if unit in ("minutes", "minute"):
            return Minutes(base + number[0], base + number[0]), end + 1
        plain = unit not in ("times", "o'clock", "past", "to", "am", "pm", "hours")
        if plain and not clock_at(tokens, k):
            return Minutes(base + number[0], base + number[0]), end
    return Minutes(base, base), j


def _amount(tokens: Sequence[str], i: int) -> tuple[float, int] | None:
    """A number that may have a fraction: "1.5", "2 and a half", "one and a quarter"."""
    if i < len(tokens) and "." in tokens[i] and tokens[i].replace(".", "").isdigit():
        return float(tokens[i]), i + 1
    number = number_at(tokens, i)
    if number is None:
        return None
    value, j = number
    for words, part in ((("and", "a", "half"), 0.5), (("and", "a", "quarter"), 0.25)):
        if tuple(tokens[j : j + 3]) == words:
            return value + part, j + 3
    return float(value), j


def _counted(tokens: Sequence[str], i: int) -> tuple[Minutes, int] | None:
    amount = _amount(tokens, i)
    if amount is None:
        return None
    value, j = amount
    if value > _LONGEST_H and tokens[j : j + 1] == ["hours"] and tokens[i - 1 : i] == ["at"]:
        return None  # "at twenty-three hours" is a time
    j = skip(tokens, j, ("odd", "good", "solid", "full", "whole", "ish"))
    unit = tokens[j] if j < len(tokens) else ""
    if unit in ("minutes", "minute"):
        return Minutes(value, value), j + 1
    if unit == "hour" and value > 1 and tokens[max(0, i - 1) : i] in (["at"], ["around"]):
        return None  # "around three hour and a half": when, and how long
    if unit in ("hours", "hour"):
        return _with_tail(tokens, j + 1, value * 60)
    if unit in ("seconds", "second"):
        return Minutes(round(value / 60), round(value / 60)), j + 1
    return None


def _paired(tokens: Sequence[str], i: int) -> tuple[Minutes, int] | None:
    """As in "ten to fifteen minutes", "two or three hours", "ten fifteen minutes"."""
    first = _amount(tokens, i)
    if first is None:
        return None
    before = tokens[i - 1] if i else ""
    links: tuple[str, ...] = ("to", "or", "-", "maybe", "perhaps", "till")
    if before == "between":
        links += ("and",)
    elif before not in ("at", "past", "to"):
        links += (",",)
    j = skip(tokens, first[1], links)
    second = _counted(tokens, j)
    if second is None or j - first[1] > 3 or _is_a_time_first(tokens[first[1] : j], before):
        return None
    minutes, end = second
    if j == first[1] and _each(first[0], minutes, tokens[end : end + 1]):
        return None
    unit = 60 if any(t in ("hour", "hours") for t in tokens[j:end]) else 1
    lo = first[0] * unit
    listed = "," in tokens[first[1] : j] and minutes.hi > 2 * lo
    return (Minutes(lo, minutes.hi), end) if lo < minutes.hi and not listed else None


def _is_a_time_first(link: Sequence[str], before: str) -> bool:
    """As in "up once at two maybe ten minutes": the two says when."""
    if before == "at":
        return set(link) <= {"maybe", "perhaps", ","}
    return "," in link and before in ("around", "about", "by", "until", "till")


def _each(count: float, minutes: Minutes, after: Sequence[str]) -> bool:
    """As in "two fifteen minutes each", "two ten minutes": so many of them, no range."""
    told = tuple(after) in (("each",), ("apiece",))
    return count <= _FEW and (told or (minutes.hi < 60 and minutes.hi > 2 * count))
