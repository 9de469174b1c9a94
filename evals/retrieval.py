"""The retrieval suite: asks the articles each question and grades passages, scope and abstention.

Called by `evals.suites`. The product gets the question and no label. The metrics of the layers show
what each part of the score finds alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from evals.scorecard import Item, Metric, Scorecard
from memory.article import Risk
from memory.knowledge import SHOWN, Found, Passage

OFF_TOPIC = "off_topic"
SCOPES = {
    Risk.GENERAL: "answer",
    Risk.CAUTION: "answer_with_referral",
    Risk.REFER: "refer",
}
LAYERS: dict[str, Callable[[Passage], float]] = {
    "bm25": lambda each: each.lexical,
    "dense": lambda each: each.own,
    "asks": lambda each: each.ask,
    "fused": lambda each: each.score,
}


class RetrievalCase(BaseModel):
    """One question. Names are those of the case files; any of `passages` may answer it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str
    topic: str
    scope: str | None = None
    passages: tuple[str, ...] = ()

    @property
    def off_topic(self) -> bool:
        """Whether no article answers it."""
        return self.topic == OFF_TOPIC


class Asked(Protocol):
    """What is asked: `memory.knowledge.Knowledge`."""

    def find(self, question: str, shown: int = SHOWN) -> Found:
        """The passages for a question."""
        ...

    def ranked(self, question: str) -> tuple[list[Passage], float]:
        """Every passage with its scores."""
        ...


@dataclass(frozen=True)
class Run:
    """One case done; `found` is None when it crashed. `first` are the ids by each layer alone."""

    case: RetrievalCase
    found: Found | None
    first: dict[str, tuple[str, ...]]
    why: str
    ms: float

    @property
    def hit(self) -> bool:
        """Whether one of the passages that answer it is among those given."""
        return self.found is not None and _hits(
            self.case, [each.section.id for each in self.found.passages]
        )

    @property
    def scope(self) -> str | None:
        """The product's own decision; None where it abstained."""
        risk = self.found.scope if self.found is not None else None
        return SCOPES[risk] if risk is not None else None

    @property
    def abstained(self) -> bool:
        """Whether it said that the articles have no answer."""
        return self.found is not None and self.found.abstained

    @property
    def right(self) -> bool:
        """Whether everything about it is as labelled."""
        if self.case.off_topic:
            return self.abstained
        return self.hit and (self.case.scope is None or self.scope == self.case.scope)


def run(cases: Iterable[RetrievalCase], asked: Asked) -> Scorecard:
    """Asks every question and grades the answers; a crash is a failed case."""
    runs = [_run(case, asked) for case in cases]
    items = [
        Item(each.case.id, _got(each), each.right, each.why or _why(each), round(each.ms, 3))
        for each in runs
    ]
    return Scorecard("retrieval", items, [*_metrics(runs), *_layers(runs)])


def _run(case: RetrievalCase, asked: Asked) -> Run:
    started = perf_counter()
    try:
        found = asked.find(case.question)
    except Exception as error:  # noqa: BLE001 - a crash is a failed case, and the run goes on
        return Run(case, None, {}, f"crashed: {type(error).__name__}", _since(started))
    ms = _since(started)
    ranked = asked.ranked(case.question)[0]
    first = {name: _first(ranked, layer) for name, layer in LAYERS.items()}
    return Run(case, found, first, "", ms)


def _since(started: float) -> float:
    return 1000 * (perf_counter() - started)


def _first(ranked: Sequence[Passage], layer: Callable[[Passage], float]) -> tuple[str, ...]:
    return tuple(each.section.id for each in sorted(ranked, key=layer, reverse=True)[:SHOWN])


def _hits(case: RetrievalCase, ids: Sequence[str]) -> bool:
    return any(each in case.passages for each in ids)


def _got(each: Run) -> dict[str, object] | None:
    if each.found is None:
        return None
    passages = [
        {
            "id": passage.section.id,
            "text": passage.section.text,
            "sources": [source.citation for source in passage.section.sources],
        }
        for passage in each.found.passages
    ]
    return {"passages": passages, "scope": each.scope, "abstained": each.abstained}


def _why(each: Run) -> str:
    if each.right:
        return ""
    if each.case.off_topic:
        return f"answered from {_ids(each)}"
    if each.abstained:
        return "abstained"
    if not each.hit:
        return f"found {_ids(each)}, not {' or '.join(each.case.passages)}"
    return f"scope {each.scope}, not {each.case.scope}"


def _ids(each: Run) -> str:
    return ", ".join(passage.section.id for passage in each.found.passages) if each.found else ""


def _metrics(runs: Sequence[Run]) -> list[Metric]:
    on = [each for each in runs if not each.case.off_topic]
    off = [each for each in runs if each.case.off_topic]
    labelled = [each for each in on if each.case.passages]
    scoped = [each for each in on if each.case.scope is not None]
    exact = partial(Metric, exact=True)
    return [
        exact("hit_at_3", sum(each.hit for each in labelled), len(labelled)),
        exact("scope_right", sum(each.scope == each.case.scope for each in scoped), len(scoped)),
        exact("abstained_off_topic", sum(each.abstained for each in off), len(off)),
        exact("abstained_on_topic", sum(each.abstained for each in on), len(on)),
        exact("crashes", sum(each.found is None for each in runs), len(runs)),
    ]


def _layers(runs: Sequence[Run]) -> list[Metric]:
    """What each layer alone has among its first one and three, abstaining from nothing."""
    on = [each for each in runs if each.case.passages and each.found is not None]
    return [
        Metric(
            f"{layer}_alone_hit_at_{count}",
            sum(_hits(each.case, each.first[layer][:count]) for each in on),
            len(on),
        )
        for layer in LAYERS
        for count in (1, SHOWN)
    ]
