"""The golden families of the schedule: how a time in bed starts, is compressed, and changes.

Called by `evals.window`. Computed with the sleep programme's own rules by `agendas.window` and
`agendas.titration`; of the policies in the file only those named here are the product's.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from time import perf_counter
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from agendas.program import load_program
from agendas.schedule import RuleId, ScheduleRules
from agendas.titration import Week, retime
from agendas.window import Baseline, Change, compression_min, compression_weeks, window_min
from evals.scorecard import Item
from memory.course import Action, Measure, Plan
from memory.week import NightSums, WeekFigures
from safety.lanes import Lane

START_POLICY = "bbti_style(TST+30, floor 360)"
TITRATION_POLICY = "policy_85_80"
CURRENT_MIN = 420
"""The window that stands in a titration row that names none."""
ORDINARY_WEEK_DAYS = 7
PAST_FIRST_DAYS = 28
_REASONS = {
    RuleId.HOLD_FROZEN: "frozen",
    RuleId.HOLD_NIGHTS: "insufficient_nights",
    RuleId.HOLD_ADHERENCE: "coach_adherence",
}
"""Why nothing changed, in the words of the file, where it names that instead of minutes."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class GoldenStart(_Row):
    """A baseline's means and the window they start with; None is no window."""

    mean_tst: PositiveInt
    baseline_mean_tib: PositiveInt
    label: int | None = Field(alias=START_POLICY)


class GoldenCompression(_Row):
    """A baseline's means and the weeks of compression they lead to."""

    mean_tst: PositiveInt
    baseline_mean_tib: PositiveInt
    weeks: int
    target: int
    weekly_step: int
    schedule: list[int]


class GoldenTitration(_Row):
    """A week's sums and circumstances, and what it does to the window."""

    id: str
    sum_tst: int
    sum_tib: PositiveInt
    valid: int = Field(ge=0)
    adherent: bool
    sleepy: bool
    frozen: bool
    current: PositiveInt = CURRENT_MIN
    label: list[str | int] = Field(alias=TITRATION_POLICY)


def start_item(number: int, row: GoldenStart) -> Item:
    """The first window of one row; the arithmetic alone, whoever may have one (DECISIONS 9)."""
    rules, started = _rules(), perf_counter()
    baseline = Baseline(WeekFigures((NightSums(row.mean_tst, row.baseline_mean_tib),)))
    got = {START_POLICY: window_min(baseline, rules.start)}
    return _item(f"init-{number}", got, {START_POLICY: row.label}, started)


def compression_item(number: int, row: GoldenCompression) -> Item:
    """The weeks of compression of one row."""
    rules, started = _rules(), perf_counter()
    target = compression_min(row.mean_tst, rules.start.floor_min, rules.compression)
    weeks = compression_weeks(row.baseline_mean_tib, target, rules.compression)
    got = {
        "weeks": len(weeks),
        "target": target,
        "weekly_step": rules.compression.step_min,
        "schedule": list(weeks),
    }
    return _item(f"compression-{number}", got, {name: getattr(row, name) for name in got}, started)


def titration_item(row: GoldenTitration) -> Item:
    """What one row's week does to the window that stands."""
    rules, started = _rules(), perf_counter()
    sums = WeekFigures((NightSums(row.sum_tst, row.sum_tib),))
    week = Week(
        in_bed=sums,
        effort=sums,
        valid_nights=row.valid,
        adherent=row.adherent,
        since_start_days=PAST_FIRST_DAYS,
        since_change_days=ORDINARY_WEEK_DAYS,
        frozen=(RuleId.FROZEN_AWAY,) if row.frozen else (),
        sleepy=row.sleepy,
    )
    got = {TITRATION_POLICY: _told(retime(_window(row.current), week, rules))}
    return _item(row.id, got, {TITRATION_POLICY: row.label}, started)


def _told(change: Change) -> list[str | int | None]:
    if change.action is Action.SUSPEND:
        return ["widen_safety", "sleepiness_flag"]
    reason = next((_REASONS[rule] for rule in change.rules if rule in _REASONS), None)
    return [str(change.action), reason or change.time_in_bed_min]


def _window(minutes: int) -> Plan:
    return Plan(
        person_id=UUID(int=0),
        decided_at=datetime(2026, 1, 1, tzinfo=UTC),
        from_night=date(2026, 1, 2),
        measure=Measure.WINDOW,
        action=Action.START,
        lane=Lane.A,
        rise_time=time(7),
        time_in_bed_min=minutes,
        baseline_time_in_bed_min=None,
        rules=(),
    )


def _rules() -> ScheduleRules:
    rules = load_program().schedule
    if rules is None:
        raise LookupError("the sleep programme has no 'schedule'")
    return rules


def _item(
    name: str, got: Mapping[str, object], labels: Mapping[str, object], started: float
) -> Item:
    ms = 1000 * (perf_counter() - started)
    wrong = [
        f"{key}: {got[key]}, expected {label}" for key, label in labels.items() if got[key] != label
    ]
    return Item(name, got, not wrong, "; ".join(wrong), round(ms, 3))
