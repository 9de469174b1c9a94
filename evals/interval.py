"""The interval in which a rate lies, given what was counted; called by the report."""

from math import comb, exp, log, sqrt
from typing import NamedTuple

Z_95 = 1.959964
"""Two-sided 95 per cent of the normal distribution."""
_ONE_TAIL = 0.025
_HALVINGS = 40


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
    """The exact 95 % interval of `hits` out of `n` (Clopper and Pearson, Biometrika 1934;26:404).

    Raises:
        ValueError: `n` is not positive or `hits` is not within 0 to `n`.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"{hits} out of {n} is no rate")
    low = 0.0 if hits == 0 else 1 - _tail_rate(n - hits, n)
    high = 1.0 if hits == n else _tail_rate(hits, n)
    return Interval(low, high)


def _tail_rate(hits: int, n: int) -> float:
    """The rate at which so few hits or fewer would be seen once in forty times."""
    low, high = hits / n, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if sum(_chance(k, n, middle) for k in range(hits + 1)) > _ONE_TAIL:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _chance(hits: int, n: int, rate: float) -> float:
    """The binomial probability; logarithms keep a large `n` from overflowing."""
    if rate in (0.0, 1.0):
        return float(hits == n * rate)
    return exp(log(comb(n, hits)) + hits * log(rate) + (n - hits) * log(1 - rate))
