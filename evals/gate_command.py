"""Gathers what the gate judges: stored runs, or suites run now; called by `coach-evals gate`."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from coach import __version__
from evals.calibration import calibrate
from evals.case_file import CaseError
from evals.gate import Rules, Run, Verdict, expected_ids, gate, load_rules, read_run
from evals.gate_judges import judge_rows
from evals.judged import read_judged
from evals.labels import read_labels
from evals.report import write_json
from evals.scorecard import Bound, bounds
from evals.suites import SUITES
from safety.judges import load_criteria


@dataclass(frozen=True)
class Asked:
    """The command's arguments; `runs` is a folder of stored runs, None to run the suites now."""

    runs: Path | None
    judged: Path | None
    labels: Path | None
    release: bool


def decide(asked: Asked, *, told: Console) -> Verdict:
    """The gate's verdict on this version.

    Raises:
        CaseError: a file cannot be used.
    """
    rules = load_rules()
    runs = _run_now(rules, told) if asked.runs is None else _stored(asked.runs)
    sections = gate(rules, runs, version=__version__, limits=_limits, expected=_expected)
    criteria = load_criteria()
    judged = read_judged(asked.judged) if asked.judged is not None else None
    labels = read_labels(asked.labels) if asked.labels is not None else []
    found = calibrate(judged, labels, rules.judges) if judged and labels else []
    judges = judge_rows(judged, found, criteria, version=__version__, release=asked.release)
    return Verdict(
        version=__version__,
        sections=(*sections, judges),
        beyond=rules.beyond,
        calibrations=tuple(found),
        release=asked.release,
    )


def _stored(folder: Path) -> list[Run]:
    files = sorted(folder.glob("*.json"))
    if not files:
        raise CaseError(folder, "no stored run in it")
    return [read_run(path) for path in files]


def _run_now(rules: Rules, told: Console) -> list[Run]:
    """Runs every suite there is, through the same file that a stored run is."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in rules.suites:
            suite = SUITES.get(name)
            if suite is None or not suite.cases.exists():
                continue
            told.print(f"running {name}")
            out = Path(folder) / "run.json"
            write_json(suite.run(suite.cases, None), __version__, out)
            found.append(read_run(out))
    return found


def _limits(suite: str) -> Mapping[str, Bound] | None:
    try:
        return bounds(suite)
    except KeyError:
        return None


def _expected(suite: str) -> Sequence[str] | None:
    return expected_ids(SUITES[suite].cases) if suite in SUITES else None
