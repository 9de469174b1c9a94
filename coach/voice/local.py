"""The sound of one machine: a microphone and a loudspeaker that share an echo canceller.

`coach.voice.portaudio` moves the blocks between here and the devices; a test moves them itself.
Everything but `Duplex.next_block` is of the event loop.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from livekit import rtc
from livekit.agents.voice import io

from coach.voice.echo import EchoCanceller
from coach.voice.headless import FRAME_S, MICROPHONE_HZ, Pcm

LONGEST_UNREAD_S = 10.0
"""More sound than this that nobody took is dropped, the oldest first."""

HALF_DUPLEX_TAIL_S = 0.3
"""How long the coach still rings in the room after her last sound."""


@dataclass
class _Segment:
    waiting: int = 0
    """Blocks that were not played yet."""
    played_s: float = 0.0
    flushed: bool = False
    over: bool = False


class Block(NamedTuple):
    """What the loudspeaker plays at once; `sound_s` of it is the coach's, the rest is silence."""

    pcm: Pcm
    sound_s: float = 0.0
    segment: _Segment | None = None


class LocalMicrophone(io.AudioInput):
    """What was heard in this room, at 16 kHz, as it comes."""

    def __init__(self) -> None:
        super().__init__(label="microphone")
        self._unread: deque[Pcm] = deque(maxlen=round(LONGEST_UNREAD_S / FRAME_S))
        self._more = asyncio.Event()
        self._closed = False

    def give(self, pcm: Pcm) -> None:
        """Adds sound."""
        if len(pcm):
            self._unread.append(pcm)
            self._more.set()

    def close(self) -> None:
        """Ends the sound; the reader of the frames sees their end."""
        self._closed = True
        self._more.set()

    async def __anext__(self) -> rtc.AudioFrame:
        while not self._unread:
            if self._closed:
                raise StopAsyncIteration
            self._more.clear()
            await self._more.wait()
        pcm = self._unread.popleft()
        return rtc.AudioFrame(pcm.tobytes(), MICROPHONE_HZ, 1, len(pcm))


class LocalLoudspeaker(io.AudioOutput):
    """Plays what it is given, block by block, at the device's own rate; can be paused."""

    def __init__(self, voice_hz: int, device_hz: int) -> None:
        """`voice_hz`: the rate of what it is given; `device_hz`: of what it plays."""
        super().__init__(
            label="loudspeaker",
            capabilities=io.AudioOutputCapabilities(pause=True),
            sample_rate=voice_hz,
        )
        self._device_hz = device_hz
        self._block = block_of(device_hz)
        self._silence = Block(np.zeros(self._block, np.int16))
        self._resample = Resampler(voice_hz, device_hz)
        self._voice_hz = voice_hz
        self._rest = np.zeros(0, np.int16)
        self._blocks: deque[Block] = deque()
        self._segments: deque[_Segment] = deque()
        self._open: _Segment | None = None
        self._paused = False

    def next_block(self) -> Block:
        """What to play now. May be called from any thread and never waits."""
        if self._paused:
            return self._silence
        try:
            return self._blocks.popleft()
        except IndexError:
            return self._silence

    def played(self, block: Block) -> None:
        """Takes note that this block went to the device."""
        segment = block.segment
        if segment is None or segment.over:
            return
        if not segment.played_s:
            self.on_playback_started(created_at=time.time())
        segment.waiting -= 1
        segment.played_s += block.sound_s
        self._end_what_is_over()

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Takes a frame to be played after those before it."""
        await super().capture_frame(frame)
        if self._open is None:
            self._open = _Segment()
            self._segments.append(self._open)
        if not self._open.over:
            self._take(self._resample.push(np.frombuffer(frame.data, np.int16)), self._open)

    def flush(self) -> None:
        """Ends the segment: it is over when all of it was played."""
        super().flush()
        segment, self._open = self._open, None
        if segment is None or segment.over:
            return
        self._take(self._resample.flush(), segment)
        if len(self._rest):
            sound_s = len(self._rest) / self._device_hz
            padded = np.pad(self._rest, (0, self._block - len(self._rest)))
            self._put(Block(padded, sound_s, segment))
            self._rest = np.zeros(0, np.int16)
        segment.flushed = True
        # Not from within: whoever flushes does not expect the end before the call returns.
        asyncio.get_running_loop().call_soon(self._end_what_is_over)

    def clear_buffer(self) -> None:
        """Stops at once; what was not played yet is dropped, and so is the rest of the segment."""
        self._blocks.clear()
        self._rest = np.zeros(0, np.int16)
        self._resample = Resampler(self._voice_hz, self._device_hz)
        while self._segments:
            self._end(self._segments.popleft(), interrupted=True)

    def pause(self) -> None:
        """Holds the sound where it is."""
        super().pause()
        self._paused = True

    def resume(self) -> None:
        """Goes on where it was held."""
        super().resume()
        self._paused = False

    def _take(self, pcm: Pcm, segment: _Segment) -> None:
        pcm = np.concatenate([self._rest, pcm])
        whole = len(pcm) // self._block * self._block
        for piece in pcm[:whole].reshape(-1, self._block):
            self._put(Block(piece, self._block / self._device_hz, segment))
        self._rest = pcm[whole:]

    def _put(self, block: Block) -> None:
        if block.segment is not None:
            block.segment.waiting += 1
        self._blocks.append(block)

    def _end_what_is_over(self) -> None:
        while self._segments and self._segments[0].flushed and not self._segments[0].waiting:
            self._end(self._segments.popleft(), interrupted=False)

    def _end(self, segment: _Segment, *, interrupted: bool) -> None:
        segment.over = True
        self.on_playback_finished(playback_position=segment.played_s, interrupted=interrupted)


class Duplex:
    """A microphone and a loudspeaker in one room, the one not hearing the other."""

    def __init__(
        self, voice_hz: int, *, microphone_hz: int, loudspeaker_hz: int, half_duplex: bool = False
    ) -> None:
        """`voice_hz`: of the coach's voice; the others: of the devices.

        `half_duplex`: the microphone is mute while the coach speaks.
        """
        self.microphone = LocalMicrophone()
        self.loudspeaker = LocalLoudspeaker(voice_hz, loudspeaker_hz)
        self._canceller = EchoCanceller()
        self._from_microphone = Resampler(microphone_hz, MICROPHONE_HZ)
        self._from_loudspeaker = Resampler(loudspeaker_hz, MICROPHONE_HZ)
        self._half_duplex = half_duplex
        self._output_s = 0.0
        self._rings_s = 0.0

    def next_block(self) -> Block:
        """What the loudspeaker is to play now. May be called from any thread and never waits."""
        return self.loudspeaker.next_block()

    def played(self, block: Block, *, latency_s: float) -> None:
        """A block went to the loudspeaker and is audible after `latency_s`."""
        self._output_s = latency_s
        self._canceller.played(self._from_loudspeaker.push(block.pcm))
        if block.sound_s:
            self._rings_s = latency_s + HALF_DUPLEX_TAIL_S
        self.loudspeaker.played(block)

    def heard(self, pcm: Pcm, *, latency_s: float) -> None:
        """The microphone heard this, `latency_s` ago."""
        pcm = self._from_microphone.push(pcm)
        clean = self._canceller.heard(pcm, delay_s=self._output_s + latency_s)
        if self._half_duplex and self._rings_s > 0:
            self._rings_s -= len(clean) / MICROPHONE_HZ
            clean = np.zeros_like(clean)
        self.microphone.give(clean)


class Resampler:
    """One stream of sound at another rate."""

    def __init__(self, from_hz: int, to_hz: int) -> None:
        self._rates = (from_hz, to_hz)
        self._soxr = self._fresh()

    def push(self, pcm: Pcm) -> Pcm:
        """What is ready of the sound up to here; the last milliseconds come later."""
        if self._soxr is None or not len(pcm):
            return pcm
        return _joined(self._soxr.push(bytearray(pcm.tobytes())))

    def flush(self) -> Pcm:
        """What was not ready yet; the next sound begins anew."""
        if self._soxr is None:
            return np.zeros(0, np.int16)
        left = _joined(self._soxr.flush())
        self._soxr = self._fresh()
        return left

    def _fresh(self) -> rtc.AudioResampler | None:
        from_hz, to_hz = self._rates
        return rtc.AudioResampler(from_hz, to_hz) if from_hz != to_hz else None


def block_of(rate_hz: int) -> int:
    """How many samples go to or come from a device at once."""
    return round(rate_hz * FRAME_S)


def _joined(frames: list[rtc.AudioFrame]) -> Pcm:
    pieces = [np.frombuffer(frame.data, np.int16) for frame in frames]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
