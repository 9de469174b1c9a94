"""The interval in which a rate lies, given what was counted; for report, gate and calibration."""

from collections.abc import Callable
from math import exp, lgamma, log, log1p, sqrt
from typing import NamedTuple

Z_95 = 1.959964
"""Two-sided 95 per cent of the normal distribution."""


_TAIL = 0.025


class Interval(NamedTuple):
    """Both ends of a rate, 0 to 1."""

    low: float
    high: float


def wilson(hits: int, n: int) -> Interval:
    """The 95 % interval of `hits` out of `n` (Wilson, J Am Stat Assoc 1927;22:209).

    Raises:
        ValueError: `n` is not positive or `hits` is not within 0 to `n`.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"{hits} out of {n} is no rate")
    rate, z2 = hits / n, Z_95**2
    middle = rate + z2 / (2 * n)
    half = Z_95 * sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    return Interval(max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale))


def exact(hits: int, n: int) -> Interval:
    """The exact 95 % interval of `hits` out of `n` (Clopper & Pearson, Biometrika 1934;26:404).

    Never too narrow; the gate's. With no hits in n its upper end is 1 - 0.025 ** (1 / n).

    Raises:
        ValueError: `n` is not positive or `hits` is not within 0 to `n`.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"{hits} out of {n} is no rate")
    low = 0.0 if hits == 0 else _root(lambda p: 1 - _at_most(hits - 1, n, p) < _TAIL)
    high = 1.0 if hits == n else _root(lambda p: _at_most(hits, n, p) > _TAIL)
    return Interval(low, high)


def _at_most(k: int, n: int, p: float) -> float:
    """The chance of at most `k` hits in `n` at rate `p`, 0 < p < 1."""
    logs = (
        lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p)
        for i in range(k + 1)
    )
    return min(1.0, sum(exp(each) for each in logs))


def _root(below: Callable[[float], bool]) -> float:
    """Where `below` stops holding on the way from 0 to 1."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2
