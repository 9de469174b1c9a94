"""Reads hours written with an h: "22h30" is a time, "1h15 awake" a length, "7h" by its place.

Called by `coach.dialogue.listen.words` before the words are taken apart. A form that is neither is
left as a time that was said without being understood, so that it is asked about.
"""

import re

_FORM = re.compile(
    r"(?<![\w:.])(\d{1,2}) ?h(?: ?(\d{1,2})(?: ?(m|mn|min|mins|minutes?)(?![a-z]))?)?(?![\w:])"
)
_LENGTH_BEFORE = re.compile(
    r"(?:\b(?:for|took|take|taken|takes|lasted|another|within|after|slept|sleep|awake|total|of|"
    r"napped|nap|only|me|extra|further)(?: (?:me|about|around|maybe|roughly|like|just|only|over|"
    r"nearly|almost|in all))*)\W*$"
)
_LENGTH_AFTER = re.compile(
    r"\W*(?:awake|asleep|of\b|to (?:fall|drop|get|nod|drift|sleep)|in (?:total|all|bed)|later|"
    r"each|all told|altogether|total|nap|napping|sleep|trying|lying|before (?:i|sleep)|or so)"
)
_CLOCK_BEFORE = re.compile(
    r"\b(?:at|by|until|till|til|since|from|past|before|to|bed|lights? (?:out|off)|up|woke|"
    r"between)(?: (?:about|around|roughly|like|just|nearly|almost|up|at|maybe))*"
    r"[\s,:]*$"
)
LATEST_LENGTH_H = 5
"""From the next hour on a bare form is rather a time of day than a length."""


def with_hours_written_out(text: str) -> str:
    """The lower-case text with "22h30" as "22:30" and "1h15" as "1 hours 15 minutes"."""
    return _FORM.sub(_written_out, text)


def _written_out(form: re.Match[str]) -> str:
    hour, minute = int(form[1]), int(form[2] or 0)
    if form[3] is None and (hour > 24 or minute > 59 or (form[2] and len(form[2]) == 1)):
        return "late"
    if form[3] is not None or _is_length(form, hour):
        return f"{hour} hours {minute} minutes" if form[2] else f"{hour} hours"
    return f"{hour % 24:02}:{minute:02}" if hour > 12 or hour == 0 else f"{hour}:{minute:02}"


def _is_length(form: re.Match[str], hour: int) -> bool:
    before, after = form.string[: form.start()], form.string[form.end() :]
    if hour > 12 or form[1].startswith("0"):
        return False
    if _LENGTH_AFTER.match(after):
        return True
    if _LENGTH_BEFORE.search(before):
        return True
    return hour <= LATEST_LENGTH_H and not _CLOCK_BEFORE.search(before)
