"""What the coach is shown of what it knows: a briefing, or what bears on the words at hand.

Called at the start of a check-in and at each turn. Pure: it is given one person's facts and touches
nobody else's. Scored in Python, within a budget of tokens; the coach's own words teach it nothing.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID

from memory.fact import SPOKEN_FROM, Fact, Status, current
from memory.lexical import bm25, stems
from memory.relevance import is_over, life, salience

BUDGET_TOKENS = 400
LEAST_LIFE = 0.05
SATURATION = 5.0
"""The BM25 score that counts half."""

LEXICAL = 0.3
"""The share of the words themselves where there is an embedder beside them (MEMORY 0.6)."""

ASKED_WEIGHT = 2.0
"""How much more what bears on the words at hand counts than what merely matters today."""

NEAR_ALONE = 0.5
"""What bears on the words counts so much even where it matters little today."""

BETWEEN_TOKENS = 2
"""What stands between two lines."""

LEAST_TOKENS = 5
PAST_AT_LEAST = 0.01
"""The relevance from which on something past answers a question about the past."""

PAST_SHOWN = 4
_HISTORY = re.compile(
    r"\b(?:when (?:was|did|were|had) (?:i|we|it|she|he|the|my)|(?:the )?last time|"
    r"how long (?:ago|since)|have (?:i|we) (?:ever|been|had|said|told)|did i (?:ever |already )?"
    r"(?:say|tell|mention|have|take|drink|do|go)|what did (?:i|we)|what was (?:it |the \w+ )?(?:i|"
    r"my|that)|what have i (?:said|told)|(?:do you )?remember (?:when|what|the|my|that)|"
    r"which \w+ (?:was|did)|where (?:was|were|did) (?:i|we)|who (?:was|did)|(?:i|we) used to|"
    r"(?:back )?in the past|previously|looking back|earlier this (?:year|month)|"
    r"last (?:year|month|winter|summer|spring|autumn))\b"
)


_ASKING = frozenset(
    stems(
        "last ever ago long say said tell told mention remember year month week time past "
        "previously"
    )
)


class Embedder(Protocol):
    """Turns a sentence into a vector of length 1; `revision` is kept beside each vector.

    Handed in by the one who wires; without one the words alone are compared.
    """

    revision: str

    def encode(self, text: str) -> Sequence[float]:
        """The vector of a sentence; raises nothing a caller has to know."""
        ...


@dataclass(frozen=True)
class Recalled:
    """One fact as it is shown. `past` marks what is over and answers a question about the past."""

    fact: Fact
    line: str
    past: bool = False


@dataclass(frozen=True)
class Block:
    """What the coach is shown, best first, and about how many tokens that is."""

    recalled: tuple[Recalled, ...]
    tokens: int

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines."""
        return tuple(each.line for each in self.recalled)


class _Scored(NamedTuple):
    score: float
    fact: Fact
    past: bool = False


def briefing(facts: Sequence[Fact], today: date, budget_tokens: int = BUDGET_TOKENS) -> Block:
    """What matters on this day of the person's, without a word said yet."""
    scored = [_Scored(score, fact) for score, fact in _live(facts, today)]
    return _within(scored, today, budget_tokens)


def recall(
    facts: Sequence[Fact],
    today: date,
    words: str,
    *,
    budget_tokens: int = BUDGET_TOKENS,
    similar: Sequence[float] | None = None,
) -> Block:
    """What bears on the words at hand, then what matters anyway, until the budget is spent.

    A question about the past is also answered from what is over, without decay and marked so.
    `similar` is the cosine of each fact with the words, in the order of `facts`, where an
    `Embedder` is at hand.
    """
    near = dict(zip((fact.id for fact in facts), _near(facts, words, similar), strict=True))
    scored = [
        _Scored(matters + ASKED_WEIGHT * near[fact.id] * (matters + NEAR_ALONE), fact)
        for matters, fact in _live(facts, today)
    ]
    if asks_of_the_past(words):
        scored += _past(facts, today, near)
    return _within(scored, today, budget_tokens)


def asks_of_the_past(words: str) -> bool:
    """Whether the words ask about what was: there nothing decays."""
    return _HISTORY.search(" ".join(re.findall(r"[a-z0-9]+", words.lower()))) is not None


def line_of(fact: Fact, today: date) -> str:
    """The fact as it is shown: the person's own sentence, and its days where it has some."""
    ends = fact.ends_on
    if fact.starts_on is not None and fact.starts_on > today:
        until = "" if ends is None or ends == fact.starts_on else f" to {_day(ends)}"
        return f"{fact.text} ({_day(fact.starts_on)}{until})"
    return fact.text if ends is None else f"{fact.text} (until {_day(ends)})"


def tokens_in(text: str) -> int:
    """About how many tokens of a language model a text is: a fourth of its characters, or more."""
    return max(math.ceil(len(text) / 4), len(text.split()))


def _live(facts: Sequence[Fact], today: date) -> list[tuple[float, Fact]]:
    lived = [(life(fact, today), fact) for fact in current(facts)]
    return [(left * salience(fact, today), fact) for left, fact in lived if left >= LEAST_LIFE]


def _near(facts: Sequence[Fact], words: str, similar: Sequence[float] | None) -> list[float]:
    asked = [each for each in stems(words) if each not in _ASKING]
    lexical = [
        score / (score + SATURATION) for score in bm25(asked, [fact.stems for fact in facts])
    ]
    if similar is None:
        return lexical
    return [
        (1 - LEXICAL) * max(cosine, 0.0) + LEXICAL * word
        for cosine, word in zip(similar, lexical, strict=True)
    ]


def _past(facts: Sequence[Fact], today: date, near: Mapping[UUID, float]) -> list[_Scored]:
    over = [
        fact
        for fact in facts
        if fact.status in {Status.LIVE, Status.ENDED, Status.SUPERSEDED}
        and fact.confidence >= SPOKEN_FROM
        and (not fact.is_live or is_over(fact, today))
        and near[fact.id] >= PAST_AT_LEAST
    ]
    best = sorted(over, key=lambda fact: (near[fact.id], fact.said_at), reverse=True)[:PAST_SHOWN]
    return [_Scored(ASKED_WEIGHT + near[fact.id], fact, past=True) for fact in best]


def _within(scored: Sequence[_Scored], today: date, budget_tokens: int) -> Block:
    ranked = sorted(scored, key=lambda each: (-each.score, each.fact.said_at, each.fact.id))
    chosen: list[Recalled] = []
    spent = 0
    for _, fact, past in ranked:
        if spent + LEAST_TOKENS > budget_tokens:
            break
        line = _past_line(fact) if past else line_of(fact, today)
        cost = tokens_in(line) + BETWEEN_TOKENS
        if spent + cost <= budget_tokens:
            chosen.append(Recalled(fact, line, past))
            spent += cost
    return Block(tuple(chosen), spent)


def _past_line(fact: Fact) -> str:
    return f"Past, said {_day(fact.said_on)} {fact.said_on.year}: {fact.text}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
