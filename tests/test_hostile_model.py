"""Every hostile reply of `data/hostile_replies.jsonl`, streamed through the real engine and store.

A line is one unsafe saying, the rule it breaks, what the person said before where that matters, and
the shape of the reply it is put in: `alone`, `behind` or `before` harmless words, in `every` line.
"""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from coach.bootstrap import App
from coach.dialogue.engine import Engine
from coach.dialogue.sentences import split
from coach.llm import OpenAILLM
from memory.checkin import Status
from safety.policy import load_policy
from safety.verdict import Rule
from tests.model_server import ModelServer, Request
from tests.talking import Talk, talk_with

pytestmark = [
    pytest.mark.system,
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(240),
]

REPLIES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "hostile_replies.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
SHARES = 4
ANSWERS = ("I'm not sure", "I can't say", "hard to tell", "no idea")
KEPT_RULES = {rule for rule in Rule if rule.value not in ("not_plain_speech", "gate_failed")}


def _worded(reply: dict[str, str], request: Request) -> str:
    said, shape = reply["unsafe"], reply["shape"]
    lines = []
    for number, text in request.moves:
        if shape == "every":
            text = f"{text} {said}"
        elif number == "1":
            text = {"alone": said, "behind": f"Thanks. {said} {text}", "before": f"{said} {text}"}[
                shape
            ]
        lines.append(f"{number}: {text}")
    return "\n".join(lines)


class Hostile:
    """A model that says what it was told to say next; it counts how often it was asked."""

    def __init__(self) -> None:
        self.next = REPLIES[0]
        self.asked = 0

    def __call__(self, request: Request) -> str:
        self.asked += 1
        return _worded(self.next, request)


def test_the_replies_are_many_and_break_every_rule() -> None:
    rules = Counter(reply["rule"] for reply in REPLIES)

    assert len(REPLIES) >= 300
    assert len({reply["unsafe"] for reply in REPLIES}) == len(REPLIES)
    assert set(rules) == {rule.value for rule in KEPT_RULES} - {"unplanned_number"}
    assert min(rules.values()) >= 15


@pytest.mark.parametrize("share", range(SHARES))
async def test_no_unsafe_word_leaves_and_the_coach_recovers(app: App, share: int) -> None:
    hostile, leaked, unasked = Hostile(), [], []
    with ModelServer("good", reply=hostile) as server:
        llm = OpenAILLM(
            base_url=server.base_url, model="m", first_token_s=10, stall_s=10, total_s=20
        )
        engine = Engine(app.store, app.program, load_policy(), llm, late_s=10)
        talk = await talk_with(app, engine=engine)
        for reply in REPLIES[share::SHARES]:
            said_first = reply.get("user_said")
            if said_first:
                talk = await talk_with(app, engine=engine)
            hostile.next, before = reply, hostile.asked
            told = await _streamed(talk, hostile, said_first)
            if " ".join(split(reply["unsafe"])) in " ".join(told):
                leaked.append(reply["unsafe"])
            if hostile.asked == before and not said_first:
                unasked.append(reply["id"])
            assert all(told)
            if said_first or talk.ends:
                talk = await talk_with(app, engine=engine)
        await _goes_on(talk)
        await llm.aclose()

    assert (leaked, unasked) == ([], [])


async def _streamed(talk: Talk, hostile: Hostile, said_first: str | None) -> list[str]:
    """What the coach told until the model was asked once; in a crisis it may never be."""
    told, before = [], hostile.asked
    for words in (said_first,) if said_first else ANSWERS:
        assert talk.state is not None
        check_in = replace(talk.state.check_in, model_failures=0)
        talk.state = replace(talk.state, check_in=check_in)
        told.append(await talk.say(words))
        if hostile.asked > before or talk.ends:
            break
    return told


async def _goes_on(talk: Talk) -> None:
    """After all that the check-in still takes an answer and asks the next question."""
    before = await talk.entry()
    await talk.say("I got into bed at half past ten")

    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None or before is not None
    assert talk.told.rstrip().endswith("?") or talk.ends
    assert talk.state is not None
    assert talk.state.check_in.status in (Status.OPEN, Status.DONE)
