"""What recalling costs: facts of 500 people, beside qdrant-client's local mode in the same run.

A check-in reads one person's facts by the index on the person, unseals and scores them in Python; a
turn asks those at hand again. qdrant-client and the embedder are optional: what is not there is
left out and said. Without an embedder the vectors are made up.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

import numpy as np

from coach.embedding import embedder_if_usable
from coach.keeping import opened_store
from coach.settings import apart
from evals.bench.measure import Row, row
from evals.bench.nearest import Nearest, qdrant_local
from memory.embedder import Embedder
from memory.fact import Change, Fact, Kind
from memory.minilm import DIMENSIONS, Vectors
from memory.person import Person
from memory.recall import recall
from memory.store import Store

PEOPLE = 500
SIZES = (1_000, 10_000, 100_000)
TODAY = date(2026, 3, 2)
LIMIT_MS, LIMIT_EMBEDDED_MS = 5.0, 10.0
_AT = datetime(2026, 2, 20, 8, 0, tzinfo=UTC)
_MADE_UP = "made-up"
_NEAREST_AT_MOST = 20
"""Queries of the yardstick at one size: it takes seconds for each at the largest."""

_ASKED = (
    "I slept badly again",
    "the dog was at it all night",
    "we fly home tomorrow",
    "I tried the breathing and hated it",
    "work starts early this week",
)
_WHO = ("My sister", "The dog", "Our neighbour", "My boss", "The baby", "My partner", "The cat")
_DOES = (
    ("wakes me up at {hour} most mornings", Kind.TRAIT),
    ("is staying with us until the {day}th", Kind.SITUATION),
    ("plays music until {hour} at night", Kind.RECURRING),
    ("hates it when I read in bed after {hour}", Kind.PREFERENCE),
    ("and I want to be in bed by {hour}", Kind.GOAL),
    ("gave me the same cold I had on the {day}th", Kind.STATE),
    ("says my snoring is louder since I take the tablets at {hour}", Kind.HEALTH),
    ("is coming along to the wedding on the {day}th", Kind.EVENT),
)
_HOURS = ("four", "five", "six", "nine", "ten", "half past eleven", "midnight")
_DAYS = range(12, 21)


class Report(NamedTuple):
    """What it was measured with, and the rows."""

    notes: list[str]
    rows: list[Row]


class _Times(NamedTuple):
    """Seconds, by what was done; empty where it could not be."""

    read: list[float]
    turn: list[float]
    embedded: list[float]
    nearest: list[float]


class _Parts(NamedTuple):
    """What the arms share: a vector for each sentence there is, and what finds by vectors."""

    embedder: Embedder | None
    revision: str
    sentences: list[tuple[str, Kind]]
    vectors: Vectors
    nearest: Nearest | None


async def recalls(
    folder: Path, queries: int, told: Callable[[str], None], sizes: Sequence[int] = SIZES
) -> Report:
    """Recalls `queries` times at each size of one growing store; sizes in multiples of 500."""
    settings = apart(folder)
    parts = _parts(await asyncio.to_thread(embedder_if_usable, settings))
    people = [UUID(int=number + 1) for number in range(PEOPLE)]
    rows: list[Row] = []
    first: _Times | None = None
    async with opened_store(settings) as store:
        for person_id in people:
            await store.add_person(Person(person_id, created_at=_AT))
        held = 0
        for size in sizes:
            for person_id in people:
                await _told(store, person_id, range(held, size // PEOPLE), parts)
            held = size // PEOPLE
            told(f"{size:,} facts are kept")
            times = await _times(store, people, queries, parts)
            first = first or times
            rows += _rows(f"{size:>7,} facts", times, first)
        notes = [*_said(parts), f"one person's facts: {_plan(store)}"]
    return Report(notes, rows)


def _parts(embedder: Embedder | None) -> _Parts:
    sentences = [
        (f"{who} {does.format(hour=hour, day=day)}.", kind)
        for who in _WHO
        for does, kind in _DOES
        for hour, day in zip(_HOURS, _DAYS, strict=False)
    ]
    draw = np.random.default_rng(1)
    made = draw.standard_normal((len(sentences), DIMENSIONS)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    if embedder is None:
        return _Parts(None, _MADE_UP, sentences, made, qdrant_local(DIMENSIONS))
    vectors = embedder.embed([text for text, _ in sentences])
    nearest = qdrant_local(vectors.shape[1])
    return _Parts(embedder, embedder.revision, sentences, vectors, nearest)


async def _told(store: Store, person_id: UUID, numbers: range, parts: _Parts) -> None:
    """Keeps more facts of a person, with their vectors."""
    draw = Random(f"{person_id} {numbers}")  # noqa: S311 - who said what is no secret
    chosen = [draw.randrange(len(parts.sentences)) for _ in numbers]
    facts = [
        _fact(person_id, number, *parts.sentences[which])
        for number, which in zip(numbers, chosen, strict=True)
    ]
    await store.facts.learn(person_id, Change(added=tuple(facts)))
    vectors = parts.vectors[chosen]
    if parts.embedder is not None:
        by_id = {fact.id: vector for fact, vector in zip(facts, vectors, strict=True)}
        await store.facts.set_vectors(person_id, by_id, parts.revision)
    if parts.nearest is not None:
        parts.nearest.add(facts, vectors)


def _fact(person_id: UUID, number: int, text: str, kind: Kind) -> Fact:
    said_at = _AT + timedelta(minutes=number)
    ahead = TODAY + timedelta(days=number % 20) if kind is Kind.EVENT else None
    return Fact(
        id=UUID(int=person_id.int << 32 | number),
        person_id=person_id,
        kind=kind,
        text=text,
        said_at=said_at,
        said_on=said_at.date(),
        tz="Europe/London",
        starts_on=ahead,
        ends_on=ahead,
    )


async def _times(store: Store, people: Sequence[UUID], queries: int, parts: _Parts) -> _Times:
    draw = Random(queries)  # noqa: S311 - likewise
    times = _Times([], [], [], [])
    for _ in range(queries):
        person_id, words = draw.choice(people), draw.choice(_ASKED)
        began = time.perf_counter()
        facts = await store.facts.of(person_id)
        recall(facts, TODAY, words)
        times.read.append(time.perf_counter() - began)
        began = time.perf_counter()
        recall(facts, TODAY, words)
        times.turn.append(time.perf_counter() - began)
        if parts.embedder is not None:
            vectors = await store.facts.vectors(person_id, parts.revision)
            matrix = np.array([vectors[fact.id] for fact in facts])
            began = time.perf_counter()
            similar = matrix @ parts.embedder.embed([words])[0]
            recall(facts, TODAY, words, similar=similar.tolist())
            times.embedded.append(time.perf_counter() - began)
        if parts.nearest is not None and len(times.nearest) < _NEAREST_AT_MOST:
            vector = parts.vectors[draw.randrange(len(parts.vectors))].tolist()
            began = time.perf_counter()
            parts.nearest.query(person_id, vector)
            times.nearest.append(time.perf_counter() - began)
    return times


def _rows(name: str, times: _Times, first: _Times) -> list[Row]:
    least = "the same at the first size"
    rows = [
        _judged(row(f"{name}: read and recalled", times.read, first.read, least, ""), LIMIT_MS),
        _judged(row(f"{name}: asked in a turn", times.turn, first.turn, least, ""), LIMIT_MS),
    ]
    if times.embedded:
        embedded = row(f"{name}: in a turn, embedded", times.embedded, times.turn, "without", "")
        rows.append(_judged(embedded, LIMIT_EMBEDDED_MS))
    if times.nearest:
        local = f"{name}: qdrant-client, local mode"
        rows.append(row(local, times.nearest, times.read, "ours, read and recalled", None))
    return rows


def _judged(found: Row, limit_ms: float) -> Row:
    return found._replace(goal=f"p95 at most {limit_ms:g} ms", met=found.p95_ms <= limit_ms)


def _said(parts: _Parts) -> list[str]:
    return [
        f"embedder: {parts.revision if parts.embedder else 'none is set up, left out'}",
        f"qdrant-client: {'local mode' if parts.nearest else 'not installed, left out'}",
    ]


def _plan(store: Store) -> str:
    """How SQLite looks for the facts of one person."""
    if store.database.file is None:
        return "not SQLite"
    with closing(sqlite3.connect(store.database.file)) as connection:
        asked = "EXPLAIN QUERY PLAN SELECT * FROM fact WHERE person_id = ?"
        return "; ".join(str(step[-1]) for step in connection.execute(asked, ("",)))
