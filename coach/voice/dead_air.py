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

LEAST_S = 0.5
"""So long a reply may take even where the silence is long already."""


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
        self._left = False
        self._late_s = 0.0
        self._ends_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def turn_ended(self) -> None:
        """From here on something must be heard of us soon; sooner where the ears were late."""
        self._awaited = True
        self.answering = None
        self._sorry = 0
        self._watch(max(DEAD_AIR_S - self._late_s, LEAST_S))
        self._late_s = 0.0

    def spoke(self, patience_s: float) -> None:
        """A voice has ended: in so many seconds the turn may have, and words must be there."""
        if not self._awaited:
            self.answering = None
            self._sorry = 0
        self._ends_s = self._now_s() + patience_s
        self._watch(patience_s + DEAD_AIR_S)

    def made_out(self, *, turn: bool) -> None:
        """What was heard was made out: words of a turn, or nothing that need hold us."""
        self.held()
        self._late_s = 0.0
        if turn:
            self._late_s = 0.0 if self._sorry else max(0.0, self._now_s() - self._ends_s)
        else:
            self.nothing()

    def audible(self) -> None:
        """Something is."""
        self._awaited = False
        self.held()

    def held(self) -> None:
        """Nothing need be heard for now: the person speaks, or can read it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def nothing(self) -> None:
        """What held us is nobody's turn, and no reason to wait with ours."""
        if self._awaited and self._timer is None and self._session.user_state != "speaking":
            self._watch()

    def noise(self) -> None:
        """A voice goes on that is nobody's."""
        if self._awaited and self._timer is None:
            self._watch()

    def leave(self) -> None:
        """The call is over."""
        self.held()
        self._left = True

    def _watch(self, after_s: float = DEAD_AIR_S) -> None:
        self.held()
        if self._left:
            return
        self._timer = asyncio.get_running_loop().call_later(after_s, self._is_over)

    def _is_over(self) -> None:
        """It is silent no longer, or too long."""
        if self._session.agent_state == "speaking":
            self._watch()
        else:
            self._spawn(self._mend())

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()

    async def _mend(self) -> None:
        """Breaks a silence of ours: first excuses it, and only then asks for the words again.

        A reply that is late is begun anew behind the excuse; it ends in the question that is open.
        """
        reply = self.answering
        self._sorry += 1
        if reply is None and self._sorry > 1:
            # Words that have not come by now are given up.
            self._coach.mid_turn = False
        await self._session.interrupt(force=True)
        known = self._sorry == 1 or reply is not None
        late = self._say(Stock.ONE_MOMENT if known else Stock.SAY_AGAIN)
        if reply is not None:
            self._coach.speak(reply)
        elif late is not None and self._sorry == 1:
            # The words are still being written; LiveKit answers them as soon as they are.
            late.handle.add_done_callback(lambda _: self._watch())
