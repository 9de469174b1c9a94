"""One exchange of a text-like door: what was said goes in, the reply comes out and is kept.

The typed door, the recorded check-in and the evals use it; voice writes at its own moments.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from typing import NamedTuple

from coach.dialogue.engine import Engine
from coach.dialogue.reply import Proposal, Sentence, Spoken
from coach.dialogue.state import PersonErasedError, State
from memory.checkin import StaleError, Status, UnknownPersonError

RELOADS = 20
ERASED_MEANWHILE = (
    "everything kept about you was erased from somewhere else while we talked, and nothing of this "
    "talk is kept. Start again, and we begin anew"
)


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

    After a crisis its words are told even where they can no longer be kept.

    Raises:
        PersonErasedError: the person was erased meanwhile, from somewhere else.
        StaleError: the check-in would not stand still.
    """
    for _ in range(RELOADS):
        async with aclosing(engine.respond(state, words, now())) as reply:
            proposal = await anext(reply)
            if not isinstance(proposal, Proposal):
                raise TypeError(f"a reply began with {type(proposal).__name__}, not its proposal")
            try:
                state = await engine.hear(proposal)
            except UnknownPersonError as error:
                if proposal.state.check_in.status is Status.CRISIS:
                    await _told(reply, tell)
                raise PersonErasedError(ERASED_MEANWHILE) from error
            except StaleError:
                state = await reload()
                continue
            told = await _told(reply, tell)
        spoken = Spoken(proposal, told)
        text = " ".join(sentence.text for sentence in told if sentence.text)
        try:
            return Exchanged(await engine.said(spoken, state, now(), heard=text), proposal)
        except UnknownPersonError as error:
            raise PersonErasedError(ERASED_MEANWHILE) from error
    raise StaleError("the check-in is being written from somewhere else all the time")


async def _told(
    reply: AsyncGenerator[Proposal | Sentence, None], tell: Callable[[Sentence], None]
) -> tuple[Sentence, ...]:
    """Tells the rest of a reply as it comes; what was told."""
    told: list[Sentence] = []
    async for sentence in reply:
        if isinstance(sentence, Sentence):
            told.append(sentence)
            if sentence.text:
                tell(sentence)
    return tuple(told)
