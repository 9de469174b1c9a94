"""Holds a check-in through this machine's microphone and loudspeaker, and shows what is said.

Called by `coach checkin --voice`. Ctrl-C saves and leaves, and so does a device that goes away.
In a terminal a line may be typed instead of said; their end (Ctrl-D) leaves too.
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coach.bootstrap import App
from coach.commands.clock import machine_zone, utc_now
from coach.commands.lines import show
from coach.settings import Settings
from coach.terminal import Page, stdin_lines
from coach.voice.hold import hold
from coach.voice.line import CallResult
from coach.voice.local import Duplex
from coach.voice.models import loaded
from coach.voice.portaudio import Devices, connected
from memory.person import Person


async def aloud(
    app: App, person: Person, settings: Settings, devices: Devices, *, half_duplex: bool
) -> CallResult:
    """One check-in by voice, to its end or until somebody leaves; all heard is saved either way.

    Raises:
        coach.voice.portaudio.SoundError: a device does not open.
        coach.speech.SpeechError, coach.voice.model_folder.SpeechModelError: a model is unusable.
    """
    page = Page(sys.stdout, colour=sys.stdout.isatty())
    hung_up = asyncio.Event()

    def lost() -> None:
        print("\nThe sound device went away.", file=sys.stderr)
        hung_up.set()

    async with loaded(settings) as models:
        duplex = Duplex(
            models.tts.sample_rate,
            microphone_hz=devices.microphone.rate_hz,
            loudspeaker_hz=devices.loudspeaker.rate_hz,
            half_duplex=half_duplex,
        )
        with connected(devices, duplex, lost), _interrupted(hung_up.set):
            keys = "Ctrl-C saves and leaves."
            if sys.stdin.isatty():
                keys = f"You may type as well, a line at a time. {keys}"
            print(f"Microphone: {devices.microphone.name}. {keys}\n", flush=True)
            try:
                return await hold(
                    app,
                    person,
                    duplex.microphone,
                    duplex.loudspeaker,
                    models=models,
                    now=utc_now,
                    local_zone=machine_zone(),
                    hung_up=hung_up,
                    tell=lambda line: show(page, line),
                    lines=stdin_lines() if sys.stdin.isatty() else None,
                )
            finally:
                duplex.microphone.close()


@contextmanager
def _interrupted(leave: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C leaves in good order; a second one stops everything, as it always does."""
    loop = asyncio.get_running_loop()

    def once() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        leave()

    try:
        loop.add_signal_handler(signal.SIGINT, once)
    except NotImplementedError:
        # Windows: Ctrl-C cancels the call, which saves what was heard as it goes.
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
