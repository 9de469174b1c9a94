"""qdrant-client's local mode as the yardstick of recall: vectors in memory, filtered by person.

Imported only where it is installed (`pip install qdrant-client`); the product does not use it.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol
from uuid import UUID

from memory.fact import Fact
from memory.minilm import Vectors

_NAME = "facts"
_AT_ONCE = 1_000
LIMIT = 10


class Nearest(Protocol):
    """Keeps vectors by person and finds the nearest of one person's."""

    def add(self, facts: Sequence[Fact], vectors: Vectors) -> None:
        """Keeps the vectors of facts."""
        ...

    def query(self, person_id: UUID, vector: Sequence[float]) -> int:
        """Looks for the nearest ten of a person's; how many there are."""
        ...


class _QdrantLocal:
    def __init__(self, dimensions: int) -> None:
        client = import_module("qdrant_client")
        self._models = import_module("qdrant_client.models")
        self._client = client.QdrantClient(":memory:")
        cosine = self._models.VectorParams(size=dimensions, distance=self._models.Distance.COSINE)
        self._client.create_collection(_NAME, vectors_config=cosine)

    def add(self, facts: Sequence[Fact], vectors: Vectors) -> None:
        points = [
            self._models.PointStruct(
                id=str(fact.id), vector=vector.tolist(), payload={"person": str(fact.person_id)}
            )
            for fact, vector in zip(facts, vectors, strict=True)
        ]
        for first in range(0, len(points), _AT_ONCE):
            self._client.upsert(_NAME, points[first : first + _AT_ONCE])

    def query(self, person_id: UUID, vector: Sequence[float]) -> int:
        theirs = self._models.FieldCondition(
            key="person", match=self._models.MatchValue(value=str(person_id))
        )
        found = self._client.query_points(
            _NAME,
            query=list(vector),
            query_filter=self._models.Filter(must=[theirs]),
            limit=LIMIT,
        )
        return len(found.points)


def qdrant_local(dimensions: int) -> Nearest | None:
    """qdrant-client's local mode, empty; None where it is not installed."""
    return _QdrantLocal(dimensions) if find_spec("qdrant_client") else None
