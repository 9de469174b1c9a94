"""What spoken check-ins cost: lag of the event loop, memory, processor time, for several at once.

The recorded demonstration, or its first lines, through the real session in real time; all calls of
a run in one process with one pair of models, begun together, which is the worst case.
"""

import asyncio
import logging
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import numpy as np

from coach.recording import load_recording
from coach.settings import apart
from evals.bench.machine import cpu_s, memory
from evals.bench.measure import percentiles_ms
from memory.checkin import Speaker

_TICK_S = 0.01
_IDLE_S = 3.0


class Lag(NamedTuple):
    """How much later than asked a sleeping task woke, in milliseconds."""

    p50_ms: float
    p99_ms: float
    max_ms: float


class Calls(NamedTuple):
    """One run of `at_once` calls. `heard` of `said` lines were written down; memory in 10^6 bytes.

    `idle` is the lag of the same loop before the first call, `waits_ms` median and 95th percentile
    from the end of speech to the first sound; None where fewer than two answers were heard.
    """

    at_once: int
    lines: int
    lasted_s: float
    idle: Lag
    lag: Lag
    loaded_mb: float
    most_mb: float
    cpu_s_per_call: float
    waits_ms: tuple[float, float] | None
    heard: int
    said: int


def calls_report(
    at_once: Sequence[int], lines: int, told: Callable[[str], None]
) -> tuple[Calls, ...]:
    """One run for each number of calls, each in a fresh process."""
    spawn = multiprocessing.get_context("spawn")
    runs = []
    for number in at_once:
        told(f"{number} at once, the first {lines} lines")
        with ProcessPoolExecutor(1, mp_context=spawn) as process:
            runs.append(process.submit(_measured, number, lines).result())
    return tuple(runs)


def lag_of(late_s: Sequence[float]) -> Lag:
    """The lag over many wakings."""
    p50, p99, most = np.percentile(np.array(late_s), [50, 99, 100]) * 1000
    return Lag(float(p50), float(p99), float(most))


def calls_shown(runs: Sequence[Calls]) -> str:
    """The runs as a table; ratios are to the first run, for memory to the loaded models."""
    recording = len(load_recording("demo").sounds)
    lines = [
        f"Check-ins at once in one process, demonstration models, in real time, the first "
        f"{runs[0].lines} of {recording} lines",
        "",
        f"{'calls':>5} {'lasted s':>9} {'lag p99 ms':>11} {'lag max ms':>11} {'idle p99':>9} "
        f"{'idle max':>9} {'RSS MB':>7} {'loaded':>7} {'CPU s/call':>11} {'ratio':>6} "
        f"{'first audio p50':>16} {'p95 ms':>7}  {'heard':>7}",
    ]
    lines += [
        f"{run.at_once:>5} {run.lasted_s:>9.1f} {run.lag.p99_ms:>11.1f} {run.lag.max_ms:>11.1f} "
        f"{run.idle.p99_ms:>9.1f} {run.idle.max_ms:>9.1f} {run.most_mb:>7.0f} "
        f"{run.loaded_mb:>7.0f} {run.cpu_s_per_call:>11.2f} "
        f"{run.cpu_s_per_call / runs[0].cpu_s_per_call:>5.2f}x "
        f"{_waits(run)}  {run.heard:>3}/{run.said}"
        for run in runs
    ]
    return "\n".join(lines)


def _waits(run: Calls) -> str:
    if run.waits_ms is None:
        return f"{'-':>16} {'-':>7}"
    return f"{run.waits_ms[0]:>16.0f} {run.waits_ms[1]:>7.0f}"


def _measured(at_once: int, lines: int) -> Calls:
    logging.basicConfig(level=logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="nightjar-bench-") as folder:
        return asyncio.run(_run(Path(folder), at_once, lines))


async def _late_while(work: Coroutine[None, None, None]) -> list[float]:
    """By how many seconds a task that sleeps a tick at a time woke late while the work was done."""
    late: list[float] = []
    loop = asyncio.get_running_loop()

    async def wake() -> None:
        while True:
            asked_s = loop.time() + _TICK_S
            await asyncio.sleep(_TICK_S)
            late.append(max(0.0, loop.time() - asked_s))

    async with asyncio.TaskGroup() as group:
        waking = group.create_task(wake())
        await work
        waking.cancel()
    return late


async def _run(folder: Path, at_once: int, lines: int) -> Calls:
    # LiveKit takes two seconds to import: only where it is used.
    from coach.bootstrap import App, opened
    from coach.voice.headless import ScriptedMicrophone, SilentLoudspeaker
    from coach.voice.hold import hold
    from coach.voice.line import CallResult
    from coach.voice.models import SharedModels, shared_models
    from memory.person import Person

    recording = load_recording("demo")
    sounds = [np.frombuffer(sound, np.int16) for sound in recording.sounds[:lines]]
    now = recording.clock()

    async def one(app: App, shared: SharedModels) -> CallResult:
        person = await app.store.add_person(Person(id=uuid4(), created_at=now()))
        microphone = ScriptedMicrophone(sounds)
        models = shared.of_a_call()
        return await hold(
            app,
            person,
            microphone,
            SilentLoudspeaker(models.tts.sample_rate),
            models=models,
            now=now,
            local_zone=recording.script.local_zone,
            hung_up=microphone.hung_up,
            your_turn=microphone.your_turn,
        )

    settings = apart(folder)
    async with opened(settings) as app, shared_models(settings) as shared:
        idle = await _late_while(asyncio.sleep(_IDLE_S))
        loaded = memory().now_mb
        loop = asyncio.get_running_loop()
        began_s, spent_s = loop.time(), cpu_s()
        print(f"    {at_once} under way", file=sys.stderr, flush=True)
        tasks: list[asyncio.Task[CallResult]] = []

        async def all_of_them() -> None:
            async with asyncio.TaskGroup() as group:
                tasks.extend(group.create_task(one(app, shared)) for _ in range(at_once))

        late = await _late_while(all_of_them())
        lasted_s, spent_s = loop.time() - began_s, cpu_s() - spent_s
    results = [task.result() for task in tasks]
    waits = [s.first_audio_s for r in results for s in r.stages if s.first_audio_s is not None]
    heard = sum(line.speaker is Speaker.PERSON for result in results for line in result.lines)
    return Calls(
        at_once=at_once,
        lines=lines,
        lasted_s=lasted_s,
        idle=lag_of(idle),
        lag=lag_of(late),
        loaded_mb=loaded,
        most_mb=memory().most_mb,
        cpu_s_per_call=spent_s / at_once,
        waits_ms=percentiles_ms(waits) if len(waits) > 1 else None,
        heard=heard,
        said=at_once * len(sounds),
    )
