"""A model reads an answer that the rules could not: checked, bounded, at worst a question."""

import json
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from coach.bootstrap import App
from coach.dialogue.engine import Engine
from coach.dialogue.listen import Known, read
from coach.dialogue.listen.proposed import Proposal, with_proposal
from coach.dialogue.listen.reading import Reading, Value
from coach.dialogue.second_reading import READ_DIARY, read_again
from coach.llm import OpenAILLM
from memory.diary import Field
from safety.ask import LLMError
from safety.policy import load_policy
from tests.fakes import ScriptedLLM
from tests.model_server import ModelServer
from tests.talking import Talk, talk_with

POLICY = load_policy()
UP, LATENCY = Field.OUT_OF_BED, Field.SLEEP_ONSET_LATENCY
NOTHING = Known()
LIMIT_S = 0.2


def _checked(words: str, value: Value, quote: str, field: Field, floor: Reading) -> Reading:
    return with_proposal(floor, Proposal(value, quote), words, field, NOTHING)


@pytest.mark.parametrize(
    ("words", "value", "quote", "field"),
    [
        ("vertical at 7 am", time(7), "vertical at 7 am", UP),
        ("kettle on at 7:20 am", time(7, 20), "7:20 am", UP),
        ("twelve minutes of sheep", 12, "twelve minutes", LATENCY),
        ("let's go with four", 4, "four", Field.QUALITY),
    ],
)
def test_a_proposal_is_taken_where_the_words_bear_it_out(
    words: str, value: Value, quote: str, field: Field
) -> None:
    reading = _checked(words, value, quote, field, Reading())

    assert reading.values == {field: value}


@pytest.mark.parametrize(
    ("words", "value", "quote", "field"),
    [
        ("vertical at 7 am", time(8), "vertical at 7 am", UP),
        ("vertical at 7 am", time(19), "vertical at 7 am", UP),
        ("vertical at 7 am or maybe 8 am", time(7), "7 am", UP),
        ("my husband at 7 am", time(7), "at 7 am", UP),
        ("usually 7 am", time(7), "7 am", UP),
        ("not 7 am", time(7), "7 am", UP),
        ("woke at 7 am", time(7), "7 am", UP),
        ("I had 3 glasses of water", 3, "3 glasses", Field.AWAKENINGS),
        ("two cats jumped on me", 2, "two cats", Field.AWAKENINGS),
        ("I checked the phone four times", 4, "four times", Field.AWAKENINGS),
        ("I checked the phone four times", 4, "four times", Field.QUALITY),
        ("I took two paracetamol", 2, "two paracetamol", Field.QUALITY),
        ("12 minutes, 40 minutes", 40, "40 minutes", LATENCY),
        ("at least 12 minutes", 12, "12 minutes", LATENCY),
        ("twelve minutes of sheep", 720, "twelve minutes", LATENCY),
    ],
)
def test_what_the_words_do_not_bear_out_is_asked_about(
    words: str, value: Value, quote: str, field: Field
) -> None:
    reading = _checked(words, value, quote, field, Reading())

    assert field not in reading.values
    assert field in reading.unclear


@pytest.mark.parametrize("quote", ["at 7 in the morning", "", "...", "vertical at 8 am"])
def test_words_that_were_not_said_count_for_nothing(quote: str) -> None:
    assert _checked("vertical at 7 am", time(7), quote, UP, Reading()) == Reading()


def test_what_the_rules_settled_stands() -> None:
    floor = read("I got up at seven", (UP,), NOTHING)

    reading = _checked("I got up at seven", time(8), "seven", UP, floor)

    assert reading == floor


def test_what_the_rules_left_open_is_never_settled_by_a_model() -> None:
    words = "six"
    floor = read(words, (Field.GOT_INTO_BED,), NOTHING)

    reading = _checked(words, time(18), "six", Field.GOT_INTO_BED, floor)

    assert reading == floor


@pytest.mark.parametrize(
    "said",
    [
        "", "null", "[]", "{}", "not json", '{"value": 7, "quote": "seven"}', '{"value": "07:00"}',
        '{"value": "7am", "quote": "vertical"}', '{"value": null, "quote": ""}',
        '{"value": "07:00", "quote": ["vertical"]}', '{"value": true, "quote": "vertical"}',
        "[" * 500, '{"value": "07:00", "quote": "' + "x" * 700 + '"}',
    ],
)  # fmt: skip
async def test_an_answer_that_is_no_proposal_leaves_the_rules_reading(said: str) -> None:
    llm = ScriptedLLM([said])

    reading = await read_again(Reading(), "vertical", UP, NOTHING, llm, limit_s=LIMIT_S)

    assert reading == Reading()


@pytest.mark.parametrize("failure", [LLMError("gone", retryable=True), 30.0])
async def test_a_failing_or_slow_model_leaves_the_rules_reading(failure: LLMError | float) -> None:
    llm = ScriptedLLM([failure, "late"])

    reading = await read_again(Reading(), "vertical", UP, NOTHING, llm, limit_s=LIMIT_S)

    assert reading == Reading()
    assert llm.open_streams == 0


async def _at_getting_up(app: App, llm: ScriptedLLM | OpenAILLM) -> Talk:
    engine = Engine(app.store, app.program, POLICY, llm, late_s=LIMIT_S, reading_s=LIMIT_S)
    talk = await talk_with(app, engine=engine)
    await talk.say(
        "bed and lights out at eleven, ten minutes to drop off, no wakings, awake at six for good"
    )
    assert talk.question == f"diary.{UP}"
    return talk


def _answer(value: str | int | None, quote: str) -> list[str]:
    return [json.dumps({"value": value, "quote": quote})]


async def test_a_model_helps_with_an_answer_in_odd_words(app: App) -> None:
    llm = ScriptedLLM(["1: Hello."])
    talk = await _at_getting_up(app, llm)
    talk.engine._llm = ScriptedLLM(_answer("06:20", "kettle on at 6:20 am"))

    await talk.say("kettle on at 6:20 am")

    entry = await talk.entry()
    assert entry is not None
    assert entry.out_of_bed_at is not None
    assert entry.out_of_bed_at.astimezone(ZoneInfo("Europe/London")).time() == time(6, 20)


@pytest.mark.parametrize(
    "words",
    ["I want to die", "how many of my 10 mg pills should I take", "I got up at half past six",
     "skip that", "I don't know", "my husband hits me"],
)  # fmt: skip
async def test_only_a_plain_answer_without_a_reading_is_shown_to_the_model(
    app: App, words: str
) -> None:
    talk = await _at_getting_up(app, ScriptedLLM(["1: Hello."]))
    llm = ScriptedLLM(["1: Hello."])
    talk.engine._llm = llm

    await talk.say(words)

    assert all(prompt.name != READ_DIARY.name for prompt in llm.prompts)


LIES = (
    {"value": "09:15", "quote": "the dentist is at quarter past nine"},
    {"value": "09:15", "quote": "quarter past nine"},
    {"value": "06:30", "quote": "I got up at half past six"},
    {"value": "03:00", "quote": ""},
    {"value": 915, "quote": "quarter past nine"},
    {"value": "09:15", "quote": "quarter past nine", "field": "final_awakening_at", "stage": "S7"},
    {"value": "21:15", "quote": "the dentist is at quarter past nine", "confirmed": True},
)


@pytest.mark.system
@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.timeout(60)
@pytest.mark.parametrize("lie", LIES)
async def test_a_lying_model_can_only_cause_a_question(app: App, lie: dict[str, object]) -> None:
    with ModelServer("good", reply=lambda _request: json.dumps(lie)) as server:
        llm = OpenAILLM(base_url=server.base_url, model="m", first_token_s=2.0, stall_s=1.0)
        try:
            talk = await _at_getting_up(app, llm)
            await talk.say("the dentist is at quarter past nine, so there was that")
        finally:
            await llm.aclose()

    entry = await talk.entry()
    assert entry is not None
    assert entry.out_of_bed_at is None
    assert talk.question == f"diary.{UP}"


@pytest.mark.system
@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.timeout(60)
@pytest.mark.parametrize("mode", ["silent", "stall", "garbage", "error500", "endless", "hostile"])
async def test_a_broken_model_leaves_the_talk_with_the_rules(app: App, mode: str) -> None:
    with ModelServer(mode) as server:
        llm = OpenAILLM(base_url=server.base_url, model="m", first_token_s=0.2, stall_s=0.2)
        try:
            talk = await _at_getting_up(app, llm)
            await talk.say("the dentist is at quarter past nine", "half past six")
        finally:
            await llm.aclose()

    entry = await talk.entry()
    assert entry is not None
    assert entry.out_of_bed_at is not None
    assert entry.out_of_bed_at.astimezone(ZoneInfo("Europe/London")).time() == time(6, 30)
