"""Splits a sentence into words, marks and numerals, so that "twenty-five" and "25" are one thing.

Called by `safety.numbers` only; it says what a numeral's value is, never what the number counts.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

UNITS = {
    word: value
    for value, word in enumerate(
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
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_TENS["fourty"] = 40
_TOKEN = re.compile(
    r"(?P<time>\d{1,2}:\d{2}(?!\d))|(?P<digits>\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<mark>[%.!?;,:/+\-\u2013\u2014])"
)
_MERIDIEM = re.compile(r"\b([ap])\s?\.\s?m\b\.?|(?<=\d)([ap])m\b")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


def word_set(listed: str) -> frozenset[str]:
    """The words of a line, separated by spaces."""
    return frozenset(listed.split())


BEFORE_CLOCK = word_set(
    "at by around about until till til before after from past since between near"
)
AFTER_CLOCK = word_set(
    "and or in on tonight this last the each every to till until if when so but with for is was "
    "then sharp exactly again instead tomorrow today as because you your i we my it that , . ! ? ; "
    ": too today's rather than works work while yesterday - \u2013 \u2014 even though which at"
)
DIAL = word_set("call dial ring phone text number hotline line helpline")
_OPENERS = word_set("a an half quarter noon midday midnight once twice thrice")
ONCE_ENDS = word_set("last in at during and or this tonight a again each every , . ! ? ;")


@dataclass(frozen=True)
class Item:
    """A word, a mark or a numeral. `value` is None unless it is a numeral.

    `raw` is what was written, in lower case; `digits` is true for figures.
    """

    raw: str
    value: Fraction | None = None
    digits: bool = False

    @property
    def opens_number(self) -> bool:
        """Whether a number can begin here; most words cannot, and no reader need look at them."""
        return self.value is not None or self.raw in _OPENERS or self.raw[:1].isdigit()


def raw_at(sentence: list[Item], at: int) -> str:
    """What stands at a place, empty outside the sentence."""
    return sentence[at].raw if 0 <= at < len(sentence) else ""


def value_at(sentence: list[Item], at: int) -> Fraction | None:
    """The value of the numeral at a place, None if there is none."""
    return sentence[at].value if 0 <= at < len(sentence) else None


def items(text: str) -> list[Item]:
    """The sentence in order: words, marks, clock figures ("10:30") and whole numerals."""
    lowered = text.lower().replace("\u2019", "'").replace("\u00bd", " and a half")
    lowered = lowered.replace("a couple of ", "two ")
    lowered = _MERIDIEM.sub(lambda found: f" {found[1] or found[2]}m ", lowered)
    tokens = [(match.lastgroup or "mark", match.group()) for match in _TOKEN.finditer(lowered)]
    found: list[Item] = []
    at = 0
    while at < len(tokens):
        kind, raw = tokens[at]
        if kind == "digits":
            found.append(_figures(raw))
            at += 1
            continue
        value, used = _words(tokens, at) if kind == "word" else (None, 1)
        found.append(Item(" ".join(raw for _, raw in tokens[at : at + used]), value))
        at += used
    return found


def _figures(raw: str) -> Item:
    """Figures with a decimal point or grouped thousands; anything odder keeps its digits only."""
    plain = raw.replace(",", "") if _THOUSANDS.fullmatch(raw) else raw.replace(",", ".")
    whole, _, rest = plain.partition(".")
    decimal = f"{whole}.{rest}" if rest.isdigit() else re.sub(r"\D", "", plain)
    return Item(raw, Fraction(decimal), digits=True)


def _words(tokens: list[tuple[str, str]], at: int) -> tuple[Fraction | None, int]:
    """Value and number of tokens of the numeral in words that starts at `at`, (None, 1) if none."""
    value, used = _below_hundred(tokens, at)
    if value is None and tokens[at][1] == "a" and _raw(tokens, at + 1) in ("hundred", "thousand"):
        value, used = 1, 1
    if value is None:
        return None, 1
    for name, scale in (("hundred", 100), ("thousand", 1000)):
        if _raw(tokens, at + used) != name:
            continue
        value, used = value * scale, used + 1
        skip = 1 if _raw(tokens, at + used) == "and" else 0
        more, length = _below_hundred(tokens, at + used + skip)
        if more is not None:
            value, used = value + more, used + skip + length
    if _raw(tokens, at + used) == "point" and _raw(tokens, at + used + 1) in UNITS:
        return value + Fraction(UNITS[_raw(tokens, at + used + 1)], 10), used + 2
    return Fraction(value), used


def _below_hundred(tokens: list[tuple[str, str]], at: int) -> tuple[int | None, int]:
    word = _raw(tokens, at)
    if word in UNITS:
        return UNITS[word], 1
    if word == "dozen":
        return 12, 1
    if word not in _TENS:
        return None, 0
    hyphen = 1 if _raw(tokens, at + 1) == "-" else 0
    unit = UNITS.get(_raw(tokens, at + 1 + hyphen), 0)
    if 0 < unit < 10:
        return _TENS[word] + unit, 2 + hyphen
    return _TENS[word], 1


def _raw(tokens: list[tuple[str, str]], at: int) -> str:
    return tokens[at][1] if at < len(tokens) else ""
