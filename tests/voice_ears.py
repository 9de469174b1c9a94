"""The calls of `test_voice_ears.py`: what is no answer, before the real recogniser and phantoms.

    python -m tests.timewarp tests.voice_ears [NAME ...]

writes one JSON object: what came of each call, or the error it ended in, by name.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import asdict

import numpy as np
from livekit import rtc

from coach.bootstrap import App
from coach.voice.headless import MICROPHONE_HZ, SilentLoudspeaker
from tests.fakes_voice import VOICE_HZ
from tests.talking import known_person
from tests.voice_room import Room, house, prepare, room

LONGEST_S = 300.0
AT_ONCE = 2
"""These calls have the real recogniser: more of them at once would not be in time."""
OPENING = "Tell me about last night in your own words."
ANSWER = "I got into bed at half past ten."
HUM = "hm"


class CountingLoudspeaker(SilentLoudspeaker):
    """Counts the most frames that it was handed in one turn of the event loop."""

    def __init__(self) -> None:
        super().__init__(VOICE_HZ)
        self.most_in_a_turn = 0
        self._in_this_turn = 0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if not self._in_this_turn:
            asyncio.get_running_loop().call_soon(self._turn_over)
        self._in_this_turn += 1
        self.most_in_a_turn = max(self.most_in_a_turn, self._in_this_turn)

    def _turn_over(self) -> None:
        self._in_this_turn = 0


def _heard(scene: Room) -> list[str | None]:
    return [line.text for line in scene.lines if line.speaker == "person"]


async def _a_sound(scene: Room, sound: Callable[[], Awaitable[object]]) -> None:
    """The sound is all there is, then the person answers."""
    await scene.floor()
    await sound()
    await asyncio.sleep(6.0)
    scene.notes["taken for"] = _heard(scene)
    await scene.say(ANSWER)
    await scene.until(lambda: any(text and "half past ten" in text for text in _heard(scene)))
    scene.hang_up()


async def hum(scene: Room) -> None:
    """Somebody hums while thinking."""
    await _a_sound(scene, lambda: scene.say("", sound=HUM))


async def noise(scene: Room) -> None:
    """Three seconds of a loud fan."""

    async def fan() -> None:
        scene.noise(3.0, 900.0)
        await asyncio.sleep(3.0)

    await _a_sound(scene, fan)


async def a_long_hum(scene: Room) -> None:
    """Somebody hums the length of a sentence, in one tone."""

    async def tone() -> None:
        times = np.arange(int(2.0 * MICROPHONE_HZ)) / MICROPHONE_HZ
        pcm = sum(4000 / n * np.sin(2 * np.pi * 130 * n * times) for n in (1, 2, 3))
        scene.microphone.say_words("", np.asarray(pcm).astype(np.int16))
        await asyncio.sleep(2.0)

    await _a_sound(scene, tone)


async def silence(scene: Room) -> None:
    """Nobody says anything, to the goodbye."""
    await scene.floor()


async def hum_over_the_coach(scene: Room) -> None:
    """Somebody hums while the coach speaks."""
    await scene.until(lambda: OPENING in scene.asked)
    await scene.until_audible(scene.loudspeaker.audible_s + 1.5)
    await scene.say("", sound=HUM)
    await scene.floor()
    scene.hang_up()


SCENARIOS = {each.__name__: each for each in (hum, noise, a_long_hum, silence, hum_over_the_coach)}


async def held(name: str, app: App, gate: asyncio.Semaphore) -> object:
    """What came of one call, or the error it ended in."""
    try:
        async with gate, asyncio.timeout(LONGEST_S):
            scene = await room(app, known_person(), threshold=0.02, models=True)
            loudspeaker = CountingLoudspeaker()
            scene.loudspeaker = loudspeaker
            async with asyncio.TaskGroup() as group:
                calling = group.create_task(scene.call())
                scripted = group.create_task(SCENARIOS[name](scene))
                result = await calling
                scripted.cancel()
                scene.microphone.close()
            scene.notes["frames in a turn"] = loudspeaker.most_in_a_turn
            return asdict(await scene.outcome(result))
    except Exception:  # noqa: BLE001 - the test of this very call shows it
        return {"error": traceback.format_exc()}


async def main(names: list[str]) -> dict[str, object]:
    """What came of the calls named, of all where none is."""
    prepare([ANSWER, HUM])
    gate = asyncio.Semaphore(AT_ONCE)
    async with house() as app, asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(held(name, app, gate)) for name in names or SCENARIOS}
    return {name: task.result() for name, task in tasks.items()}
