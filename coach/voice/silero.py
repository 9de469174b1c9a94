"""Says how probable a voice is in 32 ms of audio, with the Silero model of faster-whisper (MIT).

For everything outside a LiveKit session: recordings, evals, the microphone test. Inside a session
LiveKit's own copy is used, whose licence holds only there.
"""

import numpy as np
from faster_whisper.vad import get_vad_model  # type: ignore[import-untyped]
from numpy.typing import NDArray

from coach.voice.utterance import WINDOW_SAMPLES

_CONTEXT_SAMPLES = 64
_STATE = (1, 1, 128)


class Silero:
    """A stream of windows through one voice detector; its memory is its own, the model shared."""

    def __init__(self) -> None:
        self._session = get_vad_model().session
        self._hidden = np.zeros(_STATE, np.float32)
        self._cell = np.zeros(_STATE, np.float32)
        self._context: NDArray[np.float32] = np.zeros(_CONTEXT_SAMPLES, dtype=np.float32)

    def predict(self, pcm: NDArray[np.int16]) -> float:
        """Probability of a voice, 0 to 1, in the next 512 samples at 16 kHz.

        Raises:
            ValueError: another number of samples.
        """
        if len(pcm) != WINDOW_SAMPLES:
            raise ValueError(f"{len(pcm)} samples: exactly {WINDOW_SAMPLES} at once")
        window = (pcm / 32768).astype(np.float32)
        given = {
            "input": np.concatenate([self._context, window])[None],
            "h": self._hidden,
            "c": self._cell,
        }
        found, self._hidden, self._cell = self._session.run(None, given)
        self._context = window[-_CONTEXT_SAMPLES:]
        return float(found.squeeze())
