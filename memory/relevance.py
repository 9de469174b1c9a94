"""How much a fact counts on a day: its life by kind, and how it grows with mentions again.

Pure arithmetic, the day a parameter; called by `memory.recall` and by `coach.dialogue.remember`.
The shapes are MEMORY 4.3, the ends are those of the case format: what is over counts nothing.
"""

from dataclasses import dataclass, replace
from datetime import date

from memory.fact import SPOKEN_FROM, Fact, Kind, Mentions


@dataclass(frozen=True)
class Life:
    """The life of a kind: half-life in days and the share that never goes, 0 to 1."""

    half_life_days: float | None
    floor: float


LIVES = {
    Kind.STATE: Life(1.5, 0.0),
    Kind.EVENT: Life(30, 0.3),
    Kind.SITUATION: Life(45, 0.4),
    Kind.COMMITMENT: Life(14, 0.2),
    Kind.RECURRING: Life(120, 0.4),
    Kind.PREFERENCE: Life(180, 0.5),
    Kind.GOAL: Life(90, 0.5),
    Kind.TRAIT: Life(365, 0.6),
    Kind.HEALTH: Life(None, 1.0),
}

STATE_DAYS = 3
"""Days after which a state no longer counts."""

OPEN_EVENT_DAYS = 60
"""Days after which an event that named no day is taken to be over."""

OPEN_COMMITMENT_DAYS = 42

LEAD_DAYS = 7.0
"""An event counts half so many days before it begins; never less than `LEAST_AHEAD`."""

LEAST_AHEAD = 0.25
GROWTH = 1.5
GROWN_AT_MOST = 4.0
"""Times the first half-life that mentions again can make of it."""

OFF_DAY = 0.5
"""What a recurring thing counts on another day of the week."""


def life(fact: Fact, today: date) -> float:
    """How much it still counts on a day of the person's, 0 to 1; 0 is not shown.

    0 too before it was said, and for one that was ended, superseded, retracted or muted.
    """
    if not fact.is_live or fact.confidence < SPOKEN_FROM or is_over(fact, today):
        return 0.0
    if fact.kind is Kind.STATE:
        return _halved(_age_days(fact.starts_on or fact.said_on, today), _half(fact))
    if fact.starts_on is not None and today < fact.starts_on:
        lead = (fact.starts_on - today).days
        return max(LEAST_AHEAD, _halved(lead, LEAD_DAYS))
    if fact.ends_on is not None:
        return 1.0
    return _fading(fact, today)


def is_over(fact: Fact, today: date) -> bool:
    """Whether its days have passed, or it was said to be over."""
    if fact.over_on is not None and today >= fact.over_on:
        return True
    if fact.ends_on is not None:
        return today > fact.ends_on
    age = _age_days(fact.starts_on or fact.last_mention, today)
    limits = {
        Kind.STATE: STATE_DAYS,
        Kind.EVENT: OPEN_EVENT_DAYS,
        Kind.COMMITMENT: OPEN_COMMITMENT_DAYS,
    }
    return fact.kind in limits and age > limits[fact.kind]


def mentioned(fact: Fact, today: date) -> Fact:
    """The fact after the person came back to it: the days between count, not the number."""
    first = LIVES[fact.kind].half_life_days
    grown = fact.mentions.stability_days
    if first is not None and today > fact.last_mention:
        left = _halved(_age_days(fact.last_mention, today), _half(fact))
        grown = min(_half(fact) * (1 + GROWTH * (1 - left)), GROWN_AT_MOST * first)
    count = fact.mentions.count + 1
    return replace(fact, mentions=Mentions(count, max(today, fact.last_mention), grown))


def salience(fact: Fact, today: date) -> float:
    """How much it matters unasked on this day: importance, and what is going on or near."""
    score = fact.importance
    if fact.kind in {Kind.EVENT, Kind.COMMITMENT, Kind.SITUATION} and not _ahead(fact, today):
        score += 0.4
    if fact.kind is Kind.EVENT and fact.starts_on is not None:
        score += 0.4 * (0 < (fact.starts_on - today).days <= 2)
    score += 0.3 * (fact.kind is Kind.HEALTH)
    return score + 0.4 * (today.isoweekday() in fact.weekdays)


def _fading(fact: Fact, today: date) -> float:
    shape = LIVES[fact.kind]
    if shape.half_life_days is None:
        return 1.0
    age = _age_days(fact.last_mention, today)
    left = shape.floor + (1 - shape.floor) * _halved(age, _half(fact))
    off = bool(fact.weekdays) and today.isoweekday() not in fact.weekdays
    return left * (OFF_DAY if off else 1.0)


def _half(fact: Fact) -> float:
    return fact.mentions.stability_days or LIVES[fact.kind].half_life_days or 1.0


def _halved(days: float, half_life_days: float) -> float:
    return float(0.5 ** (max(days, 0.0) / half_life_days))


def _age_days(since: date, today: date) -> int:
    return max((today - since).days, 0)


def _ahead(fact: Fact, today: date) -> bool:
    return fact.starts_on is not None and today < fact.starts_on
