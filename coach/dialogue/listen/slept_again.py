"""Makes a time awake of when a waking was and when sleep came back: "woke at three, off by half".

Called by `coach.dialogue.listen.telling`. A waking told with no end of its own stays as it is.
"""

from collections.abc import Sequence
from dataclasses import replace

from coach.dialogue.listen.attribute import Role
from coach.dialogue.listen.cues import Event
from coach.dialogue.listen.settle_clocks import Told, clock_meaning
from coach.dialogue.listen.values import Clock

_BETWEEN = (Event.AWAKE, Event.WAKE, Event.FINAL)


def slept_again(told: Sequence[Told]) -> list[Told]:
    """The facts with each time of going back to sleep as the end of the waking before it."""
    in_order = sorted(told, key=lambda t: t.fact.value.start)
    result: list[Told] = []
    for one in in_order:
        woken = next((t for t in reversed(result) if t.event in _BETWEEN), None)
        stretch = _stretch(woken, one) if one.event is Event.BACK and woken else None
        result.append(one if stretch is None else _awake(one, stretch))
    return result


def _stretch(woken: Told, back: Told) -> Clock | None:
    if woken.event is Event.AWAKE or Role.CLOCK not in (woken.fact.role, back.fact.role):
        return None
    if woken.fact.role is not back.fact.role:
        return None
    start, end = clock_meaning(woken.meaning), clock_meaning(back.meaning)
    if start is None or end is None or start.hour is None or start.until or end.until:
        return None
    if end.hour is None:
        end = replace(end, hour=start.hour + (end.minute <= start.minute))
    return replace(start, until=end)


def _awake(back: Told, stretch: Clock) -> Told:
    value = replace(back.fact.value, mention=replace(back.fact.value.mention, meaning=stretch))
    return Told(replace(back.fact, value=value), Event.AWAKE)
