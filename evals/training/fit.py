"""Fits the linear classifier: softmax over kinds, in numpy, the same every time on one machine.

Called by `evals.training.command` and its cross-validation. It knows columns and kinds, no words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safety.features import BUCKETS, Sparse

_BATCH = 256
_RATE = 0.6
_TINY = 1e-6


class Fitted(NamedTuple):
    """Weights (BUCKETS by kinds) and one bias per kind."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """Examples as a dense block over the columns they use."""

    columns: NDArray[np.int64]
    block: NDArray[np.float32]
    goal: NDArray[np.float32]
    weight: NDArray[np.float32]


def fit(
    examples: Sequence[Sparse],
    kinds: Sequence[int],
    weight: Sequence[float],
    *,
    count: int,
    rounds: int,
    decay: float,
    smooth: float,
    seed: int,
) -> Fitted:
    """Weights that give each example its kind (Adagrad on the cross entropy).

    Args:
        examples: the features.
        kinds: the kind of each, 0 to count - 1.
        weight: how much each counts.
        count: how many kinds there are.
        rounds: passes over all examples.
        decay: share of a touched weight that is taken away at each step.
        smooth: share of the goal given to all kinds alike, so that no answer is quite certain.
        seed: decides the order.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(examples))
    batches = [
        _batch(order[at : at + _BATCH], examples, kinds, weight, count, smooth)
        for at in range(0, len(order), _BATCH)
    ]
    weights = np.zeros((BUCKETS, count), np.float32)
    bias = np.zeros(count, np.float32)
    steps = np.full((BUCKETS, count), _TINY, np.float32)
    bias_steps = np.full(count, _TINY, np.float32)
    for turn in range(rounds):
        rate = _RATE * (1 - turn / rounds)
        for at in rng.permutation(len(batches)):
            batch = batches[at]
            part = weights[batch.columns]
            off = (probabilities(batch.block @ part + bias) - batch.goal) * batch.weight[:, None]
            off /= batch.weight.sum()
            slope = batch.block.T @ off + decay * part
            steps[batch.columns] += slope**2
            weights[batch.columns] = part - rate * slope / np.sqrt(steps[batch.columns])
            slope_bias = off.sum(axis=0)
            bias_steps += slope_bias**2
            bias -= rate * slope_bias / np.sqrt(bias_steps)
    return Fitted(weights, bias)


def probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The softmax of each row."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    share: NDArray[np.float32] = raised / raised.sum(axis=-1, keepdims=True)
    return share


def _batch(
    chosen: NDArray[np.int64],
    examples: Sequence[Sparse],
    kinds: Sequence[int],
    weight: Sequence[float],
    count: int,
    smooth: float,
) -> Batch:
    lengths = [len(examples[one].columns) for one in chosen]
    columns, where = np.unique(
        np.concatenate([examples[one].columns for one in chosen]), return_inverse=True
    )
    block = np.zeros((len(chosen), len(columns)), np.float32)
    rows = np.repeat(np.arange(len(chosen)), lengths)
    block[rows, where] = np.concatenate([examples[one].values for one in chosen])
    goal = np.full((len(chosen), count), smooth / count, np.float32)
    goal[np.arange(len(chosen)), [kinds[one] for one in chosen]] += 1 - smooth
    return Batch(columns, block, goal, np.array([weight[one] for one in chosen], np.float32))
