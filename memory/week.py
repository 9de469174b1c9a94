"""The figures of several nights together, kept as whole minutes so that a threshold is exact.

Called by the weekly review and the observation. The efficiency of a week is the ratio of its sums,
never the mean of the nights' ratios, which is kept beside it only for comparison.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from memory.diary import DiaryEntry
from memory.figures import time_in_bed_min, total_sleep_time_min
from memory.validity import is_valid


class NightSums(NamedTuple):
    """What one night adds to a week, in minutes; the time in bed is positive."""

    total_sleep_time_min: int
    time_in_bed_min: int


@dataclass(frozen=True)
class WeekFigures:
    """Several nights in whole minutes; the nights are those that count, not the calendar's."""

    nights: tuple[NightSums, ...]

    @property
    def total_sleep_time_min(self) -> int:
        """Sum over the nights, in minutes."""
        return sum(night.total_sleep_time_min for night in self.nights)

    @property
    def time_in_bed_min(self) -> int:
        """Sum over the nights, in minutes."""
        return sum(night.time_in_bed_min for night in self.nights)

    @property
    def sleep_efficiency(self) -> float | None:
        """Ratio of the sums, 0 to 1; None without nights."""
        if not self.nights:
            return None
        return self.total_sleep_time_min / self.time_in_bed_min

    @property
    def mean_nightly_efficiency(self) -> float | None:
        """Mean of the nights' ratios, 0 to 1; None without nights. Decides nothing."""
        if not self.nights:
            return None
        ratios = [night.total_sleep_time_min / night.time_in_bed_min for night in self.nights]
        return sum(ratios) / len(ratios)

    @property
    def sleep_efficiency_percent(self) -> int | None:
        """Ratio of the sums in whole per cent for display, cut and not rounded.

        So 84.97 is never shown as the 85 that it has not reached.
        """
        if not self.nights:
            return None
        return 100 * self.total_sleep_time_min // self.time_in_bed_min

    def reaches(self, percent: int) -> bool:
        """Whether the ratio of the sums is at least `percent`, exactly; False without nights."""
        enough = 100 * self.total_sleep_time_min >= percent * self.time_in_bed_min
        return bool(self.nights) and enough


def week_figures(entries: Iterable[DiaryEntry]) -> WeekFigures:
    """The figures of those among these nights that are valid and that the person said yes to."""
    figures = (
        (total_sleep_time_min(entry), time_in_bed_min(entry))
        for entry in entries
        if entry.confirmed_at is not None and is_valid(entry)
    )
    return WeekFigures(
        tuple(
            NightSums(asleep, in_bed)
            for asleep, in_bed in figures
            if asleep is not None and in_bed is not None
        )
    )
