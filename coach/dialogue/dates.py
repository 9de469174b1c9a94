"""Reads the days that words name: "until Friday", "since Monday", "for a week", "on the 3rd".

Called by `coach.dialogue.spells` and `coach.dialogue.remember`. A weekday is the next one ahead or
the last one behind; what names no day is None.
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
    rf"(?:(?:this |next |the coming |the following |following |on |last )?{_DAY}(?: \w*day)?"
    rf"|{_NTH} (?:of )?{_MONTH}|{_MONTH.replace('month', 'month2')} {_NTH.replace('nth', 'nth2')}"
    rf"|{_NTH.replace('nth', 'nth3')}(?! (?:night|day|week|hour|time|one))"
    r"|(?P<word>today|this morning|tonight|now|tomorrow|yesterday|last night|"
    r"the day after tomorrow|the day before yesterday|next week|the weekend|this weekend|"
    r"next weekend|next month|christmas|new year(?: s(?: day)?)?|"
    rf"(?:the |mid )?(?:(?:end|start|beginning|middle) of )?(?P<whole>{'|'.join(_MONTHS)})"
    r"(?! (?:\d|the \d))|"
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
    rf"\b(?:for|takes?|lasts?) (?:about |another |the next |the )?{_COUNT} (?P<unit>days?|"
    rf"nights?|weeks?)\b"
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
    text = _with_dates(_plain(words), today, ahead=planned)
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


_DATED_DAY = re.compile(
    rf"\b(?:{'|'.join(_DAYS)}) (?=(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})\b)"
)


def _plain(words: str) -> str:
    """Lower-case words; of "Sunday the 24th" only the date, which says more."""
    return _DATED_DAY.sub("", " ".join(re.findall(r"[a-z0-9]+", words.lower())))


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
        named = _worded(found["word"], today)
        behind = found["whole"] and not ahead and named > today
        return named.replace(year=named.year - 1) if behind else named
    nth = found["nth"] or found["nth2"] or found["nth3"]
    month = found["month"] or found["month2"]
    day = int(re.sub(r"\D", "", nth)) if nth[0].isdigit() else _ORDINALS.index(nth) + 1
    return _dated(day, None if month is None else _MONTHS.index(month) + 1, today, ahead=ahead)


def _weekday(day: int, today: date, *, ahead: bool) -> date:
    if ahead:
        return today + ((day - today.weekday() - 1) % 7 + 1) * _DAY_LONG
    return today - ((today.weekday() - day) % 7) * _DAY_LONG


def _worded(word: str, today: date) -> date:
    month = next((each for each in _MONTHS if word.endswith(each)), None)
    if month is not None:
        return _in_month(word, _MONTHS.index(month) + 1, today)
    if word.startswith(("christmas", "new year")):
        christmas = word.startswith("christmas")
        return _next_dated(25 if christmas else 1, 12 if christmas else 1, today)
    if word == "next month":
        return _month_end(today) + _DAY_LONG
    if word == "next weekend":
        return _worded("the weekend", today) + _WEEK
    if word.startswith("the end of") and word.endswith("month"):
        return _month_end(today)
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


def _in_month(word: str, month: int, today: date) -> date:
    """The last day before a month, or in it the day that is said: "until March", "mid March"."""
    first = _next_dated(1, month, today.replace(day=1) - _DAY_LONG)
    if word.startswith(("the end", "end")):
        return _month_end(first)
    if "mid" in word:
        return first + 14 * _DAY_LONG
    return first if first > today else first.replace(year=first.year + 1)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY_LONG).replace(day=1) - _DAY_LONG


def _next_dated(day: int, month: int, today: date) -> date:
    here = today.replace(month=month, day=day)
    return here if here > today else here.replace(year=today.year + 1)


def _dated(day: int, month: int | None, today: date, *, ahead: bool) -> date | None:
    """The next or the last such day of a month; None for one that no month has."""
    step = _DAY_LONG if ahead else -_DAY_LONG
    for away in range(366):
        each = today + away * step
        if each.day == day and month in {None, each.month}:
            return each
    return None


_WEEKDAY = "|".join(_DAYS)
_STRETCHES = re.compile(
    r"\b(?P<which>this|next|the rest of the|the rest of this|the coming|all|the|over the) "
    r"(?P<what>week|weekend|month)\b(?! (?:after|before))"
)
_IN_MONTH = re.compile(
    rf"\b(?:in|during|throughout|all) (?:early |late )?(?P<m>{'|'.join(_MONTHS)})\b"
)
_BETWEEN = re.compile(
    rf"\b(?:from |between )?{_WHEN} (?:to|until|till|through|and|thru) (?P<then>.+)"
)
_LATER = re.compile(
    rf"\b(?:in|within) (?:about |the next )?{_COUNT} (?P<unit>days?|weeks?|months?)\b"
)
_FORTNIGHT = re.compile(r"\bin a fortnight\b|\ba fortnight from (?:now|today)\b")
_NEXT_DAY = re.compile(rf"\bnext (?P<day>{_WEEKDAY})\b")
_MAY = re.compile(r"\b(?:i|we|you|he|she|it|they|that|this|there) may\b")
_NAMED = re.compile(rf"\b{_WHEN}\b")


def days_named(words: str, today: date) -> Span | None:
    """The first and last day of what lies at hand or ahead: "on Thursday", "next week", "in May".

    None where no day is named. The days of "until Friday" and the like are `span_in`'s.
    """
    text = _with_dates(_MAY.sub(" ", _plain(words)), today, ahead=True)
    for read in (_stretch, _from_to, _later):
        found = read(text, today)
        if found is not None:
            return found
    named = _NAMED.search(text)
    day = None if named is None else _day(named, today, ahead=True)
    return None if day is None else Span(day, day)


def _stretch(text: str, today: date) -> Span | None:
    found = _STRETCHES.search(text)
    if found is None:
        month = _IN_MONTH.search(text)
        return None if month is None else _whole_month(_MONTHS.index(month["m"]) + 1, today)
    later = found["which"] == "next"
    if found["what"] == "month":
        first = _month_end(today) + _DAY_LONG if later else today
        return Span(first, _month_end(first)) if found["which"] != "the" else None
    sunday = today + (6 - today.weekday()) * _DAY_LONG
    if found["what"] == "weekend":
        sunday += _WEEK if later else 0 * _WEEK
        return Span(sunday - _DAY_LONG, sunday)
    if later:
        return Span(sunday + _DAY_LONG, sunday + _WEEK)
    # On a Sunday "this week" is the one that begins.
    ends = sunday + _WEEK if today == sunday else sunday
    return Span(today, ends) if found["which"] != "the" else None


def _whole_month(month: int, today: date) -> Span:
    if month == today.month:
        return Span(today, _month_end(today))
    first = _next_dated(1, month, today)
    return Span(first, _month_end(first))


def _from_to(text: str, today: date) -> Span | None:
    found = _BETWEEN.search(text)
    then = None if found is None else _NAMED.match(found["then"])
    if found is None or then is None:
        return None
    first = _day(found, today, ahead=True)
    if first is not None and then["month"] and found["nth3"]:
        first = _dated(
            first.day,
            _MONTHS.index(then["month"]) + 1,
            today,
            ahead=True,
        )
    last = None if first is None else _day(then, first, ahead=True)
    return None if first is None or last is None else Span(first, last)


def _later(text: str, today: date) -> Span | None:
    day: date | None = None
    if (found := _LATER.search(text)) is not None:
        months = found["unit"].startswith("month")
        count = int(found["count"]) if found["count"].isdigit() else _COUNTS[found["count"]]
        day = today + (30 * count * _DAY_LONG if months else _length(found))
    elif _FORTNIGHT.search(text):
        day = today + 2 * _WEEK
    elif (found := _NEXT_DAY.search(text)) is not None:
        day = _weekday(_DAYS.index(found["day"]), today, ahead=True)
        # On a Wednesday "next Friday" is not the day after tomorrow.
        day += _WEEK if day.isocalendar()[:2] == today.isocalendar()[:2] else 0 * _WEEK
    return None if day is None else Span(day, day)
