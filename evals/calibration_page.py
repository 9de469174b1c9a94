"""Shows and writes a judge's calibration; called by `coach-evals calibrate`."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from evals.agreement import Agreement
from evals.calibration import Calibration, Share
from evals.gate_page import calibration_json
from evals.judged import Judged


def show(found: Sequence[Calibration], apart: Sequence[Calibration], to: Console) -> None:
    """Prints each criterion; those on made-up labels last and marked so."""
    for each in (*found, *apart):
        to.print(f"{each.criterion}{' (SYNTHETIC LABELS)' if each.synthetic else ''}: {each.state}")
        if not each.tpr.n + each.tnr.n + each.disputed:
            continue
        to.print(f"  failures found (TPR)  {_share(each.tpr)}")
        to.print(f"  passes let (TNR)      {_share(each.tnr)}")
        to.print(f"  judge and people      {_agreement(each.with_people)}")
        to.print(f"  people among them     {_agreement(each.between_people)}")
        to.print(
            f"  labelled but unscored {each.unscored}; left out, raters differ: {each.disputed}"
        )


def write(
    judged: Judged, found: Sequence[Calibration], apart: Sequence[Calibration], path: Path
) -> None:
    """Writes the same as JSON.

    Raises:
        OSError: the file cannot be written.
    """
    whole = {
        "judge": judged.judge,
        "fingerprint": judged.fingerprint,
        "criteria_version": judged.criteria_version,
        "calibrated": bool(found) and all(each.holds for each in found),
        "criteria": [calibration_json(each) for each in found],
        "synthetic": [calibration_json(each) for each in apart],
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _share(share: Share) -> str:
    between = share.interval
    if between is None or share.value is None:
        return "not measured"
    span = f"{between.low:.3f} to {between.high:.3f}"
    return f"{share.value:.3f} ({span}), {share.hits} of {share.n}"


def _agreement(found: Agreement | None) -> str:
    if found is None:
        return "not measured"
    kappa = "none" if found.kappa is None else f"{found.kappa:.2f}"
    return f"{found.raw:.3f} alike, kappa {kappa}, AC1 {found.ac1:.2f}, n {found.n}"
