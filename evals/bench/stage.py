"""Where both arms of the voice bench play: the room without devices, the lines, the stop-watch.

An arm gives it a session that is like the product's in all but what the arm is about. Times are
taken at the loudspeaker, from the delivery of the last loud frame of the line.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from livekit.agents import Agent, AgentSession

from coach.voice.headless import ScriptedMicrophone, SilentLoudspeaker
from coach.voice.session import own_sound, wait_like
from coach.voice.turns import Patience
from evals.bench.forced import Line

_LONGEST_S = 60.0
_LISTENED_S = 0.4
_PAUSE_S = 0.5
_STEP_S = 0.005


class Turn(NamedTuple):
    """One answered line, in seconds after its end; `cut`: it was answered before its end.

    `cpu_s` is the processor time from the end of the line to the first uncached sound.
    """

    end_of_turn_s: float
    first_audio_s: float
    first_uncached_s: float
    cpu_s: float
    waits: Patience
    cut: bool


class Arm(NamedTuple):
    """What differs between the arms.

    `begin` is told which line comes, `kept_samples` how much of the sound since then was at hand,
    `waits` the patience that the next line meets; `idle` returns when no model is at work.
    """

    agent: Agent
    session: AgentSession[None]
    begin: Callable[[Line], None]
    kept_samples: Callable[[], Awaitable[int]]
    waits: Callable[[], Patience]
    idle: Callable[[], Awaitable[None]]


class Stage:
    """One session with its sound. `judged_ended` is to be called when a turn is committed."""

    def __init__(self, rate_hz: int) -> None:
        """`rate_hz`: of the voice."""
        self.microphone = ScriptedMicrophone()
        self.loudspeaker = SilentLoudspeaker(rate_hz)
        self._judged_s: list[float] = []

    def judged_ended(self) -> None:
        """Notes the moment."""
        self._judged_s.append(asyncio.get_running_loop().time())

    async def play(
        self, arm: Arm, lines: Sequence[Line], told: Callable[[str], None]
    ) -> list[Turn]:
        """Says every line and times the answer; the answer is stopped once it was heard."""
        turns = []
        async with own_sound(self.microphone, self.loudspeaker) as connect:
            await connect(arm.session, arm.agent)
            try:
                await asyncio.sleep(1.0)
                for place, line in enumerate(lines, 1):
                    turns.append(await self._turn(arm, line))
                    told(f"line {place} of {len(lines)}")
            finally:
                await arm.session.aclose()
                self.microphone.close()
        return turns

    async def _turn(self, arm: Arm, line: Line) -> Turn:
        waits = arm.waits()
        wait_like(arm.session, waits)
        arm.begin(line)
        pieces, judged = len(self.loudspeaker.audible), len(self._judged_s)
        utterance = self.microphone.say(line.pcm)
        await utterance.done.wait()
        ended_s = asyncio.get_running_loop().time() - line.after_s
        spent_s = time.process_time()
        async with asyncio.timeout(_LONGEST_S):
            while len(self.loudspeaker.audible) == pieces:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(_STEP_S)
            first_s = self.loudspeaker.audible[pieces][0]
            uncached_s = await self._audible_at(pieces, await arm.kept_samples())
            spent_s = time.process_time() - spent_s
        await asyncio.sleep(_LISTENED_S)
        await self._quiet(arm)
        judged_s = self._judged_s[judged] if len(self._judged_s) > judged else first_s
        return Turn(
            end_of_turn_s=judged_s - ended_s,
            first_audio_s=first_s - ended_s,
            first_uncached_s=uncached_s - ended_s,
            cpu_s=spent_s,
            waits=waits,
            cut=min(judged_s, first_s) < ended_s,
        )

    async def _audible_at(self, pieces: int, samples: int) -> float:
        """When the first sample after so many was heard, from a piece on."""
        while True:
            passed = 0
            for at_s, piece in self.loudspeaker.audible[pieces:]:
                if passed >= samples:
                    return at_s
                passed += len(piece)
            await asyncio.sleep(_STEP_S)

    async def _quiet(self, arm: Arm) -> None:
        async with asyncio.timeout(_LONGEST_S):
            await arm.session.interrupt()
            while arm.session.agent_state in {"speaking", "thinking"}:  # noqa: ASYNC110
                await asyncio.sleep(_STEP_S)
            await arm.idle()
        await asyncio.sleep(_PAUSE_S)
