"""Repeatable chance for the simulated sleepers: the same words give the same number, for ever.

Called by `evals.sleeper` and `evals.simulator`. A hash, so that it is the same on every machine.
"""

from hashlib import sha256

_SPAN = 2**64


def chance(*words: object) -> float:
    """A number from 0 up to 1, settled by the words alone."""
    told = " ".join(str(word) for word in words)
    return int.from_bytes(sha256(told.encode()).digest()[:8], "big") / _SPAN


def sway(*words: object) -> float:
    """A number from -1 to 1, most often near 0."""
    return (chance(*words, "a") + chance(*words, "b") + chance(*words, "c")) / 1.5 - 1
