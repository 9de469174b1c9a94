"""`coach checkin`: holds a check-in by typing, by voice, from standard input or a recording."""

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from coach.bootstrap import App, opened
from coach.commands.clock import machine_zone, utc_now
from coach.commands.usage import UsageError
from coach.commands.who import called, the_person
from coach.dialogue.state import State
from coach.settings import Settings
from coach.speech import Kind, Origin, model_in_use
from coach.terminal import Page, talk, typed
from coach.voice.portaudio import found
from memory.checkin import Status
from memory.person import Person
from safety.content import ContentError


def own_command(name: str) -> str:
    """The command of this name in words that work here: run as this one was."""
    started = sys.argv[0]
    return f"{started if started.endswith('/coach') else 'coach'} {name}"


def run(args: argparse.Namespace) -> int:
    """Runs the command; the exit code says whether the check-in could be held."""
    _refuse_what_does_not_go_together(args)
    if args.voice:
        return _by_voice(args.person, half_duplex=args.half_duplex)
    if args.recording:
        return _play(args.recording, args.out)
    if not args.text and not sys.stdin.isatty():
        if args.person:
            raise UsageError(
                "no terminal here to talk in: add --text to take the answers from standard input."
            )
        print("No terminal here, so this is the demonstration. With answers to pipe in: --text\n")
        return _play("demo", args.out)
    return asyncio.run(_own(args.person, echo=not sys.stdin.isatty()))


def _refuse_what_does_not_go_together(args: argparse.Namespace) -> None:
    other = "--text" if args.text else "--recording" if args.recording else None
    if args.voice and other:
        raise UsageError(
            f"--voice takes the answers from the microphone, so {other} cannot go with it: "
            "leave one of them out."
        )
    if args.recording and args.text:
        raise UsageError(
            "--recording takes the answers from the recording, so --text cannot go with it: "
            "leave one of them out."
        )
    if args.recording and args.person:
        raise UsageError(
            "a recording has a person of its own and keeps nothing, so --person cannot go with "
            "it: leave it out."
        )
    if args.half_duplex and not args.voice:
        raise UsageError("--half-duplex is about the microphone: it needs --voice.")


def _by_voice(wanted: str | None, *, half_duplex: bool) -> int:
    settings = Settings()
    devices = found(settings.speech.microphone, settings.speech.loudspeaker)
    _warn_of_demonstration(settings)
    # The speech libraries take seconds to import: only where somebody speaks.
    from coach.commands.aloud import aloud

    async def own() -> int:
        async with opened(settings) as app:
            await app.store.facts.sweep(utc_now())
            person = await _who(app, wanted)
            result = await aloud(app, person, settings, devices, half_duplex=half_duplex)
            _tell_end(result.state, ended=result.ended, erased=result.erased)
        return 0

    return asyncio.run(own())


def _warn_of_demonstration(settings: Settings) -> None:
    """Says first what the demonstration models cannot do.

    Raises:
        coach.speech.SpeechError: what the settings name cannot be used.
    """
    in_use = {kind: model_in_use(settings, kind).origin for kind in Kind}
    if in_use[Kind.WHISPER] is Origin.DEMO:
        print("What would hear you is the demonstration model. It knows only the words of the")
        print("demonstration and takes everything else for one of them: do not rely on it.")
    elif in_use[Kind.VOICE] is Origin.DEMO:
        print("What speaks is the demonstration voice: it is hard to follow, and made for tests.")
    if Origin.DEMO in in_use.values():
        print(f"For a real check-in by voice, first: {own_command('setup')}\n", flush=True)


def _play(name: str, out: Path) -> int:
    from coach.recording import load_recording

    try:
        recording = load_recording(name)
    except ContentError as error:
        raise UsageError(f"this recording cannot be played. {error}") from error
    # The speech libraries take seconds to import: only where somebody speaks.
    from coach.commands.play import play

    return play(recording, Settings(), out, own_command("checkin"))


async def _own(wanted: str | None, *, echo: bool) -> int:
    async with opened(Settings()) as app:
        await app.store.facts.sweep(utc_now())
        person = await _who(app, wanted)
        page = Page(sys.stdout, colour=sys.stdout.isatty())
        lines = typed(page, echo=echo)
        zone = machine_zone()
        done = await talk(app, person, lines, page, now=utc_now, local_zone=zone)
        _tell_end(done.state, ended=done.ended, erased=done.erased)
    return 0


def _tell_end(state: State, *, ended: bool, erased: bool) -> None:
    if erased:
        print("\nNothing was kept.")
    elif state.check_in.status is Status.DONE:
        print(f"\nSaved. See your nights with: {own_command('diary')}")
    elif not ended:
        print(f"\nSaved as far as we got. Go on any time today with: {own_command('checkin')}")


async def _who(app: App, wanted: str | None) -> Person:
    """Who checks in: somebody known, or new.

    Raises:
        UsageError: nobody is meant for sure, or they are under way in another programme.
    """
    person = await the_person(app.store, wanted) or await _newcomer(app, utc_now())
    if person.stage not in {"S0", *(stage.id for stage in app.program.stages)}:
        raise UsageError(
            f"{called(person)} is under way in another programme than {app.program.id!r}. "
            "Set COACH_PROGRAM to that one, or give this one a data folder of its own with "
            "COACH_DATA_DIR."
        )
    return person


async def _newcomer(app: App, now: datetime) -> Person:
    return await app.store.add_person(Person(id=uuid4(), created_at=now))
