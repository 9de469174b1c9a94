"""One worker for all models: what goes first, what is dropped, and that nobody waits for ever."""

import asyncio
import os
import threading
from collections.abc import Iterator

import pytest

from coach.voice.model_worker import ModelWorker, ModelWorkerError, Priority, _Job


@pytest.fixture
def worker() -> Iterator[ModelWorker]:
    with ModelWorker() as made:
        yield made


class _Gate:
    """Work that holds the worker until it is let go, so that other work queues up behind it."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._running = threading.Event()

    def __call__(self) -> str:
        self._running.set()
        assert self._open.wait(10)
        return "through"

    def let_go(self) -> None:
        self._open.set()

    async def begun(self) -> None:
        assert await asyncio.to_thread(self._running.wait, 10)


async def test_the_most_urgent_work_goes_first_and_the_older_of_two_equals(
    worker: ModelWorker,
) -> None:
    gate, order = _Gate(), list[str]()
    held = worker.submit(gate)
    waiting = [
        worker.submit(lambda: order.append("warm"), Priority.WARM),
        worker.submit(lambda: order.append("speculative"), Priority.SPECULATIVE),
        worker.submit(lambda: order.append("final, older"), Priority.FINAL),
        worker.submit(lambda: order.append("final, newer"), Priority.FINAL),
    ]

    gate.let_go()
    await held
    for done in waiting:
        await done

    assert order == ["final, older", "final, newer", "speculative", "warm"]


async def test_cancelled_work_that_still_waits_is_never_done(worker: ModelWorker) -> None:
    gate, done = _Gate(), list[str]()
    held = worker.submit(gate)
    dropped = worker.submit(lambda: done.append("dropped"))
    kept = worker.submit(lambda: done.append("kept"))

    dropped.cancel()
    await asyncio.sleep(0)
    gate.let_go()
    await held
    await kept

    assert done == ["kept"]


async def test_a_cancelled_wait_takes_its_work_out_of_the_queue(worker: ModelWorker) -> None:
    gate, done = _Gate(), list[str]()
    held = worker.submit(gate)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await worker.submit(lambda: done.append("nobody waits for this"))
    gate.let_go()
    await held
    await worker.submit(lambda: None, Priority.WARM)

    assert done == []


async def test_work_that_runs_ends_by_itself_when_nobody_wants_it_any_more(
    worker: ModelWorker,
) -> None:
    gate = _Gate()
    running = worker.submit(gate)
    await gate.begun()

    running.cancel()
    gate.let_go()

    assert await worker.submit(lambda: "next") == "next"


@pytest.mark.parametrize("error", [ValueError("bad audio"), SystemExit(1)])
async def test_an_error_is_raised_where_it_is_awaited_and_the_worker_goes_on(
    worker: ModelWorker, error: BaseException
) -> None:
    def fail() -> None:
        raise error

    failing = worker.submit(fail)
    await asyncio.wait([failing])

    assert failing.exception() is error
    assert await worker.submit(lambda: "next") == "next"


async def test_the_event_loop_goes_on_while_a_model_works(worker: ModelWorker) -> None:
    gate, turns = _Gate(), 0
    held = worker.submit(gate)
    await gate.begun()

    for _ in range(100):
        await asyncio.sleep(0)
        turns += 1
    assert not held.done()
    gate.let_go()

    assert await held == "through"
    assert turns == 100


async def test_several_event_loops_share_one_worker(worker: ModelWorker) -> None:
    async def ask(number: int) -> tuple[int, str]:
        return number, await worker.submit(lambda: threading.current_thread().name)

    elsewhere = await asyncio.to_thread(lambda: asyncio.run(ask(2)))
    here = await ask(1)

    assert here == (1, "speech-models")
    assert elsewhere == (2, "speech-models")


async def test_closing_finishes_what_runs_and_drops_what_waits() -> None:
    worker, gate = ModelWorker(), _Gate()
    running = worker.submit(gate)
    waiting = worker.submit(lambda: "never")
    await gate.begun()

    closing = asyncio.get_running_loop().run_in_executor(None, worker.close)
    await _closed(worker)
    gate.let_go()
    await closing
    worker.close()

    assert await running == "through"
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def _closed(worker: ModelWorker) -> None:
    while worker._thread.is_alive():
        try:
            worker.submit(lambda: None, Priority.WARM)
        except ModelWorkerError:
            return
        await asyncio.sleep(0.001)


async def test_a_closed_worker_refuses_work_instead_of_keeping_it_waiting() -> None:
    worker = ModelWorker()
    worker.close()

    with pytest.raises(ModelWorkerError, match="closed"):
        worker.submit(lambda: None)


async def test_a_worker_from_before_a_fork_refuses_work_instead_of_hanging(
    worker: ModelWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = os.getpid() + 1

    with monkeypatch.context() as forked:
        forked.setattr("coach.voice.model_worker.os.getpid", lambda: child)

        with pytest.raises(ModelWorkerError, match="before a fork"):
            worker.submit(lambda: None)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_work_for_a_thread_that_died_is_refused_and_not_waited_for(
    worker: ModelWorker,
) -> None:
    def die() -> None:
        raise SystemExit

    worker._jobs.put(_Job(Priority.FINAL, -1, die, lambda: None))
    await asyncio.to_thread(worker._thread.join, 10)

    with pytest.raises(ModelWorkerError, match="died"):
        worker.submit(lambda: None)
