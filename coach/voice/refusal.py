"""Notices that a LiveKit server refuses the worker's key, which LiveKit tells only in its log.

Called by `worker`. LiveKit goes on trying for minutes, as with a server that is not there yet.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_REFUSALS = (401, 403)


class _Refusals(logging.Filter):
    def __init__(self, refused: Callable[[], None]) -> None:
        super().__init__()
        self._refused = refused

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(getattr(record, "error", None), "status", None) in _REFUSALS:
            self._refused()
        return True


@contextmanager
def watched(refused: Callable[[], None]) -> Iterator[None]:
    """Calls `refused` for each try that the server answered with a refusal."""
    log, seen = logging.getLogger("livekit.agents"), _Refusals(refused)
    log.addFilter(seen)
    try:
        yield
    finally:
        log.removeFilter(seen)
