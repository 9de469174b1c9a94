"""A microphone and a loudspeaker without devices: they keep real time and remember what they did.

The recorded check-in plays through them, and so do the tests. The microphone says given answers
when it is its turn; the loudspeaker keeps exactly what was audible; `write_wav` puts both together.
"""

import asyncio
import time
import wave
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from livekit import rtc
from livekit.agents.voice import io

from coach.voice.resample import at_rate

MICROPHONE_HZ = 16_000
FRAME_S = 0.02
QUIET_NOISE = 12.0
"""Noise of a quiet room: standard deviation of the samples, full scale being 32768."""

Pcm = npt.NDArray[np.int16]


@dataclass
class Utterance:
    """Something said into the microphone, 16 kHz; `begun` and `done` are set as it is played."""

    pcm: Pcm
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class ScriptedMicrophone(io.AudioInput):
    """Plays given answers in real time, one whenever it is told it has the floor.

    Between them there is the noise of a room. When the floor is given and no answer is left,
    `hung_up` is set.
    """

    def __init__(
        self,
        answers: Iterable[Pcm] = (),
        *,
        think_s: float = 0.6,
        noise: float = QUIET_NOISE,
        seed: int = 0,
    ) -> None:
        """`answers`: 16 kHz, mono; `think_s`: silence before each; `noise`: as `QUIET_NOISE`."""
        super().__init__(label="scripted microphone")
        self.hung_up = asyncio.Event()
        self.playing: Utterance | None = None
        self.position = 0
        """How many samples of `playing` were played."""
        self._answers = deque(answers)
        self._queue: deque[Utterance] = deque()
        self._think_s = think_s
        self._noise = noise
        self._random = np.random.default_rng(seed)
        self._frames = 0
        self._began_s: float | None = None
        self._open = True
        self._recorded: list[Pcm] = []

    @property
    def began_s(self) -> float | None:
        """When the first frame was heard, on the event loop's clock."""
        return self._began_s

    @property
    def left(self) -> int:
        """How many answers were not said."""
        return len(self._answers)

    @property
    def recorded(self) -> Pcm:
        """Everything that was heard, from the first frame on."""
        return np.concatenate(self._recorded) if self._recorded else np.zeros(0, np.int16)

    def your_turn(self) -> None:
        """Says the next answer after a moment's thought, or hangs up where none is left."""
        if not self._answers:
            self.hung_up.set()
            return
        pause = np.zeros(int(self._think_s * MICROPHONE_HZ), np.int16)
        self.say(np.concatenate([pause, self._answers.popleft()]))

    def say(self, pcm: Pcm) -> Utterance:
        """Says this next, at once if nothing is being said."""
        utterance = Utterance(pcm)
        self._queue.append(utterance)
        return utterance

    def close(self) -> None:
        """Ends the sound; the reader of the frames sees their end."""
        self._open = False

    async def __anext__(self) -> rtc.AudioFrame:
        """The next 20 ms, when they have passed."""
        loop = asyncio.get_running_loop()
        if self._began_s is None:
            self._began_s = loop.time()
        wait_s = self._began_s + self._frames * FRAME_S - loop.time()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        if not self._open:
            raise StopAsyncIteration
        self._frames += 1
        pcm = self._next_pcm()
        self._recorded.append(pcm)
        return rtc.AudioFrame(pcm.tobytes(), MICROPHONE_HZ, 1, len(pcm))

    def _next_pcm(self) -> Pcm:
        count = int(MICROPHONE_HZ * FRAME_S)
        heard = self._random.normal(0.0, self._noise, count)
        if self.playing is None and self._queue:
            self.playing, self.position = self._queue.popleft(), 0
            self.playing.begun.set()
        if self.playing is not None:
            piece = self.playing.pcm[self.position : self.position + count]
            heard[: len(piece)] += piece
            self.position += count
            if self.position >= len(self.playing.pcm):
                self.playing.done.set()
                self.playing = None
        return np.clip(heard, -32768, 32767).astype(np.int16)


class SilentLoudspeaker(io.AudioOutput):
    """Plays at real time without a sound, can be paused, and keeps what was audible and when."""

    def __init__(self, rate_hz: int) -> None:
        """`rate_hz`: the rate of what it is given, the voice's."""
        super().__init__(
            label="silent loudspeaker",
            capabilities=io.AudioOutputCapabilities(pause=True),
            sample_rate=rate_hz,
        )
        self.rate_hz = rate_hz
        self.audible: list[tuple[float, Pcm]] = []
        """Pieces of sound with the moment each began, on the event loop's clock."""
        self.stops: list[float] = []
        """Seconds of sound after which somebody cut it short, counted from the first."""
        self._buffer: deque[Pcm] = deque()
        self._playing = False
        self._flushed = False
        self._paused = False
        self._started = False
        self._played_s = 0.0
        self._next_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def audible_s(self) -> float:
        """Seconds of sound that were audible in all."""
        return sum(len(piece) for _, piece in self.audible) / self.rate_hz

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Takes a frame to be played after those before it."""
        await super().capture_frame(frame)
        if not self._playing:
            self._playing, self._flushed, self._started = True, False, False
            self._played_s = 0.0
        self._buffer.append(np.frombuffer(frame.data, np.int16).copy())
        self._go_on()

    def flush(self) -> None:
        """Ends the segment: it is over when all of it was played."""
        super().flush()
        self._flushed = True
        self._go_on()

    def clear_buffer(self) -> None:
        """Stops at once; what was not played yet is dropped."""
        self._buffer.clear()
        if self._playing:
            self._playing = False
            self.stops.append(self.audible_s)
            self.on_playback_finished(playback_position=self._played_s, interrupted=True)

    def pause(self) -> None:
        """Holds the sound where it is."""
        super().pause()
        self._paused = True

    def resume(self) -> None:
        """Goes on where it was held."""
        super().resume()
        self._paused = False
        self._go_on()

    def _go_on(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._next_s = max(self._next_s, loop.time())
            self._timer = loop.call_at(self._next_s, self._play)

    def _play(self) -> None:
        """Plays one piece, and comes again when it is over."""
        self._timer = None
        if not self._playing or self._paused:
            return
        if not self._buffer:
            if self._flushed:
                self._playing = False
                self.on_playback_finished(playback_position=self._played_s, interrupted=False)
            return
        loop = asyncio.get_running_loop()
        if not self._started:
            self._started = True
            self.on_playback_started(created_at=time.time())
        piece = self._piece()
        self.audible.append((self._next_s, piece))
        length_s = len(piece) / self.rate_hz
        self._played_s += length_s
        self._next_s = max(self._next_s + length_s, loop.time())
        self._timer = loop.call_at(self._next_s, self._play)

    def _piece(self) -> Pcm:
        count = int(self.rate_hz * FRAME_S)
        piece = self._buffer.popleft()
        if len(piece) > count:
            self._buffer.appendleft(piece[count:])
        return piece[:count]


def conversation(
    microphone: ScriptedMicrophone, loudspeaker: SilentLoudspeaker
) -> npt.NDArray[np.int16]:
    """Both sides on one time line at the loudspeaker's rate: person left, coach right."""
    began_s = microphone.began_s or 0.0
    rate_hz = loudspeaker.rate_hz
    person = at_rate(microphone.recorded, MICROPHONE_HZ, rate_hz)
    ends = [int((at - began_s) * rate_hz) + len(piece) for at, piece in loudspeaker.audible]
    both = np.zeros((max([len(person), *ends], default=0), 2), np.int16)
    both[: len(person), 0] = person
    for at, piece in loudspeaker.audible:
        start = max(int((at - began_s) * rate_hz), 0)
        both[start : start + len(piece), 1] = piece[: len(both) - start]
    return both


def write_wav(path: Path, microphone: ScriptedMicrophone, loudspeaker: SilentLoudspeaker) -> None:
    """Writes the conversation as 16-bit WAV, both sides mixed into one channel.

    Raises:
        OSError: the file cannot be written.
    """
    mixed = conversation(microphone, loudspeaker).astype(np.int32).sum(axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(loudspeaker.rate_hz)
        file.writeframes(np.clip(mixed, -32768, 32767).astype(np.int16).tobytes())
