"""`coach plan`: the schedule and the next agenda in plain words, why, and changes by hand."""

import argparse
import asyncio
import json
from dataclasses import replace
from typing import NamedTuple

from agendas.day import Day
from agendas.program import Program
from coach.commands import plan_page
from coach.commands.clock import machine_zone, utc_now
from coach.commands.plan_change import cut_words, overridden, release_words, released
from coach.commands.usage import UsageError
from coach.commands.who import known_person
from coach.dialogue.state import State, load
from coach.dialogue.today import day_of, program_for, tomorrow_of
from coach.keeping import opened_store, programs
from coach.settings import Settings
from memory.checkin import Status
from memory.person import Person
from memory.store import Store
from safety.crisis import load_countries
from safety.lanes import load_lanes
from safety.policy import load_policy
from safety.script import load_scripts


class Morning(NamedTuple):
    """The next check-in: its state, what the planner looks at, the programme, and which day."""

    state: State
    day: Day
    program: Program
    tomorrow: bool


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    _refuse_half(args)
    return asyncio.run(_run(args))


def _refuse_half(args: argparse.Namespace) -> None:
    changes = args.override is not None or args.release_hold
    if args.override is not None and args.release_hold:
        raise UsageError("one at a time: --override or --release-hold.")
    named = bool((args.by or "").strip()) and bool((args.reason or "").strip())
    if changes and not named:
        raise UsageError(
            "a change by hand needs --by NAME and --reason WORDS: both are kept with it."
        )
    if not changes and (args.by or args.reason):
        raise UsageError("--by and --reason go with --override or --release-hold.")


async def _run(args: argparse.Namespace) -> int:
    settings = Settings()
    async with opened_store(settings) as store:
        person = await known_person(store, args.person)
        if args.override is not None or args.release_hold:
            await _change(store, person, settings, args)
            person = await known_person(store, str(person.id))
        morning = await next_morning(store, person, settings)
    page = plan_page.Page(*morning)
    if args.json:
        print(json.dumps(page.values(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(page.lines(why=args.why)))
    return 0


async def next_morning(store: Store, person: Person, settings: Settings) -> Morning:
    """Today's check-in while it is not done, else tomorrow's."""
    now = utc_now()
    state, program = await _now(store, person, settings)
    done = state.check_in.status is Status.DONE
    if done:
        state = tomorrow_of(state, now)
        program = program_for(state, *await asyncio.to_thread(programs, settings))
    return Morning(state, day_of(state, program), program, done)


def _content() -> None:
    """Everything else that is read from files, so that the page waits for none."""
    load_lanes()
    load_policy()
    load_scripts()
    load_countries()


async def _now(store: Store, person: Person, settings: Settings) -> tuple[State, Program]:
    """The state as a check-in would find it, and the programme that applies to it."""
    now = utc_now()
    await asyncio.to_thread(_content)
    state = await load(store, person, now, channel="text", local_zone=machine_zone())
    opened = state.check_in.opened_at or now
    state = replace(state, check_in=replace(state.check_in, opened_at=opened))
    return state, program_for(state, *await asyncio.to_thread(programs, settings))


async def _change(
    store: Store, person: Person, settings: Settings, args: argparse.Namespace
) -> None:
    now = utc_now()
    state, program = await _now(store, person, settings)
    by, reason = args.by.strip(), args.reason.strip()
    if args.release_hold:
        await store.add_milestones(person, *released(state, program, now, by=by, reason=reason))
        print("\n".join((*release_words(state, by), "")))
        return
    plan = overridden(state, program, args.override, now, by=by, reason=reason)
    await store.add_plan(person, plan)
    cut = cut_words(state.course.plan, plan, program)
    print("\n".join((f"Set by {by}, from the coming night on.", *([cut] if cut else []), "")))
