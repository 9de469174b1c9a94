"""Watches that a turn of the person's is answered soon, and excuses us where it is not.

`call` tells it when a turn was judged ended and when something of ours is audible.
"""

import asyncio
from collections.abc import Callable, Coroutine

from livekit.agents import AgentSession

from coach.voice.bridge import Aside, Coach
from coach.voice.reply import Reply
from coach.voice.stock import Stock

DEAD_AIR_S = 2.0
"""Longest silence of ours after a turn was judged ended."""


class DeadAir:
    """One call's. `answering` is the reply that is due, None while the turn is being written."""

    def __init__(
        self,
        session: AgentSession[None],
        coach: Coach,
        *,
        say: Callable[[Stock], Aside | None],
        spawn: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        self.answering: Reply | None = None
        self._session = session
        self._coach = coach
        self._say = say
        self._spawn = spawn
        self._sorry = 0
        self._awaited = False
        self._timer: asyncio.TimerHandle | None = None

    def turn_ended(self) -> None:
        """From here on something must be heard of us soon."""
        self._awaited = True
        self.answering = None
        self._sorry = 0
        self._watch()

    def audible(self) -> None:
        """Something is."""
        self._awaited = False
        self.held()

    def held(self) -> None:
        """Nothing need be heard for now: the person speaks, or can read it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def noise(self) -> None:
        """What held us is nobody's turn, and no reason to wait with ours."""
        if self._awaited and self._timer is None:
            self._watch()

    def _watch(self) -> None:
        self.held()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(DEAD_AIR_S, lambda: self._spawn(self._mend()))

    async def _mend(self) -> None:
        """Breaks a silence of ours: first excuses it, and only then asks for the words again.

        A reply that is late is begun anew behind the excuse; it ends in the question that is open.
        """
        reply = self.answering
        self._sorry += 1
        await self._session.interrupt(force=True)
        known = self._sorry == 1 or reply is not None
        late = self._say(Stock.ONE_MOMENT if known else Stock.SAY_AGAIN)
        if reply is not None:
            self._coach.speak(reply)
        elif late is not None and self._sorry == 1:
            # The words are still being written; LiveKit answers them as soon as they are.
            late.handle.add_done_callback(lambda _: self._watch())
