"""Finds the passages of the articles that answer a question, or says that there is none.

Called by the talk, `coach knowledge search` and the retrieval suite. Scores are made here, whatever
engine holds the index: dense similarity to passage and best ask, with a little of BM25.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from memory.article import Risk, Section
from memory.embedder import Embedder
from memory.knowledge_index import OFF_TOPIC, Material, Server, open_index
from memory.lexical import stems
from memory.minilm import Vectors
from memory.vector_index import Field, Hit, VectorIndex, word_id

SHOWN = 3
_LOOKED_AT = 64
_ASK_SHARE = 0.8
"""Of the dense score; the rest is the passage's own."""
_ASKS_COUNTED = 2
"""Of a passage's asks, the mean of so many best ones counts: one alone may be near by chance."""
_WORDS_SHARE = 0.1
_WORDS_HALF = 5.0
"""The BM25 score that counts one half: beyond, more shared words say little more."""
_NEARNESS_SHARE = 2.0
LEAST_ON_TOPIC = 0.25
LEAST_IN_WORDS = 7.0
"""Without an embedder: the BM25 score below which nothing is answered."""


@dataclass(frozen=True)
class Passage:
    """A section that was found, its score, and what went into it.

    `own` and `ask` are the cosines of its text and its best asks, 0 without an embedder;
    `lexical` is its BM25 score. What a part did not find has the least that it found.
    """

    section: Section
    score: float
    own: float
    ask: float
    lexical: float

    @property
    def dense(self) -> float:
        """The similarity in meaning."""
        return _ASK_SHARE * self.ask + (1 - _ASK_SHARE) * self.own


@dataclass(frozen=True)
class Found:
    """What was found for a question, best first; nothing where it abstained.

    `on_topic` is what that was decided by; below the threshold, nothing is answered.
    """

    passages: tuple[Passage, ...]
    on_topic: float

    @property
    def abstained(self) -> bool:
        """Whether the articles have no answer."""
        return not self.passages

    @property
    def scope(self) -> Risk | None:
        """How it may be answered: the risk class of the first passage."""
        return self.passages[0].section.risk if self.passages else None


class Knowledge:
    """The articles, ready to be asked. Its calls compute: from an event loop, give them a thread.

    Any number of threads may ask at once.
    """

    def __init__(
        self,
        sections: Iterable[Section],
        index: VectorIndex,
        embedder: Embedder | None,
        topic: Vectors | None,
    ) -> None:
        self._sections: Mapping[str, Section] = {each.id: each for each in sections}
        self._index = index
        self._embedder = embedder
        self._topic = topic

    @classmethod
    def opened(
        cls,
        home: Path,
        material: Material,
        embedder: Embedder | None,
        *,
        server: Server | None = None,
        anew: bool = False,
    ) -> Self:
        """The knowledge of this material, its index built first where it has to be.

        Raises:
            OSError, EmbedderError: it can be neither opened nor built.
        """
        found = open_index(home, material, embedder, server=server, anew=anew)
        return cls(material.passages, found.index, embedder, found.topic)

    @property
    def by_meaning(self) -> bool:
        """Whether passages are found by what they mean, not by their words alone."""
        return self._embedder is not None and self._topic is not None

    @property
    def size(self) -> int:
        """How many sections can be found."""
        return len(self._sections)

    def find(self, question: str, shown: int = SHOWN) -> Found:
        """The best passages for a question, at most `shown`; none when it is off the topic.

        Raises:
            EmbedderError: the embedder gave no vector (an endpoint's only).
        """
        ranked, on_topic = self.ranked(question)
        least = LEAST_IN_WORDS if self._topic is None else LEAST_ON_TOPIC
        return Found(tuple(ranked[:shown]) if on_topic >= least else (), on_topic)

    def ranked(self, question: str) -> tuple[list[Passage], float]:
        """Every passage that was looked at, best first, and how much the question is on the topic.

        Raises:
            EmbedderError: the embedder gave no vector (an endpoint's only).
        """
        lexical = _best(self._index.worded(map(word_id, stems(question)), _LOOKED_AT))
        if self._embedder is None or self._topic is None:
            return _sorted(self._passages({}, {}, lexical)), max(lexical.values(), default=0.0)
        vector = self._embedder.embed([question])[0]
        asks = _best(self._index.nearest(vector, Field.ASK, 8 * _LOOKED_AT), _ASKS_COUNTED)
        own = _best(self._index.nearest(vector, Field.PASSAGE, _LOOKED_AT))
        decoy = asks.pop(OFF_TOPIC, 0.0)
        found = _sorted(self._passages(own, asks, lexical))
        direction = float(vector @ self._topic[:-1] + self._topic[-1])
        nearest = max((each.dense for each in found), default=0.0)
        return found, direction + _NEARNESS_SHARE * nearest - decoy

    def close(self) -> None:
        """Lets go of the index."""
        self._index.close()

    def _passages(
        self, own: Mapping[str, float], asks: Mapping[str, float], lexical: Mapping[str, float]
    ) -> Iterator[Passage]:
        least_own, least_ask = (min(each.values(), default=0.0) for each in (own, asks))
        for id_ in dict.fromkeys([*own, *asks, *lexical]):
            words = lexical.get(id_, 0.0)
            parts = (own.get(id_, least_own), asks.get(id_, least_ask), words)
            unscored = Passage(self._sections[id_], 0.0, *parts)
            score = (1 - _WORDS_SHARE) * unscored.dense
            score += _WORDS_SHARE * words / (words + _WORDS_HALF)
            yield replace(unscored, score=score)


def _sorted(passages: Iterable[Passage]) -> list[Passage]:
    return sorted(passages, key=lambda each: (-each.score, each.section.id))


def _best(hits: Sequence[Hit], counted: int = 1) -> dict[str, float]:
    """The mean of each passage's best scores; one that was not found is as good as the last hit."""
    found: dict[str, list[float]] = defaultdict(list)
    for each in hits:
        if len(found[each.passage_id]) < counted:
            found[each.passage_id].append(each.score)
    least = hits[-1].score if hits else 0.0
    return {
        id_: (sum(scores) + least * (counted - len(scores))) / counted
        for id_, scores in found.items()
    }
