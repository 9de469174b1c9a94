"""Runs an asyncio program several times faster than real time: clocks and waits scaled alike.

    python -m tests.timewarp MODULE [ARGUMENT ...]

writes what `MODULE.main(arguments)` gives, as JSON. The clocks are scaled before the module is
imported, because `livekit.agents` keeps `time.time` at import. Real work gets no faster.
"""

import asyncio
import json
import logging
import selectors
import sys
import time
from collections.abc import Callable
from importlib import import_module

FACTOR = 2.0
_CLOCKS = ("time", "monotonic", "perf_counter")


def install(factor: float) -> None:
    """Scales every clock of the process from now on, and the waits of every new event loop."""
    for name in (*_CLOCKS, *(f"{clock}_ns" for clock in _CLOCKS)):
        real = getattr(time, name)
        setattr(time, name, _scaled(real, real(), factor))

    class Selector(selectors.DefaultSelector):
        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            return super().select(timeout / factor if timeout and timeout > 0 else timeout)

    selectors.DefaultSelector = Selector  # type: ignore[misc]


def _scaled(real: Callable[[], float], began: float, factor: float) -> Callable[[], float]:
    whole = isinstance(began, int)

    def clock() -> float:
        now = began + (real() - began) * factor
        return int(now) if whole else now

    return clock


if __name__ == "__main__":
    install(FACTOR)
    logging.basicConfig(level=logging.ERROR)
    program = import_module(sys.argv[1])
    json.dump(asyncio.run(program.main(sys.argv[2:])), sys.stdout)
