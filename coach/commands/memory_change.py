"""`coach memory wrong|forget|quiet`: a person's say over single facts."""

import argparse
import asyncio
from dataclasses import replace
from datetime import datetime

from coach.commands.clock import machine_zone, utc_now
from coach.commands.memory_page import one_line, short_id
from coach.commands.memory_which import fitting, is_id, the_fact
from coach.commands.usage import UsageError, answered
from coach.commands.who import known_person
from coach.dialogue.remember.book import Book
from coach.dialogue.remember.learn import Said, learnt
from coach.dialogue.screen import kept_wish
from memory.fact import Change, Fact, Status, applied
from memory.lexical import stems
from memory.person import Person, night_of, zone
from memory.store import Store
from safety.gates import admit, hear
from safety.policy import load_policy


async def wrong(store: Store, args: argparse.Namespace) -> int:
    """Retracts a fact, ends it, or puts something else in its place."""
    person, facts, now = await _known(store, args)
    fact = the_fact(facts, args.which)
    book = _book(person, facts, now)
    book.close(fact, Status.ENDED if args.over else Status.RETRACTED)
    change = book.change()
    if args.instead:
        said = Said(
            person.id,
            args.instead,
            now,
            person.tz or machine_zone(),
            person.day_starts_at,
            keeps_health=kept_wish(await store.screenings(person.id)) is True,
        )
        change = await asyncio.to_thread(_instead, said, facts, fact, change)
    await store.facts.learn(person.id, change)
    print(f"{'Over' if args.over else 'Marked as wrong'}: {one_line(fact.text)}")
    for new in change.added:
        print(f"Remembered instead, as {short_id(new)}: {one_line(new.text)}")
    return 0


def _instead(said: Said, facts: tuple[Fact, ...], fact: Fact, change: Change) -> Change:
    """The change with what is said instead in the place of the fact.

    Raises:
        UsageError: nothing can be learnt from the words.
    """
    policy = load_policy()
    more = learnt(said, applied(facts, change), hear(said.words, policy))
    added = [new for new in more.added if admit(new.text, policy).allowed]
    if not added:
        raise UsageError(
            f"there is nothing to remember in {said.words!r}: say it as you would in a check-in, "
            'like "I\'m in Lisbon until Sunday". Nothing was changed.'
        )
    return replace(change, added=tuple(replace(new, supersedes=fact.id) for new in added))


async def forget(store: Store, args: argparse.Namespace) -> int:
    """Deletes a fact, or all that some words are about, wherever it is kept of the person."""
    person, facts, now = await _known(store, args)
    found = fitting(facts, args.which)
    topic = () if is_id(facts, args.which) else tuple(dict.fromkeys(stems(args.which)))
    if not found and not topic:
        raise UsageError(f"{args.which!r} says nothing to look for: name what it is about.")
    if len(found) > 1 and not topic:
        the_fact(facts, args.which)
    book = _book(person, facts, now)
    book.forget(found)
    change = replace(book.change(), forgotten_topic=topic)
    gone = [fact for fact in facts if fact.id in change.forgotten]
    if not args.yes and not _confirmed(gone, args.which):
        print("Nothing was forgotten.")
        return 1
    await store.facts.learn(person.id, change)
    for fact in gone:
        print(f"Forgotten: {one_line(fact.text)}")
    also = f" or hold {args.which!r}" if topic else ""
    print(
        f"{'No fact was about it. ' if not gone else ''}Turns and notes that tell of it{also} have "
        "lost their words.\nBackups made before still hold it, sealed; `coach restore` leaves "
        "out what was forgotten as a\nfact. Beyond us: files you exported."
    )
    return 0


def _confirmed(gone: list[Fact], wanted: str) -> bool:
    for fact in gone:
        print(f"  {short_id(fact)}  {one_line(fact.text)}")
    what = "these facts" if len(gone) > 1 else "this fact" if gone else f"all about {wanted!r}"
    told = answered(f"Forget {what} for good, in every talk and note? (yes/no) ")
    return told.casefold() in {"y", "yes"}


async def quiet(store: Store, args: argparse.Namespace) -> int:
    """Keeps a fact out of all talk, or lets it into it again."""
    person, facts, now = await _known(store, args)
    fact = the_fact(facts, args.which)
    book = _book(person, facts, now)
    if not args.undo:
        book.mute([fact], ())
        await store.facts.learn(person.id, book.change())
        print(f"Kept, and not brought up: {one_line(fact.text)}")
        return 0
    if fact.status is not Status.MUTED:
        raise UsageError(f"{short_id(fact)} may be brought up already; nothing was changed.")
    lifted = _lifted(book, fact)
    await store.facts.learn(person.id, book.change())
    for each in lifted:
        print(f"May be brought up again: {one_line(each.text)}")
    return 0


def _lifted(book: Book, fact: Fact) -> list[Fact]:
    """Lifts the quiet of a fact, and of those that were quiet because of it."""
    book.put(_heard_again(fact))
    because = [
        each
        for each in book.facts
        if each.status is Status.MUTED and not each.topics and not book.is_muted(each.text)
    ]
    for each in because:
        book.put(_heard_again(each))
    return [fact, *because]


def _heard_again(fact: Fact) -> Fact:
    status = Status.LIVE if fact.over_on is None else Status.ENDED
    return replace(fact, status=status, topics=())


def _book(person: Person, facts: tuple[Fact, ...], now: datetime) -> Book:
    return Book(facts, night_of(now, zone(person, machine_zone()), person.day_starts_at))


async def _known(
    store: Store, args: argparse.Namespace
) -> tuple[Person, tuple[Fact, ...], datetime]:
    person = await known_person(store, args.person)
    return person, await store.facts.of(person.id), utc_now()
