"""Learns from one utterance what it says of the person's life, and what it says to be over.

Called with every turn after the safety gate, and by the memory suite. Pure: it writes nothing and
reads no clock. It learns from the person's own words only, and nothing from a crisis.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from coach.dialogue.remember import adding, clauses
from coach.dialogue.remember.asked import Request, Wish, request_in
from coach.dialogue.remember.asserted import is_own, is_stated, is_taken_back
from coach.dialogue.remember.book import Book
from coach.dialogue.remember.correcting import corrected, correction_in
from coach.dialogue.remember.endings import Ending, end_ahead, ending_in, topic_of
from coach.dialogue.remember.kinds import Sort, sort_of
from coach.dialogue.remember.lexicon import plain_of, says, stem_set
from coach.dialogue.remember.slots import ILL, slot_of
from memory.fact import EVENT_SLOT, Change, Fact, Kind, Mentions, Origin, Sensitivity, Status
from memory.lexical import stems
from memory.person import DAY_STARTS_AT, night_of
from memory.relevance import is_over
from safety.verdict import Category, Heard

_NAMESPACE = UUID("6a1f5a0e-5c0b-4f0d-9a3c-6d3f0c2b7e11")
_NOTHING_LEARNT = frozenset(
    {
        Category.CRISIS_ACTIVE,
        Category.CRISIS_PASSIVE,
        Category.RED_FLAG_EMERGENCY,
        Category.ABUSE,
        Category.PSYCHOSIS_MANIA,
        Category.PROMPT_INJECTION,
    }
)
_ENDABLE = frozenset({Kind.EVENT, Kind.SITUATION, Kind.COMMITMENT, Kind.RECURRING, Kind.STATE})


OPENING_WORDS = 2
"""So few words that are no fact ("Actually.") are not what "that" means."""

_UNKNOWN = Origin()
_OF_THEM = re.compile(r"\b(?:he|she|him|her|them|they|the rest)\b")
_DENIES = re.compile(r"\b(?:never|don t|didn t|do not|did not|not|isn t|wasn t|haven t)\b")


_EMPTY = frozenset().union(*(stem_set(each) for each in ("thin", "general", "common", "empty")))
_STANDING = frozenset({Kind.TRAIT, Kind.HEALTH})
_AWAY = tuple(
    EVENT_SLOT + each
    for each in (
        "trip", "holiday", "flight", "cruis", "honeymoon", "camp", "retreat", "tour", "conferenc"
    )
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One utterance of the person's: when (aware), in which zone, when a day of theirs begins.

    `keeps_health`: whether they agreed that what they say of their health is kept.
    """

    person_id: UUID
    words: str
    at: datetime
    tz: str
    day_starts_at: time = DAY_STARTS_AT
    origin: Origin = _UNKNOWN
    keeps_health: bool = True
    shown: frozenset[UUID] = frozenset()
    """What the coach has just spoken of: that is what "that" means."""


def learns_from(heard: Heard) -> bool:
    """Whether anything may be learnt from a turn with this verdict."""
    unread = heard.stops_the_agenda or heard.rule_id == "gate_failed"
    return not unread and heard.category not in _NOTHING_LEARNT


def learnt(said: Said, facts: Sequence[Fact], heard: Heard) -> Change:
    """What the utterance changes in what is known; nothing from a crisis turn."""
    if not learns_from(heard):
        return Change()
    today = night_of(said.at, ZoneInfo(said.tz), said.day_starts_at)
    book = Book(facts, today)
    last = tuple(each for each in facts if each.id in said.shown)
    last = last or _last_said(facts, said.origin)
    for passage in clauses.passages_of(said.words):
        before = {fact.id for fact in book.new}
        asked = _take_in(passage, said, book, last)
        if not asked:
            # "That" is what was just said, though nothing of it was worth keeping.
            last = tuple(fact for fact in book.new if fact.id not in before)
    return book.change()


def _last_said(facts: Sequence[Fact], now: Origin) -> tuple[Fact, ...]:
    """What was learnt from the utterance just before this one."""
    if not facts:
        return ()
    latest = max(facts, key=lambda each: each.said_at)
    same = tuple(fact for fact in facts if fact.said_at == latest.said_at)
    then = latest.origin.turn_no
    if then is not None and now.turn_no is not None:
        adjacent = now.turn_no - then == 1 and latest.origin.check_in_id == now.check_in_id
        return same if adjacent else ()
    return same


def _take_in(passage: list[str], said: Said, book: Book, last: tuple[Fact, ...]) -> bool:
    """Takes in one passage; whether it was a request, a correction, or took a joke back."""
    first = clauses.without_lead(passage[0])
    if is_taken_back(passage[0]):
        book.forget(fact for fact in last if fact.said_at == said.at)
        return True
    if _put_right(passage[0], book, last, said):
        return True
    request = request_in(passage[0])
    if request is not None:
        _grant(request, passage[0], said, book, last)
        return True
    if not all(is_stated(each) for each in passage):
        return len(passage[0].split()) <= OPENING_WORDS
    whole = " ".join((first, *passage[1:]))
    _state(whole, len(first), said, book)
    return False


def _state(whole: str, first: int, said: Said, book: Book) -> None:
    """Takes in the clauses of a passage; those of one sort stay one sentence."""
    spans = clauses.clauses_of(whole[:first])
    spans[-1] = (spans[-1][0], len(whole))
    pieces: list[tuple[int, int, Sort, str | None]] = []
    of_others = False
    for start, end in spans:
        text = whole[start:end]
        plain = plain_of(text)
        if _ended(text, plain, book, whole):
            continue
        of_others = not is_own(text) or (of_others and _OF_THEM.search(plain) is not None)
        if of_others:
            continue
        sort = sort_of(plain, book.today)
        slot = slot_of(plain, sort.kind, text)
        if pieces and _alike(pieces[-1], sort, slot) and pieces[-1][1] >= start - 12:
            start, _, sort, slot = pieces.pop()
        pieces.append((start, end, sort, slot))
    for number, (start, end, sort, slot) in enumerate(pieces):
        if sort.sensitivity is Sensitivity.HEALTH and not said.keeps_health:
            continue
        if slot is None and not _says_anything(whole[start:end]):
            continue
        adding.add(_fact(whole[start:end], sort, slot, said, book, number), book)


def _says_anything(text: str) -> bool:
    """Whether it names anything by which it could be known again: "I kept to it" does not."""
    return any(each not in _EMPTY for each in stems(text))


def _alike(piece: tuple[int, int, Sort, str | None], sort: Sort, slot: str | None) -> bool:
    _, _, before, slot_before = piece
    lived = (before.kind, before.window, before.sensitivity)
    same = lived == (sort.kind, sort.window, sort.sensitivity)
    ill = (slot or "").startswith(ILL) and (slot_before or "").startswith(ILL)
    return same and (slot == slot_before or slot is None or ill)


def _fact(text: str, sort: Sort, slot: str | None, said: Said, book: Book, number: int) -> Fact:
    words = text.strip(" ,;:-")
    words = words[:1].upper() + words[1:]
    name = (
        f"{said.person_id}|{said.at.isoformat()}|{said.origin.turn_no}|{len(book.new)}|"
        f"{number}|{words}"
    )
    return Fact(
        id=uuid5(_NAMESPACE, name),
        person_id=said.person_id,
        kind=sort.kind,
        text=words,
        said_at=said.at,
        said_on=book.today,
        tz=said.tz,
        starts_on=sort.window.starts_on,
        ends_on=sort.window.ends_on,
        weekdays=sort.window.weekdays,
        slot=slot,
        importance=sort.importance,
        sensitivity=sort.sensitivity,
        mentions=Mentions(last_on=book.today),
        origin=said.origin,
    )


def _ended(text: str, plain: str, book: Book, whole: str) -> bool:
    """Ends what the clause says to be over; whether that is all it says.

    Where it only says "it", it is about what the `whole` passage is about.
    """
    ending = ending_in(text, plain, book.today)
    if ending is not None and not ending.topic and not ending.returns:
        ending = ending._replace(topic=topic_of(whole))
    if ending is None:
        ahead = end_ahead(text, plain, book.today)
        return ahead is not None and ahead.on is not None and _ends_later(ahead, book)
    slot = slot_of(plain, Kind.TRAIT, text)
    if ending.says_more and slot is not None and any(f.slot == slot for f in book.live()):
        return False
    over = [fact for fact in _named_over(ending, book) if _may_end(fact, plain)]
    for fact in over:
        if not is_over(fact, book.today):
            book.close(fact, Status.ENDED)
    return (bool(over) or ending.is_home) and not ending.says_more


def _may_end(fact: Fact, plain: str) -> bool:
    """What is kept for safety ends only where it is itself named."""
    if fact.kind is not Kind.HEALTH:
        return True
    return any(says(each, plain) for each in ("medicine", "condition", "allergy", "driving"))


def _ongoing(fact: Fact, book: Book) -> bool:
    return not is_over(fact, book.today)


def _ends_later(ending: Ending, book: Book) -> bool:
    going_on = [
        fact
        for fact in book.about(ending.topic, book.live())
        if fact.kind in {Kind.SITUATION, Kind.EVENT} and not is_over(fact, book.today)
    ]
    for fact in going_on:
        book.put(replace(fact, ends_on=ending.on))
    return bool(going_on)


def _named_over(ending: Ending, book: Book) -> list[Fact]:
    live = [fact for fact in book.live() if fact.kind is not Kind.STATE or _ongoing(fact, book)]
    if ending.returns:
        gone = [fact for fact in live if _is_away_or_ill(fact, book)]
        named = book.about(ending.topic, gone) if ending.topic else gone
        if named or gone:
            return named or gone
    if not ending.topic:
        return []
    if not ending.says_more:
        passing = book.about(ending.topic, [fact for fact in live if fact.kind in _ENDABLE])
        return passing or book.about(ending.topic, live, lambda fact: fact.kind in _STANDING)
    return book.about(ending.topic, live)


def _is_away_or_ill(fact: Fact, book: Book) -> bool:
    slot = fact.slot or ""
    begun = fact.starts_on is None or fact.starts_on <= book.today
    return begun and slot.startswith((*_AWAY, ILL))


def _grant(request: Request, sentence: str, said: Said, book: Book, last: tuple[Fact, ...]) -> None:
    targets = _meant(request, sentence, book, last)
    if request.wish is Wish.FORGET:
        book.forget(targets)
    elif request.wish is Wish.WRONG:
        for fact in targets:
            book.close(fact, Status.RETRACTED)
        _instead(sentence, said, book)
    else:
        if not targets and request.topic:
            sort = sort_of(plain_of(sentence), book.today)
            plain_trait = sort._replace(kind=Kind.TRAIT)
            placeholder = _fact(" ".join(request.topic), plain_trait, None, said, book, 0)
            book.add(placeholder)
            targets = [placeholder]
        book.mute(targets, request.topic)


def _instead(sentence: str, said: Said, book: Book) -> None:
    """What is said to be so after "that's wrong"."""
    _, _, rest = sentence.partition(",")
    if rest.strip() and not _DENIES.search(plain_of(rest)) and is_stated(rest):
        rest = rest.strip()
        _state(rest, len(rest), said, book)


def _meant(request: Request, sentence: str, book: Book, last: tuple[Fact, ...]) -> list[Fact]:
    here = {fact.id: fact for fact in book.facts}
    recent = [here[fact.id] for fact in last if fact.id in here]
    if not request.topic:
        everything = {"everything", "all"} & set(plain_of(sentence).split())
        every = everything and request.wish is Wish.FORGET and "just" not in sentence
        return list(book.facts) if every else recent
    if request.wish is Wish.WRONG:
        return book.about(request.topic, [*book.live(), *book.new]) or recent
    return book.about(request.topic, book.facts)


def _put_right(sentence: str, book: Book, last: tuple[Fact, ...], said: Said) -> bool:
    correction = correction_in(sentence)
    if correction is None:
        return False
    for fact in (*last, *sorted(book.live(), key=lambda each: each.said_at, reverse=True)):
        text = corrected(fact.text, correction)
        if text is None or not fact.is_live:
            continue
        plain = plain_of(text)
        sort = sort_of(plain, fact.said_on)
        new = _fact(text, sort, slot_of(plain, sort.kind, text), said, book, 0)
        book.close(fact, Status.RETRACTED)
        book.add(replace(new, supersedes=fact.id))
        return True
    return False
