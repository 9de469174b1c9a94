"""Numbers as the words a voice says: cardinals, ordinals, decimals, years and single digits.

Called by the other `spoken` modules. English only; it reads figures, never what they count.
"""

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_LONGEST_QUANTITY = 9
"""Digits of the longest whole number said as a quantity; a longer one is said digit by digit."""

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
"""A whole or decimal number as written, thousands grouped by commas or not at all."""


def cardinal(value: int, *, british: bool) -> str:
    """A quantity from 0 to 999,999,999: "one hundred and five" or, American, "one hundred five"."""
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if value < size:
            continue
        above, rest = divmod(value, size)
        words = f"{cardinal(above, british=british)} {name}"
        if not rest:
            return words
        link = " and " if british and rest < 100 else " "
        return f"{words}{link}{cardinal(rest, british=british)}"
    if value < 20:
        return _SMALL[value]
    tens, unit = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[unit]}" if unit else "")


def ordinal(value: int, *, british: bool) -> str:
    """A place in a row, 0 to 999,999,999: "twenty-third"."""
    words = cardinal(value, british=british)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:-1] + "ieth" if last.endswith("y") else words + "th"


def digits(figures: str) -> str:
    """Each digit by itself: "one one six". Zero is "zero" in both varieties, never "oh"."""
    return " ".join(_SMALL[int(figure)] for figure in figures if figure in "0123456789")


def number(written: str, *, british: bool) -> str:
    """A number as written (`NUMBER`): "two point five", "one thousand", "zero zero seven"."""
    whole, point, decimals = written.replace(",", "").partition(".")
    led_by_zero = len(whole) > 1 and whole.startswith("0")
    if led_by_zero or len(whole) > _LONGEST_QUANTITY:
        words = digits(whole)
    else:
        words = cardinal(int(whole), british=british)
    return f"{words} point {digits(decimals)}" if point else words


def year(value: int, *, british: bool) -> str:
    """A year from 1100 to 2099: "twenty twenty-six", "two thousand and five", "nineteen ten"."""
    century, rest = divmod(value, 100)
    if 2000 <= value < 2010:
        return cardinal(value, british=british)
    if not rest:
        return f"{cardinal(century, british=british)} hundred"
    return f"{_SMALL[century] if century < 20 else _TENS[0]} {'oh ' if rest < 10 else ''}" + (
        cardinal(rest, british=british)
    )
