"""What each layer of the safety gates costs, by every utterance and sentence of the dev sets.

Processor time of this process, so that what else the machine does does not count. The yardstick is
the whole input gate in the same run.
"""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from evals.bench.measure import Row, row
from safety import hearing, thread
from safety.classifier import load_classifier
from safety.gates import hear, say
from safety.policy import Policy, load_policy
from safety.verdict import Heard

_Case = TypeVar("_Case")
RULES_MS, INPUT_MS = 1.0, 10.0
_CASES = Path(__file__).parents[1] / "cases"
_WHOLE = "whole input gate"
_MARKS = frozenset({"told", "asked", "named::3"})
"""A talk in which something was told and a medicine named: the dearest kind to look back on."""


class _Ready(NamedTuple):
    """One utterance with what each layer is given."""

    words: str
    normal: str
    found: Heard


def layers(rounds: int) -> list[Row]:
    """A row per layer over all cases, each time the best of `rounds` runs of one case."""
    policy = load_policy()
    model = load_classifier()
    heard = [_ready(words, policy) for words in _texts("safety-inputs.jsonl")]
    told = _texts("safety-outputs.jsonl")
    whole = _timed(lambda each: hear(each.words, policy), heard, rounds)
    works: dict[str, Callable[[_Ready], object]] = {
        "normalisation": lambda each: policy.normal(each.words),
        "rules": lambda each: hearing.by_rules(each.normal, policy),
        "classifier": lambda each: model.score(each.normal, hearing.rule_features(each.found)),
        "thread of the talk": lambda each: thread.weighed(each.found, each.normal, _MARKS, policy),
    }
    rows = []
    for name, work in works.items():
        goal = RULES_MS if name == "rules" else None
        rows.append(_row(name, _timed(work, heard, rounds), whole, goal))
    spoken = _timed(lambda one: say(one, policy, may_speak=None), told, rounds)
    return [
        *rows,
        _row(_WHOLE, whole, whole, INPUT_MS),
        _row("output gate, a sentence", spoken, whole, None),
    ]


def _row(name: str, times_s: Sequence[float], whole: Sequence[float], goal_ms: float | None) -> Row:
    goal = None if goal_ms is None else f"p95 at most {goal_ms:g} ms"
    made = row(name, times_s, whole, _WHOLE, goal)
    return made._replace(met=None if goal_ms is None else made.p95_ms <= goal_ms)


def _ready(words: str, policy: Policy) -> _Ready:
    normal = policy.normal(words)
    return _Ready(words, normal, hearing.by_rules(normal, policy))


def _timed(work: Callable[[_Case], object], cases: Sequence[_Case], rounds: int) -> list[float]:
    """Seconds per case, the best of the rounds; the first case is run once before."""
    work(cases[0])
    best = [float("inf")] * len(cases)
    for _ in range(rounds):
        for at, case in enumerate(cases):
            began = time.process_time()
            work(case)
            best[at] = min(best[at], time.process_time() - began)
    return best


def _texts(name: str) -> list[str]:
    lines = (_CASES / name).read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["text"]) for line in lines]
