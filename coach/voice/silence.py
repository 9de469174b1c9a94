"""What to do when nobody speaks: "take your time", "still there?", save and goodbye.

Pure. In a crisis there is no goodbye: the ladder there stays with the person, ever more quietly.
Nor is there one while a question of safety is open, which silence answers in the end.
"""

from dataclasses import dataclass

from coach.dialogue import guard
from coach.dialogue.state import State
from coach.voice.stock import Stock
from memory.checkin import Status

STAY_AT_MOST_EVERY_S = 120.0

SILENCES_BORNE = 2
"""After so many rungs under a question of safety, what was asked about cannot be ruled out."""

TIME_TO_TYPE_S = 45.0
"""How long somebody who was told that they are not heard has to begin typing."""


@dataclass(frozen=True)
class Rung:
    """After so many seconds of silence say this; `hangs_up` ends the call afterwards.

    `repeats_owed` first says the mandatory lines again that were never wholly heard. `answers`: the
    silence itself is the answer to the open question, and nothing else is said.
    """

    after_s: float
    phrase: Stock
    hangs_up: bool = False
    repeats_owed: bool = False
    answers: bool = False


_LADDER = (
    Rung(12.0, Stock.TAKE_YOUR_TIME),
    Rung(15.0, Stock.STILL_THERE),
    Rung(20.0, Stock.GOODBYE, hangs_up=True),
)
_FINISHED = Rung(6.0, Stock.FINISHED, hangs_up=True)
_UNHEARD = Rung(TIME_TO_TYPE_S, Stock.GOODBYE, hangs_up=True)


def rung(state: State, climbed: int, *, deaf: bool = False, erased: bool = False) -> Rung:
    """The next rung for somebody who has been silent through `climbed` of them.

    `deaf`: whatever they say, the coach cannot make it out. `erased`: nothing is kept of them.
    """
    if state.check_in.status is Status.CRISIS or guard.is_asking(state):
        wait_s = min(15.0 * 2**climbed, STAY_AT_MOST_EVERY_S)
        # Whether to go on is asked of who has said plainly that there is no danger.
        unsure = guard.is_asking(state) and state.check_in.question != guard.GO_ON
        answers = unsure and climbed >= SILENCES_BORNE
        return Rung(wait_s, Stock.STAY, repeats_owed=not answers, answers=answers)
    if erased:
        return _FINISHED
    if state.check_in.status in {Status.DONE, Status.LEFT} and state.check_in.question is None:
        return _FINISHED
    if deaf:
        return _UNHEARD
    return _LADDER[min(climbed, len(_LADDER) - 1)]
