"""Puts a new fact beside what is known: what it supersedes, renews or reinforces.

Called by `learn`. Only the slot decides what is superseded; a sentence said again in nearly the
same words is a mention of the first.
"""

import re
from dataclasses import replace

from coach.dialogue.remember.book import Book
from coach.dialogue.remember.lexicon import plain_of, says
from memory.fact import EVENT_SLOT, Fact, Kind, Status, holds_one
from memory.lexical import shared
from memory.relevance import is_over, mentioned

SAME = 0.75
"""The share of common stems from which on two sentences say the same."""

SAME_SLOT = 0.5
_MENTIONS = 2
_LASTING = frozenset(
    {Kind.TRAIT, Kind.PREFERENCE, Kind.GOAL, Kind.RECURRING, Kind.SITUATION, Kind.HEALTH}
)
_MOVED = re.compile(
    r"\b(?:moved|rescheduled|postponed|pushed (?:back|to|out)|put (?:back|off)|brought forward|"
    r"delayed|changed|shifted|now on|now at|now in|instead|switched|been moved|extended|"
    r"earlier than)\b"
)
_ALONE = re.compile(
    r"\b(?:live|living|m|am) (?:\w+ )?(?:alone|by myself|on my own)\b(?! (?:in|on|this|for|tonight|"
    r"until|till|at)\b)"
)
_WITH_OTHERS = re.compile(
    r"\b(?:live|living|moved in) (?:\w+ )?with (?:my|our|a|an|two|three|four|some|the) (?!dog|cat)"
)
_TRIP = f"{EVENT_SLOT}trip"


def add(fact: Fact, book: Book) -> None:
    """Adds a fact; what it takes the place of is superseded."""
    if any(known.id == fact.id for known in book.facts):
        return  # The very same words at the very same moment.
    if book.is_muted(fact.text):
        book.add(replace(fact, status=Status.MUTED))
        return
    for old in book.live():
        if _takes_the_place(fact, old, book):
            fact = _succeeding(fact, old, book)
            book.close(old, Status.SUPERSEDED)
        elif old.kind in _LASTING and _common(fact, old) >= _MENTIONS:
            book.put(mentioned(old, book.today))
    if fact.kind is Kind.TRAIT and says("moved_home", plain_of(fact.text)):
        _leave_home(book)
    book.add(fact)


def _leave_home(book: Book) -> None:
    """Ends what belonged to the home that was left."""
    for old in book.live():
        passing = old.kind in {Kind.TRAIT, Kind.SITUATION, Kind.RECURRING}
        if passing and says("of_place", plain_of(old.text)):
            book.close(old, Status.ENDED)


def _takes_the_place(fact: Fact, old: Fact, book: Book) -> bool:
    if (fact.kind is Kind.STATE and fact.slot is None) or not _comparable(fact.kind, old.kind):
        return False
    alike = shared(fact.stems, old.stems)
    if fact.slot is None or fact.slot != old.slot:
        elsewhere = _is_elsewhere(fact, old, book) or _lives_otherwise(fact, old)
        return elsewhere or (alike >= SAME and fact.kind is old.kind)
    if holds_one(fact.slot):
        return True
    if is_over(old, book.today):
        return False
    moved = _MOVED.search(plain_of(fact.text)) is not None
    again = alike >= SAME_SLOT or fact.slot.startswith(f"{_TRIP} ")
    return moved or (again and _on_one_day(fact, old))


def _on_one_day(fact: Fact, old: Fact) -> bool:
    """Whether two events can be one: their days meet, or one of them names none."""
    if fact.ends_on is None or old.ends_on is None:
        return True
    first, last = fact.starts_on or fact.said_on, old.starts_on or old.said_on
    return first <= old.ends_on and last <= fact.ends_on


def _comparable(one: Kind, other: Kind) -> bool:
    """Whether one can take the other's place: a plan for a week does not change what is usual."""
    usual = {Kind.TRAIT, Kind.RECURRING, Kind.SITUATION}
    return one is other or {one, other} <= usual


def _lives_otherwise(fact: Fact, old: Fact) -> bool:
    """Whether one lives alone now who did not, or the other way round."""
    one, other = plain_of(fact.text), plain_of(old.text)
    alone, with_others = _ALONE.search, _WITH_OTHERS.search
    return bool((alone(one) and with_others(other)) or (with_others(one) and alone(other)))


def _is_elsewhere(fact: Fact, old: Fact, book: Book) -> bool:
    """Whether one can no longer be where the older fact has them."""
    trips = (fact.slot or "").startswith(_TRIP) and (old.slot or "").startswith(_TRIP)
    here = fact.starts_on is None or fact.starts_on <= book.today
    there = old.starts_on is None or old.starts_on <= book.today
    in_it = re.search(r"\b(?:i m|i am|we re|we are) (?:\w+ )?in\b", plain_of(fact.text))
    return trips and here and there and in_it is not None


def _succeeding(fact: Fact, old: Fact, book: Book) -> Fact:
    """The newer fact with what it keeps of the older one."""
    fact = replace(fact, supersedes=old.id)
    same = shared(fact.stems, old.stems) >= SAME_SLOT
    if same:
        fact = replace(fact, mentions=mentioned(old, book.today).mentions)
    ends_known = old.ends_on is not None and old.ends_on >= book.today
    if fact.kind is Kind.EVENT and fact.starts_on is None and fact.ends_on is None and ends_known:
        fact = replace(fact, ends_on=old.ends_on)
    return fact


def _common(fact: Fact, old: Fact) -> int:
    return len(set(fact.stems) & set(old.stems))
