"""The days a clause holds for, read by code on the person's own calendar.

Called by `learn`. A day begins at 04:00 of theirs, or when a shift worker's does: whoever calls
gives that day. The readers are `coach.dialogue.dates`'.
"""

import re
from datetime import date
from typing import NamedTuple

from agendas.nights import DAY
from coach.dialogue.dates import Span, days_named, span_in
from coach.dialogue.remember.lexicon import says

_ENDING = re.compile(
    r"\b(?:leav(?:es?|ing)|goes (?:home|back)|going (?:home|back)|ends?|finish(?:es)?|"
    r"back(?: home| at work)?|"
    r"over|done|home|last day|flies (?:home|back)|fly (?:home|back)|returns?) (?:on |by |"
    r"at |this |next |the )*"
    r"(?=mon|tues|wednes|thurs|fri|satur|sun|tomorrow|\d|the|week|month|end)"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_PLURAL = re.compile(rf"\b({'|'.join(_WEEKDAYS)})s\b")
_PARTS_OF_DAYS = re.compile(
    rf"\b({'|'.join(_WEEKDAYS)}) (?:nights|evenings|mornings|afternoons|lunchtimes)\b"
)
_FROM_DAY_TO_DAY = re.compile(
    rf"\b({'|'.join(_WEEKDAYS)}) (?:to|through|thru|till|until) ({'|'.join(_WEEKDAYS)})\b"
)
_HABITUAL = re.compile(
    r"^(?!.*\b(?:this|next|from|between|until|till|away|in|going)\b).*"
    r"\b(?:work\w*|shifts?|nights|days|hours|office|school|off|always|usually)\b"
)
_EVERY_DAY = re.compile(rf"\b(?:every|each|on a|most) ({'|'.join(_WEEKDAYS)})\b")
_FUTURE = re.compile(
    r"\b(?:ll|will|going|tomorrow|next|coming|starting|starts?|flying|leaving|travell?ing|have|got|"
    r"booked|due|planned|arranged|is|s|are|m|re|from)\b"
)
_PRESENT = re.compile(r"\b(?:right now|just now|now|last night|yesterday)\b")
_THIS_DAY = re.compile(
    r"\b(?<!until )(?<!till )(?:today|tonight|this (?:morning|afternoon|evening))\b"
)
_MOVED = re.compile(
    r"\b(?:moved|rescheduled|postponed|pushed|put|brought|delayed|changed|shifted|switched)"
    r"(?: \w+){0,2} (?:to|until|till) (?:the |next |this )*(?:\d|tomorrow|week|month|\w+day\b|"
    r"first|second|third|\w+th\b|\w+teenth|january|february|march|april|may|june|july|august|"
    r"september|october|november|december)"
)
_UNTIL_THEN = re.compile(r"\b(?:until|till)\b")
_AFTER_THAT = re.compile(r"\b(?:until|till|to|through) (?:the )?(?:following |next )?\w+day\b")
_UNTIL = re.compile(r"\b(?:until|till|through|up to|ends?|back)\b")
_SINCE = re.compile(r"\bsince\b")


class Window(NamedTuple):
    """The first and the last day, each None where open, and the weekdays it comes back on."""

    starts_on: date | None = None
    ends_on: date | None = None
    weekdays: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether no day was named at all."""
        return self.starts_on is None and self.ends_on is None


def window_of(plain: str, today: date) -> Window:
    """The days of what goes on or lies ahead."""
    plain = _PRESENT.sub(" ", plain)
    if not says("occasion", plain):
        plain = _THIS_DAY.sub(" ", plain)
    weekdays = weekdays_in(plain)
    if weekdays:
        until = span_in(plain, today).until if _UNTIL_THEN.search(plain) else None
        return Window(None, until, weekdays)
    span = span_in(plain, today, planned=_FUTURE.search(plain) is not None)
    named = days_named(plain, today)
    if _SINCE.search(plain):
        return Window(None, span.until)
    if named is not None and _MOVED.search(plain):
        return Window(named.since, named.until)
    then = days_named(_UNTIL_THEN.split(plain)[-1], today) if span.until is None else None
    if then is not None and _UNTIL_THEN.search(plain):
        return Window(None, then.until)
    if span.until is None:
        return Window() if named is None else _named(named, plain)
    return _until(span.until, plain, today)


def _named(named: Span, plain: str) -> Window:
    """What is on a day, ends on it, or changes from it on."""
    if _ENDING.search(plain):
        return Window(None, named.until)
    return Window(named.since) if says("change", plain) else Window(named.since, named.until)


def _until(until: date, plain: str, today: date) -> Window:
    before = days_named(_UNTIL.split(plain, maxsplit=1)[0], today)
    starts = None if before is None else before.since
    if starts is not None and until <= starts and _AFTER_THAT.search(plain):
        return Window(starts, until + 7 * DAY)
    return Window(starts if starts is not None and starts <= until else None, until)


def past_day(plain: str, today: date) -> date:
    """The day of something that is past: today, yesterday, or as long ago as is said."""
    if re.search(r"\bthe day before yesterday\b", plain):
        return today - 2 * DAY
    if re.search(r"\byesterday\b", plain):
        return today - DAY
    ago = span_in(plain, today).since if re.search(r"\b(?:ago|since|last)\b", plain) else None
    if ago is not None and ago <= today:
        return ago
    found = re.search(r"\blast (week|weekend|month|year|summer|winter|spring|autumn)\b", plain)
    if found is not None:
        return today - {"week": 7, "weekend": 3, "month": 30}.get(found[1], 180) * DAY
    return today


def weekdays_in(plain: str) -> frozenset[int]:
    """The weekdays that something comes back on, ISO 1 to 7: "on Wednesdays", "every Friday"."""
    found = [*_DAYS_PLURAL.findall(plain), *_EVERY_DAY.findall(plain)]
    found += _PARTS_OF_DAYS.findall(plain)
    days = {_WEEKDAYS.index(each) + 1 for each in found}
    span = _FROM_DAY_TO_DAY.search(plain)
    if span is not None and _HABITUAL.search(plain):
        first, last = _WEEKDAYS.index(span[1]), _WEEKDAYS.index(span[2])
        days |= {(first + each) % 7 + 1 for each in range((last - first) % 7 + 1)}
    if re.search(r"\b(?:weekdays|weeknights|work days|workdays)\b", plain):
        days |= {1, 2, 3, 4, 5}
    if re.search(r"\b(?:weekends|every weekend|at the weekend(?=.*\b(?:always|usually)))\b", plain):
        days |= {6, 7}
    return frozenset(days)
