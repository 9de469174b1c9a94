"""Caffeine, alcohol and medicines told in passing: noted in their own words, without comment."""

import pytest

from coach.bootstrap import App
from coach.dialogue.beside_night import noted
from memory.diary import Field
from tests.talking import NIGHT, REST, Talk, talk_with


async def _asked(app: App) -> Talk:
    talk = await talk_with(app)
    await talk.say(NIGHT)
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "I had three beers last night",
        "I had two coffees in the afternoon and a glass of wine",
        "I took half a sleeping pill",
        "took a zopiclone at ten",
    ],
)
async def test_it_is_noted_and_the_open_question_stands(app: App, words: str) -> None:
    talk = await _asked(app)
    before = talk.question

    await talk.say(words, words)

    entry = await talk.entry()
    assert entry is not None
    assert entry.note == words
    assert talk.question == before
    assert Field.EARLY_WAKE_AWAKE not in entry.sources


async def test_it_is_noted_beside_the_account_of_a_night(app: App) -> None:
    talk = await talk_with(app)

    await talk.say(f"{NIGHT} I had two coffees in the afternoon.")

    entry = await talk.entry()
    assert entry is not None
    assert entry.note == "I had two coffees in the afternoon"
    assert entry.sleep_onset_latency_min == 40


async def test_what_is_taken_now_and_then_is_noted_whole(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("in bed at eleven, an Ambien now and then, up at seven")

    entry = await talk.entry()
    assert entry is not None
    assert entry.note == "an Ambien now and then"


async def test_it_is_no_answer_to_the_read_back(app: App) -> None:
    talk = await _asked(app)
    await talk.say(*REST)

    await talk.say("I took half a sleeping pill")

    entry = await talk.entry()
    assert entry is not None
    assert entry.note == "I took half a sleeping pill"
    assert entry.confirmed_at is None
    assert talk.question == "diary.confirm"
    assert "your note" in talk.told


@pytest.mark.parametrize(
    "words",
    [
        "should I take melatonin?",
        "my wife had a glass of wine",
        "I got up for a glass of water",
        "I took forty minutes to fall asleep",
        "twenty minutes",
        "no naps",
    ],
)
async def test_what_is_none_of_it_is_not_noted(app: App, words: str) -> None:
    talk = await _asked(app)
    assert talk.state is not None

    state, rest = noted(talk.state, words)

    assert rest == words
    assert state == talk.state
