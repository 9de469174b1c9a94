"""The lane that follows from all of somebody's screenings."""

import itertools

import pytest

from memory.screening import Occasion, Screening, lane_of
from safety.lanes import Lane
from tests.courses import screened

A, B, C = Lane.A, Lane.B, Lane.C


def whole(lane: Lane) -> Screening:
    return screened(lane)


def under_way(lane: Lane = C) -> Screening:
    return screened(lane, completed_at=None)


def weekly(lane: Lane) -> Screening:
    return screened(lane, occasion=Occasion.WEEKLY)


def told(lane: Lane) -> Screening:
    return screened(lane, occasion=Occasion.TOLD)


@pytest.mark.parametrize(
    ("screenings", "lane"),
    [
        ([], C),
        ([under_way()], C),
        ([under_way(A)], C),
        ([weekly(A), told(A)], C),
        ([under_way(), whole(B)], B),
        ([whole(A)], A),
        ([whole(A), weekly(B)], B),
        ([whole(A), told(C)], C),
        ([whole(B), weekly(A)], B),
        ([whole(A), told(C), weekly(A)], C),
        ([whole(C), whole(A)], A),
        ([whole(A), whole(C)], C),
        ([whole(A), told(C), whole(B)], B),
        ([whole(A), under_way(A)], A),
        ([whole(A), under_way(C)], C),
        ([whole(A), under_way(C), under_way(A)], A),
        ([whole(B), under_way(A)], B),
        ([whole(C), under_way(A)], C),
        ([whole(A), under_way(), told(C), under_way(), whole(A)], C),
        ([whole(A), under_way(), told(C), whole(A), under_way(), whole(A)], A),
    ],
)
def test_the_lane_follows_from_the_screenings(screenings: list[Screening], lane: Lane) -> None:
    assert lane_of(screenings) is lane


def test_what_is_asked_weekly_or_told_never_frees_anybody() -> None:
    kinds = [kind(lane) for kind in (under_way, weekly, told, whole) for lane in Lane]

    for before in itertools.product(kinds, repeat=3):
        for last in (weekly(A), told(A)):
            assert lane_of([*before, last]) == lane_of(before)


def test_a_screen_under_way_never_frees_anybody_from_what_was_found_before_it() -> None:
    kinds = [kind(lane) for kind in (weekly, told, whole) for lane in Lane]

    for before in itertools.product(kinds, repeat=2):
        for begun in itertools.product(map(under_way, Lane), repeat=2):
            assert lane_of([*before, *begun]) >= lane_of(before)


def test_nobody_without_a_whole_screen_is_in_another_lane_than_c() -> None:
    kinds = [kind(lane) for kind in (under_way, weekly, told) for lane in Lane]

    for some in itertools.product(kinds, repeat=3):
        assert lane_of(some) is C
