"""Reads the days of a time away: "until Friday", "since Monday", "for a week".

Called by `coach.dialogue.spells`. A weekday is the next one ahead or the last one behind; what
names no day is None.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twenty first", "twenty second", "twenty third",
    "twenty fourth", "twenty fifth", "twenty sixth", "twenty seventh", "twenty eighth",
    "twenty ninth", "thirtieth", "thirty first",
)  # fmt: skip
_COUNTS = {
    word: count
    for count, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
} | {"a": 1, "an": 1, "another": 1, "couple of": 2, "a couple of": 2, "a few": 3, "few": 3}
_DAY = rf"(?P<weekday>{'|'.join(_DAYS)})"
_NTH = rf"(?:the )?(?P<nth>\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(reversed(_ORDINALS))})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_WHEN = (
    rf"(?:(?:this |next |the coming |on |last )?{_DAY}(?: \w*day)?"
    rf"|{_NTH} (?:of )?{_MONTH}|{_MONTH.replace('month', 'month2')} {_NTH.replace('nth', 'nth2')}"
    rf"|{_NTH.replace('nth', 'nth3')}(?! (?:night|day|week|hour|time|one))"
    r"|(?P<word>today|this morning|tonight|now|tomorrow|yesterday|last night|"
    r"the day after tomorrow|the day before yesterday|next week|the weekend|this weekend|"
    r"the end of (?:the|this) week|"
    r"the end of (?:the|this) month))"
)
_UNTIL = re.compile(
    r"\b(?:until|till|til|through|up to|back(?: home)?(?: again)?(?: on| by)?|home (?:on|by)|"
    rf"return(?:ing)?(?: on)?|to|ends? on|over on|over by)(?: about| around| at least)? {_WHEN}\b"
)
_SINCE = re.compile(rf"\b(?:since|from|as of|starting|starts?(?: on)?|began|on) {_WHEN}\b")
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_FOR = re.compile(
    rf"\bfor (?:about |another |the next |the )?{_COUNT} (?P<unit>days?|nights?|weeks?)\b"
)
_THIS_WEEK = re.compile(
    r"\b(?:(?<!until )(?<!since )(?<!from )this|all|the whole|for the|"
    r"the rest of (?:the|this)) week(?! has| was)\b"
)
_AGO = re.compile(rf"\b{_COUNT} (?P<unit>days?|nights?|weeks?) ago\b")
_MORE = re.compile(rf"\b{_COUNT} (?:more )?(?P<unit>days?|nights?|weeks?)\b")
_COUNTED_FROM = re.compile(
    rf"\b(?:(?<!for )(?<!the next ){_COUNT} (?P<unit>days?|weeks?) (?:from|after|on)|"
    rf"(?P<next>a week)) {_WHEN}\b"
)
_WEEK_AFTER = re.compile(rf"\b(?:{_DAY}|(?P<word>tomorrow|today)) week\b")
_LED = re.compile(r"\b(?:on|until|till|til|by|from|through|since|to|up to|back|home) $")
_BEGINS = re.compile(rf"\b(?:{_DAY}|(?P<word>the day after tomorrow|tomorrow|next week))\b")
_WEEK = timedelta(days=7)
_DAY_LONG = timedelta(days=1)


class Span(NamedTuple):
    """The first and the last day named, each None where it is not."""

    since: date | None = None
    until: date | None = None


def span_in(
    words: str,
    today: date,
    *,
    planned: bool = False,
    answers_until: bool = False,
    begins: date | None = None,
) -> Span:
    """The days named.

    `planned`: it begins in days to come; `answers_until`: a bare day or length says until when, a
    length from `begins` on where that is known already.
    """
    text = _with_dates(" ".join(re.findall(r"[a-z0-9]+", words.lower())), today, ahead=planned)
    since, until = None, None
    first = max(begins or today, today)
    if (found := _UNTIL.search(text)) is not None:
        until = _day(found, today, ahead=True)
    if (found := _SINCE.search(text)) is not None and not _ends_it(found, text):
        since = _day(found, today, ahead=planned)
    if since is None and planned:
        since = _beginning(text, today)
    if since is None and (found := _AGO.search(text)) is not None:
        since = today - _length(found)
    if until is None and (found := _FOR.search(text)) is not None and not _PERFECT.search(text):
        until = (since or first) + _length(found)
    if since is None and (found := _FOR.search(text)) is not None and _PERFECT.search(text):
        since = today - _length(found)
    if until is None:
        until = _unled(text, today, first if answers_until else None, planned=planned)
    return Span(since, until)


def _unled(text: str, today: date, first: date | None, *, planned: bool) -> date | None:
    """The end that stands without "until": "this week", and in an answer (`first`) a bare day."""
    if not planned and _THIS_WEEK.search(text):
        return _worded("the end of the week", today)
    return None if first is None else _bare(text, today, first)


def _with_dates(text: str, today: date, *, ahead: bool) -> str:
    """The text with "a week from tomorrow", "Friday week" as the days of a month that they are.

    `ahead`: where nothing leads up to it, it is the day on which something begins.
    """
    for pattern in (_COUNTED_FROM, _WEEK_AFTER):
        found = pattern.search(text)
        while found is not None:
            day = _counted_from(found, today)
            bare = not ahead or _LED.search(text[: found.start()])
            named = "" if day is None else f"{day.day} {_MONTHS[day.month - 1]}"
            named = named if bare else f"on {named}"
            text = f"{text[: found.start()]}{named}{text[found.end() :]}"
            found = pattern.search(text, found.start() + len(named))
    return text


def _counted_from(found: re.Match[str], today: date) -> date | None:
    groups = found.groupdict()
    if groups.get("unit"):
        day = _day(found, today, ahead=True)
        return None if day is None else day + _length(found)
    if groups.get("next"):
        day = _day(found, today, ahead=True)
    elif found["word"]:
        day = _worded(found["word"], today)
    else:
        day = _weekday(_DAYS.index(found["weekday"]), today, ahead=True)
    return None if day is None else day + _WEEK


_PERFECT = re.compile(r"\b(?:have|ve|has|s) (?:had|been)\b")


def _beginning(text: str, today: date) -> date | None:
    """The day that a plan begins on, said without a word before it: "flying tomorrow"."""
    found = _BEGINS.search(_UNTIL.sub(" ", text))
    if found is None:
        return None
    if found["word"]:
        return _worded(found["word"], today)
    return _weekday(_DAYS.index(found["weekday"]), today, ahead=True)


def _ends_it(found: re.Match[str], text: str) -> bool:
    """Whether "on Friday" belongs to the end: "back home on Friday"."""
    return (
        re.search(r"\b(?:back|home|return\w*|until|till) (?:\w+ )?$", text[: found.start()])
        is not None
    )


def _bare(text: str, today: date, first: date) -> date | None:
    found = re.search(rf"\b{_WHEN}\b", text)
    if found is not None:
        return _day(found, today, ahead=True)
    length = _MORE.search(text)
    return None if length is None else first + _length(length)


def _length(found: re.Match[str]) -> timedelta:
    count = found["count"]
    number = int(count) if count.isdigit() else _COUNTS[count]
    return (_WEEK if found["unit"].startswith("week") else _DAY_LONG) * number


def _day(found: re.Match[str], today: date, *, ahead: bool) -> date | None:
    if found["weekday"]:
        return _weekday(_DAYS.index(found["weekday"]), today, ahead=ahead)
    if found["word"]:
        return _worded(found["word"], today)
    nth = found["nth"] or found["nth2"] or found["nth3"]
    month = found["month"] or found["month2"]
    day = int(re.sub(r"\D", "", nth)) if nth[0].isdigit() else _ORDINALS.index(nth) + 1
    return _dated(day, None if month is None else _MONTHS.index(month) + 1, today, ahead=ahead)


def _weekday(day: int, today: date, *, ahead: bool) -> date:
    if ahead:
        return today + ((day - today.weekday() - 1) % 7 + 1) * _DAY_LONG
    return today - ((today.weekday() - day) % 7) * _DAY_LONG


def _worded(word: str, today: date) -> date:
    if word.startswith("the end of") and word.endswith("month"):
        first = (today.replace(day=28) + 4 * _DAY_LONG).replace(day=1)
        return first - _DAY_LONG
    if "weekend" in word or word.startswith("the end of"):
        return today + (6 - today.weekday()) * _DAY_LONG
    away = {
        "tomorrow": 1,
        "yesterday": -1,
        "last night": -1,
        "the day after tomorrow": 2,
        "the day before yesterday": -2,
        "next week": 7,
    }
    return today + away.get(word, 0) * _DAY_LONG


def _dated(day: int, month: int | None, today: date, *, ahead: bool) -> date | None:
    """The next or the last such day of a month; None for one that no month has."""
    step = _DAY_LONG if ahead else -_DAY_LONG
    for away in range(366):
        each = today + away * step
        if each.day == day and month in {None, each.month}:
            return each
    return None
