"""Words as they are compared: tokens, a light English stem, and BM25 over a few hundred sentences.

Called by `memory.recall` and by `coach.dialogue.remember`. Pure; it needs no model and no file.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_TABLE = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
_STOP = frozenset(str(_TABLE["stop"]).split())
_IRREGULAR: Mapping[str, str] = _TABLE["irregular"]
K1 = 1.2
B = 0.75


def stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, with repeats."""
    words = _TOKEN.findall(text.lower().replace("\u2019", "'"))
    return [each for each in map(_telling, words) if each]


@lru_cache(maxsize=20_000)
def _telling(word: str) -> str:
    """The stem of a word, a possessive 's taken off; "" where it says nothing."""
    bare = word.removesuffix("'s")
    return "" if bare in _STOP else stem(bare)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem: plural, -ing, -ed taken off; a few irregular words by a table."""
    if _IRREGULAR.get(word) == word:
        return word
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3 or not word.isalpha():
        return word
    for endings in (_PLURALS, _FORMS):
        word = _shortened(word, endings)
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


_PLURALS = (
    ("sses", "ss", 2), ("ss", "ss", 1), ("ies", "y", 2), ("es", "e", 3), ("us", "us", 1),
    ("is", "is", 1), ("s", "", 3),
)  # fmt: skip
_FORMS = (("ied", "y", 2), ("ing", "", 3), ("ed", "", 3), ("ly", "", 4))


def _shortened(word: str, endings: Iterable[tuple[str, str, int]]) -> str:
    for ending, instead, least in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: len(word) - len(ending)] + instead
    return word


def bm25(query: Sequence[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """The BM25 score of each document (as stems) for the query's stems; 0 where none is shared."""
    lengths = [len(each) for each in documents]
    mean = _mean(lengths)
    scores = [0.0] * len(documents)
    for word in set(query):
        held = [(at, often) for at, each in enumerate(documents) if (often := each.count(word))]
        rarity = _rarity(len(held), len(documents))
        for at, often in held:
            scores[at] += rarity * _often(often, lengths[at] / mean)
    return scores


def bm25_weights(documents: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """What each stem of each document adds to its BM25 score when a query has it: for an index."""
    counts = [Counter(each) for each in documents]
    held = Counter(word for each in counts for word in each)
    mean = _mean([len(each) for each in documents])
    return [
        {
            word: _rarity(held[word], len(documents)) * _often(often, len(document) / mean)
            for word, often in count.items()
        }
        for document, count in zip(documents, counts, strict=True)
    ]


def _mean(lengths: Sequence[int]) -> float:
    return (sum(lengths) / len(lengths) if lengths else 0) or 1.0


def _rarity(held: int, documents: int) -> float:
    return math.log(1 + (documents - held + 0.5) / (held + 0.5))


def _often(often: int, longer: float) -> float:
    return often * (K1 + 1) / (often + K1 * (1 - B + B * longer))


def shared(one: Iterable[str], other: Iterable[str]) -> float:
    """How much of two sets of stems is the same, 0 to 1 (Jaccard); 0 where both are empty."""
    left, right = set(one), set(other)
    both = left | right
    return len(left & right) / len(both) if both else 0.0
