"""The memory suite: what was said on its days, learnt and recalled as the product does it.

Called by `evals.suites`. Each utterance goes through the safety gate and the product's own
extraction, each query through its own recall; nothing said later is known, and no label is seen.
Where the gate would only ask what was meant, the person is taken to have said no, as in a talk.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from time import perf_counter
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from coach.dialogue.likelihood import once_denied
from coach.dialogue.remember.learn import Said, learnt
from evals.memory_case import MemoryCase, Query
from evals.scorecard import Item, Metric, Scorecard
from memory.fact import Fact, Kind, Origin, Status, applied
from memory.lexical import stems
from memory.recall import BUDGET_TOKENS, Block, recall
from safety.gates import hear
from safety.policy import Policy

SAID_AT = time(9, 0)
"""The local hour at which a day's first utterance is taken to be said; queries come after."""

LIMIT_MS = 5.0
LABELS = ("must_surface", "must_not_surface", "forgotten", "do_not_raise")


@dataclass(frozen=True)
class Shown:
    """What was shown at one query, and how long that took."""

    query: Query
    block: Block
    ms: float
    ablated: Mapping[str, Block]


def run(cases: Iterable[MemoryCase], policy: Policy) -> Scorecard:
    """Takes every person through their days; one on whom the product crashes has failed."""
    items: list[Item] = []
    shown: list[Shown] = []
    for case in cases:
        started = perf_counter()
        try:
            found = _through(case, policy)
        except Exception as error:  # noqa: BLE001 - a crash is a failed case, and the run goes on
            why = f"crashed: {type(error).__name__}: {error}"
            items.append(Item(case.user, None, ok=False, why=why, ms=_ms_since(started)))
            continue
        shown += found
        why = "; ".join(filter(None, map(_why, found)))
        items.append(Item(case.user, _got(found), ok=not why, why=why, ms=_ms_since(started)))
    crashed = Metric("crashes", sum(item.got is None for item in items), len(items))
    return Scorecard("memory", items, [*_metrics(shown), crashed])


def surfaces(label: str, lines: Iterable[str]) -> bool:
    """Whether all that a label says stands in one line."""
    wanted = set(stems(label))
    return any(wanted <= set(stems(line)) for line in lines)


def _through(case: MemoryCase, policy: Policy) -> list[Shown]:
    person = uuid5(NAMESPACE_URL, f"nightjar-eval:{case.user}")
    spoken = sorted(enumerate(case.utterances), key=lambda each: (each[1].date, each[0]))
    facts: tuple[Fact, ...] = ()
    found: dict[str, Shown] = {}
    for query in sorted(case.queries, key=lambda each: each.date):
        while spoken and spoken[0][1].date <= query.date:
            number, said = spoken.pop(0)
            facts = _told(
                facts, said.text, _at(case, said.date, number), case, person, number, policy
            )
        found[query.id] = _asked(facts, query)
    return [found[query.id] for query in case.queries]


def _told(
    facts: tuple[Fact, ...],
    words: str,
    at: datetime,
    case: MemoryCase,
    person: UUID,
    number: int,
    policy: Policy,
) -> tuple[Fact, ...]:
    said = Said(person, words, at, case.timezone, origin=Origin(person, number))
    return applied(facts, learnt(said, facts, once_denied(hear(words, policy), words)))


def _at(case: MemoryCase, day: date, number: int) -> datetime:
    first = datetime.combine(day, SAID_AT, tzinfo=ZoneInfo(case.timezone))
    return first + timedelta(seconds=number)


def _asked(facts: tuple[Fact, ...], query: Query) -> Shown:
    started = perf_counter()
    block = recall(facts, query.date, query.situation)
    ms = _ms_since(started)
    ablated = {
        name: recall([change(fact) for fact in facts], query.date, query.situation)
        for name, change in _ABLATIONS.items()
    }
    return Shown(query, block, ms, ablated)


def _windowless(fact: Fact) -> Fact:
    kind = Kind.TRAIT if fact.kind is Kind.EVENT else fact.kind
    return replace(fact, kind=kind, starts_on=None, ends_on=None)


def _standing(fact: Fact) -> Fact:
    if fact.status not in {Status.ENDED, Status.SUPERSEDED, Status.RETRACTED}:
        return replace(fact, slot=None)
    return replace(fact, status=Status.LIVE, over_on=None, slot=None)


def _kindless(fact: Fact) -> Fact:
    return replace(fact, kind=Kind.TRAIT)


_ABLATIONS: Mapping[str, Callable[[Fact], Fact]] = {
    "windows": _windowless,
    "supersession": _standing,
    "kinds": _kindless,
}
"""What recall would show without one part of the policy."""


def _got(found: Sequence[Shown]) -> dict[str, object]:
    return {
        "queries": [
            {
                "id": each.query.id,
                "surfaced": list(each.block.texts),
                "tokens": each.block.tokens,
                "ms": each.ms,
            }
            for each in found
        ]
    }


def _why(each: Shown) -> str:
    lines = each.block.texts
    missed = [label for label in each.query.must_surface if not surfaces(label, lines)]
    wrong = [
        f"{name}: {label}"
        for name in LABELS[1:]
        for label in _labels(each.query, name)
        if surfaces(label, lines)
    ]
    told = [*(f"missing: {label}" for label in missed), *wrong]
    return f"{each.query.id}: {', '.join(told)}" if told else ""


def _metrics(shown: Sequence[Shown]) -> list[Metric]:
    rates = [_rate(name, name, shown, lambda each: each.block) for name in LABELS]
    ablated = [
        _rate(f"{name}_without_{part}", name, shown, _without(part))
        for part in _ABLATIONS
        for name in LABELS[:2]
    ]
    return [
        *rates,
        Metric("within_budget", sum(_fits(each) for each in shown), len(shown)),
        Metric("within_5_ms", sum(each.ms <= LIMIT_MS for each in shown), len(shown)),
        *ablated,
    ]


def _without(part: str) -> Callable[[Shown], Block]:
    return lambda each: each.ablated[part]


def _rate(
    metric: str, label: str, shown: Sequence[Shown], block: Callable[[Shown], Block]
) -> Metric:
    hits = [
        surfaces(words, block(each).texts) for each in shown for words in _labels(each.query, label)
    ]
    return Metric(metric, sum(hits), len(hits))


def _labels(query: Query, name: str) -> tuple[str, ...]:
    return {
        "must_surface": query.must_surface,
        "must_not_surface": query.must_not_surface,
        "forgotten": query.forgotten,
        "do_not_raise": query.do_not_raise,
    }[name]


def _fits(each: Shown) -> bool:
    return each.block.tokens <= BUDGET_TOKENS


def _ms_since(started: float) -> float:
    return round(1000 * (perf_counter() - started), 3)
