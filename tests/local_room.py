"""A room with walls: what the loudspeaker plays comes back into the microphone, later and quieter.

It moves the blocks between a `Duplex` and itself, as PortAudio does between one and the devices.
"""

import asyncio
from collections import deque

import numpy as np
from numpy.typing import NDArray

from coach.voice.headless import FRAME_S, Pcm
from coach.voice.local import Duplex

DEVICE_HZ = 48_000
ECHO_AFTER_S = 0.06
ECHO_SHARE = 0.3
NOISE = 12.0


class EchoingRoom:
    """Steps of 20 ms; `cancelled=False` gives the microphone's sound on as it is."""

    def __init__(self, duplex: Duplex, *, cancelled: bool = True, seed: int = 0) -> None:
        self.echo: list[NDArray[np.float64]] = []
        self._duplex = duplex
        self._cancelled = cancelled
        self._random = np.random.default_rng(seed)
        self._answer = self._walls()
        self._coming = np.zeros(len(self._answer) + round(FRAME_S * DEVICE_HZ))
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
        self._coming[: len(self._answer) + size - 1] += np.convolve(block.pcm, self._answer)
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

    def _walls(self) -> NDArray[np.float64]:
        straight = round(ECHO_AFTER_S * DEVICE_HZ)
        tail = np.arange(round(0.05 * DEVICE_HZ))
        walls = self._random.normal(0.0, 0.3, len(tail)) * np.exp(-tail / (0.015 * DEVICE_HZ))
        walls[0] = 1.0
        answer = np.concatenate([np.zeros(straight), walls])
        return answer * ECHO_SHARE / np.sqrt((answer**2).sum())
