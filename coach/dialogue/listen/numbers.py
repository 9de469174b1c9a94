"""Reads a whole number from tokens, written in words or digits, 0 to 999."""

from collections.abc import Sequence

ONES = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    w: 10 * i
    for i, w in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}


NUMBER_WORDS = frozenset((*ONES, *TENS))


def number_at(tokens: Sequence[str], i: int) -> tuple[int, int] | None:
    """The number that starts at `i`, and the index after it; None where none starts."""
    if i >= len(tokens):
        return None
    word = tokens[i]
    if word.isdigit():
        return (int(word), i + 1) if len(word) <= 4 else None
    if word in ONES or word in TENS:
        value, i = _below_hundred(tokens, i)
        return _hundred(tokens, value, i) if value < 10 else (value, i)
    if word == "a" and tokens[i + 1 : i + 2] == ["hundred"]:
        return _hundred(tokens, 1, i + 1)
    return None


def _below_hundred(tokens: Sequence[str], i: int) -> tuple[int, int]:
    if tokens[i] in ONES:
        return ONES[tokens[i]], i + 1
    tens = TENS[tokens[i]]
    one = ONES.get(tokens[i + 1], 0) if i + 1 < len(tokens) else 0
    return (tens + one, i + 2) if 0 < one < 10 else (tens, i + 1)


def _hundred(tokens: Sequence[str], value: int, i: int) -> tuple[int, int]:
    if i >= len(tokens) or tokens[i] != "hundred":
        return value, i
    rest = i + 2 if tokens[i + 1 : i + 2] == ["and"] else i + 1
    if rest < len(tokens) and (tokens[rest] in ONES or tokens[rest] in TENS):
        tail, end = _below_hundred(tokens, rest)
        return value * 100 + tail, end
    return value * 100, i + 1
