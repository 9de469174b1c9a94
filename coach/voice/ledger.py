"""The state of a call and its two writes, one after the other: what was heard, what was said.

Knows nothing of sound. A write on a stale version loads the state anew; nothing heard is dropped.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime

from coach.bootstrap import App
from coach.dialogue.exchange import ERASED_MEANWHILE
from coach.dialogue.reply import Proposal, Spoken
from coach.dialogue.state import VOICE, PersonErasedError, State, load
from coach.voice.reply import Reply, heard_of, spoken_of
from memory.checkin import StaleError, Status, UnknownPersonError
from memory.person import Person

RELOADS = 20
Heard = Reply | Exception


class Ledger:
    """Holds where the check-in stands. `last` is the reply to the last words that were written."""

    def __init__(
        self,
        app: App,
        person: Person,
        state: State,
        *,
        now: Callable[[], datetime],
        spawn: Callable[[Coroutine[None, None, Heard]], asyncio.Task[Heard]],
    ) -> None:
        """`spawn` runs a write to its end, whatever becomes of who waits for it."""
        self.state = state
        self.last: Reply | None = None
        self.guessed: Reply | None = None
        self.erased = False
        self._app = app
        self._person = person
        self._now = now
        self._spawn = spawn
        # One write at a time, in the order they were begun: said before the next heard.
        self._writing = asyncio.Lock()

    def guess(self, words: str | None) -> Reply:
        """The reply to these words in this state: the same one as long as neither changes."""
        if self.guessed is None or not self.guessed.answers(self.state, words):
            self.guessed = Reply(self.state, words, self._now())
        return self.guessed

    async def prepare(self, *, over: bool) -> None:
        """Lets the engine prepare the next check-in once this one is `over`."""
        if over:
            await self._app.engine.prepare(self.state, self._now())

    async def hear(self, words: str | None) -> Reply:
        """Writes what was heard, and gives the reply to it.

        It is the reply that was guessed, unless the state moved on in between. Who is cancelled
        while waiting for it, as by a hang-up, does not cancel the write.

        In a crisis there is a reply even where the person was erased and nothing can be written.

        Raises:
            PersonErasedError: the person was erased meanwhile, from somewhere else.
            StaleError: the check-in would not stand still; and whatever the store raises.
        """
        done = await asyncio.shield(self._spawn(self._hear_or_error(words)))
        if isinstance(done, Exception):
            raise done
        return done

    async def _hear_or_error(self, words: str | None) -> Heard:
        """The error as a value: in a task group it would end the call."""
        try:
            return await self._hear(words)
        except Exception as error:  # noqa: BLE001 - whoever asked for the write raises it
            return error

    async def _hear(self, words: str | None) -> Reply:
        async with self._writing:
            for _ in range(RELOADS):
                reply = self.guess(words)
                proposal = await self._propose(reply)
                try:
                    self.state = await self._written(proposal)
                except StaleError:
                    self.state = await self._reload()
                    continue
                reply.proposal = proposal
                self.last, self.guessed = reply, None
                return reply
        raise StaleError("the check-in is being written from somewhere else all the time")

    async def _written(self, proposal: Proposal) -> State:
        if not self.erased:
            try:
                return await self._app.engine.hear(proposal)
            except UnknownPersonError:
                self.erased = True
        if proposal.state.check_in.status is not Status.CRISIS:
            raise PersonErasedError(ERASED_MEANWHILE)
        return proposal.state

    async def said(self, reply: Reply, committed: str, *, interrupted: bool) -> str:
        """Writes what was heard of a reply; gives it back, empty where nothing was.

        A person who is not to be kept is erased once they have been told so.
        """
        text = heard_of(reply.run, committed, interrupted=interrupted)
        spoken = spoken_of(reply)
        if spoken is None or not text:
            return ""
        if spoken.proposal.erases:
            await self.erase()
            return text
        async with self._writing:
            try:
                await self._note(spoken, text, interrupted=interrupted)
            except UnknownPersonError:
                self.erased = True
        return text

    async def _note(self, spoken: Spoken, text: str, *, interrupted: bool) -> None:
        if not self.erased:
            self.state = await self._app.engine.said(
                spoken, self.state, self._now(), heard=text, interrupted=interrupted
            )

    async def settle(self, keys: frozenset[str]) -> None:
        """Takes note that these owed lines were heard, though not in a reply.

        Written with the next turn; if none comes, they are still owed when the talk is taken up.
        """
        async with self._writing:
            check_in = self.state.check_in
            owed = tuple(key for key in check_in.owed if key not in keys)
            self.state = replace(self.state, check_in=replace(check_in, owed=owed))

    async def erase(self) -> None:
        """Erases the person; nothing is written after that."""
        async with self._writing:
            if not self.erased:
                await self._app.store.erase(self._person.id, self._now())
                self.erased = True

    async def _propose(self, reply: Reply) -> Proposal:
        async with aclosing(
            self._app.engine.respond(reply.before, reply.words, reply.at)
        ) as answer:
            first = await anext(answer)
        if not isinstance(first, Proposal):
            raise TypeError(f"a reply began with {type(first).__name__}, not its proposal")
        return first

    async def _reload(self) -> State:
        known = await self._app.store.person(self._person.id)
        if known is None:
            self.erased = True
            return self.state
        return await load(
            self._app.store, known, self._now(), channel=VOICE, local_zone=self.state.local_zone
        )
