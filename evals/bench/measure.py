"""One measured row, and the rows as a table."""

from collections.abc import Sequence
from statistics import quantiles
from typing import NamedTuple

_VERDICTS = {None: "", True: ": met", False: ": MISSED"}


class Row(NamedTuple):
    """A measurement in milliseconds over `n` runs; `ratio` is its median to its yardstick's.

    `goal` is what was asked for in words, None where nothing was; `met` whether this run met it,
    None where the bench does not judge.
    """

    name: str
    n: int
    p50_ms: float
    p95_ms: float
    ratio: float
    yardstick: str
    goal: str | None = None
    met: bool | None = None


def row(
    name: str, times_s: Sequence[float], base_s: Sequence[float], yardstick: str, goal: str | None
) -> Row:
    """A row from the runs' times and those of its yardstick."""
    p50, p95 = percentiles_ms(times_s)
    return Row(name, len(times_s), p50, p95, p50 / percentiles_ms(base_s)[0], yardstick, goal)


def percentiles_ms(times_s: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, of two runs or more."""
    cuts = quantiles(times_s, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[94] * 1000


def shown(rows: Sequence[Row]) -> str:
    """The rows as a plain table."""
    wide = max(len(each.name) for each in rows)
    lines = [f"{'what':<{wide}} {'n':>4} {'p50 ms':>8} {'p95 ms':>8}  ratio of medians"]
    for each in rows:
        goal = f"   goal: {each.goal}{_VERDICTS[each.met]}" if each.goal else ""
        lines.append(
            f"{each.name:<{wide}} {each.n:>4} {each.p50_ms:>8.2f} {each.p95_ms:>8.2f}"
            f"  {each.ratio:.2f} x {each.yardstick}{goal}"
        )
    return "\n".join(lines)
