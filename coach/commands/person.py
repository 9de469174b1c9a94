"""`coach person show|list|set|export|erase`: what is kept about someone, and their say over it."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from coach.commands import person_change, person_erase, person_export, person_page
from coach.commands.clock import utc_now
from coach.commands.course_words import course_values, course_words
from coach.commands.usage import UsageError
from coach.commands.who import known_person
from coach.dialogue.place import country_name, zones_of
from coach.keeping import opened_store, program_set
from coach.settings import Settings
from memory.person import Person
from memory.store import Store

_Act = Callable[[Store, argparse.Namespace], Awaitable[int]]


def run(args: argparse.Namespace) -> int:
    """Runs one of the acts."""
    return asyncio.run(_run(args))


async def _run(args: argparse.Namespace) -> int:
    async with opened_store(Settings()) as store:
        return await _ACTS[args.act](store, args)


async def _list(store: Store, args: argparse.Namespace) -> int:
    people = await store.persons()
    if args.json:
        print(json.dumps([person_page.basics(p) for p in people], indent=2, ensure_ascii=False))
        return 0
    if not people:
        print("Nobody yet. `coach checkin` begins with getting to know you.")
    for person in people:
        nights = len(await store.nights(person.id))
        print(
            f"{person.id}  {person.name or '(no name)'}, {nights} night{'' if nights == 1 else 's'}"
        )
    return 0


async def _show(store: Store, args: argparse.Namespace) -> int:
    person = await known_person(store, args.person)
    nights, check_ins = await store.nights(person.id), await store.check_ins(person.id)
    course, screenings = await store.course(person.id), await store.screenings(person.id)
    if args.json:
        known = person_page.basics(person) | course_values(course, screenings)
        known |= {"nights": len(nights), "check_ins": len(check_ins)}
        print(json.dumps(known, indent=2, ensure_ascii=False))
        return 0
    program = await asyncio.to_thread(program_set, Settings())
    stands = course_words(person, course, screenings, program)
    print(person_page.page(person, nights, check_ins, stands, program))
    return 0


async def _set(store: Store, args: argparse.Namespace) -> int:
    person = await known_person(store, args.person)
    wanted = person_change.changed(person, args)
    if wanted is None:
        raise UsageError("nothing to change: `coach person set --help` lists what can be set.")
    changed = await store.set_person(wanted)
    before, after = person_page.words_of(person), person_page.words_of(changed)
    for label, words in after.items():
        if words != before[label]:
            print(f"{label}: {before[label]} -> {words}")
    if before == after:
        print("That is how it was already; nothing changed.")
    hint = _zone_hint(changed) if args.country or args.tz else None
    if hint:
        print(hint)
    return 0


def _zone_hint(person: Person) -> str | None:
    """What to look at where the zone is none of the country's."""
    zones = zones_of(person.country or "")
    if not zones or person.tz is None or person.tz in zones:
        return None
    name = country_name(person.country or "")
    some = f"--zone {zones[0]}" if len(zones) == 1 else f"--zone, for example {zones[0]}"
    return f"Note: {person.tz} is no time zone of {name}. If you live there now, set it with {some}"


async def _export(store: Store, args: argparse.Namespace) -> int:
    person = await known_person(store, args.person)
    return await person_export.export(
        store, person, args.out, markdown=args.markdown, force=args.force
    )


async def _erase(store: Store, args: argparse.Namespace) -> int:
    return await person_erase.erase(store, args.person, utc_now(), ask=not args.yes)


_ACTS: Mapping[str, _Act] = {
    "list": _list,
    "show": _show,
    "set": _set,
    "export": _export,
    "erase": _erase,
}
