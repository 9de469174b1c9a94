"""Settles how many wakings were told: corrected, added up, or broken down into their causes."""

import re
from collections.abc import Sequence

from coach.dialogue.listen.amounts import settle_count
from coach.dialogue.listen.attribute import CORRECTION
from coach.dialogue.listen.night import Night
from coach.dialogue.listen.settle_clocks import Told
from coach.dialogue.listen.telling import MORE, SO
from coach.dialogue.listen.values import Count, Number
from memory.diary import Field

_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_ORDINAL = re.compile(
    r" (?:a|the|my|that) (second|third|fourth|fifth|sixth)(?: time| waking| wake up)?(?= )"
)
_NO_SUM = re.compile(r" (?:or|maybe|perhaps|probably|well|not|if|only)(?= )")


def settle_counts(night: Night, counts: Sequence[Told], text: str) -> None:
    """The number of wakings, from all that was said about it.

    A later number corrects an earlier one, adds to it ("twice for the dog and once for the phone"),
    sums it up ("so three"), or says what it was made of ("three times, twice for the loo and once
    for the cat").
    """
    field = Field.AWAKENINGS
    parts: list[int] = []
    before: Told | None = None
    for one in counts:
        count = settle_count(one.meaning)
        between = text[before.fact.value.end : one.fact.value.start] if before else ""
        if count is None:
            _leave_open(night, one)
            return
        if not _adds(one, before, between, text):
            parts.clear()
        parts.append(count)
        before = one
    if parts:
        night.put(field, max(_sum(parts), _ordinal(text, counts[0].fact.value.end)))


def _leave_open(night: Night, one: Told) -> None:
    if isinstance(one.meaning, Count | Number):
        night.values.pop(Field.AWAKENINGS, None)
    night.leave_open(Field.AWAKENINGS)


def _adds(one: Told, before: Told | None, between: str, text: str) -> bool:
    if before is None or MORE.match(text[one.fact.value.end :]):
        return before is not None
    said_so = SO.search(text[: one.fact.value.start])
    return not (said_so or CORRECTION.search(between) or _NO_SUM.search(between))


def _sum(parts: Sequence[int]) -> int:
    first, *rest = parts
    return first if len(rest) > 1 and sum(rest) == first else sum(parts)


def _ordinal(text: str, start: int) -> int:
    """The "third time" that was told of after a number of wakings; 0 without one."""
    return max((_ORDINALS[m[1]] for m in _ORDINAL.finditer(text, start)), default=0)
