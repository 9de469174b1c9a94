"""Shows a scorecard: a table for people on the terminal, and one JSON object for programs.

Called by the command. It judges nothing; thresholds are applied in `evals.scorecard`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.scorecard import Bound, Metric, Scorecard

FAILED_SHOWN = 40
"""How many failed items are listed on the terminal; the JSON has them all."""


def show(card: Scorecard, limits: Mapping[str, Bound], console: Console) -> None:
    """Prints the metrics with their 95 % intervals, then what failed."""
    table = Table(title=f"{card.suite}: {len(card.items)} cases", title_justify="left")
    table.add_column("metric", overflow="fold")
    for heading in ("value", "95 % interval", "n", "threshold"):
        table.add_column(heading, justify="right", no_wrap=True)
    for metric in card.metrics:
        table.add_row(*_row(metric, limits.get(metric.name)))
    console.print(table)
    _show_failed(card, console)


def write_json(card: Scorecard, version: str, path: Path) -> None:
    """Writes `{"suite", "n", "version", "metrics", "counts", "items"}` for programs and the gate.

    `counts` holds hits and n of every metric; one without a value is left out of `metrics`.

    Raises:
        OSError: the file cannot be written.
    """
    whole = {
        "suite": card.suite,
        "n": len(card.items),
        "version": version,
        "metrics": {
            metric.name: round(metric.value, 6)
            for metric in card.metrics
            if metric.value is not None
        },
        "counts": {m.name: {"hits": m.hits, "n": m.n} for m in card.metrics},
        "items": [
            {"id": item.id, "got": item.got, "ok": item.ok, "why": item.why, "ms": item.ms}
            for item in card.items
        ],
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _row(metric: Metric, bound: Bound | None) -> tuple[str, ...]:
    value, interval = metric.value, metric.interval
    if value is None or interval is None:
        return metric.name, "none", "", "0", str(bound or "")
    verdict = "" if bound is None else f"{bound} {'ok' if bound.holds(metric) else 'MISSED'}"
    return (
        escape(metric.name),
        f"{value:.4f}",
        f"{interval.low:.4f} to {interval.high:.4f}",
        f"{metric.hits} of {metric.n}",
        verdict,
    )


def _show_failed(card: Scorecard, console: Console) -> None:
    failed = [item for item in card.items if not item.ok]
    for item in failed[:FAILED_SHOWN]:
        console.print(f"failed  {item.id}  {item.why}", markup=False, soft_wrap=True)
    if len(failed) > FAILED_SHOWN:
        console.print(f"and {len(failed) - FAILED_SHOWN} more that failed (all are in --json)")
