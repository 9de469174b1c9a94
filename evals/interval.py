"""The interval in which a rate lies, given what was counted; called by the report."""

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959964
"""Two-sided 95 per cent of the normal distribution."""


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
