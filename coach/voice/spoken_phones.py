"""Finds telephone numbers in a sentence and says them digit by digit, group by group.

Called by `coach.voice.spoken`. A number to dial is never said as a quantity, nor the other way
round: figures with a unit after them ("112 nights") stay. Zero is "zero" in both varieties: these
are numbers to dial in a crisis, where "oh" can be heard as a word.
"""

import re
from collections.abc import Collection

from coach.voice.spoken_numbers import digits

_GROUP = r"[0-9]++(?![^\W_]|[:/%°]|[.,][0-9]|\s%)"
_SPACE = r"[ \u00a0-]"
_AREA = r"\((?!(?:19|20)[0-9]{2}\))[0-9]{1,5}\)"
"""An area code as it is bracketed off, "(800)"; no year."""
_FIGURES = re.compile(
    rf"(?<![\w.,/€£$+-])(?<![0-9]:)\+?(?:{_GROUP}|{_AREA}{_SPACE}?{_GROUP})"
    rf"(?:{_SPACE}{_GROUP}|{_SPACE}?{_AREA}{_SPACE}?{_GROUP})*+"
)
_EITHER = re.compile(r"(?<![\w/.,-])([0-9]{3,6})/([0-9]{3,6})(?![\w/])")
_LINK = re.compile(r"\+?\(?[0-9][0-9() -]*(?:,|/|\s(?:or|and))\s*$")
_TO_DIAL = re.compile(
    r"\b(?:call(?:ing|ed)?|text(?:ing)?|ring(?:ing)?|dial(?:l?ing)?|phone|telephone|number|hotline"
    r"|helpline|lifeline|line|emergency|emergencies|nhs)\b(?:[^\w.!?]+[^\W\d]\w*){0,3}[^\w.!?]*$",
    re.IGNORECASE,
)
_CALL_AT_ONCE = re.compile(r"\b(?:call|ring|dial|phone)\s+$", re.IGNORECASE)
_LINE_FOLLOWS = re.compile(
    r"(?:[^\w.!?]+[^\W\d]\w*){0,4}?[^\w.!?]+(?:number|hotline|helpline|lifeline|line|emergency)\b",
    re.IGNORECASE,
)
_SENTENCE_GOES_ON = re.compile(
    r"\s*(?:$|[.,;:!?)]|(?:or|and|now|if|for|at|straight|immediately|right|when|as|in|to)\b)"
)
_COUNTED = re.compile(
    r"[\s-]?(?:min|minute|hour|h|hr|sec|second|s|day|week|month|year|night|morning|evening|time"
    r"|percent|per cent|degree|step|breath|word|sheep|people|person|friend|page|mile|metre|meter"
    r"|mg|ml|g|kg|km|cm|m|lux|beat|calorie|am|pm|[ap]\.\s?m|out of|of)(?:s|es)?\b",
    re.IGNORECASE,
)
_CONTEXT_CHARACTERS = 120
_WELL_KNOWN = frozenset({"911", "988", "999", "111", "112"})
_NATURAL = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4)}
_UK_FREEPHONE = (4, 3, 4)


def known_phones(text: str, phones: Collection[str]) -> str:
    """The text with each of these numbers said digit by digit, however it is grouped in it."""
    wanted = {_bare(each): each for each in phones if _bare(each)}
    text = _EITHER.sub(lambda found: _either(found, wanted), text)
    if not wanted:
        return text

    def said(found: re.Match[str]) -> str:
        for groups, rest in _with_and_without_end(found):
            if "".join(groups) in wanted:
                own = re.findall("[0-9]+", wanted["".join(groups)])
                return _say(own if len(groups) == 1 else groups, found) + rest
        return found.group()

    return _FIGURES.sub(said, text)


def likely_phones(text: str) -> str:
    """The text with what looks like a telephone number, by grouping or context, said as one."""

    def said(found: re.Match[str]) -> str:
        for groups, rest in _with_and_without_end(found):
            after = rest + found.string[found.end() :]
            if _is_phone(groups, found, after):
                return _say(groups, found) + rest
        return found.group()

    return _FIGURES.sub(said, text)


def _either(found: re.Match[str], wanted: Collection[str]) -> str:
    """Parts "999/112" into two numbers, so that they are not said as one or as a fraction."""
    known = {found[1], found[2]} & (_WELL_KNOWN | set(wanted))
    if known or _TO_DIAL.search(found.string[: found.start()]):
        return f"{found[1]} or {found[2]}"
    return found.group()


def _bare(written: str) -> str:
    return "".join(char for char in written if char in "0123456789")


def _with_and_without_end(found: re.Match[str]) -> list[tuple[list[str], str]]:
    """The groups to judge, and what is left over: in "116 123 7 days" the 7 is counted."""
    groups = re.findall("[0-9]+", found.group())
    if not _COUNTED.match(found.string, found.end()):
        return [(groups, "")]
    last = found.group()[found.group().rindex(groups[-1]) - 1 :] if len(groups) > 1 else ""
    return [(groups[:-1], last)] if last else []


def _is_phone(groups: list[str], found: re.Match[str], after: str) -> bool:
    figures = "".join(groups)
    before = found.string[max(0, found.start() - _CONTEXT_CHARACTERS) : found.start()]
    if found.group().startswith("+"):
        return len(figures) >= 7
    while link := _LINK.search(before):
        before = before[: link.start()]
    if len(figures) == 2 and len(groups) == 1:
        return bool(_CALL_AT_ONCE.search(before) and _SENTENCE_GOES_ON.match(after))
    if len(figures) < 3:
        return False
    if _TO_DIAL.search(before) or _LINE_FOLLOWS.match(after) or figures in _WELL_KNOWN:
        return len(groups) == 1 or not _is_range(groups, found)
    return _grouped_like_one(groups, found)


def _grouped_like_one(groups: list[str], found: re.Match[str]) -> bool:
    figures = "".join(groups)
    if _is_range(groups, found):
        return False
    if len(groups) == 1 and figures.endswith("000"):
        return False
    return groups[0].startswith("0") or len(figures) >= 7 or (len(groups) > 1 and len(figures) > 4)


def _is_range(groups: list[str], found: re.Match[str]) -> bool:
    """Two figures of one length, rising, joined by a hyphen: "150-200"."""
    if len(groups) != 2 or "-" not in found.group() or groups[0].startswith("0"):
        return False
    low, high = groups
    return len(low) == len(high) and low < high


def _say(groups: list[str], found: re.Match[str]) -> str:
    """Groups as written; one long group is parted, as a person would say it."""
    parts = [part for group in groups for part in _parted(group)]
    plus = "plus " if found.group().startswith("+") else ""
    return plus + ", ".join(digits(part) for part in parts)


def _parted(group: str) -> list[str]:
    sizes = _NATURAL.get(len(group), ())
    if len(group) == 11:
        sizes = _UK_FREEPHONE if group.startswith("0") else (1, 3, 3, 4)
    parts, at = [], 0
    for size in sizes or (len(group),):
        parts.append(group[at : at + size])
        at += size
    return parts
