"""The overhead of a typed turn: everything but the model, which answers at once.

A turn is what lies between a line typed and the last sentence kept: reading, deciding, gating, and
the two writes.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from uuid import uuid4

from coach.bootstrap import App, opened
from coach.dialogue.engine import Engine
from coach.dialogue.exchange import exchange
from coach.dialogue.reply import Sentence
from coach.dialogue.state import State, load
from coach.recording import load_recording
from coach.settings import apart
from evals.bench.measure import Row, row
from evals.bench.stub import EchoLLM
from memory.checkin import CheckIn, Hearing, Saying
from memory.person import Person
from safety.policy import load_policy

BEGAN = datetime(2026, 3, 2, 7, 20, tzinfo=UTC)
GOAL = "p95 at most 15 ms"


async def turns(folder: Path, wanted: int) -> list[Row]:
    """Whole check-ins of a new person each, until `wanted` turns are timed, in both ways."""
    async with opened(apart(folder / "turns")) as app:
        with_model = Engine(app.store, app.program, load_policy(), EchoLLM())
        writes = await _writes(app, wanted)
        rows = [row("the store's two writes alone", writes, writes, "the two writes", None)]
        for name, engine in (("scripted", app.engine), ("model stubbed", with_model)):
            times = await _talks(app, engine, wanted)
            rows.append(row(f"typed turn, {name}", times, writes, "the two writes", GOAL))
    return rows


async def _talks(app: App, engine: Engine, wanted: int) -> list[float]:
    times: list[float] = []
    recording = load_recording("demo")
    while len(times) < wanted:
        ticks = count()
        now = _clock(ticks)
        person = await app.store.add_person(Person(id=uuid4(), created_at=BEGAN))
        reload = _reloader(app, person, now)
        state, _ = await exchange(
            engine, await reload(), None, now=now, tell=_nobody, reload=reload
        )
        for words in recording.script.says:
            began = time.perf_counter()
            state, _ = await exchange(engine, state, words, now=now, tell=_nobody, reload=reload)
            times.append(time.perf_counter() - began)
    return times[:wanted]


async def _writes(app: App, wanted: int) -> list[float]:
    """One `hear` and one `said` of a turn that changes nothing else."""
    person = await app.store.add_person(Person(id=uuid4(), created_at=BEGAN))
    check_in = CheckIn(id=uuid4(), person_id=person.id, night=BEGAN.date(), opened_at=BEGAN)
    times = []
    for turn_no, words in zip(range(wanted), cycle(("yes", "about forty minutes")), strict=False):
        began = time.perf_counter()
        check_in = await app.store.hear(Hearing(replace(check_in, turn_no=turn_no), BEGAN, words))
        check_in = await app.store.said(
            Saying(check_in.id, turn_no, check_in.version, BEGAN, "Thank you. And then?")
        )
        times.append(time.perf_counter() - began)
    return times


def _clock(ticks: "count[int]") -> Callable[[], datetime]:
    return lambda: BEGAN + next(ticks) * timedelta(seconds=4)


def _reloader(
    app: App, person: Person, now: Callable[[], datetime]
) -> Callable[[], Awaitable[State]]:
    async def reload() -> State:
        known = await app.store.person(person.id) or person
        return await load(app.store, known, now(), channel="text", local_zone="Europe/London")

    return reload


def _nobody(_sentence: Sentence) -> None:
    """Nobody is told anything here."""
