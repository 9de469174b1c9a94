"""Finds values taken back for another: "I said seven but it was half past", "not ten, eleven".

Called by `coach.dialogue.listen.reader` before values are given to events: the value denied counts
for nothing, the one offered is about whatever the denied one was about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time

from coach.dialogue.listen.clock import hour_of
from coach.dialogue.listen.reading import Value
from coach.dialogue.listen.skeleton import VALUE, Placed, Skeleton
from coach.dialogue.listen.values import Clock, Count, Meaning, Minutes, Number
from memory.diary import Field

_SAID = re.compile(
    r" (?:i (?:had |have )?(?:said|told you|gave you|put|answered|mentioned)|you (?:said|wrote|"
    r"put|noted|have|had|have got|have put)|it says)(?: (?!not |no )[a-z]+){0,7}? "
    rf"({VALUE})(?= )"
)
_NOT = re.compile(
    r" (?:not|instead of|rather than)"
    rf"(?: (?:at|about|around|like|for|quite|that|it was|a|an|the))* ({VALUE})(?= )"
)
_FELT = re.compile(
    r" (?:felt like|feels like|felt|seemed like)"
    rf"(?: (?:at|about|around|like|that|it was))* ({VALUE})(?= )"
)
_QUERIED = re.compile(rf" ({VALUE}) \?(?: ,)? (?=(?:no|nope|nah|not|wait|sorry) )")
_WRONG = re.compile(
    rf" ({VALUE})(?: [a-z]+){{0,2}}(?: ,)?(?: but| and)?(?: that| which| it)? (?:is|was) "
    r"(?:wrong|not right|a mistake|incorrect)(?= )"
)
_CONTRAST = re.compile(
    r" (?:but|no|nope|actually|sorry|should|wrong|mistake|meant|really|rather|in fact|nearer|"
    r"closer|more like|make|not right|when)(?= )"
)
_KIN = ("cn", "dn", "kn", "q")
_NEAR = 40
_MOST_HOURS = 4


@dataclass(frozen=True)
class Denial:
    """`offered` holds where `denied` does not; `said` where it was told before this utterance."""

    denied: Placed
    offered: Placed
    said: bool


def denials(skeleton: Skeleton) -> list[Denial]:
    """Every value denied with the one offered in its place; none where nothing is offered."""
    found: dict[int, Denial] = {}
    for denied, said in _denied(skeleton):
        offered = _offered(skeleton, denied, said=said)
        if offered is not None and denied.start not in found:
            found[denied.start] = Denial(denied, _dated(denied, offered), said)
    return list(found.values())


def fields_with(meaning: Meaning, known: dict[Field, Value]) -> list[Field]:
    """The fields whose value on file is the one denied."""
    return [f for f, value in known.items() if _same(meaning, value)]


def _denied(skeleton: Skeleton) -> Iterator[tuple[Placed, bool]]:
    at = {v.start: v for v in skeleton.values}
    for pattern in (_SAID, _NOT, _FELT, _QUERIED, _WRONG):
        for match in pattern.finditer(skeleton.text):
            said = pattern is _SAID or pattern is _WRONG
            if match.start(1) in at:
                yield at[match.start(1)], said


def _offered(skeleton: Skeleton, denied: Placed, *, said: bool) -> Placed | None:
    after = [v for v in skeleton.values if v.start >= denied.end and _kin(skeleton, denied, v)]
    if after and (not said or _CONTRAST.search(skeleton.text[denied.end : after[0].start])):
        return after[0]
    if said:
        return None
    before = [v for v in skeleton.values if v.end <= denied.start and _kin(skeleton, denied, v)]
    return before[-1] if before and denied.start - before[-1].end < _NEAR else None


def _kin(skeleton: Skeleton, one: Placed, other: Placed) -> bool:
    letters = skeleton.text[one.start + 1], skeleton.text[other.start + 1]
    return any(letters[0] in kin and letters[1] in kin for kin in _KIN)


def _dated(denied: Placed, offered: Placed) -> Placed:
    """As in "Not seven, half past": the hour of what was denied, whichever side is nearer."""
    meaning, said = offered.mention.meaning, denied.mention.meaning
    if isinstance(meaning, Number) and isinstance(said, Minutes) and said.lo >= 60:
        # "Felt like two hours but probably one": hours again, as far as they can be.
        hours = Minutes(60 * meaning.lo, 60 * meaning.hi)
        small = meaning.hi <= _MOST_HOURS
        return replace(
            offered, mention=replace(offered.mention, meaning=hours if small else meaning)
        )
    base = hour_of(said) if isinstance(said, Number) else said
    if not isinstance(meaning, Clock) or meaning.hour is not None or not isinstance(base, Clock):
        return offered
    if base.hour is None:
        return offered
    dated = nearest(meaning, base)
    return replace(offered, mention=replace(offered.mention, meaning=dated))


def nearest(clock: Clock, base: Clock) -> Clock:
    """An hourless reading put at the hour nearest to another; "to" is before it if tied."""
    ahead = (clock.minute - base.minute) % 60
    later = ahead < 30 or (ahead == 30 and clock.minute <= 30)
    minute = (base.hour or 0) * 60 + base.minute + (ahead if later else ahead - 60)
    hour = minute // 60 % 24
    return replace(clock, hour=12 if hour == 0 and base.half is None else hour, half=base.half)


def _same(meaning: Meaning, value: Value) -> bool:
    if isinstance(value, time):
        clock = hour_of(meaning) if isinstance(meaning, Number) else meaning
        if not isinstance(clock, Clock) or clock.hour is None:
            return False
        return (clock.hour * 60 + clock.minute - value.hour * 60 - value.minute) % 720 == 0
    if isinstance(meaning, Minutes | Count | Number):
        return meaning.lo == meaning.hi == value
    return False
