"""An index on a Qdrant server through its client: one collection for each build, never changed.

Called by `memory.knowledge_index` where a server is set, and by tests with the client's own local
mode, which is far too slow for anything else.
"""

from collections.abc import Iterable, Sequence

from qdrant_client import QdrantClient, models

from memory.minilm import Vectors
from memory.vector_index import Field, Hit, Point

_PASSAGE_ID = "passage"
_BATCH = 500
_WAIT_S = 5
_PREFIX = "nightjar-knowledge-"


class ServerIndex:
    """A collection, asked through one client."""

    def __init__(self, client: QdrantClient, name: str) -> None:
        self._client = client
        self._name = _PREFIX + name
        if not client.collection_exists(self._name):
            raise FileNotFoundError(f"the server has no collection {self._name}")

    @classmethod
    def at(cls, url: str, api_key: str | None, name: str) -> "ServerIndex":
        """The collection of a server."""
        return cls(_client(url, api_key), name)

    def nearest(self, vector: Vectors, among: Field, limit: int) -> Sequence[Hit]:
        """The points with the largest inner product, best first."""
        return self._found(vector.tolist(), among, limit)

    def worded(self, words: Iterable[int], limit: int) -> Sequence[Hit]:
        """The points with the largest sum of these words' weights, best first."""
        wanted = sorted(set(words))
        if not wanted:
            return []
        sparse = models.SparseVector(indices=wanted, values=[1.0] * len(wanted))
        return self._found(sparse, Field.WORDS, limit)

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()

    def _found(
        self, query: list[float] | models.SparseVector, among: Field, limit: int
    ) -> Sequence[Hit]:
        answer = self._client.query_points(
            self._name, query=query, using=among.value, limit=limit, with_payload=True
        )
        return [Hit(str((each.payload or {})[_PASSAGE_ID]), each.score) for each in answer.points]


def write(client: QdrantClient, name: str, points: Sequence[Point]) -> None:
    """Makes the collection of these points; it must not be there yet."""
    dense = {
        field.value: models.VectorParams(size=len(vector), distance=models.Distance.DOT)
        for each in points
        for field, vector in each.dense.items()
    }
    client.create_collection(
        _PREFIX + name,
        vectors_config=dense,
        sparse_vectors_config={Field.WORDS.value: models.SparseVectorParams()},
    )
    for first in range(0, len(points), _BATCH):
        batch = [_point(first + at, each) for at, each in enumerate(points[first : first + _BATCH])]
        client.upsert(_PREFIX + name, batch, wait=True)


def write_to(url: str, api_key: str | None, name: str, points: Sequence[Point]) -> None:
    """The same on a server."""
    client = _client(url, api_key)
    try:
        write(client, name, points)
    finally:
        client.close()


def remove_from(url: str, api_key: str | None, names: Iterable[str]) -> None:
    """Removes collections; one that is not there is no matter."""
    client = _client(url, api_key)
    try:
        for each in names:
            client.delete_collection(_PREFIX + each)
    finally:
        client.close()


def _client(url: str, api_key: str | None) -> QdrantClient:
    return QdrantClient(url=url, api_key=api_key, timeout=_WAIT_S, check_compatibility=False)


def _point(number: int, point: Point) -> models.PointStruct:
    vectors: dict[str, list[float] | models.SparseVector] = {
        name.value: each.tolist() for name, each in point.dense.items()
    }
    if point.words:
        words = sorted(point.words.items())
        vectors[Field.WORDS.value] = models.SparseVector(
            indices=[word for word, _ in words], values=[weight for _, weight in words]
        )
    return models.PointStruct(
        id=number, vector=dict(vectors), payload={_PASSAGE_ID: point.passage_id}
    )
