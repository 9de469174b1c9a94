"""What holds for every sleeper: lives of six weeks, and single weeks, drawn at random."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agendas.morning import Morning
from agendas.nights import counted, frozen_by, last_nights
from agendas.review import Decision, decide
from agendas.titration import Week, retime
from agendas.window import TARGET, compression_weeks
from memory.course import Action, Measure, Plan, Review, ReviewKind
from memory.diary import DiaryEntry
from memory.week import NightSums, WeekFigures
from safety.lanes import Lane
from tests.sleeping import DAY, FIRST, away, live, plan, review, rules, sleep

CUTS = {Action.TIGHTEN, Action.START, Action.RESUME}
WEEKLY_CHANGES = {Action.EXTEND, Action.TIGHTEN, Action.RESUME, Action.START}

WEEKS = 6


@dataclass(frozen=True)
class Life:
    """Weeks drawn at random. A night: told or not, per cent asleep, minutes early and late."""

    lane: Lane
    screened: bool
    baseline_min: int
    nightly: tuple[tuple[bool, int, int, int], ...]
    impacts: tuple[int, ...]
    sleepy_on: frozenset[int]
    lane_c_on: int | None
    away_from: int | None
    spring: bool

    @property
    def first(self) -> date:
        return date(2026, 3, 9) if self.spring else FIRST

    def sleeper(self, night: date, standing: Plan | None) -> DiaryEntry | None:
        told, share, early, late = self.nightly[(night - self.first).days]
        in_bed = standing.time_in_bed_min if standing else None
        lying = (in_bed or self.baseline_min) + early + late
        up = time(7 + late // 60, late % 60)
        return sleep(night, lying, max(30, lying * share // 100), up=up) if told else None

    def answer(self, night: date, kind: ReviewKind) -> Review:
        impact = self.impacts[(night - self.first).days // 7]
        return review(night, kind, day_impact_0_10=impact, sleepy_unsafe=False)

    def told(self, at: Morning) -> Morning:
        back = (at.night - self.first).days
        in_c = self.lane_c_on is not None and back >= self.lane_c_on
        begun = self.away_from is not None and back >= self.away_from
        spell = away(
            self.first + (self.away_from or 0) * DAY, self.first + ((self.away_from or 0) + 3) * DAY
        )
        return replace(
            at,
            lane=Lane.C if in_c else self.lane,
            screened_at=at.screened_at if self.screened else None,
            sleepy=back in self.sleepy_on,
            course=replace(at.course, spells=(spell,) if begun else ()),
        )


nightly = st.tuples(
    st.sampled_from([True, True, True, True, False]),
    st.integers(55, 98),
    st.sampled_from([0, 0, 0, 10, 40]),
    st.sampled_from([0, 0, 0, 20, 45]),
)
lives = st.builds(
    Life,
    lane=st.sampled_from(Lane),
    screened=st.sampled_from([True, True, True, False]),
    baseline_min=st.integers(340, 700),
    nightly=st.tuples(*[nightly] * WEEKS * 7),
    impacts=st.tuples(*[st.integers(3, 7)] * WEEKS),
    sleepy_on=st.frozensets(st.integers(0, 7 * WEEKS - 1), max_size=1),
    lane_c_on=st.none() | st.integers(0, 7 * WEEKS - 1),
    away_from=st.none() | st.integers(0, 36),
    spring=st.booleans(),
)


def lived(life: Life) -> tuple[Morning, list[Decision]]:
    return live(7 * WEEKS, life.sleeper, life.answer, life.told, life.first)


def in_turn(plans: tuple[Plan, ...]) -> Iterator[tuple[Plan | None, Plan]]:
    yield from pairwise((None, *plans))


@pytest.mark.timeout(120)
@settings(max_examples=20, deadline=None)
@given(lives)
def test_no_life_breaks_a_rule_of_the_schedule(life: Life) -> None:
    at, made = lived(life)

    for before, after in in_turn(at.course.plans):
        held_within_the_bounds(before, after)
        changed_only_in_an_ordinary_week(at, before, after)
    for plan_made in at.course.plans:
        assert plan_made.measure in allowed_to(life, plan_made)
    once_a_week(at.course.plans)
    assert len({p.from_night for p in at.course.plans}) == len(at.course.plans)
    assert all(set(map(str, d.rules)) <= set(map(str, rules().rules)) for d in made)


def allowed_to(life: Life, made: Plan) -> set[Measure]:
    since = (made.from_night - life.first).days - 1
    in_c = life.lane is Lane.C or not life.screened
    in_c = in_c or (life.lane_c_on is not None and since >= life.lane_c_on)
    if in_c:
        return {Measure.REGULARITY}
    gentle = {Measure.REGULARITY, Measure.COMPRESSION}
    return gentle if life.lane is Lane.B else {*gentle, Measure.WINDOW}


def held_within_the_bounds(before: Plan | None, after: Plan) -> None:
    minutes, baseline = after.time_in_bed_min, after.baseline_time_in_bed_min
    if minutes is None:
        assert after.measure is Measure.REGULARITY
        return
    assert baseline is not None
    assert minutes <= baseline
    assert minutes >= min(360, baseline)
    assert after.measure is not Measure.WINDOW or minutes <= 540
    was = before.time_in_bed_min if before else None
    if was is None or after.action not in {Action.TIGHTEN, Action.RESUME}:
        return
    phased = "phase.second_cut" in after.rules
    step = 30 if after.measure is Measure.COMPRESSION else 15
    assert phased or was - minutes <= step


def changed_only_in_an_ordinary_week(at: Morning, before: Plan | None, after: Plan) -> None:
    was = before.time_in_bed_min if before else None
    if after.action not in WEEKLY_CHANGES or after.time_in_bed_min in {was, None}:
        return
    night = after.from_night - DAY
    then = tuple(entry for entry in at.nights if entry.night <= night)
    spells = tuple(each for each in at.course.spells if each.starts_on <= night)
    week = last_nights(counted(then, spells), night, 10 if after.action is Action.START else 7)
    assert len(week) >= 5
    for each in (night, after.from_night):
        assert not frozen_by(each, [at.tz], then, spells, rules().freeze)


def once_a_week(plans: tuple[Plan, ...]) -> None:
    changes = [
        (before, after)
        for before, after in in_turn(plans)
        if before is not None and before.time_in_bed_min != after.time_in_bed_min
    ]
    for (_, earlier), (_, later) in pairwise(changes):
        if later.action in WEEKLY_CHANGES:
            assert later.from_night - earlier.from_night >= 7 * DAY


@pytest.mark.timeout(120)
@settings(max_examples=4, deadline=None)
@given(lives)
def test_the_same_life_is_decided_the_same(life: Life) -> None:
    assert lived(life) == lived(life)


@pytest.mark.timeout(120)
@settings(max_examples=6, deadline=None)
@given(lives)
def test_a_morning_decided_and_kept_is_not_decided_again(life: Life) -> None:
    at, made = lived(life)

    again = decide(at, rules())

    assert made[-1].plan is None or again.plan is None


ratios = st.integers(1000, 2940)


def changed_by(asleep: int, effort: int, current: int = 420, baseline: int = 480) -> int:
    week = Week(
        in_bed=WeekFigures((NightSums(asleep, 2940),)),
        effort=WeekFigures((NightSums(asleep, effort),)),
        valid_nights=7,
        adherent=True,
        since_start_days=21,
        since_change_days=7,
    )
    standing = plan(minutes=current, baseline_min=baseline)
    return retime(standing, week, rules()).time_in_bed_min or 0


@given(ratios, ratios)
def test_more_sleep_never_means_less_time_in_bed(one: int, other: int) -> None:
    less, more = sorted((one, other))

    assert changed_by(less, 2940) <= changed_by(more, 2940)


@given(st.integers(2490, 2510))
def test_the_boundary_is_exact(asleep: int) -> None:
    assert (changed_by(asleep, 2940) == 435) is (asleep >= 2499)


@given(ratios, st.integers(2000, 2940))
def test_a_shorter_effort_never_makes_a_window_shorter(asleep: int, effort: int) -> None:
    whole = max(asleep, effort)

    assert changed_by(asleep, whole) >= changed_by(asleep, 2940)


@given(ratios, st.integers(360, 540), st.integers(360, 700))
def test_a_weekly_change_is_a_step_at_most_within_floor_cap_and_baseline(
    asleep: int, current: int, baseline: int
) -> None:
    longest = max(current, baseline)

    after = changed_by(asleep, 2940, current, longest)

    assert abs(after - current) <= 15
    assert 360 <= after <= min(540, longest)


@given(st.integers(361, 900), st.integers(360, 600))
def test_compression_comes_down_by_half_an_hour_a_week_at_most(in_bed: int, target: int) -> None:
    weeks = compression_weeks(in_bed, target, rules().compression)

    assert all(before - after <= 30 for before, after in pairwise((in_bed, *weeks)))
    assert all(before > after for before, after in pairwise((in_bed, *weeks)))
    assert not weeks or weeks[-1] == target


@given(ratios, st.integers(0, 4))
def test_too_few_nights_change_nothing_that_was_set(asleep: int, count: int) -> None:
    standing = plan(minutes=450, figures={TARGET: 390})
    week = Week(
        in_bed=WeekFigures((NightSums(asleep, 2940),)),
        effort=WeekFigures((NightSums(asleep, 2940),)),
        valid_nights=count,
        adherent=True,
        since_start_days=21,
        since_change_days=7,
    )

    assert retime(standing, week, rules()).time_in_bed_min == 450
