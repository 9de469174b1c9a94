"""Holds one check-in by voice for a door that has a microphone and a loudspeaker of its own.

The recording, `--voice` and the tests all come through here.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from livekit.agents.voice import io

from coach.bootstrap import App
from coach.dialogue.state import VOICE, load
from coach.voice.call import Call, Lines
from coach.voice.line import CallResult, Line
from coach.voice.session import SpeechModels, own_sound
from memory.person import Person


async def hold(
    app: App,
    person: Person,
    microphone: io.AudioInput,
    loudspeaker: io.AudioOutput,
    *,
    models: SpeechModels,
    now: Callable[[], datetime],
    local_zone: str,
    hung_up: asyncio.Event | None = None,
    your_turn: Callable[[], None] = lambda: None,
    tell: Callable[[Line], None] = lambda _: None,
    lines: Lines | None = None,
    unlikely_threshold: float | None = None,
) -> CallResult:
    """Holds one check-in by voice through a microphone and a loudspeaker.

    Args:
        app: the running coach.
        person: who speaks.
        microphone: their sound.
        loudspeaker: where the coach is heard; it should be able to pause.
        models: hear and speak.
        now: the clock, aware.
        local_zone: the machine's zone.
        hung_up: set from outside to end the call.
        your_turn: called whenever the coach has finished and waits.
        tell: told every line once it is written.
        lines: what they type beside the talk, a line a call; a None ends it.
        unlikely_threshold: see `build_session`.
    """
    state = await load(app.store, person, now(), channel=VOICE, local_zone=local_zone)
    call = Call(
        app,
        person,
        state,
        models=models,
        now=now,
        your_turn=your_turn,
        tell=tell,
        unlikely_threshold=unlikely_threshold,
    )
    async with own_sound(microphone, loudspeaker) as connect:
        return await call.run(connect, hung_up or asyncio.Event(), lines)
