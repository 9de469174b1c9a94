"""What the tests of memory share: somebody who says things on days, and what is then known."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from coach.dialogue.likelihood import once_denied
from coach.dialogue.remember.learn import Said, learnt
from memory.fact import Fact, Origin, applied
from memory.recall import recall
from safety.gates import hear
from safety.policy import Policy, load_policy

IRIS = UUID("0b9f5b5e-7f6c-4f57-8f0e-1f5dca6a00f1")
TALK = UUID("5d9d7c9a-24b3-4a8f-9d0b-3f0a6f8e00f1")
MONDAY = date(2026, 1, 5)
"""The day on which most is said here."""


@cache
def policy() -> Policy:
    return load_policy()


def told(
    words: str,
    facts: Sequence[Fact] = (),
    *,
    on: date = MONDAY,
    turn: int = 1,
    hour: int = 9,
    tz: str = "Europe/London",
    keeps_health: bool = True,
) -> tuple[Fact, ...]:
    """What is known after the words were said, and a mere guess at danger denied."""
    at = datetime(on.year, on.month, on.day, hour, 0, turn % 60, tzinfo=UTC)
    said = Said(IRIS, words, at, tz, origin=Origin(TALK, turn), keeps_health=keeps_health)
    return applied(facts, learnt(said, facts, once_denied(hear(words, policy()), words)))


def told_in_turn(*said: tuple[date, str]) -> tuple[Fact, ...]:
    """What is known after several utterances, each on its day."""
    facts: tuple[Fact, ...] = ()
    for turn, (on, words) in enumerate(said):
        facts = told(words, facts, on=on, turn=turn)
    return facts


def only(words: str, on: date = MONDAY) -> Fact:
    """The one fact in some words."""
    (fact,) = told(words, on=on)
    return fact


def shown(facts: Sequence[Fact], on: date, words: str = "Opening the check-in.") -> str:
    """All that the coach would be shown, as one text."""
    return "\n".join(recall(facts, on, words).texts)
