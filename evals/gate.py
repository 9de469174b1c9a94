"""Decides from stored runs whether a version may go out; called by `coach-evals gate`.

It fails closed: a suite that was not run, an item that is missing, strange or there twice, a metric
without a count or a threshold, a run of another version, a file that cannot be read: each stops.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.calibration import GATE, Calibration, Trust
from evals.case_file import CaseError, one_object, text_of
from evals.interval import Interval, exact
from evals.scorecard import Bound, Metric

NOT_MEASURED = "not measured"


class State(StrEnum):
    """How a row stands. Only SHIP is good; NOT_MEASURED stops where the row is required."""

    SHIP = "ship"
    STOP = "stop"
    SHOWN = "shown"
    NOT_MEASURED = NOT_MEASURED


class Wanted(BaseModel):
    """One suite of gate.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    required: bool
    n_at_least: int = Field(ge=1)


class Beyond(BaseModel):
    """What cannot be measured here, and what it would need."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    needs: str


class Rules(BaseModel):
    """The whole of gate.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suites: dict[str, Wanted] = Field(min_length=1)
    beyond: tuple[Beyond, ...]
    judges: Trust


class _Count(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    hits: int = Field(ge=0)
    n: int = Field(ge=0)


class _Item(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: str
    got: dict[str, object] | None
    ok: bool


class Run(BaseModel):
    """A stored run, as `coach-evals run --json` writes it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    suite: str
    n: int
    version: str
    metrics: dict[str, float]
    counts: dict[str, _Count]
    items: tuple[_Item, ...]


@dataclass(frozen=True)
class Row:
    """One metric of a suite, or one criterion of the judges."""

    name: str
    hits: int
    n: int
    threshold: str
    state: State
    why: str = ""

    @property
    def value(self) -> float | None:
        """The rate; None where nothing was counted."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """The exact 95 % interval."""
        return exact(min(self.hits, self.n), self.n) if self.n else None


@dataclass(frozen=True)
class Section:
    """A suite, or the judges: its rows, and what stops it as a whole."""

    name: str
    required: bool
    n: int
    rows: tuple[Row, ...] = ()
    faults: tuple[str, ...] = ()
    measured: bool = True

    @property
    def stops(self) -> tuple[str, ...]:
        """Every reason why this section holds a version back."""
        if not self.measured:
            return (f"{self.name}: {NOT_MEASURED}",) if self.required else ()
        rows = [f"{row.name}: {row.why}" for row in self.rows if row.state is State.STOP]
        return tuple(f"{self.name}: {why}" for why in (*self.faults, *rows))


@dataclass(frozen=True)
class Verdict:
    """The gate's answer. `calibrations` are empty where no judge ran or nobody labelled."""

    version: str
    sections: tuple[Section, ...]
    beyond: tuple[Beyond, ...]
    calibrations: tuple[Calibration, ...] = ()
    release: bool = False

    @property
    def stops(self) -> tuple[str, ...]:
        """Why not; empty when the version may go out."""
        found = [why for section in self.sections for why in section.stops]
        if self.release:
            found += [f"{each.name}: {NOT_MEASURED}" for each in self.beyond]
        return tuple(found)

    @property
    def holds(self) -> bool:
        """Whether it may go out."""
        return not self.stops


def load_rules(path: Path = GATE) -> Rules:
    """The rules of gate.yaml."""
    return Rules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def read_run(path: Path) -> Run:
    """A stored run.

    Raises:
        CaseError: it cannot be used.
    """
    try:
        return Run.model_validate(one_object(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CaseError(path, first["msg"], field=place) from error


def expected_ids(cases: Path) -> list[str] | None:
    """The ids of a dev set's cases, one a line; None for a file of another shape.

    Raises:
        CaseError: the file cannot be used.
    """
    if cases.suffix != ".jsonl":
        return None
    found = []
    for number, line in enumerate(text_of(cases).split("\n"), 1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
        except json.JSONDecodeError as error:
            raise CaseError(cases, f"not JSON: {error.msg}", line=number) from error
        if not isinstance(case, dict) or "id" not in case:
            raise CaseError(cases, "a case without an id", line=number, field="id")
        found.append(str(case["id"]))
    return found


def judge_suite(
    name: str,
    wanted: Wanted,
    run: Run | None,
    *,
    version: str,
    limits: Mapping[str, Bound] | None,
    expected: Sequence[str] | None,
) -> Section:
    """One suite held to its thresholds; nothing that is missing ever helps it."""
    if run is None:
        return Section(name, wanted.required, 0, measured=False)
    faults = [*_of_run(run, version), *_of_items(run, wanted, expected)]
    if not limits:
        faults.append("has no thresholds")
    rows = [_row(metric, run, (limits or {}).get(metric)) for metric in run.counts]
    missing = [metric for metric in limits or {} if metric not in run.counts]
    rows += [
        Row(metric, 0, 0, str((limits or {})[metric]), State.STOP, "was not counted")
        for metric in missing
    ]
    return Section(name, wanted.required, len(run.items), tuple(rows), tuple(faults))


def _of_run(run: Run, version: str) -> list[str]:
    faults = []
    if run.version != version:
        faults.append(f"was run on version {run.version}, this is {version}")
    if run.n != len(run.items):
        faults.append(f"names {run.n} items and holds {len(run.items)}")
    return faults


def _of_items(run: Run, wanted: Wanted, expected: Sequence[str] | None) -> list[str]:
    faults = []
    ids = [item.id for item in run.items]
    if len(set(ids)) != len(ids) and (expected is None or len(set(expected)) == len(expected)):
        faults.append(f"{len(ids) - len(set(ids))} items stand there twice")
    if expected is not None:
        faults += _counted(len(set(expected) - set(ids)), "items are missing")
        faults += _counted(len(set(ids) - set(expected)), "items are of no case")
        if len(ids) != len(expected):
            faults.append(f"{len(ids)} items for {len(expected)} cases")
    if len(ids) < wanted.n_at_least:
        faults.append(f"{len(ids)} cases; the claim needs {wanted.n_at_least}")
    return faults


def _counted(number: int, what: str) -> list[str]:
    return [f"{number} {what}"] if number else []


def _row(name: str, run: Run, bound: Bound | None) -> Row:
    count = run.counts[name]
    metric = Metric(name, count.hits, count.n)
    state, why = _standing(metric, run.metrics.get(name), bound)
    return Row(name, count.hits, count.n, str(bound or ""), state, why)


def _standing(metric: Metric, told: float | None, bound: Bound | None) -> tuple[State, str]:
    value = metric.value
    if value is None:
        return (State.SHOWN, "") if bound is None else (State.STOP, "nothing was counted")
    if told is None or abs(told - value) > 1e-5:
        return State.STOP, f"says {told} where its counts make {value:.6f}"
    if bound is None:
        return State.SHOWN, ""
    if not bound.holds(metric):
        return State.STOP, f"{value:.4f}, wanted {bound}"
    return State.SHIP, ""


def gate(
    rules: Rules,
    runs: Sequence[Run],
    *,
    version: str,
    limits: Callable[[str], Mapping[str, Bound] | None],
    expected: Callable[[str], Sequence[str] | None],
) -> list[Section]:
    """Every suite of the rules, and every run that they do not know, which stops as well."""
    by_suite: dict[str, list[Run]] = {}
    for each in runs:
        by_suite.setdefault(each.suite, []).append(each)
    sections = []
    for name, wanted in rules.suites.items():
        mine = by_suite.pop(name, [])
        run = mine[0] if mine else None
        section = judge_suite(
            name,
            wanted,
            run,
            version=version,
            limits=limits(name) if run else None,
            expected=expected(name) if run else None,
        )
        if len(mine) > 1:
            faults = (*section.faults, f"was handed in {len(mine)} times")
            section = Section(name, section.required, section.n, section.rows, faults)
        sections.append(section)
    unknown = [
        Section(name, required=True, n=0, faults=("gate.yaml does not know this suite",))
        for name in by_suite
    ]
    return [*sections, *unknown]
