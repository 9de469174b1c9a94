"""Speech at another sample rate: plain lines between the samples, enough for a clear voice.

For whole recordings. A stream from a device goes through LiveKit's resampler in `local`.
"""

import numpy as np
from numpy.typing import NDArray


def at_rate(pcm: NDArray[np.int16], from_hz: int, to_hz: int) -> NDArray[np.int16]:
    """The same 16-bit mono sound at another rate, cut to a whole number of samples."""
    length = int(len(pcm) * to_hz / from_hz)
    if not length:
        return np.zeros(0, np.int16)
    places = np.arange(length) * (from_hz / to_hz)
    return np.asarray(np.interp(places, np.arange(len(pcm)), pcm), np.int16)
