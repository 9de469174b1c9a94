"""Turns a sentence as written into the words a voice should say.

Called where text goes to the voice, after the gates judged it as written. It changes figures and
signs only: words and the sentence's punctuation stay, what it does not know passes unharmed.
"""

import re
from collections.abc import Collection

from coach.voice.spoken_amounts import amounts
from coach.voice.spoken_clock import clocks
from coach.voice.spoken_dates import dates
from coach.voice.spoken_numbers import NUMBER, cardinal, digits, number
from coach.voice.spoken_phones import known_phones, likely_phones

_TO_CHANGE = re.compile(
    r"[0-9&~≈≤≥½¼¾°/\u00d7]|\b[ap]m\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?\s?[-\u2013\u2014]"
)
_UNTOUCHED = re.compile(r"(\S*(?:://|@|\bwww\.)\S*|\b[\w-]+\.(?:com|org|net|info|io)\b\S*)")
_SIGNS = {
    "~": "about ", "≈": "about ", "≤": "at most ", "≥": "at least ", "<": "less than ",
    ">": "more than ", "±": "plus or minus ", "#": "number ",
}  # fmt: skip
_SIGN = re.compile(r"(?<![0-9A-Za-z])([~≈≤≥<>±#])=?\s?(?=[0-9])")
_VERSION = re.compile(r"(?<![\w.,])[0-9]+(?:\.[0-9]+){2,}(?![\w.])")
_LISTED = re.compile(r"(?<![\w.,])(?![0-9]{1,3}(?:,[0-9]{3})+(?![0-9,]))[0-9]+(?:,[0-9]+)+(?!\w)")
_NUMBER_SLASH = re.compile(r"(?<=[0-9])\s?/\s?(?=[0-9])")
_MINUS = re.compile(r"(?<![\w)\]-])(?<![\w)] )[-\u2212](?=[0-9])")
_BETWEEN = {"+": "plus", "=": "equals", "\u00d7": "times", "*": "times"}
_SUM = re.compile(r"(?<=[0-9])\s?([+=\u00d7*])\s?(?=[0-9])")
_AND_MORE = re.compile(r"(?<=[0-9])\+(?![\w+])")
_FOLD = re.compile(r"(?<![\w.,])([0-9]+)\s?[x\u00d7](?![^\W_])")
_DECADE = re.compile(
    r"(?:(?<![\w.,])(1[1-9]|20)|(\b(?:the|in|your|his|her|their|my|early|mid|late)[\s-]))([1-9]0)s\b"
)
_RANGE = re.compile(
    rf"(?<![\w.,:/-])({NUMBER})[-\u2013\u2014]({NUMBER})(?![\w:/]|[.,-][0-9]|-[0-9])"
)
_CODE = re.compile(r"(?<![\w.])(?=[0-9]*[^\W\d_])(?=[^\W\d_]*-?[0-9])[^\W_]+(?:-[0-9]+)?(?![\w])")
_RUN = re.compile(r"[0-9]+|[^\W\d_]+")
_NUMBER = re.compile(rf"(?<![0-9]:)(?<![0-9]){NUMBER}(?![0-9]|:[0-9])")
_ABOUT = re.compile(r"(?:[~≈]\s?)+(?=\w)")
_AMPERSAND = re.compile(r"\s?&\s?")
_SHORTENED = (
    r"a\.m", r"p\.m", "al", "approx", "ca", "no", "No", "vs", r"e\.g", r"i\.e", "Jan", "Feb",
    "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
)  # fmt: skip
"""What a dot may end without ending the sentence."""

_EITHER = re.compile(
    r"\b(yes|he|she|his|her|him|am)/(no|she|he|hers|his|her|him|pm)\b", re.IGNORECASE
)
_SENTENCE_OPENS = re.compile(
    "".join(rf"(?<!\b{short})" for short in _SHORTENED)
    + r"([.!?][\"')\u2019\u201d]?\s+)(?=[^\w\s]?[0-9])"
)
_OPENING = "\ue000"
"""Stands before figures that open a sentence while they are changed; of the private use area."""

_SLASH = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")


def speak(text: str, *, british: bool, phones: Collection[str] = ()) -> str:
    """The words of a sentence as a person would say them, British or American.

    Args:
        text: a sentence as written; any text at all passes without an error.
        british: "half past ten at night" rather than "ten thirty PM", "a hundred and five"
        phones: numbers known to be telephone numbers (those of the person's country), as written
            there; other figures are judged by how they are grouped and by the words around.
    """
    if not _TO_CHANGE.search(text):
        return text
    parts = _UNTOUCHED.split(text)
    parts[::2] = [_spoken(part, british=british, phones=phones) for part in parts[::2]]
    return "".join(parts)


def _spoken(text: str, *, british: bool, phones: Collection[str]) -> str:
    if not _TO_CHANGE.search(text):
        return text
    text = _SENTENCE_OPENS.sub(rf"\1{_OPENING}", text)
    text = known_phones(text, phones)
    text = dates(text, british=british)
    text = likely_phones(text)
    text = _SIGN.sub(lambda found: _SIGNS[found[1]], text)
    text = clocks(text, british=british)
    text = _DECADE.sub(lambda found: _decade(found, british=british), text)
    text = amounts(text, british=british)
    return _words(_plain(text, british=british))


def _plain(text: str, *, british: bool) -> str:
    """What is left: ranges, sums, codes and bare figures."""

    def said(found: re.Match[str]) -> str:
        return number(found.group(), british=british)

    text = _RANGE.sub(r"\1 to \2", text)
    text = _MINUS.sub("minus ", text)
    text = _VERSION.sub(lambda found: found.group().replace(".", " point "), text)
    text = _LISTED.sub(lambda found: found.group().replace(",", ", "), text)
    text = _NUMBER_SLASH.sub(" slash ", text)
    text = _SUM.sub(lambda found: f" {_BETWEEN[found[1]]} ", text)
    text = _AND_MORE.sub(" plus", text)
    text = _FOLD.sub(lambda found: f"{found[1]} time{'' if found[1] == '1' else 's'}", text)
    text = _CODE.sub(lambda found: _code(found, british=british), text)
    return _NUMBER.sub(said, text)


def _decade(found: re.Match[str], *, british: bool) -> str:
    before = f"{cardinal(int(found[1]), british=british)} " if found[1] else found[2]
    return f"{before}{cardinal(int(found[3]), british=british)[:-1]}ies"


def _code(found: re.Match[str], *, british: bool) -> str:
    """Letters and figures in one ("S1", "B12", "COVID-19"): long figures digit by digit."""
    runs = _RUN.findall(found.group())
    return " ".join(_run(run, british=british) for run in runs)


def _run(run: str, *, british: bool) -> str:
    if run[0] not in "0123456789":
        return run
    return number(run, british=british) if len(run) < 3 else digits(run)


def _words(text: str) -> str:
    """Signs between words."""
    text = _AMPERSAND.sub(" and ", text)
    text = _ABOUT.sub("about ", text)
    text = _EITHER.sub(r"\1 or \2", text)
    text = _SLASH.sub(" ", text)
    # Without a capital the voice runs on over the full stop.
    return re.sub(rf"{_OPENING}(\W*)(\w?)", lambda found: found[1] + found[2].upper(), text)
