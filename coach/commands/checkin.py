"""`coach checkin`: holds a check-in in this terminal, from standard input, or from a recording."""

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from coach.bootstrap import App, opened
from coach.commands.clock import machine_zone, utc_now
from coach.commands.who import the_person
from coach.settings import Settings
from coach.terminal import Page, Talk, talk, typed
from memory.checkin import Status
from memory.person import Person


def own_command(name: str) -> str:
    """The command of this name in words that work here: run as this one was."""
    started = sys.argv[0]
    return f"{started if started.endswith('/coach') else 'coach'} {name}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.add_argument(
        "--text", action="store_true", help="take the answers from standard input, one a line"
    )
    parser.add_argument(
        "--recording",
        metavar="demo|FOLDER",
        help="play a recorded, spoken check-in with a person, a clock and a store of its own",
    )
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        type=Path,
        default=Path("checkin-demo"),
        help="where the sound and the diary of a recording go (default: ./checkin-demo)",
    )
    parser.add_argument("--person", metavar="NAME", help="who is checking in, by name or id")


def run(args: argparse.Namespace) -> int:
    """Runs the command; the exit code says whether the check-in could be held."""
    if args.recording:
        return _play(args.recording, args.out)
    if not args.text and not sys.stdin.isatty():
        print("No terminal here, so this is the demonstration. With answers to pipe in: --text\n")
        return _play("demo", args.out)
    return asyncio.run(_own(args.person, echo=not sys.stdin.isatty()))


def _play(name: str, out: Path) -> int:
    from coach.recording import load_recording

    recording = load_recording(name)
    # The speech libraries take seconds to import: only where somebody speaks.
    from coach.commands.play import play

    return play(recording, Settings(), out, own_command("checkin"))


async def _own(wanted: str | None, *, echo: bool) -> int:
    async with opened(Settings()) as app:
        person = await the_person(app.store, wanted) or await _newcomer(app, utc_now())
        page = Page(sys.stdout, colour=sys.stdout.isatty())
        lines = typed(page, echo=echo)
        zone = machine_zone()
        done = await talk(app, person, lines, page, now=utc_now, local_zone=zone)
        _tell_end(done)
    return 0


def _tell_end(done: Talk) -> None:
    if done.erased:
        print("\nNothing was kept.")
    elif done.state.check_in.status is Status.DONE:
        print(f"\nSaved. See your nights with: {own_command('diary')}")
    elif not done.ended:
        print(f"\nSaved as far as we got. Go on any time today with: {own_command('checkin')}")


async def _newcomer(app: App, now: datetime) -> Person:
    return await app.store.add_person(Person(id=uuid4(), created_at=now))
