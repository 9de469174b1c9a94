"""One exchange of a text-like door: what was said goes in, the reply comes out and is kept.

The typed door, the recorded check-in and the evals use it; voice writes at its own moments.
"""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from typing import NamedTuple

from coach.dialogue.engine import Engine
from coach.dialogue.reply import Proposal, Sentence, Spoken
from coach.dialogue.state import State
from memory.checkin import StaleError

RELOADS = 20


class Exchanged(NamedTuple):
    """Where an exchange has led."""

    state: State
    proposal: Proposal


async def exchange(
    engine: Engine,
    state: State,
    words: str | None,
    *,
    now: Callable[[], datetime],
    tell: Callable[[Sentence], None],
    reload: Callable[[], Awaitable[State]],
) -> Exchanged:
    """Takes one turn. The person's words are written before anything is told.

    When somebody else wrote in between, the state is loaded anew with `reload` and the same words
    are answered from there: nothing heard is dropped.

    Raises:
        StaleError: the check-in would not stand still.
    """
    for _ in range(RELOADS):
        async with aclosing(engine.respond(state, words, now())) as reply:
            proposal = await anext(reply)
            if not isinstance(proposal, Proposal):
                raise TypeError(f"a reply began with {type(proposal).__name__}, not its proposal")
            try:
                state = await engine.hear(proposal)
            except StaleError:
                state = await reload()
                continue
            told: list[Sentence] = []
            async for sentence in reply:
                if isinstance(sentence, Sentence):
                    tell(sentence)
                    told.append(sentence)
        spoken = Spoken(proposal, tuple(told))
        text = " ".join(sentence.text for sentence in told)
        return Exchanged(await engine.said(spoken, state, now(), heard=text), proposal)
    raise StaleError("the check-in is being written from somewhere else all the time")
