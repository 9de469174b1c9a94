"""What to do when nobody speaks: "take your time", "still there?", save and goodbye.

Pure. In a crisis there is no goodbye: the ladder there stays with the person, ever more quietly.
"""

from dataclasses import dataclass

from coach.dialogue.state import State
from coach.voice.stock import Stock
from memory.checkin import Status

STAY_AT_MOST_EVERY_S = 120.0

TIME_TO_TYPE_S = 45.0
"""How long somebody who was told that they are not heard has to begin typing."""


@dataclass(frozen=True)
class Rung:
    """After so many seconds of silence say this; `hangs_up` ends the call afterwards.

    `repeats_owed` first says the mandatory lines again that were never wholly heard.
    """

    after_s: float
    phrase: Stock
    hangs_up: bool = False
    repeats_owed: bool = False


_LADDER = (
    Rung(12.0, Stock.TAKE_YOUR_TIME),
    Rung(15.0, Stock.STILL_THERE),
    Rung(20.0, Stock.GOODBYE, hangs_up=True),
)
_FINISHED = Rung(6.0, Stock.FINISHED, hangs_up=True)
_UNHEARD = Rung(TIME_TO_TYPE_S, Stock.GOODBYE, hangs_up=True)


def rung(state: State, climbed: int, *, deaf: bool = False) -> Rung:
    """The next rung for somebody who has been silent through `climbed` of them.

    `deaf`: whatever they say, the coach cannot make it out.
    """
    if state.check_in.status is Status.CRISIS:
        wait_s = min(15.0 * 2**climbed, STAY_AT_MOST_EVERY_S)
        return Rung(wait_s, Stock.STAY, repeats_owed=True)
    if state.check_in.status in {Status.DONE, Status.LEFT} and state.check_in.question is None:
        return _FINISHED
    if deaf:
        return _UNHEARD
    return _LADDER[min(climbed, len(_LADDER) - 1)]
