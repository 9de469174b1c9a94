"""A room with walls: what the loudspeaker plays comes back into the microphone, later and quieter.

It moves the blocks between a `Duplex` and itself, as PortAudio does between one and the devices.
"""

import asyncio
from collections import deque

import numpy as np
from numpy.typing import NDArray

from coach.voice.headless import FRAME_S, Pcm
from coach.voice.local import Duplex, LocalLoudspeaker

DEVICE_HZ = 48_000
ECHO_AFTER_S = 0.06
WAYS = ((0.0, 0.25), (0.004, -0.12), (0.009, 0.1), (0.017, -0.06), (0.031, 0.03))
"""Seconds that the sound is later than the straight one, and how much of it arrives."""
LONGEST_WAY_S = 0.031
NOISE = 12.0


class CountedLoudspeaker(LocalLoudspeaker):
    """A loudspeaker that knows how often it was stopped in mid-sentence."""

    stopped = 0

    def pause(self) -> None:
        self.stopped += 1
        super().pause()

    def clear_buffer(self) -> None:
        self.stopped += bool(self._segments)
        super().clear_buffer()


class EchoingRoom:
    """Steps of 20 ms; `cancelled=False` gives the microphone's sound on as it is."""

    def __init__(self, duplex: Duplex, *, cancelled: bool = True, seed: int = 0) -> None:
        self.echo: list[NDArray[np.float64]] = []
        self._duplex = duplex
        self._cancelled = cancelled
        self._random = np.random.default_rng(seed)
        self._coming = np.zeros(round((ECHO_AFTER_S + LONGEST_WAY_S + FRAME_S) * DEVICE_HZ))
        self._spoken: deque[Pcm] = deque()

    def say(self, pcm: Pcm) -> None:
        """Says this from now on; at the rate of the devices."""
        size = round(FRAME_S * DEVICE_HZ)
        padded = np.pad(pcm, (0, -len(pcm) % size))
        self._spoken.extend(padded.reshape(-1, size))

    def step(self) -> None:
        """Plays one block and hears one."""
        block = self._duplex.next_block()
        self._duplex.played(block, latency_s=ECHO_AFTER_S / 2)
        size = len(block.pcm)
        for way_s, share in WAYS:
            at = round((ECHO_AFTER_S + way_s) * DEVICE_HZ)
            self._coming[at : at + size] += share * block.pcm
        echo = self._coming[:size].copy()
        self._coming = np.concatenate([self._coming[size:], np.zeros(size)])
        self.echo.append(echo)
        heard = echo + self._random.normal(0.0, NOISE, size)
        if self._spoken:
            heard += self._spoken.popleft()
        pcm = np.clip(heard, -32768, 32767).astype(np.int16)
        if self._cancelled:
            self._duplex.heard(pcm, latency_s=ECHO_AFTER_S / 2)
        else:
            self._duplex.microphone.give(pcm[::3])

    async def run(self) -> None:
        """Steps for ever, in real time."""
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        while True:
            self.step()
            next_s += FRAME_S
            await asyncio.sleep(max(next_s - loop.time(), 0))
