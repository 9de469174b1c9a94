"""Says what ended when something done in bed did: reading ends with lights out, lying in with up.

Called by `coach.dialogue.listen.telling`; what came before in the account, or was asked, decides.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.attribute import Role
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.settle_clocks import Told, clock_meaning
from coach.dialogue.listen.values import Half
from memory.diary import Field

_MANY_ASKED = 3


def by_what_came_before(
    one: Told, told: Sequence[Told], text: str, cues: Sequence[Cue], asked: Sequence[Field]
) -> Told | None:
    """The end of reading in bed is lights out; of staying in bed after waking, getting up."""
    if one.event is not Event.DOING:
        return one
    before = [c.event for c in cues if c.start < one.fact.value.start and c.event in _FRAMES]
    last = before[-1] if before else _frame_asked(asked)
    staying = bool(_STAYING.match(text[one.fact.cue.start :])) if one.fact.cue else False
    evening = (last is Event.BED or (last is None and _by_night(one))) and not staying
    event = _ended(one, text) if evening else Event.UP if staying or last in _WOKEN else None
    if event is None or any(t.event is event for t in told):
        return None
    return replace(one, event=event)


_LAIN = re.compile(r"(?:lay|laid|lie|lying)(?: (?:there|awake|around|about))*$")


def _ended(one: Told, text: str) -> Event:
    """Who read till one put the light out then; who lay there till one fell asleep then."""
    cue = one.fact.cue
    lain = cue is not None and _LAIN.match(text[cue.start : cue.end])
    return Event.ONSET if lain and one.fact.role is Role.CLOCK else Event.LIGHTS


_LATE_HOURS = (8, 9, 10, 11, 12, 1, 2)


def _by_night(one: Told) -> bool:
    """As in "no, I read till quarter to twelve", with nothing told before it: an hour of night."""
    clock = clock_meaning(one.meaning) if one.fact.role is Role.CLOCK else None
    return clock is not None and clock.hour in _LATE_HOURS and clock.half is not Half.AM


_STAYING = re.compile(r"(?:stay|remain|snooz|linger|dawdl)")
_WOKEN = (Event.WAKE, Event.FINAL)
_FRAMES = (Event.BED, Event.LIGHTS, Event.ONSET, Event.UP, Event.OTHER, *_WOKEN)


def _frame_asked(asked: Sequence[Field]) -> Event | None:
    if Field.TRIED_TO_SLEEP in asked[:_MANY_ASKED] or Field.GOT_INTO_BED in asked[:_MANY_ASKED]:
        return Event.BED
    return Event.FINAL if Field.OUT_OF_BED in asked[:_MANY_ASKED] else None


def lain_until_up(told: Sequence[Told], asked: Sequence[Field]) -> list[Told]:
    """As in "I lay there twenty minutes first", where only getting up was asked and not told."""
    if tuple(asked) != (Field.OUT_OF_BED,) or any(t.event is Event.UP for t in told):
        return list(told)
    return [_later(t) if _lay(t) else t for t in told]


def _lay(one: Told) -> bool:
    return one.event is Event.AWAKE and one.fact.role is Role.DURATION


def _later(one: Told) -> Told:
    return Told(replace(one.fact, role=Role.LATER), Event.UP)
