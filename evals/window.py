"""The window suite: computes the golden nights and weeks with the product's own arithmetic.

Called by `evals.suites`; the families on starting, compressing and changing a sleep window are
`evals.schedule`'s. A label is compared only with what the product computes.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, field_validator

from evals.case_file import CaseError, one_object
from evals.names import GOLDEN_NAMES
from evals.schedule import (
    GoldenCompression,
    GoldenStart,
    GoldenTitration,
    compression_item,
    start_item,
    titration_item,
)
from evals.scorecard import Item, Metric, Scorecard
from memory import figures
from memory.diary import CLOCK_FIELDS, DiaryEntry
from memory.validity import issues
from memory.week import NightSums, WeekFigures

Number = int | float | None
_NOBODY = UUID(int=0)
_STAMP = "%Y-%m-%d %H:%M"

NIGHT_FIGURES: Mapping[str, Callable[[DiaryEntry], Number]] = {
    "tib_full": figures.time_in_bed_min,
    "tib_try": figures.time_in_bed_trying_min,
    "lag": figures.awake_by_choice_min,
    "spt": figures.sleep_period_min,
    "tst": figures.total_sleep_time_min,
    "twak": figures.terminal_wake_min,
    "twt": figures.total_wake_time_min,
    "dse": figures.duration_of_sleep_effort_min,
    "se_tib_full": lambda entry: _percent(figures.sleep_efficiency(entry), 2),
    "se_tib_try": lambda entry: _percent(figures.sleep_efficiency_trying(entry), 2),
    "se_dse": lambda entry: _percent(figures.sleep_efficiency_of_effort(entry), 2),
}
WEEK_FIGURES: Mapping[str, Callable[[WeekFigures], Number]] = {
    "sum_tst": lambda week: week.total_sleep_time_min,
    "sum_tib": lambda week: week.time_in_bed_min,
    "se_ratio_of_sums": lambda week: _percent(week.sleep_efficiency, 3),
    "se_mean_of_ratios": lambda week: _percent(week.mean_nightly_efficiency, 3),
}


class GoldenNight(BaseModel):
    """One night: what was said, and what must come out. `in` holds local times and minutes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    tz: str
    said: dict[str, str | int | None] = Field(alias="in")
    out: dict[str, Number] = Field(min_length=1)
    issues: list[str]

    @field_validator("tz")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone") from error
        return name


class GoldenWeek(BaseModel):
    """One week: pairs of minutes asleep and in bed, and what must come out of them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    nights: list[tuple[int, PositiveInt]] = Field(min_length=1)
    sum_tst: int
    sum_tib: int
    se_ratio_of_sums: float
    se_mean_of_ratios: float


class GoldenFile(BaseModel):
    """The whole file; a family that is left out has no cases."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    nights: list[GoldenNight] = []
    weeks: dict[str, GoldenWeek] = {}
    init_window_minutes: list[GoldenStart] = []
    compression: list[GoldenCompression] = []
    titration: list[GoldenTitration] = []


def golden_file(path: Path) -> GoldenFile:
    """The file at `path`.

    Raises:
        CaseError: it cannot be read, a needed key is missing or wrong, or nothing is in it.
    """
    try:
        golden = GoldenFile.model_validate(one_object(path))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CaseError(path, first["msg"], line=1, field=field) from error
    if not any(len(family) for family in vars(golden).values()):
        raise CaseError(path, "no case in it")
    return golden


def run(path: Path, limit: int | None = None) -> Scorecard:
    """Computes the families in the order of the file's shape, up to `limit` cases in all.

    Raises:
        CaseError: the file cannot be used.
    """
    golden = golden_file(path)
    families: Mapping[str, list[Callable[[], Item]]] = {
        "nights": [partial(_night, path, night) for night in golden.nights],
        "weeks": [partial(_week, name, week) for name, week in golden.weeks.items()],
        "init": [partial(start_item, *row) for row in enumerate(golden.init_window_minutes, 1)],
        "compression": [
            partial(compression_item, *row) for row in enumerate(golden.compression, 1)
        ],
        "titration": [partial(titration_item, row) for row in golden.titration],
    }
    items: list[Item] = []
    metrics: list[Metric] = []
    for family, cases in families.items():
        left = None if limit is None else limit - len(items)
        done = [case() for case in cases[:left]]
        items += done
        metrics.append(Metric(f"{family}_right", sum(item.ok for item in done), len(done)))
    return Scorecard("window", items, metrics)


def _night(path: Path, night: GoldenNight) -> Item:
    entry = _entry(path, night)
    started = perf_counter()
    computed = {name: figure(entry) for name, figure in NIGHT_FIGURES.items()}
    found = [str(issue) for issue in issues(entry)]
    ms = 1000 * (perf_counter() - started)
    got = {name: computed.get(name) for name in night.out}
    wrong = _wrong(got, night.out)
    if sorted(found) != sorted(night.issues):
        wrong.append(f"issues: {found}, expected {night.issues}")
    return Item(night.id, {**got, "issues": found}, not wrong, "; ".join(wrong), round(ms, 3))


def _week(name: str, week: GoldenWeek) -> Item:
    started = perf_counter()
    summed = WeekFigures(tuple(NightSums(*night) for night in week.nights))
    got = {key: figure(summed) for key, figure in WEEK_FIGURES.items()}
    ms = 1000 * (perf_counter() - started)
    wrong = _wrong(got, {key: getattr(week, key) for key in WEEK_FIGURES})
    return Item(name, got, not wrong, "; ".join(wrong), round(ms, 3))


def _entry(path: Path, night: GoldenNight) -> DiaryEntry:
    zone = ZoneInfo(night.tz)
    values: dict[str, datetime | int | None] = {}
    for name, each in GOLDEN_NAMES.items():
        raw = night.said.get(name)
        try:
            values[each] = _instant(raw, zone) if each in CLOCK_FIELDS else _number(raw)
        except ValueError as error:
            raise CaseError(path, str(error), line=1, field=f"{night.id}.in.{name}") from error
    out_of_bed = values[GOLDEN_NAMES["out_of_bed"]]
    if not isinstance(out_of_bed, datetime):
        raise CaseError(path, "not a local time", line=1, field=f"{night.id}.in.out_of_bed")
    blank = DiaryEntry(_NOBODY, out_of_bed.astimezone(zone).date(), night.tz)
    return replace(blank, **values)  # type: ignore[arg-type]  # keyed by Field, checked above


def _instant(raw: object, zone: ZoneInfo) -> datetime | None:
    if raw is None:
        return None
    return datetime.strptime(str(raw), _STAMP).replace(tzinfo=zone).astimezone(UTC)


def _number(raw: object) -> int | None:
    if raw is None or isinstance(raw, int):
        return raw
    raise ValueError(f"{raw!r} is not a whole number of minutes")


def _percent(share: float | None, digits: int) -> float | None:
    return None if share is None else round(100 * share, digits)


def _wrong(got: Mapping[str, Number], labels: Mapping[str, object]) -> list[str]:
    return [
        f"{name}: {got[name]}, expected {label}"
        for name, label in labels.items()
        if got[name] != label
    ]
