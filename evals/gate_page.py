"""Writes the gate's verdict as a page for people and as JSON for programs.

Called by `coach-evals gate`. It adds nothing to what was measured; an empty place is said so.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from evals.calibration import Calibration
from evals.gate import NOT_MEASURED, Row, Section, Verdict
from evals.judged import NOT_CALIBRATED


def page(verdict: Verdict) -> str:
    """The scorecard in Markdown."""
    said = "may go out" if verdict.holds else "is held back"
    kind = "release" if verdict.release else "merge"
    lines = [
        "# Scorecard",
        "",
        f"Nightjar {verdict.version}, gate for a {kind}: **{said}**.",
        "",
        "Intervals are exact (Clopper-Pearson, 95 %). A row says *ship* only where its threshold "
        "was met on every case of the set; *shown* has no threshold, or rests on a judge that "
        "nobody calibrated.",
        "",
    ]
    if verdict.stops:
        lines += ["What holds it back:", "", *(f"- {why}" for why in verdict.stops), ""]
    for section in verdict.sections:
        lines += _section(section)
    lines += _calibration(verdict.calibrations)
    lines += ["## Beyond this repository", "", "| what | value | needs |", "|---|---|---|"]
    lines += [f"| {each.name} | {NOT_MEASURED} | {each.needs} |" for each in verdict.beyond]
    return "\n".join(lines) + "\n"


def as_json(verdict: Verdict) -> dict[str, object]:
    """The same for programs."""
    return {
        "version": verdict.version,
        "release": verdict.release,
        "holds": verdict.holds,
        "stops": list(verdict.stops),
        "sections": [_section_json(section) for section in verdict.sections],
        "calibration": [calibration_json(each) for each in verdict.calibrations] or NOT_CALIBRATED,
        "beyond": [
            {"name": each.name, "value": NOT_MEASURED, "needs": each.needs}
            for each in verdict.beyond
        ],
    }


def write_json(verdict: Verdict, path: Path) -> None:
    """Writes `as_json`.

    Raises:
        OSError: the file cannot be written.
    """
    text = json.dumps(as_json(verdict), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _section(section: Section) -> list[str]:
    if not section.measured:
        return [f"## {section.name}", "", f"{NOT_MEASURED}.", ""]
    lines = [
        f"## {section.name} (n = {section.n})",
        "",
        "| metric | value | 95 % interval | n | threshold | state |",
        "|---|---|---|---|---|---|",
        *(_line(row) for row in section.rows),
        "",
    ]
    return lines + [f"- {fault}" for fault in section.faults] + [""] * bool(section.faults)


def _line(row: Row) -> str:
    value, between = row.value, row.interval
    state = f"{row.state}: {row.why}" if row.why else str(row.state)
    if value is None or between is None:
        return f"| {row.name} | {NOT_MEASURED} | | 0 | {row.threshold} | {state} |"
    return (
        f"| {row.name} | {value:.4f} | {between.low:.4f} to {between.high:.4f} "
        f"| {row.hits} of {row.n} | {row.threshold} | {state} |"
    )


def _calibration(found: Sequence[Calibration]) -> list[str]:
    lines = ["## Calibration of the judges", ""]
    if not found:
        return [*lines, f"{NOT_CALIBRATED}.", ""]
    lines += ["| criterion | TPR | TNR | state |", "|---|---|---|---|"]
    for each in found:
        shares = []
        for share in (each.tpr, each.tnr):
            between = share.interval
            shares.append(
                f"{share.value:.2f} ({between.low:.2f} to {between.high:.2f}, n {share.n})"
                if between is not None and share.value is not None
                else NOT_MEASURED
            )
        lines.append(f"| {each.criterion} | {shares[0]} | {shares[1]} | {each.state} |")
    return [*lines, ""]


def _section_json(section: Section) -> dict[str, object]:
    return {
        "name": section.name,
        "required": section.required,
        "measured": section.measured,
        "n": section.n,
        "stops": list(section.stops),
        "rows": [_row_json(row) for row in section.rows],
    }


def _row_json(row: Row) -> dict[str, object]:
    between = row.interval
    return {
        "name": row.name,
        "value": row.value if row.value is not None else NOT_MEASURED,
        "low": between and between.low,
        "high": between and between.high,
        "hits": row.hits,
        "n": row.n,
        "threshold": row.threshold,
        "state": row.state.value,
        "why": row.why,
    }


def calibration_json(found: Calibration) -> dict[str, object]:
    """One criterion's calibration for programs."""
    return {
        "criterion": found.criterion,
        "synthetic": found.synthetic,
        "tpr": found.tpr.as_json(),
        "tnr": found.tnr.as_json(),
        "unscored": found.unscored,
        "disputed": found.disputed,
        "with_people": found.with_people and found.with_people._asdict(),
        "between_people": found.between_people and found.between_people._asdict(),
        "state": found.state,
    }
