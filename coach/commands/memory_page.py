"""Facts as words on a page and as plain values: what is remembered, how it fades, where from."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from agendas.words import listed
from coach.commands.course_words import day_words
from memory.fact import Fact, Kind, Mentions, Status, current, retained_until
from memory.relevance import (
    LIVES,
    OPEN_COMMITMENT_DAYS,
    OPEN_EVENT_DAYS,
    STATE_DAYS,
    is_over,
    life,
)

DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_KINDS: Mapping[Kind, str] = {
    Kind.STATE: "how things were",
    Kind.EVENT: "an event",
    Kind.SITUATION: "something going on",
    Kind.COMMITMENT: "something you meant to do",
    Kind.RECURRING: "something that comes back",
    Kind.PREFERENCE: "what you like or not",
    Kind.GOAL: "a goal",
    Kind.TRAIT: "your life and home",
    Kind.HEALTH: "your health",
}
_OPEN_DAYS = {Kind.EVENT: OPEN_EVENT_DAYS, Kind.COMMITMENT: OPEN_COMMITMENT_DAYS}
_ID_LETTERS = 8


def short_id(fact: Fact) -> str:
    """As much of the id as a person types."""
    return str(fact.id)[:_ID_LETTERS]


def page(called: str, facts: Sequence[Fact], today: date) -> list[str]:
    """All that is remembered of a person, what counts today first."""
    if not facts:
        return [f"Nothing is remembered of {called} yet: it comes from what is told in check-ins."]
    counting = {fact.id for fact in current(facts) if not is_over(fact, today)}
    muted = [fact for fact in facts if fact.status is Status.MUTED]
    wrong = [fact for fact in facts if fact.status is Status.RETRACTED]
    rest = {fact.id for fact in (*muted, *wrong)} | counting
    sections = {
        f"What Nightjar remembers of {called}": [f for f in facts if f.id in counting],
        "Over, and kept for questions about the past": [f for f in facts if f.id not in rest],
        "Not to be brought up": muted,
        "Said to be wrong, and never spoken of": wrong,
    }
    lines: list[str] = []
    for title, held in sections.items():
        if held:
            lines += [*([""] if lines else []), title, ""]
            lines += [line for fact in held for line in fact_lines(fact, today)]
    return lines


def fact_lines(fact: Fact, today: date) -> list[str]:
    """A fact in three lines: id and words, what it is, how long it counts."""
    pad = " " * (_ID_LETTERS + 2)
    return [
        f"{short_id(fact)}  {one_line(fact.text)}",
        f"{pad}{_KINDS[fact.kind]}{_when(fact)}; said on {day_words(fact.said_on)}"
        f"{_mentioned(fact.mentions)}",
        f"{pad}{fading(fact, today)}{_deleted(fact)}",
    ]


def values(fact: Fact, today: date) -> dict[str, object]:
    """A fact as plain values, ready for JSON; `counts` is its weight today, 0 to 1."""
    return {
        "id": str(fact.id),
        "kind": fact.kind.value,
        "text": fact.text,
        "status": fact.status.value,
        "since": _iso(fact.starts_on),
        "until": _iso(fact.ends_on),
        "weekdays": sorted(fact.weekdays),
        "over_on": _iso(fact.over_on),
        "said_on": _iso(fact.said_on),
        "said_at": fact.said_at.isoformat(),
        "tz": fact.tz,
        "mentions": fact.mentions.count,
        "last_mentioned_on": _iso(fact.last_mention),
        "counts": round(life(fact, today), 3),
        "fading": fading(fact, today),
        "kept_until": _iso(retained_until(fact)),
        "importance": fact.importance,
        "confidence": fact.confidence,
        "sensitivity": fact.sensitivity.value,
        "supersedes": None if fact.supersedes is None else str(fact.supersedes),
        "check_in_id": None if fact.origin.check_in_id is None else str(fact.origin.check_in_id),
        "turn_no": fact.origin.turn_no,
        "source": fact.origin.source.value,
    }


def fading(fact: Fact, today: date) -> str:
    """Why it counts as much as it does, or why no longer, in a sentence."""
    if fact.status is not Status.LIVE:
        on = "" if fact.over_on is None else f" on {day_words(fact.over_on)}"
        return {
            Status.ENDED: f"You said{on} that it is over.",
            Status.SUPERSEDED: f"What you said{on} took its place.",
            Status.RETRACTED: f"You said{on} that it is wrong.",
            Status.MUTED: "Never brought up, because you asked for that.",
        }[fact.status]
    if is_over(fact, today):
        return "Its time is over; it is not brought up."
    last = _last_day(fact)
    if last is not None:
        begins = fact.starts_on
        ahead = f", the more the nearer {day_words(begins)} is" if begins and begins > today else ""
        return f"Counts until {day_words(last)}{ahead}, and not at all after."
    return _half_life(fact)


def one_line(words: str) -> str:
    """Words as they are, on one line."""
    return " ".join(words.split())


def _half_life(fact: Fact) -> str:
    shape = LIVES[fact.kind]
    if shape.half_life_days is None:
        return "Never fades: it ends only when you say so."
    days = round(fact.mentions.stability_days or shape.half_life_days)
    return (
        f"Fades by half in {days} days from {day_words(fact.last_mention)}, never below "
        f"{shape.floor:.0%}; saying it again renews it."
    )


def _last_day(fact: Fact) -> date | None:
    if fact.ends_on is not None:
        return fact.ends_on
    if fact.kind is Kind.STATE:
        return (fact.starts_on or fact.said_on) + timedelta(days=STATE_DAYS)
    if fact.kind in _OPEN_DAYS:
        return (fact.starts_on or fact.last_mention) + timedelta(days=_OPEN_DAYS[fact.kind])
    return None


def _when(fact: Fact) -> str:
    first, last = fact.starts_on, fact.ends_on
    if first is not None and last is not None:
        days = day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"
    elif first is not None:
        days = f"from {day_words(first)}"
    else:
        days = "" if last is None else f"until {day_words(last)}"
    weekly = listed([DAYS[day - 1] for day in sorted(fact.weekdays)])
    return "".join(f", {each}" for each in (days, weekly and f"on {weekly}") if each)


def _mentioned(mentions: Mentions) -> str:
    if mentions.count < 2 or mentions.last_on is None:
        return ""
    return f", {mentions.count} times, last on {day_words(mentions.last_on)}"


def _deleted(fact: Fact) -> str:
    until = retained_until(fact)
    return "" if until is None else f" Deleted after {day_words(until)}."


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
