"""Settles how many wakings were told: corrected, added up, or broken down into their causes."""

import re
from collections.abc import Sequence

from coach.dialogue.listen.amounts import settle_count
from coach.dialogue.listen.corrections import CORRECTION
from coach.dialogue.listen.night import Night
from coach.dialogue.listen.of_wakings import SO
from coach.dialogue.listen.settle_clocks import Told
from coach.dialogue.listen.telling import MORE
from coach.dialogue.listen.values import Count, Number
from memory.diary import Field

_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_ORDINAL = re.compile(
    r"(?<! for)(?<! only) (?:a|the|my|that) (second|third|fourth|fifth|sixth)(?: time| waking|"
    r" wake up)?(?= )"
)
_NO_SUM = re.compile(r" (?:or|maybe|perhaps|possibly|probably|well|not|if|only)(?= )")


def settle_counts(night: Night, counts: Sequence[Told], text: str, timed: int) -> None:
    """The number of wakings, from all that was said about it.

    A later number corrects an earlier one, adds to it ("twice for the dog and once for the phone"),
    sums it up ("so three"), or says what it was made of ("three times, twice for the loo and once
    for the cat"). `timed` wakings were told by their time; they are no more than were counted.
    """
    field = Field.AWAKENINGS
    parts: list[int] = []
    explained = False
    before: Told | None = None
    for one in counts:
        count = settle_count(one.meaning)
        between = text[before.fact.value.end : one.fact.value.start] if before else ""
        if count is None:
            _leave_open(night, one)
            return
        if not _adds(one, before, between, text):
            parts.clear()
        explained = explained or (len(parts) == 1 and bool(_EXPLAINS.match(between)))
        parts.append(count)
        before = one
    if parts and before is not None:
        again = 0 if 0 < timed <= sum(parts) else _again(text, before.fact.value.end)
        told = (
            _sum([*parts, *[1] * again], explained=True)
            if explained
            else _sum(parts, explained=False) + again
        )
        night.put(field, max(told, _ordinal(text, counts[0].fact.value.end)))


_AGAIN = re.compile(r"^(?: (?:i think|i guess|yes|yeah|yep|so|just|definitely|,|\.|times?))* $")
"""Between a number of wakings and the same number said once more: "once, I think, yeah, once"."""
_EXPLAINS = re.compile(r"^(?: (?:times?|wakings?|[.,:-]))+ $")
"""Between a number of wakings and the first of what it was made of: "Twice. Once for the loo"."""
_ONCE_MORE = re.compile(
    r" (?:(?:and|then|plus|,) )+(?:once )?(?:again|another time|one more time|once more)"
    r"(?= (?:when|because|with|for(?! good)|to|near|later|towards|in|just|as|by|at|around|about|,|"
    r"\.|$))"
    r"(?! for good| at \S+ for good)"
)


def _again(text: str, start: int) -> int:
    """How many more times are told without a number: "twice for the loo and then again later"."""
    return len(_ONCE_MORE.findall(text, start))


def _leave_open(night: Night, one: Told) -> None:
    if isinstance(one.meaning, Count | Number):
        night.values.pop(Field.AWAKENINGS, None)
    night.leave_open(Field.AWAKENINGS)


def _adds(one: Told, before: Told | None, between: str, text: str) -> bool:
    if before is None or MORE.match(text[one.fact.value.end :]):
        return before is not None
    if settle_count(one.meaning) == settle_count(before.meaning) and _AGAIN.match(between):
        return False
    said_so = SO.search(text[: one.fact.value.start])
    return not (said_so or CORRECTION.search(between) or _NO_SUM.search(between))


def _sum(parts: Sequence[int], *, explained: bool) -> int:
    first, *rest = parts
    made_of = sum(rest) == first if not explained else 0 < sum(rest) <= first
    return first if made_of and (explained or len(rest) > 1) else sum(parts)


def _ordinal(text: str, start: int) -> int:
    """The "third time" that was told of after a number of wakings; 0 without one."""
    return max((_ORDINALS[m[1]] for m in _ORDINAL.finditer(text, start)), default=0)
