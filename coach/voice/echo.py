"""Takes the coach's own voice out of what the microphone hears, with WebRTC's echo canceller.

`coach.voice.local` tells it all that is played and asks it about all that is heard.
"""

import numpy as np
from livekit import rtc

from coach.voice.headless import MICROPHONE_HZ, Pcm

LONGEST_DELAY_S = 0.5
_FRAME = MICROPHONE_HZ // 100
"""The canceller takes 10 ms at a time, neither more nor less."""


class EchoCanceller:
    """An echo canceller at 16 kHz, mono; it takes any number of samples and keeps what is over.

    Noise is left alone: suppressing it costs the recogniser more than the noise does.
    """

    def __init__(self) -> None:
        self._apm = rtc.AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
        self._played = np.zeros(0, np.int16)
        self._heard = np.zeros(0, np.int16)

    def played(self, pcm: Pcm) -> None:
        """Takes note of what the loudspeaker was given, silence included, before it is heard."""
        frames, self._played = _frames(self._played, pcm)
        for frame in frames:
            self._apm.process_reverse_stream(frame)

    def heard(self, pcm: Pcm, *, delay_s: float) -> Pcm:
        """What was heard, without the echo; up to 10 ms of it come with the next call.

        `delay_s`: about how long a sound given to the loudspeaker takes to come back in here.
        """
        delay_ms = round(1000 * min(max(delay_s, 0.0), LONGEST_DELAY_S))
        frames, self._heard = _frames(self._heard, pcm)
        for frame in frames:
            self._apm.set_stream_delay_ms(delay_ms)
            self._apm.process_stream(frame)
        cleaned = [np.frombuffer(frame.data, np.int16) for frame in frames]
        return np.concatenate(cleaned) if cleaned else np.zeros(0, np.int16)


def _frames(rest: Pcm, pcm: Pcm) -> tuple[list[rtc.AudioFrame], Pcm]:
    both = np.concatenate([rest, pcm])
    whole = len(both) // _FRAME * _FRAME
    pieces = both[:whole].reshape(-1, _FRAME)
    frames = [rtc.AudioFrame(bytearray(p.tobytes()), MICROPHONE_HZ, 1, _FRAME) for p in pieces]
    return frames, both[whole:]
