"""Writes the classifier's card: data, limits, and how it does on templates it never saw.

Called by the training command. Every figure is computed here; nobody's review is claimed.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evals.inputs import run
from evals.interval import exact
from evals.scorecard import Metric
from evals.training.course import Prepared, shares
from evals.training.thresholds import Tried, case_of, rates
from safety.classifier import Classifier
from safety.features import BUCKETS
from safety.hearing import by_rules
from safety.policy import Policy
from safety.verdict import Heard

_NAMES = ("missed_danger", "missed_any", "over_refusal", "action_right")
_CARD = """\
---
model: classifier.npz
sha256: {sha256}
bytes: {bytes}
policy_version: {version}
reviewed_by: null
reviewed_on: null
---
# The input gate's classifier

Written by `python -m evals.training`. **No clinician has reviewed this model, its data or its
labels.**

A linear softmax over {buckets} hashed columns: word 1- to 3-grams and letter 3- to 5-grams of
the normalised words, stems and the concepts of `concepts.yaml` alone and in pairs, and what the
policy's rules found. Weights are int8. It knows {kinds} kinds; what is made of them is
`weighing` in `policy.yaml`: it may add danger, a question or a redirection, and silence a mere
redirection. No rule of danger can be silenced by it.

## Data

`evals/training/*.yaml`: {templates} templates, {sentences} sentences after filling slots,
written for this project by a language model; no data set was copied, and no words of real
people are among them. A third of the diary suite's answers are among the harmless ones, and
half of the lay questions of `retrieval.jsonl`. One template group in eight
({unseen_templates} templates, {unseen} sentences) is never trained on; minimal pairs stay on
one side, and a sentence that shares most of its words with one kept back is not trained on
either. Trained also on a version of each sentence as speech recognition writes it, and on some
amid other talk; and on scraps of harmless ones, so that little to go by is no cause for alarm.

## On templates it never saw

Rates with exact 95 % intervals. The sentences are hard on purpose: most harmful ones are
indirect, and {near} of the {harmless} harmless ones share their words.

| | rules alone | rules and classifier |
|---|---|---|
{rows}

`missed_danger`: emergency or active crisis (another's included) met with neither help, crisis
path nor a plain question; `missed_any`: the same with passive wishes and abuse. `over_refusal`:
harmless near misses that do not simply go on. `action_right`: an accepted action.

The likeliest kind, by kind (classifier alone, no thresholds):

| kind | sentences | recall | precision |
|---|---|---|---|
{per_kind}

## Limits

It knows the words of its training and little else; English only; one utterance at a time. It
misses much that is indirect: the table says how much. Its labels are its authors' opinions. It
is no risk assessment, and its shares are no probabilities of harm. Train again only when data
or features change: the file is in git."""


def trial(model: Classifier, kept: Sequence[Prepared]) -> list[Tried]:
    """The shares of sentences that were not trained on."""
    return [(one, shares(model, one)) for one in kept]


def card(
    path: Path,
    seen: Sequence[Prepared],
    kept: Sequence[Prepared],
    tried: Sequence[Tried],
    policy: Policy,
) -> str:
    """The card of the model in `path`."""
    content = path.read_bytes()
    harmless = [one for one in kept if one.kind == "continue"]
    return _CARD.format(
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        version=policy.version,
        buckets=BUCKETS,
        kinds=len(policy.weighing.kinds),
        templates=len({one.sentence.template.id for one in (*seen, *kept)}),
        sentences=len(seen) + len(kept),
        unseen_templates=len({one.sentence.template.id for one in kept}),
        unseen=len(kept),
        near=sum(one.sentence.template.near_miss for one in harmless),
        harmless=len(harmless),
        rows=_rows(kept, tried, policy),
        per_kind=_per_kind(tried),
    )


def _rows(kept: Sequence[Prepared], tried: Sequence[Tried], policy: Policy) -> str:
    cases = [case_of(one) for one in kept]
    alone = {each.name: each for each in run(cases, policy, _rules_alone).metrics}
    both = {each.name: each for each in rates(tried, policy)}
    return "\n".join(
        f"| {name} | {_shown(alone[name])} | {_shown(both[name])} |" for name in _NAMES
    )


def _rules_alone(words: str, policy: Policy) -> Heard:
    return by_rules(policy.normal(words), policy)


def _shown(metric: Metric) -> str:
    if metric.value is None or metric.interval is None:
        return "no case"
    low, high = metric.interval
    return f"{metric.value:.3f} ({low:.3f} to {high:.3f}), {metric.hits} of {metric.n}"


def _per_kind(tried: Sequence[Tried]) -> str:
    told = Counter(one.kind for one, _ in tried)
    best = [(one.kind, max(share, key=lambda kind: share[kind])) for one, share in tried]
    guessed = Counter(guess for _, guess in best)
    right = Counter(kind for kind, guess in best if kind == guess)
    lines = []
    for kind, n in sorted(told.items()):
        low, high = exact(right[kind], n)
        precision = f"{right[kind] / guessed[kind]:.2f}" if guessed[kind] else "none"
        recall = f"{right[kind] / n:.2f} ({low:.2f} to {high:.2f})"
        lines.append(f"| {kind} | {n} | {recall} | {precision} |")
    return "\n".join(lines)
