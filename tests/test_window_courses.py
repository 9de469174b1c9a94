"""What holds through long courses in which lane, wishes and sleepiness change as they like."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agendas.morning import Morning
from memory.course import Action, Measure, Plan, Review, ReviewKind
from memory.diary import DiaryEntry
from safety.lanes import Lane
from tests.sleeping import DAY, FIRST, live, morning_of, review, sleep

WEEKS = 14
DAYS = 7 * WEEKS
FLOOR_MIN = 360
BASELINE_MIN = 510


@dataclass(frozen=True)
class Turn:
    """From a day on: the lane, whether it was screened anew, and what the person wants."""

    day: int
    lane: Lane
    screened: bool
    no_window: bool
    no_change: bool


@dataclass(frozen=True)
class Unsteady:
    """A course drawn at random: of each week the share slept, the nights told and the review."""

    turns: tuple[Turn, ...]
    slept_percent: tuple[int, ...]
    untold: frozenset[int]
    impacts: tuple[int, ...]
    content: frozenset[int]
    sleepy_on: frozenset[int]

    def sleeper(self, night: date, standing: Plan | None) -> DiaryEntry | None:
        day = (night - FIRST).days
        in_bed = (standing.time_in_bed_min if standing else None) or BASELINE_MIN
        share = self.slept_percent[day // 7]
        return None if day in self.untold else sleep(night, in_bed, in_bed * share // 100)

    def answer(self, night: date, kind: ReviewKind) -> Review:
        week = (night - FIRST).days // 7
        return review(
            night,
            kind,
            day_impact_0_10=self.impacts[week],
            sleepy_unsafe=False,
            content=week in self.content,
        )

    def told(self, at: Morning) -> Morning:
        day = (at.night - FIRST).days
        now = [each for each in self.turns if each.day <= day]
        sleepy = day in self.sleepy_on
        if not now:
            return replace(at, sleepy=sleepy)
        turn = now[-1]
        screened = [FIRST + each.day * DAY for each in now if each.screened]
        return replace(
            at,
            lane=turn.lane,
            screened_at=morning_of(screened[-1]) if screened else at.screened_at,
            declined_window=turn.no_window,
            declined_change=turn.no_change,
            sleepy=sleepy,
        )


turns = st.builds(
    Turn,
    day=st.integers(5, DAYS - 1),
    lane=st.sampled_from(Lane),
    screened=st.booleans(),
    no_window=st.sampled_from([False, False, True]),
    no_change=st.sampled_from([False, False, False, True]),
)
courses = st.builds(
    Unsteady,
    turns=st.lists(turns, max_size=6).map(lambda ts: tuple(sorted(ts, key=lambda t: t.day))),
    slept_percent=st.tuples(*[st.integers(60, 97)] * WEEKS),
    untold=st.frozensets(st.integers(0, DAYS - 1), max_size=12),
    impacts=st.tuples(*[st.integers(3, 7)] * WEEKS),
    content=st.frozensets(st.integers(0, WEEKS - 1), max_size=2),
    sleepy_on=st.frozensets(st.integers(7, DAYS - 1), max_size=2),
)


@pytest.mark.timeout(120)
@settings(max_examples=25, deadline=None)
@given(courses)
def test_no_course_leaps_falls_under_the_floor_or_cuts_twice_a_week(course: Unsteady) -> None:
    at, _ = live(DAYS, course.sleeper, course.answer, course.told)

    cut_on: date | None = None
    changed_on: date | None = None
    for before, after in pairwise(at.course.plans):
        old, new = before.time_in_bed_min, after.time_in_bed_min
        assert new is None or new >= FLOOR_MIN
        assert after.lane is not Lane.C or after.measure not in _SHORTER
        assert after.lane is not Lane.B or after.measure is not Measure.WINDOW
        if new is None or old is None or new == old:
            continue
        if new < old:
            assert old - new <= _most(after, old), (before, after)
            assert changed_on is None or after.from_night - changed_on >= 7 * DAY
            cut_on = after.from_night
        assert cut_on is None or new <= old or after.from_night >= cut_on
        changed_on = after.from_night


_SHORTER = frozenset({Measure.WINDOW, Measure.COMPRESSION})


def _most(after: Plan, old: int) -> int:
    """How much a plan may be shorter than the one before it, in minutes."""
    if after.action is Action.START and after.measure is Measure.WINDOW:
        # A window begun anew is phased as the first one: half of what is above two hours.
        return 120 if "phase.first_cut" not in after.rules else (old - FLOOR_MIN + 15) // 2 + 8
    if "phase.second_cut" in after.rules:
        return (BASELINE_MIN - FLOOR_MIN) // 2 + 15
    return 15 if after.measure is Measure.WINDOW else 30
