"""What the articles say to a question: the port through which they are asked, and plain words.

`Searcher` is what the dialogue and `coach knowledge search` use. `LexicalSearcher` needs no model
and no index: it answers only where the question shares its telling words with a section.
"""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Protocol

from memory.article import Article, Section
from memory.knowledge import Knowledge
from memory.lexical import bm25, stems

LEAST_COVERED = 0.5
"""Share of a question's weight in words, rare ones counting more, that a section has to hold."""
LEAST_SHARED = 2
"""Telling words shared with a section, where the question has so many."""
_ASKS_WEIGHT, _ONE_ASK_WEIGHT = 1.0, 0.5


_log = logging.getLogger(__name__)


class Abstained(StrEnum):
    """Why no passage is given as an answer."""

    NOTHING_ASKED = "no telling word in the question"
    NOTHING_NEAR = "no passage is near enough to the question"
    NOT_FIT = "the passage may not be quoted"
    TOO_LATE = "the search took too long"
    FAILED = "the search failed"


@dataclass(frozen=True)
class Passage:
    """One section as it was found. `score` orders the passages of one search; no more than that."""

    article: Article
    section: Section
    score: float

    @property
    def id(self) -> str:
        """The section's own id."""
        return self.section.id


@dataclass(frozen=True)
class Found:
    """What a search brought: `nearest` best first, and why none of them counts as an answer."""

    nearest: tuple[Passage, ...] = ()
    abstained: Abstained | None = None

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that answer; none where the search abstained."""
        return () if self.abstained else self.nearest


class Searcher(Protocol):
    """Finds the passages that answer a question."""

    async def search(self, question: str, limit: int = 3) -> Found:
        """At most `limit` passages, best first. Abstains rather than raise."""
        ...


class LexicalSearcher:
    """`Searcher` by shared words alone: BM25 over what each section says and what people ask."""

    def __init__(self, articles: Sequence[Article]) -> None:
        """Takes the articles in; nothing is read later."""
        self._sections = [(article, part) for article in articles for part in article.sections]
        self._texts = [
            stems(f"{article.title} {part.heading} {part.text}") for article, part in self._sections
        ]
        self._asks = [stems(" ".join(part.asks)) for _, part in self._sections]
        self._each_ask = [
            (place, stems(ask))
            for place, (_, part) in enumerate(self._sections)
            for ask in part.asks
        ]
        self._words = [{*text, *asks} for text, asks in zip(self._texts, self._asks, strict=True)]
        self._held_by = Counter(word for words in self._words for word in words)

    async def search(self, question: str, limit: int = 3) -> Found:
        """The sections that share most with the question; pure, about a millisecond."""
        wanted = stems(question)
        if not wanted or not self._sections:
            return Found(abstained=Abstained.NOTHING_ASKED)
        scores = self._scores(wanted)
        best = sorted(range(len(scores)), key=lambda place: -scores[place])[:limit]
        nearest = tuple(Passage(*self._sections[place], scores[place]) for place in best)
        near = self._is_near(set(wanted), self._words[best[0]])
        return Found(nearest, None if near else Abstained.NOTHING_NEAR)

    def _scores(self, wanted: Sequence[str]) -> list[float]:
        one = [0.0] * len(self._sections)
        each = bm25(wanted, [words for _, words in self._each_ask])
        for (place, _), score in zip(self._each_ask, each, strict=True):
            one[place] = max(one[place], score)
        asks = bm25(wanted, self._asks)
        texts = bm25(wanted, self._texts)
        return [
            text + _ASKS_WEIGHT * all_asks + _ONE_ASK_WEIGHT * best
            for text, all_asks, best in zip(texts, asks, one, strict=True)
        ]

    def _is_near(self, wanted: set[str], words: set[str]) -> bool:
        shared = wanted & words
        if len(shared) < min(LEAST_SHARED, len(wanted)):
            return False
        return self._weight(shared) >= LEAST_COVERED * self._weight(wanted)

    def _weight(self, words: set[str]) -> float:
        total = len(self._sections)
        return sum(
            math.log(1 + (total - self._held_by[word] + 0.5) / (self._held_by[word] + 0.5))
            for word in words
        )


class IndexedSearcher:
    """`Searcher` by the index of the articles, opened at the first question, in a thread.

    Until it is open, and where it fails, `meanwhile` answers.
    """

    def __init__(
        self,
        opening: Callable[[], Knowledge],
        articles: Sequence[Article],
        meanwhile: Searcher,
        *,
        limit_s: float = 1.5,
    ) -> None:
        """`opening` blocks, for seconds where the index has to be built first."""
        self._opening = opening
        self._articles = {each.id: each for each in articles}
        self._meanwhile = meanwhile
        self._limit_s = limit_s
        self._knowledge: Knowledge | None = None
        self._lock = Lock()
        """So that the index is opened once, whoever asks first."""

    async def search(self, question: str, limit: int = 3) -> Found:
        """The passages by meaning and words; by words alone where that takes too long."""
        try:
            async with asyncio.timeout(self._limit_s):
                return await asyncio.to_thread(self._found, question, limit)
        except TimeoutError:
            return await self._meanwhile.search(question, limit)
        except Exception as error:  # noqa: BLE001 - each engine raises its own; words still answer
            _log.error("the index of the articles failed", extra={"error": type(error).__name__})
            return await self._meanwhile.search(question, limit)

    def close(self) -> None:
        """Lets go of the index."""
        if self._knowledge is not None:
            self._knowledge.close()

    def _found(self, question: str, limit: int) -> Found:
        with self._lock:
            if self._knowledge is None:
                self._knowledge = self._opening()
        found = self._knowledge.find(question, limit)
        nearest = tuple(
            Passage(self._articles[each.section.article_id], each.section, each.score)
            for each in found.passages
        )
        return Found(nearest, Abstained.NOTHING_NEAR if found.abstained else None)
