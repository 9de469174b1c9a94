"""What a run of a judge comes to, as a file: written by `coach-evals judge`, read by the others.

`{"suite": "judge", "n", "version", "judge", "fingerprint", "criteria_version", "calibration",
"items": [...]}`. An item is one criterion held against one talk; see `evals.graders.Graded`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case_file import CaseError, one_object
from evals.graders import Graded

NOT_CALIBRATED = "not calibrated: no human labels"


@dataclass(frozen=True)
class Asked:
    """What a judge was asked with: its name, and all that a calibration of it depends on."""

    judge: str
    fingerprint: str
    criteria_version: str


class JudgedItem(BaseModel):
    """One ruling of a stored run."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    transcript: str
    criterion: str
    got: Literal["pass", "fail", "unscored"]

    @property
    def key(self) -> tuple[str, str]:
        """By what a label names it."""
        return self.transcript, self.criterion


class Judged(BaseModel):
    """A stored run of a judge."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    suite: Literal["judge"]
    n: int
    version: str
    judge: str
    fingerprint: str
    criteria_version: str
    items: tuple[JudgedItem, ...]


def write_judged(graded: Sequence[Graded], asked: Asked, version: str, path: Path) -> None:
    """Writes a run.

    Raises:
        OSError: the file cannot be written.
    """
    whole = {
        "suite": "judge",
        "n": len(graded),
        "version": version,
        "judge": asked.judge,
        "fingerprint": asked.fingerprint,
        "criteria_version": asked.criteria_version,
        "calibration": NOT_CALIBRATED,
        "items": [each.as_json() for each in graded],
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_judged(path: Path) -> Judged:
    """A stored run.

    Raises:
        CaseError: it cannot be used: cut, changed by hand, or one item twice.
    """
    try:
        found = Judged.model_validate(one_object(path))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CaseError(path, first["msg"], field=field) from error
    if len(found.items) != found.n:
        raise CaseError(path, f"{len(found.items)} items where {found.n} are named", field="items")
    if len({item.key for item in found.items}) != found.n:
        raise CaseError(path, "an item stands there twice", field="items")
    return found
