"""How far two raters agree on pass and fail, beyond chance; called by the calibration.

Raw agreement, Cohen's kappa and Gwet's AC1: where nearly all is passed kappa is low however well
they agree, and AC1 is not.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Agreement(NamedTuple):
    """`kappa` is None where chance alone explains everything: neither rater ever differed."""

    n: int
    raw: float
    kappa: float | None
    ac1: float


def agreement(first: Sequence[bool], second: Sequence[bool]) -> Agreement | None:
    """The agreement of two raters on the same items, None without items.

    Cohen, Educ Psychol Meas 1960;20:37; Gwet, Br J Math Stat Psychol 2008;61:29.

    Raises:
        ValueError: they did not rate the same number of items.
    """
    n = len(first)
    if n != len(second):
        raise ValueError(f"{n} ratings against {len(second)}")
    if not n:
        return None
    raw = sum(one == other for one, other in zip(first, second, strict=True)) / n
    p, q = sum(first) / n, sum(second) / n
    by_chance = p * q + (1 - p) * (1 - q)
    kappa = None if by_chance >= 1 else (raw - by_chance) / (1 - by_chance)
    mean = (p + q) / 2
    for_gwet = 2 * mean * (1 - mean)
    return Agreement(n, raw, kappa, (raw - for_gwet) / (1 - for_gwet))
