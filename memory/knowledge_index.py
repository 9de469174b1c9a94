"""Builds the index of the articles and opens it: in a new folder, renamed when it is whole.

Called by `memory.knowledge`. An index belongs to one embedder and one state of the articles; any
other is built anew. Readers of the old one keep it: it is never written again (DECISIONS 19).
"""

import json
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import uuid4

import numpy as np
from filelock import FileLock

from memory.article import Section
from memory.embedder import Embedder
from memory.lexical import bm25_weights, stems
from memory.minilm import Vectors
from memory.vector_index import Field, Point, VectorIndex, word_id

_FORM = "1"
"""Rises when the points or their files are made otherwise."""
OFF_TOPIC = ""
"""What a question stands for that no passage answers: a decoy among the asks."""
_POINTER, _LOCK, _TOPIC, _INDEX = "current.json", ".lock", "topic.npy", "index"
_SERVER_KEEPS_ELSEWHERE = "server"
_RIDGE = 3.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Material:
    """What an index is made of: passages with their asks, and questions that none of them answers.

    `asks` holds more ways of asking for each passage, by its id.
    """

    passages: tuple[Section, ...]
    asks: dict[str, tuple[str, ...]]
    off_topic: tuple[str, ...]

    def asked(self, passage: Section) -> tuple[str, ...]:
        """All the ways of asking for a passage."""
        return passage.asks + self.asks.get(passage.id, ())


class Server(NamedTuple):
    """Where a Qdrant server is."""

    url: str
    api_key: str | None = None


@dataclass(frozen=True)
class OpenIndex:
    """An index, and the direction in which questions about sleep lie, one for the bias last."""

    index: VectorIndex
    topic: Vectors | None
    revision: str


class _Current(NamedTuple):
    revision: str
    folder: str


def engine_here() -> str:
    """The embedded engine: Qdrant Edge, or plain arrays where its wheel is missing."""
    return "edge" if find_spec("qdrant_edge") is not None else "numpy"


def revision_of(material: Material, embedder: Embedder | None, engine: str) -> str:
    """What tells this index from every other: articles, embedder, engine and form."""
    told = [_FORM, engine, embedder.revision if embedder else "words", *material.off_topic]
    for each in material.passages:
        told += [each.id, each.heading, each.text, *material.asked(each)]
    return sha256("\0".join(told).encode()).hexdigest()[:16]


def open_index(
    home: Path,
    material: Material,
    embedder: Embedder | None,
    *,
    server: Server | None = None,
    anew: bool = False,
) -> OpenIndex:
    """The index of this material, built first where it is missing, stale, or `anew` is set.

    It blocks: for seconds when it builds. Several processes may call it at once.

    Args:
        home: The folder of the index, made where it is missing.
        material: The passages.
        embedder: None: words alone.
        server: A Qdrant server that holds the points; None means an embedded engine.
        anew: Build even if it is there.

    Raises:
        OSError: the folder cannot be written.
        EmbedderError: the embedder gave no vectors.
    """
    engine = _SERVER_KEEPS_ELSEWHERE if server else engine_here()
    revision = revision_of(material, embedder, engine)
    if not anew:
        found = _read(home, revision, server)
        if found is not None:
            return found
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(home / _LOCK):
        found = None if anew else _read(home, revision, server)
        if found is None:
            _build(home, revision, material, embedder, server)
            found = _read(home, revision, server)
    if found is None:
        raise OSError(f"the index in {home} cannot be read right after it was built")
    return found


def _read(home: Path, revision: str, server: Server | None) -> OpenIndex | None:
    """None where it is missing, of another revision, or taken away while it was being opened."""
    current = _current(home)
    if current is None or current.revision != revision:
        return None
    folder = home / current.folder
    try:
        topic = np.load(folder / _TOPIC, allow_pickle=False) if _has_topic(folder) else None
        return OpenIndex(_reader(folder / _INDEX, current.folder, server), topic, revision)
    except Exception as error:  # noqa: BLE001 - each engine raises its own; it is built anew
        _log.warning("the index of the articles cannot be read (%s)", type(error).__name__)
        return None


def _has_topic(folder: Path) -> bool:
    return (folder / _TOPIC).exists()


def _current(home: Path) -> _Current | None:
    try:
        return _Current(**json.loads((home / _POINTER).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _reader(folder: Path, name: str, server: Server | None) -> VectorIndex:
    # Each engine is imported where it is used: one is enough, and Edge may be missing.
    if server is not None:
        from memory.index_server import ServerIndex

        return ServerIndex.at(server.url, server.api_key, name)
    if engine_here() == "edge":
        from memory.index_edge import EdgeIndex

        return EdgeIndex(folder)
    from memory.index_numpy import NumpyIndex

    return NumpyIndex(folder)


def _build(
    home: Path,
    revision: str,
    material: Material,
    embedder: Embedder | None,
    server: Server | None,
) -> None:
    before = _current(home)
    name = f"{revision}-{uuid4().hex[:8]}"
    with TemporaryDirectory(prefix=".new-", dir=home) as made:
        new = Path(made) / name
        (new / _INDEX).mkdir(parents=True)
        _write(new / _INDEX, name, points_of(material, embedder), server)
        if embedder is not None:
            np.save(new / _TOPIC, topic_of(material, embedder))
        new.replace(home / name)
        pointer = Path(made) / _POINTER
        pointer.write_text(json.dumps(_Current(revision, name)._asdict()), encoding="utf-8")
        os.replace(pointer, home / _POINTER)
    _tidy(home, {name, before.folder if before else name}, server)


def _write(folder: Path, name: str, points: Sequence[Point], server: Server | None) -> None:
    if server is not None:
        from memory.index_server import write_to

        write_to(server.url, server.api_key, name, points)
    elif engine_here() == "edge":
        from memory.index_edge import write as write_edge

        write_edge(folder, points)
    else:
        from memory.index_numpy import write as write_numpy

        write_numpy(folder, points)


def points_of(material: Material, embedder: Embedder | None) -> list[Point]:
    """A point for each passage, with its words, for each way of asking for it, for each decoy."""
    weights = bm25_weights([_words(each, material) for each in material.passages])
    found = []
    for passage, words in zip(material.passages, weights, strict=True):
        sparse: dict[int, float] = {}
        for stem, weight in words.items():
            sparse[word_id(stem)] = sparse.get(word_id(stem), 0.0) + weight
        dense = {Field.PASSAGE: embedder.embed([passage.text])[0]} if embedder else {}
        found.append(Point(passage.id, dense, sparse))
        found += _asks(passage, material, embedder)
    if embedder is not None:
        decoys = embedder.embed(material.off_topic)
        found += [Point(OFF_TOPIC, {Field.ASK: each}) for each in decoys]
    return found


def _words(passage: Section, material: Material) -> list[str]:
    return stems(" ".join([passage.heading, passage.text, *material.asked(passage)]))


def _asks(passage: Section, material: Material, embedder: Embedder | None) -> Iterator[Point]:
    if embedder is not None:
        for vector in embedder.embed(material.asked(passage)):
            yield Point(passage.id, {Field.ASK: vector})


def topic_of(material: Material, embedder: Embedder) -> Vectors:
    """Where questions about sleep lie: ridge regression of 1 on asks, -1 on what is off the topic.

    Both sides weigh the same, however many there are. The last number is the bias.
    """
    asks = [ask for each in material.passages for ask in material.asked(each)]
    if not asks or not material.off_topic:
        raise ValueError("there is nothing to tell the topic from")
    on, off = embedder.embed(asks), embedder.embed(material.off_topic)
    rows = np.concatenate([on, off]).astype(np.float64)
    rows = np.c_[rows, np.ones(len(rows))]
    share = len(rows) / 2
    weight = np.r_[np.full(len(on), share / len(on)), np.full(len(off), share / len(off))]
    goal = np.r_[np.ones(len(on)), -np.ones(len(off))]
    weighed = rows * weight[:, None]
    inner = weighed.T @ rows + _RIDGE * np.eye(rows.shape[1])
    return np.asarray(np.linalg.solve(inner, weighed.T @ goal), dtype=np.float32)


def _tidy(home: Path, kept: set[str], server: Server | None) -> None:
    """Removes what no reader can still be about to open: the one before the last, and older."""
    old = [each for each in home.iterdir() if each.is_dir() and each.name not in kept]
    if server is not None and old:
        from memory.index_server import remove_from

        remove_from(server.url, server.api_key, [each.name for each in old])
    for each in old:
        shutil.rmtree(each, ignore_errors=True)
