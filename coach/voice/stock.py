"""The voice door's own few phrases, and those worth keeping as sound before a call begins.

Every one passes the output gate before it is spoken, like any other sentence.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import RootModel

from coach.dialogue.phrase import PHRASES
from coach.dialogue.sentences import split
from safety.content import read_yaml
from safety.gates import say
from safety.policy import Policy


class Stock(StrEnum):
    """What the voice door says of its own accord; the values are the keys of `phrases.yaml`."""

    TAKE_YOUR_TIME = "take_your_time"
    STILL_THERE = "still_there"
    GOODBYE = "goodbye"
    FINISHED = "finished"
    STAY = "stay"
    SAY_AGAIN = "say_again"
    ONE_MOMENT = "one_moment"
    TROUBLE = "trouble"
    MUTE = "mute"
    DEAF = "deaf"
    DEAF_IN_CRISIS = "deaf_in_crisis"
    LOST = "lost"


class _Phrases(RootModel[dict[Stock, tuple[str, ...]]]):
    """`phrases.yaml`: variants of wording by key."""


_STOCK: Mapping[Stock, Sequence[str]] = read_yaml(
    Path(__file__).parent / "phrases.yaml", _Phrases
).root


def stock(key: Stock, policy: Policy, *, use: int = 0) -> tuple[str, ...]:
    """The gated sentences of a phrase; `use` counts its earlier uses and varies the wording."""
    variants = _STOCK[key]
    return tuple(
        text
        for text in split(variants[use % len(variants)])
        if say(text, policy, may_speak=frozenset()).allowed
    )


def kept_warm() -> tuple[str, ...]:
    """The sentences that must come at once: the door's own, and the openers of a late reply."""
    every = (*_STOCK.values(), PHRASES["opener"])
    return tuple(dict.fromkeys(s for variants in every for v in variants for s in split(v)))
