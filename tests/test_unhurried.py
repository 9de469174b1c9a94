"""However much sound is ready, the event loop has its turn after every frame."""

import asyncio

import numpy as np
import pytest
from livekit import rtc
from livekit.agents.voice import io

from coach.voice.headless import SilentLoudspeaker
from coach.voice.unhurried import Unhurried

RATE_HZ = 22_050
FRAME = rtc.AudioFrame(np.full(1102, 900, np.int16).tobytes(), RATE_HZ, 1, 1102)


class _Counted(SilentLoudspeaker):
    """Counts the frames it is given in one turn of the event loop."""

    def __init__(self) -> None:
        super().__init__(RATE_HZ)
        self.in_a_turn: list[int] = []
        self._turn = False

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if not self._turn:
            self._turn = True
            self.in_a_turn.append(0)
            asyncio.get_running_loop().call_soon(self._over)
        self.in_a_turn[-1] += 1

    def _over(self) -> None:
        self._turn = False


async def _fed(output: io.AudioOutput) -> None:
    """A sentence that waits whole, handed on as LiveKit hands it on."""
    for _ in range(40):
        await output.capture_frame(FRAME)
    output.flush()


async def test_a_whole_sentence_that_is_ready_is_handed_on_frame_by_frame() -> None:
    loudspeaker = _Counted()

    await _fed(Unhurried(loudspeaker))

    assert loudspeaker.in_a_turn == [1] * 40


async def test_without_it_the_whole_sentence_would_come_in_one_turn() -> None:
    loudspeaker = _Counted()

    await _fed(loudspeaker)

    assert loudspeaker.in_a_turn == [40]


async def test_what_was_heard_and_where_it_was_stopped_is_told_as_ever() -> None:
    loudspeaker = SilentLoudspeaker(RATE_HZ)
    output = Unhurried(loudspeaker)
    told: asyncio.Queue[io.PlaybackFinishedEvent] = asyncio.Queue()
    output.on("playback_finished", told.put_nowait)

    await output.capture_frame(FRAME)
    output.flush()
    whole = await told.get()
    await _fed(output)
    output.clear_buffer()
    cut = await told.get()

    assert (whole.interrupted, cut.interrupted) == (False, True)
    assert whole.playback_position == pytest.approx(FRAME.duration)
    assert cut.playback_position < 40 * FRAME.duration
    assert output.can_pause
    assert output.sample_rate == RATE_HZ
