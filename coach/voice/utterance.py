"""Collects what one person says until the turn ends, and finds the pauses: no model, no clock.

`listener` feeds it 32 ms of audio at a time with the probability that it holds a voice. Nothing
said is dropped: silence is shortened, speech never.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from coach.voice.whisper import RATE_HZ

WINDOW_SAMPLES = 512
"""What Silero looks at: 32 ms at 16 kHz."""
WINDOW_S = WINDOW_SAMPLES / RATE_HZ

VOICED = 0.5
_STILL_VOICED = 0.35
_SHORTEST_RUN = 2
"""Voiced windows in a row that make speech: one alone (32 ms) is a click."""
_PAUSE = 5
"""Silent windows (0.16 s) after which it is worth decoding what was said so far."""
_TAIL = 10
_KEPT_SILENCE = 16
"""Silent windows (0.5 s) kept inside an utterance; of a longer silence this and the lead remain."""
_LEAD = 13
"""Windows (0.4 s) kept from before a voice is noticed: soft beginnings lie there."""
_ENOUGH = 0.7
"""Share of the longest stretch from which on a pause ends a piece."""


class Moment(StrEnum):
    """Something worth acting on; most windows bring none."""

    PAUSED = "paused"
    FULL = "full"
    """The longest stretch is reached without a pause: cut now, at the quietest place."""


@dataclass(frozen=True)
class Clip:
    """A stretch of speech to be written down, and how sure the voice detector was of it."""

    pcm: NDArray[np.int16]
    voiced_s: float
    peak: float
    """The highest probability of a voice in any window, 0 to 1."""

    @property
    def duration_s(self) -> float:
        return len(self.pcm) / RATE_HZ


@dataclass(frozen=True)
class _Heard:
    pcm: NDArray[np.int16]
    probability: float
    voiced: bool


class Utterance:
    """One turn of one person, in the making. `clip` looks, `cut` takes, `clear` begins anew."""

    def __init__(self, longest_s: float) -> None:
        self._longest = int(longest_s / WINDOW_S)
        self._lead: deque[_Heard] = deque(maxlen=_LEAD)
        self._heard: list[_Heard] = []
        self._run = 0
        self._silent = 0
        self._paused = True
        self._spoken = False
        self.version = 0
        """Grows with every bit of speech: what was decoded at the same version is still all."""

    @property
    def enough(self) -> bool:
        """True when a pause now should end a piece, to be decoded while the rest is spoken."""
        return len(self._heard) >= self._longest * _ENOUGH

    def hear(self, pcm: NDArray[np.int16], probability: float) -> Moment | None:
        """Take in the next `WINDOW_SAMPLES` samples, in order."""
        voiced = probability >= VOICED or (self._run > 0 and probability > _STILL_VOICED)
        window = _Heard(pcm, probability, voiced)
        if voiced:
            return self._voice(window)
        return self._silence(window)

    def clip(self) -> Clip | None:
        """What has been said since the last cut, a little silence behind it; None if nothing."""
        return _clip(self._heard) if self._spoken else None

    def cut(self, *, at_pause: bool) -> Clip | None:
        """Take away what `clip` gives; without a pause, up to the quietest place near its end."""
        place = len(self._heard) if at_pause else _quietest(self._heard)
        taken, self._heard = self._heard[:place], self._heard[place:]
        return _clip(taken) if self._spoken else None

    def clear(self) -> None:
        """Begin a new turn; the last moments stay as its lead-in."""
        self._lead = deque([*self._heard[_end(self._heard) :], *self._lead], maxlen=_LEAD)
        self._heard = []
        self._run = self._silent = 0
        self._paused, self._spoken = True, False

    def _voice(self, window: _Heard) -> Moment | None:
        self._heard += [*self._lead, window]
        self._lead.clear()
        self._run += 1
        self._silent = 0
        if self._run >= _SHORTEST_RUN:
            self.version += 1
            self._paused, self._spoken = False, True
        return Moment.FULL if len(self._heard) >= self._longest else None

    def _silence(self, window: _Heard) -> Moment | None:
        self._run = 0
        self._silent += 1
        if not self._heard or self._silent > _KEPT_SILENCE:
            self._lead.append(window)
        else:
            self._heard.append(window)
        if self._silent < _PAUSE:
            return None
        if not self._spoken:
            self.clear()
        if self._paused:
            return None
        self._paused = True
        return Moment.PAUSED


def _quietest(heard: list[_Heard]) -> int:
    """The middle of the least voiced 0.1 s after the first two fifths: a pause if there is one."""
    voice = np.array([window.probability for window in heard])
    begin = len(voice) * 2 // 5
    smooth = np.convolve(voice[begin:], np.ones(3), mode="valid")
    return begin + int(np.argmin(smooth)) + 2


def _end(heard: list[_Heard]) -> int:
    """How many windows there are up to the last voiced one."""
    return next((len(heard) - back for back, last in enumerate(reversed(heard)) if last.voiced), 0)


def _clip(heard: list[_Heard]) -> Clip | None:
    voiced = sum(window.voiced for window in heard)
    if not voiced:
        return None
    kept = heard[: _end(heard) + _TAIL]
    return Clip(
        pcm=np.concatenate([window.pcm for window in kept]),
        voiced_s=voiced * WINDOW_S,
        peak=max(window.probability for window in kept),
    )
