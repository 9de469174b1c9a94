"""Holds a judge against people: how many of their failures it finds, and how many passes it lets.

Called by `coach-evals calibrate` and the gate. A failure is what is looked for, so TPR is the
share of people's failures that the judge fails, TNR the share of their passes that it passes. What
the judge left unscored or never saw counts as wrong in both. Synthetic labels calibrate nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from evals.agreement import Agreement, agreement
from evals.interval import Interval, exact
from evals.judged import NOT_CALIBRATED, Judged
from evals.labels import Key, Label, rated_twice, settled

GATE = Path(__file__).with_name("gate.yaml")


class Trust(BaseModel):
    """What a judge needs to be trusted, per criterion: `judges` of gate.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fails_at_least: int = Field(ge=1)
    passes_at_least: int = Field(ge=1)
    tpr_low_at_least: float = Field(gt=0, lt=1)
    tnr_low_at_least: float = Field(gt=0, lt=1)
    rated_twice_at_least: int = Field(ge=1)
    ac1_at_least: float = Field(gt=0, lt=1)


@dataclass(frozen=True)
class Share:
    """`hits` of `n`, with its exact 95 % interval; no value without n."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """None where there is no value."""
        return exact(self.hits, self.n) if self.n else None

    def as_json(self) -> dict[str, object]:
        """For programs."""
        between = self.interval
        return {
            "hits": self.hits,
            "n": self.n,
            "value": self.value,
            "low": between and between.low,
            "high": between and between.high,
        }


@dataclass(frozen=True)
class Calibration:
    """One criterion. `unscored` are labelled items without a ruling, `disputed` those left out."""

    criterion: str
    synthetic: bool
    tpr: Share
    tnr: Share
    unscored: int
    disputed: int
    with_people: Agreement | None
    """The judge against the settled labels, over what it scored."""
    between_people: Agreement | None
    state: str

    @property
    def holds(self) -> bool:
        """Whether the judge may be trusted on this criterion."""
        return self.state == "calibrated"


def load_trust(path: Path = GATE) -> Trust:
    """What a judge needs, from gate.yaml."""
    return Trust.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))["judges"])


def calibrate(
    judged: Judged, labels: Sequence[Label], trust: Trust, *, synthetic: bool = False
) -> list[Calibration]:
    """Each judged or labelled criterion, in alphabetical order.

    `synthetic` picks the made-up labels in the place of people's; then no state is "calibrated".
    """
    chosen = [label for label in labels if label.synthetic is synthetic]
    rulings = {item.key: item.got for item in judged.items}
    criteria = {item.criterion for item in judged.items} | {label.criterion for label in chosen}
    return [_one(name, chosen, rulings, trust, synthetic=synthetic) for name in sorted(criteria)]


def _one(
    criterion: str,
    labels: Sequence[Label],
    rulings: Mapping[Key, str],
    trust: Trust,
    *,
    synthetic: bool,
) -> Calibration:
    mine = [label for label in labels if label.criterion == criterion]
    gold, disputed = settled(mine)
    fails = [key for key, passes in gold.items() if not passes]
    passes = [key for key, passes in gold.items() if passes]
    scored = [key for key in gold if rulings.get(key) in {"pass", "fail"}]
    pairs = rated_twice(mine).get(criterion, [])
    found = Calibration(
        criterion=criterion,
        synthetic=synthetic,
        tpr=Share(sum(rulings.get(key) == "fail" for key in fails), len(fails)),
        tnr=Share(sum(rulings.get(key) == "pass" for key in passes), len(passes)),
        unscored=len(gold) - len(scored),
        disputed=len(disputed),
        with_people=agreement([gold[k] for k in scored], [rulings[k] == "pass" for k in scored]),
        between_people=agreement([one for one, _ in pairs], [other for _, other in pairs]),
        state="",
    )
    return Calibration(**{**vars(found), "state": _state(found, trust)})


def _state(found: Calibration, trust: Trust) -> str:
    if found.synthetic:
        return "synthetic labels: shows that the machinery counts, calibrates nothing"
    if not found.tpr.n + found.tnr.n + found.disputed:
        return NOT_CALIBRATED
    wanting = _wanting(found, trust)
    return f"not calibrated: {'; '.join(wanting)}" if wanting else "calibrated"


def _wanting(found: Calibration, trust: Trust) -> list[str]:
    wanting = []
    for name, share, enough, lowest in (
        ("failures", found.tpr, trust.fails_at_least, trust.tpr_low_at_least),
        ("passes", found.tnr, trust.passes_at_least, trust.tnr_low_at_least),
    ):
        between = share.interval
        if share.n < enough:
            wanting.append(f"{share.n} of {enough} {name} labelled")
        elif between is None or between.low < lowest:
            low = between.low if between else 0.0
            wanting.append(f"of the {name} it may find only {low:.2f}, {lowest:g} is needed")
    twice = found.between_people
    if twice is None or twice.n < trust.rated_twice_at_least:
        wanting.append(
            f"{twice.n if twice else 0} of {trust.rated_twice_at_least} rated by two people"
        )
    elif twice.ac1 < trust.ac1_at_least:
        wanting.append(
            f"raters agree only by AC1 {twice.ac1:.2f}, {trust.ac1_at_least:g} is needed"
        )
    return wanting
