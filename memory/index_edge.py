"""An index in Qdrant Edge, the embedded engine of Qdrant: the default where its wheel is there.

Called by `memory.knowledge_index`. Edge is beta: its version is pinned. Without a write-ahead log
it has no lock, so a folder is written once, whole, and only read afterwards (DECISIONS 19).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import qdrant_edge as edge

from memory.minilm import Vectors
from memory.vector_index import Field, Hit, Point

_PASSAGE_ID = "passage"
_BATCH = 1000


class EdgeIndex:
    """A shard in a folder, opened for reading; several processes may."""

    def __init__(self, folder: Path) -> None:
        self._shard = edge.EdgeShard.load(str(folder))

    def nearest(self, vector: Vectors, among: Field, limit: int) -> Sequence[Hit]:
        """The points with the largest inner product, best first."""
        return self._found(edge.Query.Nearest(vector.tolist(), using=among.value), limit)

    def worded(self, words: Iterable[int], limit: int) -> Sequence[Hit]:
        """The points with the largest sum of these words' weights, best first."""
        wanted = sorted(set(words))
        if not wanted:
            return []
        sparse = edge.SparseVector(indices=wanted, values=[1.0] * len(wanted))
        return self._found(edge.Query.Nearest(sparse, using=Field.WORDS.value), limit)

    def close(self) -> None:
        """Lets go of the folder."""
        self._shard.close()

    def _found(self, query: edge.Query, limit: int) -> Sequence[Hit]:
        request = edge.QueryRequest(limit=limit, query=query, with_payload=True)
        return [
            Hit(str((each.payload or {})[_PASSAGE_ID]), each.score)
            for each in self._shard.query(request)
        ]


def write(folder: Path, points: Sequence[Point]) -> None:
    """Writes the index of these points into an empty folder."""
    dense = {
        name.value: edge.EdgeVectorParams(size=len(vector), distance=edge.Distance.Dot)
        for each in points
        for name, vector in each.dense.items()
    }
    sparse = {Field.WORDS.value: edge.EdgeSparseVectorParams()}
    config = edge.EdgeConfig(vectors=dense or None, sparse_vectors=sparse, wal_enabled=False)
    shard = edge.EdgeShard.create(str(folder), config)
    for first in range(0, len(points), _BATCH):
        batch = [_point(first + at, each) for at, each in enumerate(points[first : first + _BATCH])]
        shard.update(edge.UpdateOperation.upsert_points(batch))
    shard.flush()
    shard.close()


def _point(number: int, point: Point) -> edge.Point:
    vectors: dict[str, list[float] | list[list[float]] | edge.SparseVector] = {
        name.value: each.tolist() for name, each in point.dense.items()
    }
    if point.words:
        words = sorted(point.words.items())
        vectors[Field.WORDS.value] = edge.SparseVector(
            indices=[word for word, _ in words], values=[weight for _, weight in words]
        )
    return edge.Point(id=number, vector=vectors, payload={_PASSAGE_ID: point.passage_id})
