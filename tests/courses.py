"""What the tests of a course share: one of each that can be added to it, by person and number."""

from datetime import time, timedelta

from memory.course import (
    Action,
    Away,
    Measure,
    Milestone,
    Passage,
    Plan,
    Review,
    ReviewKind,
    Standing,
)
from memory.screening import Occasion, Screening
from safety.lanes import Answer, Lane
from tests.stored import ADA, NIGHT, NOW


def screened(lane: Lane = Lane.B, number: int = 0, **changes: object) -> Screening:
    """A whole screen, unless `changes` says otherwise."""
    at = NOW + timedelta(seconds=number)
    known: dict[str, object] = {
        "person_id": ADA,
        "at": at,
        "occasion": Occasion.SCREEN,
        "lane": lane,
        "policy_version": "lanes 1",
        "answers": {"bipolar": Answer.UNSURE, "drives_for_a_living": Answer.NO},
        "rules": ("lane.b.bipolar",),
        "completed_at": at,
    }
    return Screening(**(known | changes))  # type: ignore[arg-type]  # keys are Screening's


def planned(number: int = 0, **changes: object) -> Plan:
    """A plan that an override made, so that nothing of it is empty."""
    known: dict[str, object] = {
        "person_id": ADA,
        "decided_at": NOW + timedelta(seconds=number),
        "from_night": NIGHT + timedelta(days=1),
        "measure": Measure.WINDOW,
        "action": Action.OVERRIDE,
        "lane": Lane.A,
        "rise_time": time(6, 30),
        "time_in_bed_min": 375,
        "baseline_time_in_bed_min": 480,
        "rules": ("override.person", "lane.a"),
        "figures": {"sum_sleep_min": 2310, "valid_nights": 6},
        "program_version": "sleep 1",
        "policy_version": "policy 1",
        "by": "Dr Grace Hopper",
        "reason": "flies to Tokyo",
    }
    return Plan(**(known | changes))  # type: ignore[arg-type]  # keys are Plan's


def reviewed(number: int = 0) -> Review:
    at = NOW + timedelta(seconds=number)
    return Review(ADA, at, NIGHT, ReviewKind.WEEKLY, 6, 0, None, sleepy_unsafe=False)


def passed(
    standing: Standing = Standing.S2, number: int = 0, *, entered: bool = True, rule: str = "moved"
) -> Passage:
    return Passage(ADA, NOW + timedelta(seconds=number), NIGHT, standing, entered, rule, "sleep 1")


def away(number: int = 0, ends_in_days: int | None = None) -> Away:
    ends = None if ends_in_days is None else NIGHT + timedelta(days=ends_in_days)
    return Away(ADA, NOW + timedelta(seconds=number), NIGHT, ends, "the funeral in Leeds")


def one_of_each() -> tuple[Milestone, ...]:
    return screened(), planned(), reviewed(), passed(), away()
