"""Clock times as a person says them: "half past ten at night" or, American, "ten thirty PM".

Called by `coach.voice.spoken`. It says morning or evening only where the writing settles it
("22:30", "06:05", "10:30 pm"); a time that does not exist ("25:70") is left as written.
"""

import re
from dataclasses import dataclass

from coach.voice.spoken_numbers import cardinal

_HALF = r"[AaPp](?:[Mm]\b|\.\s?[Mm]\b)\.?"
_TIME = (
    r"(?P<hour{n}>[0-9]{{1,2}})"
    rf"(?:(?::|\.(?=[0-9]{{{{2}}}}\s?{_HALF}))(?P<minute{{n}}>[0-9]{{{{2}}}}))?"
    rf"(?:\s?(?P<half{{n}}>{_HALF}))?"
)
_EDGE = r"(?<![\w.,:/$€£-])"
_END = r"(?![0-9]|:[0-9]|%)"
_RANGE = re.compile(
    rf"{_EDGE}{_TIME.format(n=1)}\s?[-\u2013\u2014]\s?{_TIME.format(n=2)}{_END}(?!\w)"
)
_CLOCK = re.compile(rf"{_EDGE}{_TIME.format(n=1)}{_END}(?!\w)(?:\s?(?:h|hrs)\b)?")
_DOTTED = re.compile(
    r"(\b(?:at|by|around|until|till|before|after|since|from|to|between)\s+[0-2]?[0-9])\."
    r"([0-5][0-9])(?![\w%]|\.[0-9]|\s?(?:h|hr|hrs|hour|hours|min|mins|minute|minutes|percent|per"
    r"|%|mg|points?|times|days?|weeks?|nights?|degrees?)\b|\s?%)",
    re.IGNORECASE,
)
_DAY_PART = re.compile(r"\s+(?:in the (?:morning|afternoon|evening)|at night)\b", re.IGNORECASE)
_DAY_PART_SOON = re.compile(
    r"\s+(?:\w+\s+)?(?:morning|afternoon|evening|night|tonight)\b", re.IGNORECASE
)
_STARTS_A_SPAN = re.compile(r"\b(?:from|between|to)\s+$", re.IGNORECASE)
_LEADS_TO_TIME = re.compile(
    r"\b(?:at|by|around|about|until|till?|before|after|past|from|since|near)\s+$", re.IGNORECASE
)
_WORDED = re.compile(
    r"\b((?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|fifteen|forty|fifty"
    r"|twenty)) ([ap])m\b(?! I\b)",
    re.IGNORECASE,
)
_SENTENCE_OVER = re.compile(r"\s*$|\s+[^\w\s]?[A-Z]")


def clocks(text: str, *, british: bool) -> str:
    """The text with its clock times, and spans of them, in words."""
    text = _WORDED.sub(lambda found: f"{found[1]} {found[2].upper()}M", text)
    text = _DOTTED.sub(r"\1:\2", text)
    text = _RANGE.sub(lambda found: _span(found, british=british), text)
    return _CLOCK.sub(lambda found: _single(found, british=british), text)


@dataclass(frozen=True)
class _Clock:
    """A time as written. `hour` is 0 to 23, the written one where the half of the day is unknown.

    `stops` tells whether the dot of "p.m." also ends the sentence; `after` is the text behind.
    """

    hour: int
    minute: int
    half_known: bool
    stops: bool
    after: str


def _single(found: re.Match[str], *, british: bool) -> str:
    clock = _clock(found, "1") if found["minute1"] or found["half1"] else None
    if clock is None:
        return found.group()
    spanning = bool(_STARTS_A_SPAN.search(found.string[: found.start()]))
    return _words(clock, british=british, spanning=spanning, led=_is_led(found))


def _span(found: re.Match[str], *, british: bool) -> str:
    low, high = _clock(found, "1"), _clock(found, "2")
    if low is None or high is None or not (found["minute2"] or found["half2"]):
        return found.group()
    if not (found["minute1"] or found["half1"] or found["half2"]):
        return found.group()
    hour_only = not (found["minute1"] or found["half1"])
    if hour_only:
        start = cardinal(low.hour, british=british)
    else:
        start = _words(low, british=british, spanning=True, led=_is_led(found))
    return f"{start} to {_words(high, british=british, spanning=True, led=hour_only)}"


def _is_led(found: re.Match[str]) -> bool:
    return bool(_LEADS_TO_TIME.search(found.string[: found.start()]))


def _clock(found: re.Match[str], which: str) -> _Clock | None:
    """One time of the match, None when there is no such time of day."""
    raw, half = found[f"hour{which}"], (found[f"half{which}"] or "").lower()
    hour, minute = int(raw), int(found[f"minute{which}"] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    after = found.string[found.end(f"half{which}") if half else found.end() :]
    known = bool(half) or raw.startswith("0") or not 1 <= hour <= 12
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    stops = half.endswith("m.") and ("." not in half[:-1] or bool(_SENTENCE_OVER.match(after)))
    return _Clock(hour % 24, minute, known, stops, after)


def _words(clock: _Clock, *, british: bool, spanning: bool, led: bool) -> str:
    """`led` is a time after "at" or the like: "at seven in the morning" needs no "o'clock"."""
    stop = "." if clock.stops else ""
    if clock.half_known and not clock.minute and clock.hour % 12 == 0:
        return ("noon" if clock.hour == 12 else "midnight") + stop
    part_follows = bool(_DAY_PART.match(clock.after))
    if not clock.half_known or part_follows:
        bare = "" if clock.minute or part_follows else " o'clock"
        return _face(clock, british=british, spanning=spanning) + bare + stop
    if british and not _DAY_PART_SOON.match(clock.after):
        bare = "" if clock.minute or led else " o'clock"
        face = _face(clock, british=True, spanning=spanning) + bare
        return f"{face} {_day_part(clock.hour)}{stop}"
    # The voice reads "am" as a word, and takes the comma behind "p.m." away: hence capitals.
    letters = "PM" if clock.hour >= 12 else "AM"
    return f"{_face(clock, british=False, spanning=spanning)} {letters}{stop}"


def _face(clock: _Clock, *, british: bool, spanning: bool) -> str:
    """What the clock shows, without the half of the day.

    In a span nothing is said "to" the hour: "from twenty to seven" would be two times. Nor is it
    from twelve to one where the half of the day is open, since the hour named is then another.
    """
    hour, minute = (clock.hour - 1) % 12 + 1, clock.minute
    to_the_hour = not spanning and (clock.half_known or hour < 12)
    if british and minute and minute % 5 == 0 and (minute <= 30 or to_the_hour):
        if minute <= 30:
            return f"{_part_of_hour(minute)} past {cardinal(hour, british=True)}"
        return f"{_part_of_hour(60 - minute)} to {cardinal(hour % 12 + 1, british=True)}"
    words = cardinal(hour, british=british)
    if not minute:
        return words
    return f"{words} {'oh ' if minute < 10 else ''}{cardinal(minute, british=british)}"


def _part_of_hour(minute: int) -> str:
    return {15: "quarter", 30: "half"}.get(minute) or cardinal(minute, british=True)


def _day_part(hour: int) -> str:
    if hour == 0 or hour >= 21:
        return "at night"
    if hour < 12:
        return "in the morning"
    return "in the afternoon" if hour < 18 else "in the evening"
