"""The bridge without a session: what LiveKit may call early or with words of its own."""

from collections.abc import AsyncIterator

import pytest
from livekit.agents import FlushSentinel, ModelSettings, llm

from coach.bootstrap import App
from coach.dialogue.state import load
from coach.voice.bridge import Coach
from coach.voice.ledger import Ledger
from coach.voice.session import NoLLM
from safety.policy import load_policy
from tests.talking import MORNING, NIGHT, known_person


async def bridge(app: App) -> tuple[Coach, Ledger]:
    person = await app.store.add_person(known_person())
    state = await load(app.store, person, MORNING, channel="voice", local_zone="UTC")

    async def run_now(work: object) -> object:
        raise AssertionError(f"nothing is to be written here: {work!r}")

    ledger = Ledger(app, person, state, now=lambda: MORNING, spawn=run_now)  # type: ignore[arg-type]  # refuses all
    coach = Coach(
        app.engine,
        ledger,
        load_policy(),
        spoken=str,
        is_cached=lambda _: False,
        worded=lambda: None,
        judged_ended=lambda: None,
        heard=lambda _: None,
        lost=lambda _: None,
        made_out=lambda _: None,
        broke=lambda: None,
        unspoken=lambda _: None,
    )
    return coach, ledger


def heard(words: str) -> llm.ChatContext:
    context = llm.ChatContext.empty()
    context.add_message(role="user", content=words)
    return context


async def thought(coach: Coach, words: str) -> list[object]:
    return [part async for part in coach.llm_node(heard(words), [], ModelSettings())]


async def text_of(words: str) -> AsyncIterator[str]:
    yield words


async def test_a_reply_thought_of_in_advance_writes_nothing(app: App) -> None:
    coach, ledger = await bridge(app)

    first = await thought(coach, NIGHT)
    second = await thought(coach, NIGHT)

    assert [str(part) for part in first if isinstance(part, str)] == [
        str(part) for part in second if isinstance(part, str)
    ]
    assert await app.store.turns(ledger.state.check_in.id) == []


async def test_each_sentence_is_a_segment_of_its_own(app: App) -> None:
    coach, _ = await bridge(app)

    parts = await thought(coach, NIGHT)

    assert len(parts) > 2
    assert all(isinstance(part, str) for part in parts[::2])
    assert all(isinstance(part, FlushSentinel) for part in parts[1::2])


async def test_a_sentence_nobody_let_out_is_not_spoken(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    coach, _ = await bridge(app)
    await thought(coach, NIGHT)

    sound = coach.tts_node(text_of("Take two sleeping pills."), ModelSettings())

    assert [frame async for frame in sound] == []
    assert "was not spoken" in caplog.text
    assert "pills" not in caplog.text


def test_the_model_of_the_session_refuses_to_answer() -> None:
    with pytest.raises(RuntimeError, match="the engine answers"):
        NoLLM().chat(chat_ctx=llm.ChatContext.empty())
