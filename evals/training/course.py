"""One course of training: sentences into examples, examples into a classifier.

Called by the training command and by its cross-validation, each with its own templates.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from evals.training.fit import Fitted, fit
from evals.training.styles import amid, as_recognised, fragment
from evals.training.templates import Sentence, kind_of
from safety import hearing
from safety.classifier import HARMLESS, Classifier, load_features, quantised
from safety.features import Sparse
from safety.policy import Policy
from safety.verdict import Heard

SEED = 5
ROUNDS = 5
DECAY = 3e-5
SMOOTH = 0.05
_REWORDED = 0.6
_AMID_SHARE = 0.35
_FRAGMENT_SHARE = 0.4
_RULES_KEPT = 0.6
_SHORT, _LONG = 4, 16


@dataclass(frozen=True)
class Prepared:
    """A sentence with what the gate makes of it before the classifier."""

    sentence: Sentence
    normal: str
    rules: Heard

    @property
    def kind(self) -> str:
        """What it is, by its template."""
        return kind_of(self.sentence.template)

    @property
    def flags(self) -> tuple[str, ...]:
        """What the rules made of it."""
        return hearing.rule_features(self.rules)


class Example(NamedTuple):
    """Features, the kind they should lead to, and how much it counts."""

    features: Sparse
    kind: str
    weight: float


def prepared(chosen: Sequence[Sentence], policy: Policy) -> list[Prepared]:
    """The sentences in their normal form with the verdict of the rules alone."""
    normals = [policy.normal(one.text) for one in chosen]
    return [
        Prepared(one, normal, hearing.by_rules(normal, policy))
        for one, normal in zip(chosen, normals, strict=True)
    ]


def train(
    chosen: Sequence[Prepared], kinds: tuple[str, ...], *, rounds: int = ROUNDS
) -> Classifier:
    """A classifier from these sentences alone; the same each time on one machine."""
    rng = random.Random(SEED)  # noqa: S311 - training must repeat itself
    harmless = [
        one.normal
        for one in chosen
        if one.kind == HARMLESS and _SHORT <= len(one.normal.split()) <= _LONG
    ]
    examples = [example for one in chosen for example in _examples(one, harmless, rng)]
    fitted: Fitted = fit(
        [one.features for one in examples],
        [kinds.index(one.kind) for one in examples],
        [one.weight for one in examples],
        count=len(kinds),
        rounds=rounds,
        decay=DECAY,
        smooth=SMOOTH,
        seed=SEED,
    )
    return quantised(kinds, *fitted)


def shares(model: Classifier, one: Prepared) -> dict[str, float]:
    """How likely the classifier holds each kind."""
    return model.score(one.normal, one.flags)


def _examples(one: Prepared, harmless: Sequence[str], rng: random.Random) -> list[Example]:
    make = load_features()
    flags = one.flags if rng.random() < _RULES_KEPT else ()
    found = [
        Example(make(one.normal, one.flags), one.kind, 1.0),
        Example(make(as_recognised(one.normal, rng), flags), one.kind, _REWORDED),
    ]
    if harmless and rng.random() < _AMID_SHARE:
        longer = amid(one.normal, (rng.choice(harmless), rng.choice(harmless)), rng)
        found.append(Example(make(longer, one.flags), one.kind, _REWORDED))
    if one.kind == HARMLESS and rng.random() < _FRAGMENT_SHARE:
        # Where there is little to go by, nothing is suspected.
        found.append(Example(make(fragment(one.normal, rng)), HARMLESS, _REWORDED))
    return found


def folds(chosen: Sequence[Prepared], count: int) -> list[tuple[list[Prepared], list[Prepared]]]:
    """Pairs of sentences to train on and to try, no template group in both."""
    groups = sorted({one.sentence.template.group for one in chosen})
    order = np.random.default_rng(SEED).permutation(len(groups))
    place = {groups[at]: turn % count for turn, at in enumerate(order)}
    return [
        (
            [one for one in chosen if place[one.sentence.template.group] != fold],
            [one for one in chosen if place[one.sentence.template.group] == fold],
        )
        for fold in range(count)
    ]
