"""What an index of vectors has to do, whoever does it: Qdrant Edge, a Qdrant server, or numpy.

Implemented by `memory.index_numpy`, `memory.index_edge` and `memory.index_server`, used by
`memory.knowledge_index`. An index gives candidates, unfused; scores are made in one place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple, Protocol

from memory.minilm import Vectors


class Field(StrEnum):
    """The vectors a point may have; one that it lacks is never found by it."""

    PASSAGE = "passage"
    ASK = "ask"
    WORDS = "words"
    """Sparse: what each stem adds to the BM25 score."""


@dataclass(frozen=True, eq=False)
class Point:
    """One thing that can be found, and the id of the passage it stands for."""

    passage_id: str
    dense: Mapping[Field, Vectors] = field(default_factory=dict)
    words: Mapping[int, float] = field(default_factory=dict)


class Hit(NamedTuple):
    """A point that was found: the passage it stands for, its inner product with the query."""

    passage_id: str
    score: float


class VectorIndex(Protocol):
    """An index open for reading; any number of threads may ask at once."""

    def nearest(self, vector: Vectors, among: Field, limit: int) -> Sequence[Hit]:
        """The points with the largest inner product, best first."""
        ...

    def worded(self, words: Iterable[int], limit: int) -> Sequence[Hit]:
        """The points with the largest sum of these words' weights, best first; none without one."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


def word_id(stem: str) -> int:
    """The number that stands for a stem in a sparse vector, the same in every process."""
    return int.from_bytes(blake2b(stem.encode(), digest_size=4).digest(), "little")
