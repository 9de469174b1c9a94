"""What a run of a suite comes to: items, metrics, and the thresholds they are held to.

Made by the suites, printed and written by `evals.report`. It holds no label, only what was done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from evals.interval import Interval, exact, wilson

THRESHOLDS = Path(__file__).with_name("thresholds.yaml")


@dataclass(frozen=True)
class Item:
    """One case: what the product did (None when it crashed) and whether that was right."""

    id: str
    got: Mapping[str, object] | None
    ok: bool
    why: str
    ms: float


@dataclass(frozen=True)
class Metric:
    """A rate: `hits` out of `n`. Without any `n` there is no value, and no threshold to miss.

    `exact` asks for the exact interval, which a count near none needs.
    """

    name: str
    hits: int
    n: int
    exact: bool = False

    @property
    def value(self) -> float | None:
        """The rate; above 1 only where one case can hit more than once."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval; None where there is no value."""
        bounds_of = exact if self.exact else wilson
        return bounds_of(min(self.hits, self.n), self.n) if self.n else None


class Bound(BaseModel):
    """The threshold of one metric, a rate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, metric: Metric) -> bool:
        """Whether the metric keeps within the bound; true where nothing was counted."""
        value = metric.value
        if value is None:
            return True
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        parts = [
            f"{sign} {limit:g}"
            for sign, limit in (("≥", self.at_least), ("≤", self.at_most))
            if limit is not None
        ]
        return ", ".join(parts)


@dataclass(frozen=True)
class Scorecard:
    """A finished run."""

    suite: str
    items: Sequence[Item]
    metrics: Sequence[Metric]


def bounds(suite: str) -> Mapping[str, Bound]:
    """The thresholds of a suite by metric, from `thresholds.yaml`."""
    kind = TypeAdapter(dict[str, dict[str, Bound]])
    return kind.validate_python(yaml.safe_load(THRESHOLDS.read_text(encoding="utf-8")))[suite]


def holds(card: Scorecard, limits: Mapping[str, Bound]) -> bool:
    """Whether every metric that has a threshold keeps it.

    Raises:
        KeyError: a threshold names a metric that the run does not have.
    """
    metrics = {metric.name: metric for metric in card.metrics}
    return all(bound.holds(metrics[name]) for name, bound in limits.items())
