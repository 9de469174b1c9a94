"""How a week kept to the plan: counts and shares over seven days, each night against its plan."""

from datetime import date, time

import pytest

from agendas.adherence import (
    Practice,
    Share,
    adherence,
    early_to_bed_min,
    is_adherent,
    rise_deviation_min,
)
from agendas.nights import counted
from memory.course import Measure
from memory.diary import DiaryEntry
from tests.sleeping import DAY, FIRST, nights, plan, rules, sleep

LAST = FIRST + 6 * DAY
PLAN = plan(FIRST, 420)
REGULAR = plan(FIRST, None, measure=Measure.REGULARITY)


def up(late_min: int, in_bed_min: int = 420) -> DiaryEntry:
    rise = time(7 + late_min // 60, late_min % 60)
    return sleep(FIRST, in_bed_min, in_bed_min - 60, up=rise)


@pytest.mark.parametrize(
    ("late", "adherent"), [(-31, False), (-30, True), (0, True), (30, True), (31, False)]
)
def test_a_night_keeps_to_the_plan_when_the_rise_is_within_half_an_hour(
    late: int, *, adherent: bool
) -> None:
    entry = up(late, 390)

    assert rise_deviation_min(entry, PLAN) == late
    assert is_adherent(entry, PLAN, rules().adherence) is adherent


@pytest.mark.parametrize(
    ("in_bed", "adherent"), [(300, True), (420, True), (435, True), (436, False)]
)
def test_early_to_bed_is_against_the_plan_and_late_never(in_bed: int, *, adherent: bool) -> None:
    entry = up(0, in_bed)

    assert early_to_bed_min(entry, PLAN) == in_bed - 420
    assert is_adherent(entry, PLAN, rules().adherence) is adherent


def test_without_minutes_only_the_rise_counts() -> None:
    assert is_adherent(up(0, 700), REGULAR, rules().adherence)
    assert not is_adherent(up(45), REGULAR, rules().adherence)
    assert early_to_bed_min(up(0), REGULAR) is None


def test_without_a_plan_there_is_nothing_to_keep_to() -> None:
    assert not is_adherent(up(0), None, rules().adherence)
    assert rise_deviation_min(up(0), None) is None
    assert early_to_bed_min(up(0), None) is None


def test_a_rise_around_midnight_is_held_against_the_nearer_one() -> None:
    late_rise = plan(FIRST, 420, rise=time(0, 10))

    entry = sleep(FIRST, 420, up=time(23, 50))

    assert rise_deviation_min(entry, late_rise) == -20
    assert early_to_bed_min(entry, late_rise) == 20


@pytest.mark.parametrize(
    ("night", "in_bed", "later_by"), [(date(2026, 3, 29), 360, 60), (date(2026, 10, 25), 480, 0)]
)
def test_when_the_clocks_change_the_planned_bedtime_is_the_one_on_the_wall_or_an_earlier_one(
    night: date, in_bed: int, later_by: int
) -> None:
    at_midnight = sleep(night, in_bed, in_bed - 30)
    whole = sleep(night, max(in_bed, 420), in_bed - 30)

    assert early_to_bed_min(at_midnight, plan(night, 420)) == -later_by
    assert early_to_bed_min(whole, plan(night, 420)) == 0
    assert rise_deviation_min(at_midnight, plan(night, 420)) == 0


def test_the_measures_of_a_week() -> None:
    entries = [
        *nights(3, FIRST, 420, 360),
        sleep(FIRST + 3 * DAY, 440, 360, up=time(7, 20), naps_min=45),
        sleep(FIRST + 4 * DAY, 500, 360, naps_min=30),
        sleep(FIRST + 5 * DAY, 420, 360, up=time(8)),
    ]

    found = adherence(
        counted(entries), [PLAN], LAST, rules().adherence, Practice(3, 4, nights_up=2)
    )

    assert found.diary == Share(6, 7)
    assert found.adherent == Share(4, 7)
    assert found.rise == Share(5, 6)
    assert found.rise_strict == Share(4, 6)
    assert found.early_to_bed == Share(1, 6)
    assert found.window_deviation_min == 17
    assert found.rise_sd_min == 24
    assert found.long_naps == 1
    assert found.nights_up == 2
    assert found.practice == Share(3, 4)


def test_a_week_without_nights_has_no_measures_and_no_blame() -> None:
    found = adherence({}, [PLAN], LAST, rules().adherence)

    assert found.diary == Share(0, 7)
    assert found.rise == Share(0, 0)
    assert found.window_deviation_min is None
    assert found.rise_sd_min is None
    assert found.nights_up is None
    assert found.practice is None


def test_practice_without_an_agreement_is_no_share() -> None:
    found = adherence({}, [], LAST, rules().adherence, Practice(sessions=3))

    assert found.practice is None


def test_a_missed_diary_day_resets_nothing() -> None:
    kept = nights(7, FIRST, 420, 360)

    whole = adherence(counted(kept), [PLAN], LAST, rules().adherence)
    gap = adherence(counted((*kept[:3], *kept[4:])), [PLAN], LAST, rules().adherence)

    assert whole.adherent == Share(7, 7)
    assert gap.adherent == Share(6, 7)
    assert gap.rise == Share(6, 6)


def test_nights_before_the_plan_are_in_no_share_of_it() -> None:
    found = adherence(counted(nights(7)), [plan(FIRST + 5 * DAY, 480)], LAST, rules().adherence)

    assert found.rise == Share(2, 2)
    assert found.adherent == Share(2, 7)
    assert found.window_deviation_min == 0


def test_rise_times_around_midnight_lie_near_each_other() -> None:
    entries = [sleep(FIRST, up=time(23, 50)), sleep(FIRST + 2 * DAY, up=time(0, 10))]

    found = adherence(counted(entries), [], LAST, rules().adherence)

    assert found.rise_sd_min == round((2 * 10**2) ** 0.5)
