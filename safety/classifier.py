"""The small classifier beside the rules: how likely each kind of utterance is, from its n-grams.

Called by `safety.hearing`, which decides what to make of it. Trained by `python -m evals.training`;
what it is and where it fails is in `classifier.md`. Without its files the gate refuses.
"""

import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import RootModel

from safety.content import ContentError, read_yaml
from safety.features import BUCKETS, Features, segments

_PACKAGED = Path(__file__).parent / "classifier.npz"
_CONCEPTS = Path(__file__).parent / "concepts.yaml"
_STEPS = 127
_LEAST_STEP = 1e-9
_MOST_SEGMENTS = 64
HARMLESS = "continue"
"""The kind that asks for nothing."""


class Concepts(RootModel[dict[str, str]]):
    """`concepts.yaml`: a concept and the words that carry it."""

    def by_word(self) -> dict[str, str]:
        """A word and its concept, the first that lists it."""
        found: dict[str, str] = {}
        for concept, words in self.root.items():
            for word in words.split():
                found.setdefault(word, concept)
        return found


@cache
def load_features() -> Features:
    """The maker of features with the packaged concepts.

    Raises:
        ContentError: `concepts.yaml` is missing or does not fit its form.
    """
    return Features(read_yaml(_CONCEPTS, Concepts).by_word())


class Classifier:
    """A linear model over hashed features; weights are whole steps of a scale per kind.

    Args:
        kinds: names of the kinds, in the order of the columns.
        steps: weights, BUCKETS by kinds, -127 to 127.
        scale: what one step is worth, per kind.
        bias: one per kind.
    """

    def __init__(
        self,
        kinds: tuple[str, ...],
        steps: NDArray[np.int8],
        scale: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> None:
        if steps.shape != (BUCKETS, len(kinds)) or scale.shape != bias.shape != (len(kinds),):
            raise ValueError(f"weights of shape {steps.shape} for {len(kinds)} kinds")
        self.kinds = kinds
        self._steps, self._scale, self._bias = steps, scale, bias
        self._harmless = kinds.index(HARMLESS)

    def save(self, path: Path) -> None:
        """Writes it as `load_classifier` reads it, the same bytes each time."""
        np.savez_compressed(
            path,
            kinds=np.array(self.kinds),
            steps=self._steps,
            scale=self._scale,
            bias=self._bias,
        )

    def score(self, text: str, rule_features: Iterable[str]) -> dict[str, float]:
        """How likely each kind is, 0 to 1, halfway between the whole and its gravest part.

        So danger in the middle of a long answer counts. The shares of a long text can add up to
        more than 1; that of the harmless kind is the lowest of whole and parts.

        Args:
            text: the normal form (`Policy.normal`), " . " between sentences.
            rule_features: what the rules made of it (`hearing.rule_features`).
        """
        shares = self.by_segment(text, tuple(rule_features))
        return dict(zip(self.kinds, self.merged(shares).tolist(), strict=True))

    def by_segment(self, text: str, rule_features: tuple[str, ...]) -> NDArray[np.float32]:
        """A row for the whole text and one for each part of it, a column per kind."""
        make = load_features()
        parts = segments(text)[:_MOST_SEGMENTS]
        rows = np.stack([self._scores(make(part, rule_features)) for part in parts])
        raised = np.exp(rows - rows.max(axis=1, keepdims=True))
        shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
        return shares

    def merged(self, shares: NDArray[np.float32]) -> NDArray[np.float32]:
        """One row out of `by_segment`'s."""
        whole: NDArray[np.float32] = (shares[0] + shares.max(axis=0)) / 2
        whole[self._harmless] = shares[:, self._harmless].min()
        return whole

    def _scores(self, sparse: tuple[NDArray[np.int64], NDArray[np.float32]]) -> NDArray[np.float32]:
        columns, values = sparse
        total: NDArray[np.float32] = values @ self._steps[columns].astype(np.float32)
        return total * self._scale + self._bias


def quantised(
    kinds: tuple[str, ...], weights: NDArray[np.float32], bias: NDArray[np.float32]
) -> Classifier:
    """A classifier with the weights rounded to whole steps, as it is shipped."""
    scale = (np.abs(weights).max(axis=0) / _STEPS).astype(np.float32)
    steps = np.rint(weights / np.maximum(scale, _LEAST_STEP)).astype(np.int8)
    return Classifier(kinds, steps, scale, bias)


@cache
def load_classifier(path: Path = _PACKAGED) -> Classifier:
    """The trained classifier, read once per process.

    Raises:
        ContentError: the file is missing or is no model; without it nothing may be judged.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays: Mapping[str, NDArray[np.generic]] = {name: stored[name] for name in stored}
        return Classifier(
            tuple(str(kind) for kind in arrays["kinds"]),
            arrays["steps"].astype(np.int8),
            arrays["scale"].astype(np.float32),
            arrays["bias"].astype(np.float32),
        )
    except OSError as error:
        raise ContentError(f"{path.name} cannot be read: {error}") from error
    except (EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ContentError(f"{path.name} is no trained classifier: {error}") from error
