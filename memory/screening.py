"""What a person stated about themselves that decides how far the programme may go, and when.

Values only; rows are only ever added. The lane that follows is `safety.lanes`' to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from safety.lanes import Answer, Lane, safer


class Occasion(StrEnum):
    """What brought a screening about. Only a whole screen may move somebody to a freer lane."""

    SCREEN = "screen"
    """The whole screen, first or repeated."""
    WEEKLY = "weekly"
    """The one line asked every week: anything new with health, work or driving."""
    TOLD = "told"
    """Said in passing: a pregnancy, a new diagnosis, nodding off at the wheel."""


@dataclass(frozen=True)
class Screening:
    """One screening. `answers` holds what was answered so far, by the question's id.

    `answers` is empty where the person declined to have conditions kept: then only lane and time
    are. `rules` are the ids of the lane rules that fired, empty under the same condition.
    `completed_at` is None while a screen is under way; `lane` is then that of the answers so far,
    and before a first whole screen nobody is in any but C (`lane_of`). `policy_version`
    is the version of the rules that set the lane.
    """

    person_id: UUID
    at: datetime
    occasion: Occasion
    lane: Lane
    policy_version: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    kept: bool = True
    completed_at: datetime | None = None


def lane_of(screenings: Iterable[Screening]) -> Lane:
    """The lane somebody is in, from all their screenings, oldest first.

    C until a screen is complete. What is asked weekly or told in passing only makes it safer, until
    a later complete screen; what was told while that screen was under way outlives it. A repeated
    screen that is under way can only make safer, by what was answered so far.
    """
    lane, meanwhile, so_far = Lane.C, Lane.A, None
    for each in screenings:
        if each.occasion is not Occasion.SCREEN:
            lane = safer(lane, each.lane)
            meanwhile = safer(meanwhile, each.lane) if so_far else meanwhile
        elif each.completed_at is None:
            so_far = each.lane
        else:
            lane, meanwhile, so_far = safer(each.lane, meanwhile), Lane.A, None
    return safer(lane, so_far or lane)
