"""The lanes: how far the programme may go with somebody's time in bed.

Called by the screening, the agenda and every check of a plan. No model can change a lane: it
follows from conditions the person stated, never from what they seem to have.
"""

from enum import StrEnum


class Lane(StrEnum):
    """A: a sleep window is allowed. B: compression. C: no less time in bed."""

    A = "A"
    B = "B"
    C = "C"


class Answer(StrEnum):
    """An answer to one question of the screen."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    DECLINED = "declined"


def safer(one: Lane, other: Lane) -> Lane:
    """The more careful of two lanes."""
    return max(one, other)
