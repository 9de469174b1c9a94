"""Amounts with a unit or a sign: durations, percentages, degrees, money, scales, in words.

Called by `coach.voice.spoken`. It spells out short units and says halves and quarters of an hour as
people do; whole figures before a unit in words are left to the plain reading.
"""

import re

from coach.voice.spoken_numbers import NUMBER, cardinal, number, ordinal

_UNITS = {
    "h": "hour", "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute",
    "sec": "second", "secs": "second", "s": "second", "wk": "week", "wks": "week",
    "yr": "year", "yrs": "year", "mg": "milligram", "g": "gram", "kg": "kilogram",
    "ml": "millilitre", "cl": "centilitre", "l": "litre", "cm": "centimetre", "mm": "millimetre",
    "km": "kilometre", "dB": "decibel", "lx": "lux", "°C": "degree Celsius",
    "°F": "degree Fahrenheit", "°": "degree", "%": "percent",
    "hour": "hour", "hours": "hour", "minute": "minute", "minutes": "minute",
    "second": "second", "seconds": "second", "day": "day", "days": "day", "week": "week",
    "weeks": "week", "month": "month", "months": "month", "year": "year", "years": "year",
}  # fmt: skip
_UNCOUNTED = frozenset({"percent", "lux"})
_FRACTIONS = {"½": "5", "¼": "25", "¾": "75"}
_PARTS = {"1/2": "half", "1/3": "a third", "2/3": "two thirds", "1/4": "a quarter"} | {
    "3/4": "three quarters"
}
_ANY_UNIT = rf"(?:{'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?![^\W_])"
_UNIT = f"(?P<unit>{_ANY_UNIT})"
_EDGE = r"(?<![\w.,:/-])"
_DASH = r"[-\u2013\u2014]"
_GLYPH = re.compile(r"(?<![\w.,])([0-9]*)\s?([½¼¾])(?P<unit>\s?(?:h|hrs?|hours?|days?|weeks?)\b)?")
_HOURS_AND_MINUTES = re.compile(
    rf"{_EDGE}(?P<hours>[0-9]{{1,3}})(?:\s?(?:hrs?|h)|\s?(?P<word>hours?))\s?(?:and\s)?"
    r"(?P<minutes>[0-5]?[0-9])(?:\s?(?:minutes?|mins?|m)\b|(?(word)(?!)|(?![\w:/%]|[.,][0-9]|\s?\w)))"
)
_GLUED = re.compile(rf"{_EDGE}(?P<hours>[0-9]{{1,3}})h(?P<minutes>[0-5][0-9])(?![\w:/%]|[.,][0-9])")
"""8h30, as the diary's own table has it."""
_AMOUNT = re.compile(rf"{_EDGE}(?:(?P<low>{NUMBER})\s?{_DASH}\s?)?(?P<high>{NUMBER})\s?{_UNIT}")
_LOW_BEFORE_WORD = re.compile(
    rf"{_EDGE}(?P<low>{NUMBER})(?=\s(?:to|or)\s{NUMBER}\s?(?:h|hrs?|hours?)\b)"
)
_MONEY = re.compile(rf"([€£$])({NUMBER})(?![\w.])")
_ORDINAL = re.compile(rf"{_EDGE}([0-9]{{1,9}})(?:st|nd|rd|th)\b")
_PART = re.compile(rf"{_EDGE}(?:(?P<whole>[0-9]+)\s)?(?P<part>1/2|1/3|2/3|1/4|3/4)(?![\w/])")
_SCALE = re.compile(
    rf"{_EDGE}(?P<got>[0-9]{{1,3}}(?:\.[0-9])?)(?:/|\sof\s)(?P<top>[0-9]{{1,3}})(?![\w:/%]|[.,-][0-9])"
)
_IN_ORDER = re.compile(
    r"\b(?:day|night|week|step|part|page|question|stage|session)\s$", re.IGNORECASE
)
_EACH_WITH_UNIT = re.compile(rf"({_EDGE}{NUMBER}\s?{_ANY_UNIT})\s?{_DASH}\s?(?=[0-9])")
_DECIMAL_COMMA = re.compile(rf"{_EDGE}([0-9]+),([0-9]{{1,2}})(?=\s?{_ANY_UNIT})")
_HYPHENED = re.compile(r"(?<=[0-9])-(min|hr|h|sec|wk|yr|mg|ml|km)\b")
_FRACTION_BEFORE_UNIT = re.compile(
    rf"{_EDGE}(?P<high>[1-9][0-9]*\.(?:50?|25))-(?P<unit>hour|minute|day|week|month|year)\b"
)
_PER = re.compile(
    r"\b((?:hour|minute|second|day|week|month|night|time|gram|metre|litre)s?)/(?=[a-z])"
)


def amounts(text: str, *, british: bool) -> str:
    """The text with amounts, ordinals, fractions and scales in words."""
    text = _GLYPH.sub(_unglyphed, text)
    text = _HYPHENED.sub(lambda found: f"-{_UNITS[found[1]]}", text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    text = _FRACTION_BEFORE_UNIT.sub(
        lambda found: f"{_with_fraction(found['high'], british=british)} {found['unit']}", text
    )
    text = _EACH_WITH_UNIT.sub(r"\1 to ", text)
    text = _GLUED.sub(lambda found: _hours_and_minutes(found, british=british), text)
    text = _HOURS_AND_MINUTES.sub(lambda found: _hours_and_minutes(found, british=british), text)
    text = _LOW_BEFORE_WORD.sub(lambda found: _with_fraction(found["low"], british=british), text)
    text = _AMOUNT.sub(lambda found: _amount(found, british=british), text)
    text = _PER.sub(r"\1 per ", text)
    text = _MONEY.sub(lambda found: _money(found, british=british), text)
    text = _ORDINAL.sub(lambda found: ordinal(int(found[1]), british=british), text)
    text = _PART.sub(lambda found: _part(found, british=british), text)
    return _SCALE.sub(lambda found: _scale(found, british=british), text)


def _unglyphed(found: re.Match[str]) -> str:
    if found["unit"]:
        return f"{found[1] or 0}.{_FRACTIONS[found[2]]}{found['unit']}"
    part = {"½": "half", "¼": "a quarter", "¾": "three quarters"}[found[2]]
    return f"{found[1]} and {'a half' if part == 'half' else part}" if found[1] else part


def _hours_and_minutes(found: re.Match[str], *, british: bool) -> str:
    hours = _counted(found["hours"], "hour", british=british)
    minutes = found["minutes"].removeprefix("0") or "0"
    if minutes == "0":
        return hours
    return f"{hours} and {_counted(minutes, 'minute', british=british)}"


def _amount(found: re.Match[str], *, british: bool) -> str:
    unit = _UNITS[found["unit"]]
    high = _counted(found["high"], unit, british=british)
    if not found["low"]:
        return high
    if found["low"].startswith("0."):
        return f"{_counted(found['low'], unit, british=british)} to {high}"
    return f"{_with_fraction(found['low'], british=british)} to {high}"


def _counted(amount: str, unit: str, *, british: bool) -> str:
    whole, _, decimals = amount.partition(".")
    timed = unit in {"hour", "day", "week"}
    if timed and decimals in {"5", "50", "25", "75"} and not whole.strip("0"):
        article = "an" if unit == "hour" else "a"
        part = {"2": f"a quarter of {article}", "7": f"three quarters of {article}"}
        return f"{part.get(decimals[0], f'half {article}')} {unit}"
    if unit == "hour" and decimals == "75":
        return f"{_counted(whole, 'hour', british=british)} and forty-five minutes"
    words = _with_fraction(amount, british=british) if timed else number(amount, british=british)
    return f"{words} {_name(unit, one=amount == '1', british=british)}"


def _with_fraction(amount: str, *, british: bool) -> str:
    """A decimal with its half or quarter in words: "one and a half"."""
    whole, _, decimals = amount.partition(".")
    part = {"5": "a half", "50": "a half", "25": "a quarter"}.get(decimals)
    if part is None or not whole.strip("0"):
        return number(amount, british=british)
    return f"{number(whole, british=british)} and {part}"


def _name(unit: str, *, one: bool, british: bool) -> str:
    first, space, rest = unit.partition(" ")
    plural = first if one or first in _UNCOUNTED else f"{first}s"
    named = plural + space + rest
    return named if british else named.replace("metre", "meter").replace("litre", "liter")


def _money(found: re.Match[str], *, british: bool) -> str:
    coin = {"€": "euro", "£": "pound", "$": "dollar"}[found[1]]
    whole, _, cents = found[2].partition(".")
    amount = f"{number(whole, british=british)} {coin}{'' if whole == '1' else 's'}"
    if not cents.strip("0"):
        return amount
    if len(cents) == 2:
        return f"{amount} {cardinal(int(cents), british=british)}"
    return f"{number(found[2], british=british)} {coin}s"


def _part(found: re.Match[str], *, british: bool) -> str:
    part = _PARTS[found["part"]]
    if not found["whole"]:
        return part
    whole = cardinal(int(found["whole"][:9]), british=british)
    return f"{whole} and {'a half' if part == 'half' else part}"


def _scale(found: re.Match[str], *, british: bool) -> str:
    """A rating: "four out of five"; day 3 of 7, and a larger figure first, are read as written."""
    if found.group() == "24/7":
        return "twenty-four seven"
    if found.group() == "50/50":
        return "fifty-fifty"
    got, top = (number(found[each], british=british) for each in ("got", "top"))
    if float(found["got"]) > float(found["top"]):
        link = "of" if " of " in found.group() else "over" if int(found["top"]) >= 40 else "slash"
    else:
        link = "of" if _IN_ORDER.search(found.string[: found.start()]) else "out of"
    return f"{got} {link} {top}"
