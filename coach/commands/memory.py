"""`coach memory`: what is remembered of someone, and their say over it, without a talk."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from coach.commands import memory_change, memory_page
from coach.commands.clock import machine_zone, utc_now
from coach.commands.course_words import day_words
from coach.commands.memory_upkeep import derive, reindex, sweep
from coach.commands.memory_which import the_fact
from coach.commands.who import called, known_person
from coach.dialogue.screen import kept_wish
from coach.keeping import opened_store, program_set
from coach.settings import Settings
from memory.checkin import Speaker
from memory.fact import Fact, chain
from memory.person import Consent, Person, Topic, night_of, zone
from memory.store import Store

_Act = Callable[[Store, argparse.Namespace], Awaitable[int]]


def run(args: argparse.Namespace) -> int:
    """Runs one of the acts; 1 where something was not done after all."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with opened_store(Settings()) as store:
        return await _ACTS[args.act](store, args)


async def _show(store: Store, args: argparse.Namespace) -> int:
    person = await known_person(store, args.person)
    facts = await store.facts.of(person.id)
    today = night_of(utc_now(), zone(person, machine_zone()), person.day_starts_at)
    if args.json:
        print(json.dumps([memory_page.values(fact, today) for fact in facts], indent=2))
        return 0
    print("\n".join(memory_page.page(called(person), facts, today)))
    if not person.is_remembered:
        print(f"\nMemory is off for {called(person)}: nothing more is learnt.")
    elif kept_wish(await store.screenings(person.id)) is not True:
        print("\nNothing is learnt about health: `coach screen --again` asks whether it may be.")
    if facts:
        print(f"\n{_NEXT}")
    return 0


async def _why(store: Store, args: argparse.Namespace) -> int:
    person = await known_person(store, args.person)
    facts = await store.facts.of(person.id)
    fact = the_fact(facts, args.which)
    today = night_of(utc_now(), zone(person, machine_zone()), person.day_starts_at)
    print("\n".join(memory_page.fact_lines(fact, today)))
    print()
    for each in sorted(chain(facts, fact), key=lambda one: one.said_at):
        print(await _origin(store, person, each))
    return 0


async def _origin(store: Store, person: Person, fact: Fact) -> str:
    """When and in what words it was said."""
    at = fact.said_at.astimezone(zone(person, fact.tz))
    told = f"On {day_words(at.date())} at {at:%H:%M} {called(person)} said: "
    talk, number = fact.origin.check_in_id, fact.origin.turn_no
    turns = [] if talk is None else await store.turns(talk)
    spoken = [t for t in turns if t.turn_no == number and t.speaker is Speaker.PERSON]
    if not spoken or spoken[0].text is None:
        return f"{told}{memory_page.one_line(fact.text)}\n(the rest of that turn is not kept)"
    return f"{told}{memory_page.one_line(spoken[0].text)}"


async def _off(store: Store, args: argparse.Namespace) -> int:
    person = await known_person(store, args.person)
    await _agree(store, person, given=False)
    facts = len(await store.facts.of(person.id))
    kept = "1 fact is" if facts == 1 else f"{facts} facts are"
    print(
        f"Nothing more is learnt of {called(person)}. {kept} still kept: `coach memory show` "
        "lists, `coach memory forget` deletes."
    )
    return 0


async def _on(store: Store, args: argparse.Namespace) -> int:
    person = await known_person(store, args.person)
    person = await _agree(store, person, given=True)
    if not person.is_remembered:
        print(
            "Noted, but nothing is kept of anyone who has not agreed to the notice about their "
            "data: `coach checkin` asks."
        )
        return 1
    print(f"What {called(person)} tells of their life is remembered again.")
    return 0


async def _agree(store: Store, person: Person, *, given: bool) -> Person:
    """The person with their answer, the wording being that of the programme in force."""
    program = await asyncio.to_thread(program_set, Settings())
    consent = Consent(Topic.MEMORY, given=given, at=utc_now(), wording=program.version)
    return await store.set_person(replace(person, consents=(*person.consents, consent)))


_NEXT = (
    "Where from: coach memory why ID    Put right: coach memory wrong ID    "
    "Keep it quiet: coach memory quiet ID\nTake it out everywhere: coach memory forget ID"
)

_ACTS: Mapping[str, _Act] = {
    "show": _show,
    "why": _why,
    "wrong": memory_change.wrong,
    "forget": memory_change.forget,
    "quiet": memory_change.quiet,
    "off": _off,
    "on": _on,
    "derive": derive,
    "reindex": reindex,
    "sweep": sweep,
}
