"""How somebody leaves a talk in which a crisis was heard: told in words that fit the door."""

import re

import pytest

from coach.bootstrap import App
from coach.dialogue.exchange import exchange
from coach.dialogue.reply import Sentence
from coach.dialogue.state import State, load
from memory.person import Person
from safety.crisis import resources
from safety.gates import say
from safety.policy import load_policy
from safety.script import load_scripts, script
from tests.talking import MORNING, known_person

CRISIS = "I've been thinking about killing myself"
EMERGENCY = "I have crushing chest pain and I can't breathe"


async def talk(app: App, person: Person, channel: str, *lines: str | None) -> tuple[State, str]:
    """Some turns at one door; where it leads and what the coach said last."""

    async def reload() -> State:
        known = await app.store.person(person.id)
        assert known is not None
        return await load(app.store, known, MORNING, channel=channel, local_zone="Europe/London")

    told: list[Sentence] = []
    state = await reload()
    for words in lines:
        told = []
        done = await exchange(
            app.engine,
            state,
            words,
            now=lambda: MORNING,
            tell=told.append,
            reload=reload,
        )
        state = done.state
    return state, " ".join(sentence.text for sentence in told)


@pytest.mark.parametrize("danger", [CRISIS, EMERGENCY])
async def test_by_voice_nobody_is_told_of_keys_to_press(app: App, danger: str) -> None:
    person = await app.store.add_person(known_person())

    state, told = await talk(app, person, "voice", None, danger, "I have to go now")

    assert "hanging up" in told
    assert "Ctrl" not in told
    assert "999" in told
    assert state.check_in.status == "crisis"


@pytest.mark.parametrize("danger", [CRISIS, EMERGENCY])
async def test_by_typing_the_keys_are_named(app: App, danger: str) -> None:
    person = await app.store.add_person(known_person())

    _, told = await talk(app, person, "text", None, danger, "I have to go now")

    assert "with Ctrl and D" in told
    assert "hanging up" not in told


@pytest.mark.parametrize(("first", "then"), [("text", "voice"), ("voice", "text")])
async def test_the_words_are_those_of_the_door_that_is_open_now(
    app: App, first: str, then: str
) -> None:
    person = await app.store.add_person(known_person())
    await talk(app, person, first, None, CRISIS)

    state, told = await talk(app, person, then, None, CRISIS, "I have to go now")

    assert ("hanging up" if then == "voice" else "with Ctrl and D") in told
    assert state.check_in.channel == first


def test_no_script_speaks_of_keys_and_all_that_is_spoken_passes_the_gate() -> None:
    policy = load_policy()
    spoken = [
        sentence
        for name, filed in load_scripts().items()
        for variant in range(len(filed.variants))
        for line in script(
            name, resources(None), name_of_person="Ana", variant=variant, spoken=True
        )
        for sentence in re.split(r"(?<=[.?!]) ", line.text)
        if not line.on_screen_only
    ]

    assert [s for s in spoken if re.search(r"Ctrl|\bkeys?\b|\bpress\b", s)] == []
    assert [s for s in spoken if not say(s, policy, may_speak=None).allowed] == []
