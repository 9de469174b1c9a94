"""Stands in for `sounddevice` in a process without devices: silence in, silence out, in real time.

Copied as `sounddevice.py` where that process looks for its modules. It calls back from threads of
its own, block by block, as PortAudio does.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


class PortAudioError(Exception):
    """Never raised here."""


@dataclass(frozen=True)
class _Moments:
    inputBufferAdcTime: float  # noqa: N815 - PortAudio's names
    outputBufferDacTime: float  # noqa: N815
    currentTime: float  # noqa: N815


def query_devices(device: object, kind: str) -> dict[str, object]:
    return {"index": 0, "name": f"null {kind}", "default_samplerate": 48_000.0}


class _Stream:
    def __init__(
        self,
        *,
        samplerate: int,
        blocksize: int,
        callback: Callable[[memoryview, int, _Moments, object], None],
        finished_callback: Callable[[], None],
        **_: object,
    ) -> None:
        self._block_s = blocksize / samplerate
        self._blocksize = blocksize
        self._callback = callback
        self._finished = finished_callback
        self._open = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "_Stream":
        self._open.set()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.clear()
        self._thread.join()
        self._finished()

    def _run(self) -> None:
        next_s = time.monotonic()
        while self._open.is_set():
            now_s = time.monotonic()
            block = memoryview(bytearray(2 * self._blocksize))
            self._callback(block, self._blocksize, _Moments(now_s, now_s, now_s), None)
            next_s += self._block_s
            time.sleep(max(next_s - time.monotonic(), 0))


class RawOutputStream(_Stream):
    """What it is given to play is not kept."""


class RawInputStream(_Stream):
    """Silence."""
