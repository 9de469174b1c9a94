"""Keeps company with somebody who says nothing: the ladder of silence, and what is only noise.

`call` tells it what stirs and lends it the voice. It writes nothing but that lines which were owed
have been heard.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from livekit.agents import AgentSession

from coach.dialogue.guard import still_owed
from coach.dialogue.wording import from_script
from coach.voice.bridge import Aside, Coach
from coach.voice.ledger import Ledger
from coach.voice.silence import Rung, rung
from coach.voice.stock import Stock
from coach.voice.wordless import Wordless
from safety.policy import Policy

LAST_MOMENT_S = 1.0
"""How long the line is held after a goodbye."""

Say = Callable[[Sequence[str]], Aside | None]


class Company:
    """One call's. `deaf` is set while nothing the person says can be made out."""

    def __init__(
        self,
        session: AgentSession[None],
        coach: Coach,
        ledger: Ledger,
        policy: Policy,
        over: asyncio.Event,
        *,
        stock: Callable[[Stock], Sequence[str]],
        say: Say,
        noise: Callable[[], None],
        unanswered: Callable[[], Awaitable[None]],
    ) -> None:
        """`over` ends the call.

        `noise` is told when a voice turns out to be nobody's answer, `unanswered` when silence
        answers what was asked.
        """
        self.deaf = False
        self._session = session
        self._coach = coach
        self._ledger = ledger
        self._policy = policy
        self._over = over
        self._stock = stock
        self._say = say
        self._noise = noise
        self._unanswered = unanswered
        self._climbed = 0
        self._turns = 0
        self._stirred = asyncio.Event()
        self._wordless = Wordless()
        self._until_noise: asyncio.TimerHandle | None = None

    @property
    def in_noise(self) -> bool:
        """Whether what is heard just now is taken for nobody."""
        return self._wordless.left_s(self._now_s()) <= 0

    def stirred(self) -> None:
        """Something happened: the silence begins anew."""
        self._stirred.set()

    def answered(self) -> None:
        """The person took their turn: the ladder begins at its foot."""
        self._climbed = 0
        self._turns += 1
        self._stirred.set()

    def speaking(self, *, begins: bool) -> None:
        """A voice is heard, or is not heard any more."""
        if begins:
            self._wordless.begins(self._now_s())
        else:
            self._wordless.ends(self._now_s())
        if not self.in_noise and not self.deaf:
            self._stirred.set()
        self._watch_for_noise(voice=begins)

    def worded(self) -> None:
        """Words came of what is heard: it was no noise."""
        self._wordless.worded(self._now_s())
        self._coach.mind(noise=False)
        self._stirred.set()
        self._watch_for_noise(voice=self._session.user_state == "speaking")

    def asked_again(self) -> None:
        """The person was asked to say it again, because no words came."""
        self._wordless.asks()
        self._watch_for_noise(voice=True)

    def leave(self) -> None:
        """The call is over."""
        if self._until_noise is not None:
            self._until_noise.cancel()
            self._until_noise = None

    async def keep(
        self, in_peace: Callable[[Coroutine[None, None, None]], Awaitable[None]]
    ) -> None:
        """Climbs the ladder of silence, from its foot again with every turn of the person's."""
        while not self._over.is_set():
            state, erased = self._ledger.state, self._ledger.erased
            step = rung(state, self._climbed, deaf=self.deaf, erased=erased)
            self._stirred.clear()
            try:
                async with asyncio.timeout(step.after_s):
                    await self._stirred.wait()
            except TimeoutError:
                if self._is_quiet():
                    await in_peace(self._climb(step))

    async def let_go(self) -> None:
        """Ends the call after the goodbye; but who has begun to speak by then is heard first."""
        turns = self._turns
        await asyncio.sleep(LAST_MOMENT_S)
        if turns == self._turns and self._is_quiet():
            self._over.set()

    def _watch_for_noise(self, *, voice: bool) -> None:
        self.leave()
        if voice or self.in_noise:
            loop = asyncio.get_running_loop()
            left_s = self._wordless.left_s(loop.time())
            self._until_noise = loop.call_later(left_s, self._call_it_noise)

    def _call_it_noise(self) -> None:
        """From here on only words stop the coach; what was held for a voice goes on."""
        if not self.in_noise:
            self._watch_for_noise(voice=True)
            return
        self._coach.mind(noise=True)
        if self._session.output.audio is not None:
            self._session.output.audio.resume()
        self._noise()

    def _is_quiet(self) -> bool:
        idle = self._session.agent_state == "listening" and self._session.current_speech is None
        return idle and not self._is_spoken_to()

    def _is_spoken_to(self) -> bool:
        voice = self._session.user_state == "speaking" or self._coach.mid_turn
        return self._coach.writing or (voice and not (self.in_noise or self.deaf))

    async def _climb(self, step: Rung) -> None:
        self._climbed += 1
        if step.answers:
            await self._unanswered()
            return
        owed = still_owed(self._ledger.state) if step.repeats_owed else ()
        again = [s.text for s in from_script(owed, self._policy) if not s.on_screen_only]
        aside = self._say([*again, *self._stock(step.phrase)])
        if aside is None or not (again or step.hangs_up):
            return
        await aside.handle
        if again and aside.heard:
            await self._ledger.settle(frozenset(move.owed for move in owed if move.owed))
        if step.hangs_up and not aside.handle.interrupted:
            await self.let_go()

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
