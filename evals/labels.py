"""Reads what people said of stored talks: pass or fail, one criterion of one talk a line.

`{"transcript", "criterion", "label": "pass" or "fail", "rater", "synthetic": bool,
"adjudicated": bool}`. `synthetic` marks labels made up to test the machinery: they are counted
apart and calibrate nothing. `adjudicated` is the final word where raters differed. `rater` is a
pseudonym. Keys that are not known are ignored; a bad line raises `CaseError`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evals.case_file import CaseError, numbered

Key = tuple[str, str]
"""A talk and a criterion."""


class Label(BaseModel):
    """One rater's word on one criterion of one talk."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    transcript: str = Field(min_length=1)
    criterion: str = Field(min_length=1)
    label: Literal["pass", "fail"]
    rater: str = Field(min_length=1)
    synthetic: bool
    adjudicated: bool = False

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.transcript, self.criterion

    @property
    def passes(self) -> bool:
        """Whether the rater lets it pass."""
        return self.label == "pass"


def read_labels(path: Path) -> list[Label]:
    """The labels of a file; none in an empty one.

    Raises:
        CaseError: the file is missing or not UTF-8, a line cannot be used, or a rater said two
            things of one item.
    """
    found: list[Label] = []
    seen: set[tuple[Key, str, bool]] = set()
    for number, label in numbered(path, Label):
        who = (label.key, label.rater, label.adjudicated)
        if who in seen:
            raise CaseError(path, "this rater labelled this item before", line=number)
        seen.add(who)
        found.append(label)
    return found


def settled(labels: Sequence[Label]) -> tuple[dict[Key, bool], frozenset[Key]]:
    """What holds per item (True: passes), and the items left out because raters differ.

    The adjudicated word holds; without one, only what all raters say alike.
    """
    by_key: dict[Key, list[Label]] = defaultdict(list)
    for label in labels:
        by_key[label.key].append(label)
    gold: dict[Key, bool] = {}
    for key, said in by_key.items():
        final = [label for label in said if label.adjudicated] or said
        if len({label.passes for label in final}) == 1:
            gold[key] = final[0].passes
    return gold, frozenset(by_key.keys() - gold.keys())


def rated_twice(labels: Sequence[Label]) -> Mapping[str, list[tuple[bool, bool]]]:
    """Per criterion, what the first two raters of an item said, by the order of their names."""
    by_key: dict[Key, list[Label]] = defaultdict(list)
    for label in sorted(labels, key=lambda each: each.rater):
        if not label.adjudicated:
            by_key[label.key].append(label)
    pairs: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for (_, criterion), said in by_key.items():
        if len(said) > 1:
            pairs[criterion].append((said[0].passes, said[1].passes))
    return pairs
