"""The calls of `test_voice_floor.py`: who is cut short, hung up on, or waits for the other.

Held like those of `voice_calls`:

    python -m tests.timewarp tests.voice_floor [NAME ...]
"""

import asyncio
import errno
from dataclasses import asdict
from functools import partial

from coach.bootstrap import App
from memory.checkin import CheckIn, Hearing
from tests import voice_calls
from tests.talking import MORNING, NIGHT, REST, known_person
from tests.voice_calls import AFTER, CUT, SCENARIOS, Script, call
from tests.voice_room import Outcome, Room, house, room
from tests.voice_words import EXCUSE, FIRST_OF_CRISIS

_OF_VOICE_CALLS = frozenset(SCENARIOS)
BYE = "Have a good day, Sam."
CANNOT = "I can't do this any more"
LATER = "actually I want to end my life"


async def to_the_goodbye(scene: Room, seconds: float) -> None:
    """Goes through a whole check-in, until the coach is so many seconds into her last sentence."""
    for words in (NIGHT, *REST, "yes", "yes"):
        await scene.floor()
        scene.type(words)
    await scene.until(lambda: BYE in scene.asked)
    before_s = sum(scene.voice.length_s(each) for each in scene.asked[: scene.asked.index(BYE)])
    await scene.until_audible(before_s + seconds)


@call(threshold=0.0)
async def excused_and_then_cut(scene: Room) -> None:
    await scene.floor()
    opening_s = scene.loudspeaker.audible_s
    scene.voice.slow_at = {FIRST_OF_CRISIS: 6.0}
    await scene.say("I want to end my life")
    await scene.until(lambda: EXCUSE in scene.asked)
    await scene.until_audible(opening_s + scene.voice.length_s(EXCUSE) + 0.6)
    await scene.say("no I am not safe at all")
    await scene.floor()
    scene.hang_up()


@call(threshold=0.0)
async def over_the_goodbye(scene: Room) -> None:
    await to_the_goodbye(scene, scene.voice.length_s(BYE) - 0.45)
    await scene.say(LATER)
    await scene.floor()
    scene.hang_up()


@call(threshold=0.0)
async def a_hum_over_the_goodbye(scene: Room) -> None:
    await to_the_goodbye(scene, scene.voice.length_s(BYE) - 0.45)
    await scene.say("", sound="hm hm")


@call(threshold=0.0)
async def silent_about_their_life(scene: Room) -> None:
    await scene.floor()
    await scene.say(CANNOT)
    await scene.until(lambda: FIRST_OF_CRISIS in scene.asked)
    await scene.floor()
    await scene.until(lambda: "still here with you" in scene.asked[-1])
    scene.hang_up()


@call(threshold=0.0)
async def a_cough_in_dead_air(scene: Room) -> None:
    scene.voice.slow_at = {"Got it.": 60.0}
    await scene.answer(NIGHT)
    await scene.until(lambda: "Got it." in scene.asked)
    await asyncio.sleep(0.6)
    await scene.say("", sound="aaaaaah aaaaah")
    await scene.floor()
    scene.hang_up()


@call(threshold=0.0)
async def late_ears(scene: Room) -> None:
    await scene.floor()
    scene.ears.guesses, scene.ears.decode_s = False, 4.5
    await scene.say(NIGHT)
    await scene.until(lambda: any("Got into bed" in (line.text or "") for line in scene.lines))
    scene.notes["before the answer"] = list(scene.asked)
    await scene.floor()
    scene.hang_up()


async def in_trouble(script: Script, app: App) -> Outcome:
    """A call that may end in an error: what was heard of it, and the error."""
    scene = await room(app, known_person(), threshold=0.0, models=False)
    async with asyncio.TaskGroup() as group:
        scripted = group.create_task(script(scene))
        try:
            result = await scene.call()
            scene.notes["status"] = str(result.state.check_in.status)
        except Exception as error:  # noqa: BLE001 - the test shows it
            scene.notes["error"] = [type(error).__name__, str(error)]
        scripted.cancel()
        scene.microphone.close()
    return Outcome(
        asked=scene.asked, lines=[asdict(line) for line in scene.lines], notes=scene.notes
    )


async def erased_meanwhile(scene: Room) -> None:
    await scene.floor()
    await scene.app.store.erase(scene.person.id, MORNING)
    await scene.say(AFTER)


async def erased_and_in_need(scene: Room) -> None:
    await scene.floor()
    await scene.app.store.erase(scene.person.id, MORNING)
    await scene.say("I want to end my life")
    await scene.floor()
    await scene.say("no I am not safe at all")
    await scene.floor()
    scene.hang_up()


async def no_room_for_the_last_words(scene: Room) -> None:
    async def full(hearing: Hearing) -> CheckIn:
        raise OSError(errno.ENOSPC, "No space left on device")

    await scene.floor()
    scene.begin(CUT)
    await asyncio.sleep(2.2)
    scene.app.store.hear = full  # type: ignore[method-assign]  # a disk cannot be filled here
    scene.hang_up()


async def on_a_full_disk(_: App) -> Outcome:
    """In a house of its own: the disk of the others is not full."""
    async with house() as app:
        return await in_trouble(no_room_for_the_last_words, app)


for _script in (erased_meanwhile, erased_and_in_need):
    SCENARIOS[_script.__name__] = partial(in_trouble, _script)
SCENARIOS[no_room_for_the_last_words.__name__] = on_a_full_disk


async def main(names: list[str]) -> dict[str, object]:
    """What came of the calls named, of all of this module where none is."""
    return await voice_calls.main(names or [n for n in SCENARIOS if n not in _OF_VOICE_CALLS])
