"""One time for two events, as in "got into bed and turned the light off at eleven"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from coach.dialogue.listen.attribute import Role
from coach.dialogue.listen.cues import Cue, Event
from coach.dialogue.listen.settle_clocks import Told

_PAIRS = (
    (Event.BED, Event.LIGHTS),
    (Event.WAKE, Event.UP),
    (Event.FINAL, Event.UP),
    (Event.BED, Event.ONSET),
    (Event.AWAKE, Event.UP),
)
_SHARED = re.compile(
    r"^(?: (?:and|then|straight|just|i|immediately|right|the|up|off|with|was|got|pretty|much|"
    r"more|or|less|by))+ $"
)


def shared(told: Sequence[Told], text: str, cues: Sequence[Cue]) -> list[Told]:
    """The facts with those added that a time told for the next event settles as well."""
    result = list(told)
    used = {t.fact.cue for t in told}
    for first, second in pairwise(cues):
        if (first.event, second.event) not in _PAIRS or first in used:
            continue
        # "Twice in the night and got up at six", "no wakings and up at six": none of them the last.
        named = text.endswith((" night", "ings", "ups"), 0, first.end)
        if named or not _SHARED.match(text[first.end : second.start]):
            continue
        event = Event.FINAL if first.event in (Event.WAKE, Event.AWAKE) else first.event
        if any(t.event is event and t.fact.role is Role.CLOCK for t in told):
            continue
        result += [replace(t, event=event) for t in told if _after_cue(t, second)]
    return result


def _after_cue(one: Told, cue: Cue) -> bool:
    at = one.fact.value.start
    return one.fact.cue == cue and one.fact.role is Role.CLOCK and at > cue.start
