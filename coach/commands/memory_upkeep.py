"""`coach memory derive|reindex|sweep`: what an operator does once in a while."""

import argparse
import asyncio

from coach.commands.clock import machine_zone, utc_now
from coach.commands.memory_page import one_line
from coach.commands.who import called, known_person
from coach.dialogue.derived import derived
from coach.dialogue.screen import kept_wish
from coach.embedding import embedder
from coach.settings import Settings
from memory.embedder import Embedder
from memory.fact import Change
from memory.person import Person, night_of, zone
from memory.store import Store
from safety.policy import load_policy

_AT_ONCE = 32
"""Facts whose vectors are worked out and written at a time."""


async def derive(store: Store, args: argparse.Namespace) -> int:
    """Learns from the talks that were held before there was memory, and says what."""
    people = await store.persons() if args.all else [await known_person(store, args.person)]
    for person in people:
        if not person.is_remembered:
            print(f"{called(person)}: memory is off, so nothing is derived.")
            continue
        change = await _derived(store, person)
        await store.facts.learn(person.id, change)
        new = len(change.added)
        count = "nothing new" if not new else "1 new fact" if new == 1 else f"{new} new facts"
        print(f"{called(person)}: {count} from earlier check-ins.")
        for fact in change.added:
            print(f"  {fact.said_on}  {one_line(fact.text)}")
    return 0


async def _derived(store: Store, person: Person) -> Change:
    talks = sorted(await store.check_ins(person.id), key=lambda each: (each.night, each.part))
    told = [(each.id, await store.turns(each.id)) for each in talks]
    tz = zone(person, machine_zone())
    today = night_of(utc_now(), tz, person.day_starts_at)
    policy = await asyncio.to_thread(load_policy)
    known = await store.facts.of(person.id)
    keeps = kept_wish(await store.screenings(person.id)) is True
    return await asyncio.to_thread(
        derived, person, told, known, policy, keeps_health=keeps, tz=tz, today=today
    )


async def reindex(store: Store, args: argparse.Namespace) -> int:
    """Works out the vectors that are missing, or were made by another embedder."""
    found = await asyncio.to_thread(embedder, Settings())
    if found is None:
        print(
            "No embedder is set up, so there are no vectors to make: facts are found by their "
            "words. `coach doctor` says how to set one up."
        )
        return 0
    made = 0
    for person in await store.persons():
        made += await _indexed(store, person, found)
    print(f"Vectors made: {made}. All facts have one of {found.revision}.")
    return 0


async def _indexed(store: Store, person: Person, found: Embedder) -> int:
    have = await store.facts.vectors(person.id, found.revision)
    want = [fact for fact in await store.facts.of(person.id) if fact.id not in have]
    for first in range(0, len(want), _AT_ONCE):
        some = want[first : first + _AT_ONCE]
        made = await asyncio.to_thread(found.embed, [fact.text for fact in some])
        vectors = {fact.id: vector for fact, vector in zip(some, made, strict=True)}
        await store.facts.set_vectors(person.id, vectors, found.revision)
    return len(want)


async def sweep(store: Store, _: argparse.Namespace) -> int:
    """Deletes the facts whose time of keeping is over."""
    swept = await store.facts.sweep(utc_now())
    print(f"Deleted: {swept} {'fact' if swept == 1 else 'facts'} past the time of keeping.")
    return 0
