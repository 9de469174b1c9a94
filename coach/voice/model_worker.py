"""Runs speech models one piece of work at a time, in one native thread, the most urgent first.

One worker serves a whole process: every call, in whatever event loop, hands its work in here, so
models never fight for the same cores. CTranslate2 and onnxruntime let go of the GIL meanwhile. A
piece that is running cannot be stopped: whoever hands it in bounds it.
"""

import asyncio
import itertools
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self, TypeVar

_T = TypeVar("_T")
_LEAVE = -1
"""Goes before every priority: what still waits at the end is dropped, not done."""


class ModelWorkerError(RuntimeError):
    """Work handed to a worker that is closed, or that was made before a fork."""


class Priority(IntEnum):
    """What is waited for; the smaller number goes first, and the older of two equals."""

    FINAL = 0
    """Somebody waits in silence: the turn that has just ended, the sentence to be spoken next."""
    SPECULATIVE = 1
    """Probably wanted in a moment: the turn so far, decoded in a pause."""
    WARM = 2
    """Nobody waits: stock phrases made ahead."""


@dataclass(order=True, frozen=True)
class _Job:
    priority: int
    number: int
    run: Callable[[], None] = field(compare=False)
    drop: Callable[[], object] = field(compare=False)


class ModelWorker:
    """One native thread with a priority queue. Make one per process, after any fork; close it.

    May be used from several event loops and threads at once.
    """

    def __init__(self, name: str = "speech-models") -> None:
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._closed = False
        # Between asking whether it is closed and queueing: work queued after the end is never done.
        self._door = threading.Lock()
        self._pid = os.getpid()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[], _T], priority: Priority = Priority.FINAL
    ) -> asyncio.Future[_T]:
        """Queue `work`; the future belongs to the running event loop and carries result or error.

        Cancelling the future takes work out that has not begun; work that runs is finished and
        its result dropped.

        Raises:
            ModelWorkerError: the worker is closed, its thread has died, or it belongs to the
                process this one was forked from (its thread, and any CTranslate2 model, did not
                survive the fork).
        """
        if os.getpid() != self._pid:
            raise ModelWorkerError("this worker was made before a fork: make one per process")
        if not (self._closed or self._thread.is_alive()):
            raise ModelWorkerError("the thread of the speech models has died")
        done: Future[_T] = Future()
        job = _Job(priority, next(self._numbers), lambda: _run(work, done), done.cancel)
        with self._door:
            if self._closed:
                raise ModelWorkerError("this worker is closed")
            self._jobs.put(job)
        return asyncio.wrap_future(done)

    def close(self) -> None:
        """Cancel what is queued, wait for what runs (blocking), end the thread. May be repeated."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._jobs.put(_Job(_LEAVE, next(self._numbers), lambda: None, lambda: None))
        if os.getpid() == self._pid:
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        while (job := self._jobs.get()).priority != _LEAVE:
            job.run()
        while not self._jobs.empty():
            self._jobs.get().drop()


def _run(work: Callable[[], _T], done: Future[_T]) -> None:
    if not done.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
        done.set_exception(error)
    else:
        done.set_result(result)
