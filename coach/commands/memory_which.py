"""Which facts a command is about: one by the beginning of its id, or those some words are about."""

from collections.abc import Sequence
from datetime import date

from coach.commands.memory_page import one_line, short_id
from coach.commands.usage import UsageError
from coach.dialogue.remember.book import Book
from memory.fact import Fact
from memory.lexical import stems

SHORTEST_ID = 4
"""Letters of an id that are enough to name a fact by, if no other's begins so."""


def the_fact(facts: Sequence[Fact], wanted: str) -> Fact:
    """The one fact meant.

    Raises:
        UsageError: none or several fit; the message lists those.
    """
    found = fitting(facts, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        some = "\n".join(f"  {short_id(each)}  {one_line(each.text)}" for each in found)
        raise UsageError(f"{wanted!r} fits several facts: name one by its id.\n{some}")
    raise UsageError(f"nothing like {wanted!r} is remembered: `coach memory show` lists what is.")


def fitting(facts: Sequence[Fact], wanted: str) -> list[Fact]:
    """The facts whose id begins so, else those that the words are about."""
    word = wanted.strip().casefold()
    if len(word) >= SHORTEST_ID and " " not in word:
        by_id = [fact for fact in facts if str(fact.id).startswith(word)]
        if by_id:
            return by_id
    topic = tuple(dict.fromkeys(stems(wanted)))
    return Book(facts, date.min).about(topic, facts) if topic else []


def is_id(facts: Sequence[Fact], wanted: str) -> bool:
    """Whether a fact was named by its id."""
    word = wanted.strip().casefold()
    return len(word) >= SHORTEST_ID and any(str(fact.id).startswith(word) for fact in facts)
