"""`coach checkin`: holds a check-in in this terminal, from standard input, or from a recording."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from agendas.agenda import Agenda, Kind
from agendas.planner import plan
from coach.bootstrap import App, opened
from coach.commands.clock import machine_zone, utc_now
from coach.commands.usage import UsageError
from coach.commands.who import the_person
from coach.dialogue.state import State, load
from coach.recording import Recording, load_recording
from coach.settings import Settings, apart
from coach.terminal import Page, Talk, recorded, talk, typed
from memory.checkin import Status
from memory.person import Person

DAY = timedelta(days=1)


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
        metavar="demo|FILE",
        help="play a recorded check-in with a person, a clock and a store of its own",
    )
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        type=Path,
        default=Path("checkin-demo"),
        help="where a recording's transcript, diary and agenda go (default: ./checkin-demo)",
    )
    parser.add_argument("--person", metavar="NAME", help="who is checking in, by name or id")


def run(args: argparse.Namespace) -> int:
    """Runs the command; the exit code says whether the check-in could be held."""
    if args.recording:
        return asyncio.run(_play(load_recording(args.recording), args.out))
    if not args.text and not sys.stdin.isatty():
        if args.person:
            raise UsageError(
                "no terminal here to talk in: add --text to take the answers from standard input."
            )
        print("No terminal here, so this is the demonstration. With answers to pipe in: --text\n")
        return asyncio.run(_play(load_recording("demo"), args.out))
    return asyncio.run(_own(args.person, echo=not sys.stdin.isatty()))


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


async def _play(recording: Recording, out: Path) -> int:
    """Plays a recording in a throw-away store, and shows what came of it."""
    with tempfile.TemporaryDirectory(prefix="nightjar-") as folder:
        settings = apart(Path(folder))
        async with opened(settings) as app:
            now = _clock(recording)
            person = await _newcomer(app, recording.opened_at)
            page = Page(sys.stdout, colour=sys.stdout.isatty())
            lines = recorded(page, list(recording.says))
            done = await talk(app, person, lines, page, now=now, local_zone=recording.local_zone)
            if done.erased:
                print("\nNothing of this person is kept, so there is no diary to show.")
                return 0
            left_over = await lines()
            known = await app.store.person(person.id) or person
            tomorrow = await load(
                app.store, known, now() + DAY, channel="text", local_zone=recording.local_zone
            )
            agenda = plan(tomorrow.day(), app.program)
            kept = await app.store.export(person.id)
    _show(done.state, agenda)
    _write(out, kept, agenda)
    print(f"\nTranscript, diary and agenda are in {out}/. Nothing else was kept.")
    print(f"Start your own check-in with: {own_command('checkin')}")
    if not done.ended or left_over is not None:
        print("The recording and the coach did not end together.", file=sys.stderr)
        return 1
    return 0


def _clock(recording: Recording) -> Callable[[], datetime]:
    """The recording's own clock: every look at it is a moment later."""
    ticks: Iterator[int] = count()
    step = timedelta(seconds=recording.seconds_a_turn / 2)
    return lambda: recording.opened_at + next(ticks) * step


def _show(state: State, agenda: Agenda) -> None:
    from coach.commands.diary import night_table

    print(f"\nThe diary of the night to {state.check_in.night:%A %d %B %Y}")
    night_table(list(state.nights.values()), sys.stdout)
    print(f"\nThe next agenda, for {agenda.night:%A %d %B}: about {agenda.seconds} seconds")
    for item in agenda.items:
        if item.kind is not Kind.QUESTION or item.id == "diary.open":
            print(f"  {item.id:<18} {item.reason}")
    asked = [i for i in agenda.of(Kind.QUESTION) if i.id != "diary.open"]
    print(f"  {'questions':<18} up to {len(asked)}, for what the first answer leaves open")


def _write(out: Path, kept: dict[str, object], agenda: Agenda) -> None:
    out.mkdir(parents=True, exist_ok=True)
    _dump(out / "checkin.json", kept)
    items = [{"id": i.id, "kind": i.kind, "reason": i.reason} for i in agenda.items]
    _dump(out / "agenda.json", {"night": agenda.night.isoformat(), "items": items})


def _dump(path: Path, tree: object) -> None:
    path.write_text(json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
