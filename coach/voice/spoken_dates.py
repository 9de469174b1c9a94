"""Dates as a person says them: "the third of May" or, American, "May third".

Called by `coach.voice.spoken`. A date of figures with slashes is read in the order of the variety,
in the other where only that exists; a day or month that does not exist is left as written.
"""

import re

from coach.voice.spoken_numbers import ordinal, year

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
    r"(?:(?<!May)(?<!June)(?<!July)(?<![a-z]{5})\.(?=\s[0-9a-z]|,))?"
)
_WEEKDAY = (
    r"(?:(?P<weekday>\b(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?)"
    r"\b\.?(?P<comma>,?)\s+)?"
)
_SHORT_DAY = r"(?P<day{}>Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s(?P<year>(?:19|20)[0-9]{2})(?![\w%]|[.:][0-9]|\s?(?:min|hour|h\b|steps|nights)))?"
_EDGE = r"(?<![\w.,:/-])"
_ISO = re.compile(
    rf"{_WEEKDAY}{_EDGE}(?P<the>)(?P<first>)(?P<year>(?:1[1-9]|20)[0-9]{{2}})-(?P<month>[01][0-9])"
    r"-(?P<day>[0-3][0-9])(?![\w-])"
)
_FIGURES = re.compile(
    rf"{_EDGE}([0-9]{{1,2}})([/.])([0-9]{{1,2}})\2((?:19|20)[0-9]{{2}})(?![\w/-]|\.[0-9])"
)
_LINK = r"(?:\s?[-\u2013\u2014]\s?|\s+(?P<link>to|and|or)\s+(?:the\s+)?)"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}{_EDGE}(?P<the>\bthe\s+)?(?:(?P<first>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"{_LINK})?{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}"
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}\b{_MONTH}\s+(?P<the>the\s+)?(?:(?P<first>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"{_LINK})?(?(link)(?=[0-9]+(?:st|nd|rd|th)?\s*(?:$|[.;:!?)])))"
    rf"{_DAY}(?![\w:/%-]|[.,][0-9]|\s?(?:[ap]\.?m\b|min|h\b|hour|%|(?:night|time|day|week|step)s|of\b)){_YEAR}"
)
_MONTH_AND_YEAR = re.compile(rf"\b{_MONTH},?\s(?P<year>(?:19|20)[0-9]{{2}})(?![\w%-]|[.,:][0-9])")
_YEAR_ALONE = re.compile(
    r"((?:\b(?:in|since|until|before|after|year|spring|summer|autumn|fall|winter|of)|\bet al\.,?)"
    r"\s+\(?)((?:19|20)[0-9]{2})(?=\s*(?:$|[.,;:!?)](?![0-9])))"
)


_NO_YEAR = re.compile(
    r"(\b(?:[Oo]n|[Ss]ince|[Uu]ntil|[Tt]ill)\s+|\b(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)"
    r"(?:day)?,?\s+)([0-9]{1,2})/([0-9]{1,2})"
    r"(?=\s*(?:$|[.;:!?)]|,\s)|\s(?:at|and|in the|you|we|it|I|from|to|until|was|were)\b)"
)
_FROM_DAY_TO_DAY = re.compile(
    rf"\b{_SHORT_DAY.format(1)}(?:day)?\.?\s?[-\u2013\u2014]\s?{_SHORT_DAY.format(2)}(?:day)?\b"
)


def dates(text: str, *, british: bool) -> str:
    """The text with its dates, spans of weekdays and plain years in words."""
    text = _FROM_DAY_TO_DAY.sub(
        lambda found: f"{_weekday(found['day1'])} to {_weekday(found['day2'])}", text
    )
    text = _NO_YEAR.sub(lambda found: _without_year(found, british=british), text)
    text = _FIGURES.sub(lambda found: _as_iso(found, british=british), text)
    for pattern in (_ISO, _DAY_FIRST):
        text = pattern.sub(lambda found: _said(found, british=british), text)
    text = _MONTH_FIRST.sub(lambda found: _said(found, british=british, month_first=True), text)
    text = _MONTH_AND_YEAR.sub(
        lambda found: f"{_month(found['month'])} {year(int(found['year']), british=british)}", text
    )
    return _YEAR_ALONE.sub(
        lambda found: found[1] + year(int(found[2]), british=british),
        text,
    )


def _as_iso(found: re.Match[str], *, british: bool) -> str:
    """A date of figures, turned into year, month, day; left alone if no order makes it a date."""
    first, second = int(found[1]), int(found[3])
    orders = ((first, second), (second, first))
    # Dotted dates are day first everywhere.
    for day, month in orders if british or found[2] == "." else orders[::-1]:
        if 1 <= day <= 31 and 1 <= month <= 12:
            return f"{found[4]}-{month:02d}-{day:02d}"
    return found.group()


def _without_year(found: re.Match[str], *, british: bool) -> str:
    """A day and a month of figures, in the order of the variety, else in the other."""
    first, second = int(found[2]), int(found[3])
    orders = ((first, second), (second, first))
    for day, month in orders if british else orders[::-1]:
        if 1 <= day <= 31 and 1 <= month <= 12:
            name = _MONTHS[month - 1]
            return f"{found[1]}{f'{day} {name}' if british else f'{name} {day}'}"
    return found.group()


def _said(found: re.Match[str], *, british: bool, month_first: bool = False) -> str:
    day, first = int(found["day"]), int(found["first"] or found["day"])
    month = _month(found["month"])
    if not (1 <= first <= 31 and 1 <= day <= 31 and month):
        return found.group()
    spoken = [
        ordinal(each, british=british) for each in ([first, day] if found["first"] else [day])
    ]
    link = f" {found.groupdict().get('link') or 'to'} "
    weekday = _weekday(found["weekday"])
    said_year = f" {year(int(found['year']), british=british)}" if found["year"] else ""
    if british:
        before = f"{weekday}{found['comma']} " if weekday else ""
        days = link.join(f"the {each}" for each in spoken)
        whole = f"{month} {days}" if month_first else f"{days} of {month}"
        return before + whole + (f",{said_year}" if said_year and month_first else said_year)
    before = f"{weekday}, " if weekday else ""
    return f"{before}{month} {link.join(spoken)}" + (f",{said_year}" if said_year else "")


def _month(written: str) -> str:
    """The month's name in full; empty for figures that are no month."""
    if not written.isdigit():
        return next(each for each in _MONTHS if each.startswith(written[:3]))
    return _MONTHS[int(written) - 1] if 1 <= int(written) <= 12 else ""


def _weekday(written: str | None) -> str:
    return next((each for each in _DAYS if written and each.startswith(written[:3])), "")
