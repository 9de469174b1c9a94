"""An index in plain arrays, searched exactly: the oracle of the others, and their stand-in.

Called by `memory.knowledge_index` where Qdrant Edge has no wheel. A folder holds one file, read
whole.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from memory.minilm import Vectors
from memory.vector_index import Field, Hit, Point

_FILE = "index.npz"
_DENSE = (Field.PASSAGE, Field.ASK)


class NumpyIndex:
    """The arrays of a folder, in memory."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / _FILE, allow_pickle=False) as found:
            self._ids: list[str] = [str(each) for each in found["ids"]]
            self._dense = {
                each: (found[f"{each}.points"], found[f"{each}.vectors"]) for each in _DENSE
            }
            words, points, weights = (found[f"words.{part}"] for part in ("ids", "points", "sums"))
        starts = [*np.flatnonzero(np.diff(words, prepend=-1)), len(words)]
        self._words = {
            int(words[start]): (points[start:end], weights[start:end])
            for start, end in pairwise(starts)
        }

    def nearest(self, vector: Vectors, among: Field, limit: int) -> Sequence[Hit]:
        """The points with the largest inner product, best first."""
        points, vectors = self._dense[among]
        if not len(points):
            return []
        return self._best(points, vectors @ vector, limit)

    def worded(self, words: Iterable[int], limit: int) -> Sequence[Hit]:
        """The points with the largest sum of these words' weights, best first."""
        sums = np.zeros(len(self._ids), np.float32)
        for word in set(words):
            if word in self._words:
                points, weights = self._words[word]
                sums[points] += weights
        held = np.flatnonzero(sums)
        return self._best(held, sums[held], limit)

    def close(self) -> None:
        """Nothing is held."""

    def _best(self, points: npt.NDArray[np.int64], scores: Vectors, limit: int) -> Sequence[Hit]:
        kept = np.argpartition(-scores, limit)[:limit] if len(scores) > limit else slice(None)
        points, scores = points[kept], scores[kept]
        order = np.lexsort((points, -scores))
        return [Hit(self._ids[points[at]], float(scores[at])) for at in order]


def write(folder: Path, points: Sequence[Point]) -> None:
    """Writes the index of these points into an empty folder."""
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "ids": np.array([each.passage_id for each in points], dtype=np.str_)
    }
    for name in _DENSE:
        held = [at for at, each in enumerate(points) if name in each.dense]
        rows = [points[at].dense[name] for at in held]
        arrays[f"{name}.points"] = np.array(held, np.int64)
        arrays[f"{name}.vectors"] = np.array(rows, np.float32)
    words = sorted(
        (word, at, weight) for at, each in enumerate(points) for word, weight in each.words.items()
    )
    arrays["words.ids"] = np.array([word for word, _, _ in words], np.int64)
    arrays["words.points"] = np.array([at for _, at, _ in words], np.int64)
    arrays["words.sums"] = np.array([weight for _, _, weight in words], np.float32)
    np.savez(folder / _FILE, **arrays)  # type: ignore[arg-type]
