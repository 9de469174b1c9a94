"""How long a question takes: each engine at growing sizes, and a whole turn with its embedding.

Called by `python -m evals.bench`. The points are made up, four to a passage like the shipped ones;
every engine gets the same points and questions in the same run, numpy is the yardstick.
"""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from evals.bench.measure import Row, row
from memory.index_numpy import NumpyIndex
from memory.index_numpy import write as write_numpy
from memory.minilm import DIMENSIONS, Vectors
from memory.vector_index import Field, Point, VectorIndex, word_id

GOAL = "whole turn p95 at most 10 ms"
GOAL_MS = 10.0
_ASKS = 3
_WORDS, _VOCABULARY = 40, 4000
_LIMIT = 64
_QUESTIONS = 60
_LONGEST_S = 60.0
"""The client's local mode takes seconds a question at the largest size: it is asked fewer."""
_TURNS = 200


def engines(folder: Path, sizes: tuple[int, ...]) -> Iterator[Row]:
    """A row for each engine and size."""
    for size in sizes:
        points = made_up(size)
        questions = list(_questions(points))
        write_numpy(_made(folder / f"numpy-{size}"), points)
        base = _timed(NumpyIndex(folder / f"numpy-{size}"), questions)
        yield row(f"numpy, {size} passages", base, base, "numpy", None)
        for name, opened in _OTHERS.items():
            index = opened(_made(folder / f"{name}-{size}"), points)
            yield row(f"{name}, {size} passages", _timed(index, questions), base, "numpy", None)
            index.close()


def whole_turn(folder: Path) -> list[Row]:
    """Embedding and search of the shipped articles; none without an embedder."""
    from coach.knowing import knowledge
    from coach.settings import apart
    from evals.case_file import read_cases
    from evals.retrieval import RetrievalCase
    from evals.suites import CASES

    asked = knowledge(apart(folder))
    if not asked.by_meaning:
        return []
    cases = read_cases(CASES / "retrieval-blind.jsonl", RetrievalCase)
    times = []
    for turn in range(_TURNS):
        started = perf_counter()
        asked.find(cases[turn % len(cases)].question)
        times.append(perf_counter() - started)
    asked.close()
    found = row("a turn with its embedding, shipped articles", times, times, "itself", GOAL)
    return [found._replace(met=found.p95_ms <= GOAL_MS)]


def made_up(passages: int) -> list[Point]:
    """Points of so many passages: one of its own, with words, and one for each of three asks."""
    chance = np.random.default_rng(7)
    vocabulary = [word_id(f"word{each}") for each in range(_VOCABULARY)]
    points = []
    for number in range(passages):
        middle = chance.normal(size=DIMENSIONS).astype(np.float32)
        held = np.minimum(chance.zipf(1.3, _WORDS), _VOCABULARY) - 1
        words = {vocabulary[each]: float(chance.uniform(0.3, 4)) for each in held}
        points.append(Point(f"p{number}", {Field.PASSAGE: _near(middle, chance)}, words))
        points += [Point(f"p{number}", {Field.ASK: _near(middle, chance)}) for _ in range(_ASKS)]
    return points


def _near(middle: Vectors, chance: np.random.Generator) -> Vectors:
    vector = middle + 0.5 * chance.normal(size=DIMENSIONS).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _questions(points: list[Point]) -> Iterator[tuple[Vectors, list[int]]]:
    chance = np.random.default_rng(8)
    own = points[:: _ASKS + 1]
    for _ in range(_QUESTIONS):
        point = own[int(chance.integers(len(own)))]
        words = list(point.words)
        picked = chance.choice(len(words), min(6, len(words)), replace=False)
        yield _near(point.dense[Field.PASSAGE], chance), [words[each] for each in picked]


def _timed(index: VectorIndex, questions: list[tuple[Vectors, list[int]]]) -> list[float]:
    """Seconds of each question: two dense searches and one by words, as a turn makes them."""
    times: list[float] = []
    for vector, words in questions:
        started = perf_counter()
        index.nearest(vector, Field.ASK, _LIMIT)
        index.nearest(vector, Field.PASSAGE, _LIMIT)
        index.worded(words, _LIMIT)
        times.append(perf_counter() - started)
        if sum(times) > _LONGEST_S and len(times) > 1:
            break
    return times


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _edge(folder: Path, points: list[Point]) -> VectorIndex:
    from memory.index_edge import EdgeIndex, write

    write(folder, points)
    return EdgeIndex(folder)


def _local(_: Path, points: list[Point]) -> VectorIndex:
    from qdrant_client import QdrantClient

    from memory.index_server import ServerIndex, write

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says itself that it is not for so many points
        client = QdrantClient(":memory:")
        write(client, "bench", points)
    return ServerIndex(client, "bench")


_OTHERS: dict[str, Callable[[Path, list[Point]], VectorIndex]] = {
    "Qdrant Edge": _edge,
    "qdrant-client local mode": _local,
}
