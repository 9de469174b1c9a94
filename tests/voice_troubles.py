"""The calls of `test_voice_troubles.py`: typed lines, ears and voices that fail, a television.

Held like those of `voice_calls`:

    python -m tests.timewarp tests.voice_troubles [NAME ...]
"""

import asyncio

from tests import voice_calls
from tests.talking import NIGHT, REST
from tests.voice_calls import AFTER, BED, SCENARIOS, call
from tests.voice_room import Room
from tests.voice_words import HELP

_OF_VOICE_CALLS = frozenset(SCENARIOS)


STAYING = ("I'm still here with you.", "Take all the time you need.", "whenever you can.")
"""How the coach ends what she says to somebody who is silent in a crisis."""


async def unheard(scene: Room, words: str) -> None:
    """Says this twice to ears that fail, and waits for what the coach says to it."""
    await scene.say(words)
    await scene.until(lambda: any(s.startswith("Sorry, could you") for s in scene.asked))
    await asyncio.sleep(5.0)
    await scene.say(words)
    await scene.until(lambda: any("make out your words" in s for s in scene.asked))


@call()
async def typed_over_the_coach(scene: Room) -> None:
    await scene.until_heard("Tell me about last night in your own words.", 0.8)
    scene.type(f"  {NIGHT}\n")
    await scene.floor()
    await asyncio.sleep(5.0)
    scene.hang_up()


@call()
async def typed_and_spoken_in_turns(scene: Room) -> None:
    for place, words in enumerate([NIGHT, *REST, "yes", "yes"]):
        await scene.floor()
        if place % 2:
            await scene.say(words)
        else:
            scene.type("   ")
            scene.type(words)


@call()
async def typed_twice_at_once(scene: Room) -> None:
    await scene.floor()
    scene.type(BED)
    scene.type("it took me twenty minutes to fall asleep")
    await scene.floor()
    await asyncio.sleep(3.0)
    scene.hang_up()


@call()
async def a_crisis_is_typed(scene: Room) -> None:
    await scene.until_heard("Tell me about last night in your own words.", 0.8)
    scene.type("I want to end my life")
    await scene.floor()
    scene.hang_up()


@call()
async def deaf(scene: Room) -> None:
    await scene.floor()
    scene.ears.fails = True
    await unheard(scene, NIGHT)
    await asyncio.sleep(12.0)
    await scene.say(NIGHT)
    await asyncio.sleep(5.0)
    scene.type(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def deaf_and_nobody_types(scene: Room) -> None:
    await scene.answer(NIGHT)
    await scene.floor()
    scene.ears.fails = True
    await unheard(scene, AFTER)
    for _ in range(2):
        await asyncio.sleep(9.0)
        await scene.say(AFTER)


@call()
async def deaf_in_a_crisis(scene: Room) -> None:
    await scene.answer("I want to end my life")
    await scene.floor()
    scene.ears.fails = True
    await unheard(scene, "no I am not safe at all")
    scene.notes["until then"] = len(scene.asked)
    await asyncio.sleep(110.0)
    scene.hang_up()


@call()
async def deaf_and_well_again(scene: Room) -> None:
    await scene.floor()
    scene.ears.fails = True
    await unheard(scene, NIGHT)
    await asyncio.sleep(12.0)
    scene.ears.fails = False
    await scene.say(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def the_ear_breaks(scene: Room) -> None:
    await scene.floor()
    scene.ears.breaks = 1
    await scene.say(NIGHT)
    await scene.until(lambda: any("make out your words" in s for s in scene.asked))
    await asyncio.sleep(10.0)
    await scene.say(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def mute(scene: Room) -> None:
    await scene.floor()
    scene.voice.fails = True
    asking = ("still try to sleep?", "naps yesterday?", "was your sleep?", "Is that right?")
    for words, question in zip((NIGHT, *REST), asking, strict=True):
        scene.type(words)
        await scene.until(lambda: scene.shown.endswith(question))  # noqa: B023 - awaited at once
    scene.notes["shown"] = scene.shown
    scene.voice.fails = False
    scene.type("yes")
    await scene.floor()
    scene.hang_up()


@call()
async def owed_in_silence(scene: Room) -> None:
    await scene.floor()
    scene.voice.fails_at.add(HELP)
    await scene.say("I want to end my life")
    await scene.until(lambda: HELP in scene.asked)
    scene.voice.fails_at.clear()
    await scene.until(lambda: len([s for s in scene.asked if s.endswith(STAYING)]) == 2)
    scene.notes["until then"] = len(scene.asked)
    scene.type("Ireland")
    await asyncio.sleep(15.0)
    scene.hang_up()


@call()
async def a_television(scene: Room) -> None:
    await scene.floor()
    scene.chatter(120.0)
    await asyncio.sleep(115.0)
    scene.hang_up()


@call()
async def a_television_with_pauses(scene: Room) -> None:
    await scene.floor()
    for _ in range(30):
        scene.chatter(3.0)
        await asyncio.sleep(5.0)
    scene.hang_up()


@call()
async def a_television_and_a_person(scene: Room) -> None:
    await scene.floor()
    scene.chatter(32.0)
    await asyncio.sleep(36.0)
    scene.notes["before the answer"] = list(scene.asked)
    await scene.say(NIGHT)
    await scene.floor()
    scene.hang_up()


async def main(names: list[str]) -> dict[str, object]:
    """As `voice_calls.main`, of the calls in here where none is named."""
    own = [name for name in SCENARIOS if name not in _OF_VOICE_CALLS]
    return await voice_calls.main(names or own)
