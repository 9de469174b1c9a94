"""Takes a wording as the question makes it meant: what is a waking to one is getting up to another.

Called by `coach.dialogue.listen.reader` on each cue where one thing was asked.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from coach.dialogue.listen.cues import Cue, Event
from memory.diary import Field

_LYING = ("lay ", "lie ", "lying ", "laid ", "was up", "were up", "been up")
_AS_IT_RANG = re.compile(r" (?:as soon as|when|the (?:minute|moment|second)) (?:the|my) $")
_SCREENS = ("laptop", "computer", "tv", "telly")
"""Put away before bed as well as in it."""
_AWAKE_OR_UP = ("up", "was up", "am up", "been up", "surfaced", "emerged")

Rule = tuple[Event, Callable[[str, str], bool], Event]
"""What the cue would be, whether its words and what stands before them fit, and what it is."""


def _says_out(said: str, before: str) -> bool:
    return said.endswith("out")


def _says_awake(said: str, before: str) -> bool:
    """Whether up is said for awake, which it is not where awake was said beside it."""
    return " me up" in said or (said in _AWAKE_OR_UP and not before.endswith("awake and "))


_RULES: dict[Field, tuple[Rule, ...]] = {
    Field.SLEEP_ONSET_LATENCY: (
        (Event.UP, lambda said, before: said.startswith(_LYING), Event.AWAKE),
        (Event.UP, _says_out, Event.ONSET),
    ),
    Field.WAKE_AFTER_SLEEP_ONSET: (
        (Event.UP, lambda said, before: said.startswith(_LYING), Event.AWAKE),
        (Event.ONSET, lambda said, before: said.startswith("took"), Event.AWAKE),
    ),
    Field.FINAL_AWAKENING: ((Event.UP, _says_awake, Event.FINAL),),
    Field.OUT_OF_BED: (
        (Event.FINAL, lambda said, before: bool(_AS_IT_RANG.search(before)), Event.UP),
    ),
    Field.NAPS: (
        (Event.LIGHTS, lambda said, before: "eyes" in said, Event.NAP),
        (Event.SLEPT, lambda said, before: True, Event.NAP),
        (Event.OTHER, lambda said, before: said in ("slept", "got", "had", "managed"), Event.NAP),
    ),
    Field.GOT_INTO_BED: (
        (Event.LIGHTS, lambda said, before: "head down" in said, Event.BED),
        (Event.LIGHTS, lambda said, before: said.endswith(_SCREENS), Event.OTHER),
    ),
}
_AWAKE = (Field.SLEEP_ONSET_LATENCY, Field.WAKE_AFTER_SLEEP_ONSET)


def as_asked(cue: Cue, text: str, asked: tuple[Field, ...]) -> Cue:
    """The cue as an answer to the question means it; as it is where several things were asked."""
    if len(asked) != 1:
        return cue
    said, before = text[cue.start : cue.end], text[: cue.start]
    for event, fits, meant in _RULES.get(asked[0], ()):
        if cue.event is event and fits(said, before):
            return replace(cue, event=meant)
    if cue.event is Event.AWAKE and said.startswith("toss") and asked[0] not in _AWAKE:
        return replace(cue, event=Event.OTHER)  # a way to say that it was bad
    return cue
