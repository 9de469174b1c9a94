"""The calls of `test_voice_calls.py`, all held in one process under the time warp.

    python -m tests.timewarp tests.voice_calls [NAME ...]

writes one JSON object: what came of each call, or the error it ended in, by name.
"""

import asyncio
import socket
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

from blockbuster import blockbuster_ctx

from coach.bootstrap import App
from coach.dialogue.engine import Engine
from coach.dialogue.exchange import exchange
from coach.dialogue.state import State, load
from coach.voice.local import Duplex
from memory.person import Person
from safety.ask import LLM, LLMError
from safety.policy import load_policy
from tests.fakes import ScriptedLLM
from tests.fakes_voice import VOICE_HZ
from tests.local_room import DEVICE_HZ, CountedLoudspeaker, EchoingRoom
from tests.simulated import ASKED, aloud
from tests.talking import EARLY, MORNING, NIGHT, REST, known_person
from tests.voice_room import Outcome, Room, house, prepare, room

AT_ONCE = 3
LONGEST_S = 400.0

Script = Callable[[Room], Coroutine[None, None, None]]
Scenario = Callable[[App], Awaitable[Outcome]]
SCENARIOS: dict[str, Scenario] = {}

BED = "I got into bed at half past ten and went to sleep at eleven"
CUT = "I got into bed at half past ten and turned the light off at eleven o'clock"
AFTER = "I wasn't trying to sleep after that"
SOUNDS = (
    *(NIGHT, *REST, BED, CUT, AFTER, "yes", "mm hm", "hm hm", "aaaaaah aaaaah", "not sure"),
    *("I got into bed at", "half past ten", "at half past eleven", "no I am not safe at all"),
    *("I do not want to live any more, I want to end my life", "yes I am forty one"),
    *("no I do not agree", "I want to end my life"),
    *("I can't do this any more", "actually I want to end my life"),
    *(aloud(question) for question in ASKED),
)


def call(
    *,
    threshold: float = 0.02,
    new: bool = False,
    models: bool = False,
    llm: LLM | None = None,
) -> Callable[[Script], Script]:
    """Registers a scenario: what one person does while the call is held."""

    def register(script: Script) -> Script:
        async def held(app: App) -> Outcome:
            person = Person(id=uuid4(), created_at=MORNING) if new else known_person()
            if llm is not None:
                engine = Engine(app.store, app.program, load_policy(), llm, late_s=0.5)
                app = replace(app, engine=engine)
            scene = await room(app, person, threshold=threshold, models=models)
            async with asyncio.TaskGroup() as group:
                calling = group.create_task(scene.call())
                scripted = group.create_task(script(scene))
                result = await calling
                scripted.cancel()
                scene.microphone.close()
            if scene.afterwards is not None:
                await scene.afterwards()
            return await scene.outcome(result)

        SCENARIOS[script.__name__] = held
        return script

    return register


async def typed(app: App, scene: Room, *lines: str) -> State:
    """The same person types these lines, beside the call."""

    async def reload() -> State:
        known = await app.store.person(scene.person.id)
        assert known is not None
        return await load(app.store, known, MORNING, channel="text", local_zone="Europe/London")

    state = await reload()
    for words in (None, *lines):
        done = await exchange(
            app.engine, state, words, now=lambda: MORNING, tell=lambda _: None, reload=reload
        )
        state = done.state
    return state


@call()
async def whole(scene: Room) -> None:
    await scene.answer(NIGHT, *REST, "yes", "yes")


@call(threshold=0.0)
async def barge_in(scene: Room) -> None:
    await scene.until_heard("Tell me about last night in your own words.", 0.8)
    await scene.say(BED)
    await scene.floor()
    scene.hang_up()


@call()
async def false_interruption(scene: Room) -> None:
    await scene.until_heard("Tell me about last night in your own words.", 0.8)
    await scene.say("", sound="aaaaaah aaaaah")
    await scene.floor()
    scene.hang_up()


@call()
async def backchannel(scene: Room) -> None:
    await scene.until_heard("Tell me about last night in your own words.", 0.3)
    await scene.say("mm-hm", sound="mm hm")
    await scene.floor()
    scene.notes["before the answer"] = len([x for x in scene.lines if x.speaker == "person"])
    await scene.say(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def answered_over_the_question(scene: Room) -> None:
    await scene.answer(NIGHT, *REST)
    await scene.until_heard("Is that right?", 0.15)
    await scene.say("yes")
    await scene.until(lambda: any(line.text == "yes" for line in scene.lines))
    scene.hang_up()


@call(threshold=0.999)
async def thinking_pause(scene: Room) -> None:
    await scene.floor()
    await scene.say("I got into bed at")
    await asyncio.sleep(1.7)
    await scene.say("half past ten")
    await scene.floor()
    scene.hang_up()


@call()
async def silence(scene: Room) -> None:
    await scene.floor()


@call()
async def silence_then_words(scene: Room) -> None:
    await scene.floor()
    await scene.until(lambda: any("hear me" in s or "still there" in s for s in scene.asked))
    await asyncio.sleep(2.5)
    await scene.say(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def noise(scene: Room) -> None:
    await scene.floor()
    scene.noise(3.0, 900.0)
    await asyncio.sleep(7.0)
    scene.notes["turns after the noise"] = len([x for x in scene.lines if x.speaker == "person"])
    await scene.say(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def phantom(scene: Room) -> None:
    await scene.floor()
    await scene.say("Thank you for watching.", sound="hm hm")
    await asyncio.sleep(5.0)
    scene.hang_up()


@call()
async def hung_up_in_mid_sentence(scene: Room) -> None:
    await scene.floor()
    scene.begin(CUT)
    await asyncio.sleep(2.2)
    scene.hang_up()


@call()
async def hung_up_on_the_coach(scene: Room) -> None:
    await scene.until_heard("Tell me about last night in your own words.", 0.8)
    scene.hang_up()


@call(threshold=0.0)
async def crisis(scene: Room) -> None:
    await scene.floor()
    await scene.say("I do not want to live any more, I want to end my life")
    await scene.until(lambda: any("Thank you for telling me" in s for s in scene.asked))
    await asyncio.sleep(2.0)
    await scene.say("no I am not safe at all")
    await scene.floor()
    scene.notes["person's lines"] = [x.text for x in scene.lines if x.speaker == "person"]
    await asyncio.sleep(50.0)
    scene.hang_up()


@call()
async def guessed_wrong(scene: Room) -> None:
    scene.ears.misheard["at half past eleven"] = "at half past seven"
    await scene.answer("not sure", "at half past eleven")
    await scene.floor()
    scene.hang_up()


@call()
async def written_from_elsewhere(scene: Room) -> None:
    await scene.floor()
    await typed(scene.app, scene, NIGHT)
    await scene.say(AFTER)
    await scene.floor()
    scene.hang_up()


@call()
async def dead_air(scene: Room) -> None:
    scene.voice.slow_at = {EARLY: 0.1, "Got it.": 7.0}
    await scene.answer(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def words_that_never_came(scene: Room) -> None:
    scene.ears.deaf_to.add(NIGHT)
    await scene.answer(NIGHT)
    await scene.until(lambda: any("say" in s for s in scene.asked if s.startswith("Sorry")))
    scene.ears.deaf_to.clear()
    await asyncio.sleep(3.0)
    await scene.say(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def the_voice_fails(scene: Room) -> None:
    scene.voice.fails_at.add("Tell me about last night in your own words.")
    await scene.floor()
    scene.hang_up()


@call(new=True)
async def no_consent(scene: Room) -> None:
    await scene.answer("yes I am forty one", "no I do not agree")


@call()
async def continued_in_text(scene: Room) -> None:
    async def by_typing() -> None:
        state = await typed(scene.app, scene, *REST, "yes", "yes")
        scene.notes["status"] = str(state.check_in.status)
        scene.notes["channel"] = state.check_in.channel

    scene.afterwards = by_typing
    await scene.answer(NIGHT)
    await scene.floor()
    scene.hang_up()


@call()
async def continued_in_text_and_back(scene: Room) -> None:
    async def by_typing_and_by_voice() -> None:
        await typed(scene.app, scene, REST[0])
        again = Room(scene.app, scene.person, threshold=0.02, models=False)
        async with asyncio.TaskGroup() as group:
            calling = group.create_task(again.call())
            answering = group.create_task(again.answer(*REST[1:], "yes", "yes"))
            result = await calling
            answering.cancel()
            again.microphone.close()
        scene.notes["again"] = asdict(await again.outcome(result))

    scene.afterwards = by_typing_and_by_voice
    await scene.answer(NIGHT)
    await scene.floor()
    scene.hang_up()


async def in_an_echoing_room(app: App, *, cancelled: bool) -> Outcome:
    """The coach opens where her own sound comes back to her; the person says nothing."""
    scene = await room(app, known_person(), threshold=0.02, models=True)
    duplex = Duplex(VOICE_HZ, microphone_hz=DEVICE_HZ, loudspeaker_hz=DEVICE_HZ)
    duplex.loudspeaker = CountedLoudspeaker(VOICE_HZ, DEVICE_HZ)
    walls = EchoingRoom(duplex, cancelled=cancelled)
    finished, hung_up = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        stepping = group.create_task(walls.run())
        calling = group.create_task(scene.call_through(duplex, finished, hung_up))
        with suppress(TimeoutError):
            async with asyncio.timeout(40.0):
                await finished.wait()
                await asyncio.sleep(2.0)
        hung_up.set()
        result = await calling
        stepping.cancel()
        duplex.microphone.close()
    outcome = await scene.outcome(result)
    outcome.notes["stopped"] = duplex.loudspeaker.stopped
    return outcome


SCENARIOS["her_own_echo"] = partial(in_an_echoing_room, cancelled=True)
SCENARIOS["her_own_echo_as_it_is"] = partial(in_an_echoing_room, cancelled=False)


@call(llm=ScriptedLLM([1.5, LLMError("too slow", retryable=True)]))
async def a_late_model(scene: Room) -> None:
    await scene.answer(NIGHT)
    await scene.floor()
    scene.hang_up()


@call(models=True)
async def with_the_models(scene: Room) -> None:
    await scene.answer(BED, "at half past eleven")
    await scene.floor()
    scene.notes["audible"] = await scene.transcript("And when did you start trying to sleep?")
    scene.hang_up()


@call(models=True)
async def a_simulated_morning(scene: Room) -> None:
    for _ in range(2 * len(ASKED)):
        await scene.floor()
        check_in = await scene.app.store.check_in(scene.person.id, MORNING.date())
        assert check_in is not None
        await scene.say(aloud(check_in.question or ""))


@call(models=True, threshold=0.0)
async def crisis_with_the_models(scene: Room) -> None:
    await scene.floor()
    await scene.say("I want to end my life")
    await scene.until(lambda: any("Thank you for telling me" in s for s in scene.asked))
    await asyncio.sleep(1.5)
    await scene.say(BED)
    await scene.floor()
    scene.notes["person's lines"] = [x.text for x in scene.lines if x.speaker == "person"]
    said_again = [i for i, s in enumerate(scene.asked) if s.startswith("Thank you for telling")][-1]
    scene.notes["audible"] = await scene.transcripts(said_again)
    scene.hang_up()


async def held(name: str, app: App, gate: asyncio.Semaphore) -> object:
    """What came of one call, or the error it ended in."""
    async with gate:
        try:
            async with asyncio.timeout(LONGEST_S):
                return asdict(await SCENARIOS[name](app))
        except Exception:  # noqa: BLE001 - the test of this very call shows it
            return {"error": traceback.format_exc()}


async def hold_all(names: list[str]) -> dict[str, object]:
    gate = asyncio.Semaphore(AT_ONCE)
    async with house() as app, asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(held(name, app, gate)) for name in names}
    return {name: task.result() for name, task in tasks.items()}


async def main(names: list[str]) -> dict[str, object]:
    """What came of the calls named, of all where none is, and whether there was a network."""
    prepare(SOUNDS)
    zones = ZoneInfo("Europe/London"), ZoneInfo("UTC")  # files, read once in a process
    watched = ["coach.voice", "coach.dialogue", "memory", "agendas", "safety"]
    with blockbuster_ctx(watched) as guard:
        # Works on the string alone; SQLAlchemy calls it when an engine is made.
        guard.functions["os.path.abspath"].deactivate()
        outcomes = await hold_all(names or list(SCENARIOS))
    others = {name for _, name in socket.if_nameindex()} - {"lo"}
    return {"calls": outcomes, "cut off": not others, "zones": [str(zone) for zone in zones]}
