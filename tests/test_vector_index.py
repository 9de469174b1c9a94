"""One contract for every engine of an index: Edge, the client's local mode, a server, and numpy.

Numpy is the oracle: the others find the same points with the same scores.
"""

import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from qdrant_client import QdrantClient

from coach.knowing import server_of
from coach.settings import Settings
from memory import index_edge, index_numpy, index_server
from memory.index_edge import EdgeIndex
from memory.index_numpy import NumpyIndex
from memory.index_server import ServerIndex
from memory.vector_index import Field, Hit, Point, VectorIndex, word_id

SIZE = 24
ENGINES = ("edge", "local", "server")


def _vectors(count: int, seed: int) -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
    rows = np.random.default_rng(seed).normal(size=(count, SIZE)).astype(np.float32)
    return list(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def _points() -> list[Point]:
    chance = np.random.default_rng(3)
    vocabulary = [word_id(f"word{i}") for i in range(60)]
    passages = [
        Point(
            f"p{i}",
            {Field.PASSAGE: vector},
            {vocabulary[w]: float(chance.uniform(0.2, 3)) for w in chance.integers(0, 60, 8)},
        )
        for i, vector in enumerate(_vectors(40, 1))
    ]
    asks = [Point(f"p{i % 40}", {Field.ASK: each}) for i, each in enumerate(_vectors(150, 2))]
    return passages + asks


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> NumpyIndex:
    folder = tmp_path_factory.mktemp("numpy")
    index_numpy.write(folder, _points())
    return NumpyIndex(folder)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    made = _made(request.param, tmp_path, _points())
    yield made
    made.close()


def _made(name: str, folder: Path, points: list[Point]) -> VectorIndex:
    if name == "edge":
        index_edge.write(folder, points)
        return EdgeIndex(folder)
    if name == "local":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client = QdrantClient(":memory:")
            index_server.write(client, "test", points)
        return ServerIndex(client, "test")
    server = server_of(Settings())
    if server is None:
        pytest.skip("server: not run (COACH_QDRANT__URL is not set)")
    collection = f"test-{uuid4().hex}"
    index_server.write_to(server.url, server.api_key, collection, points)
    return ServerIndex.at(server.url, server.api_key, collection)


def _same(found: list[Hit], expected: list[Hit]) -> None:
    assert [each.score for each in found] == pytest.approx([e.score for e in expected], abs=1e-5)
    assert sorted(each.passage_id for each in found) == sorted(e.passage_id for e in expected)


@pytest.mark.parametrize("among", [Field.PASSAGE, Field.ASK])
def test_the_nearest_are_those_of_exact_search(
    engine: VectorIndex, oracle: NumpyIndex, among: Field
) -> None:
    for question in _vectors(10, 7):
        _same(list(engine.nearest(question, among, 12)), list(oracle.nearest(question, among, 12)))


def test_shared_words_add_up_to_the_same(engine: VectorIndex, oracle: NumpyIndex) -> None:
    for first in range(0, 50, 7):
        words = [word_id(f"word{i}") for i in range(first, first + 6)]

        _same(list(engine.worded(words, 8)), list(oracle.worded(words, 8)))


def test_words_that_nobody_has_find_nothing(engine: VectorIndex, oracle: NumpyIndex) -> None:
    for words in ([], [word_id("nobody")]):
        assert list(engine.worded(words, 8)) == list(oracle.worded(words, 8)) == []


def test_more_than_there_is_gives_what_there_is(engine: VectorIndex, oracle: NumpyIndex) -> None:
    question = _vectors(1, 9)[0]

    found = list(engine.nearest(question, Field.PASSAGE, 500))

    assert len(found) == 40
    _same(found, list(oracle.nearest(question, Field.PASSAGE, 500)))


@pytest.mark.parametrize("name", ["edge", "local"])
def test_an_index_of_words_alone_finds_by_words(name: str, tmp_path: Path) -> None:
    points = [Point(each.passage_id, {}, each.words) for each in _points() if each.words]
    words = list(points[3].words)

    made = _made(name, tmp_path, points)

    assert made.worded(words, 1)[0].passage_id == "p3"
    made.close()


def test_an_empty_numpy_index_finds_nothing(tmp_path: Path) -> None:
    index_numpy.write(tmp_path, [])

    made = NumpyIndex(tmp_path)

    assert list(made.worded([1], 3)) == list(made.nearest(_vectors(1, 1)[0], Field.ASK, 3)) == []
