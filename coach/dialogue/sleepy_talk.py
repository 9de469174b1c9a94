"""What follows when somebody tells of sleepiness that could harm: a stop, or one plain question.

Called by `decide` after every utterance, whatever was asked, and by `screen_talk` for the answer to
the question. It can only make more careful; the words themselves are `safety.sleepiness`'.
"""

from dataclasses import replace

from coach.dialogue import course, screen, screen_told
from coach.dialogue.answer import Answer, Utterance
from coach.dialogue.phrase import choose
from coach.dialogue.reply import Move
from coach.dialogue.screen_reading import answer_in
from coach.dialogue.state import State
from memory.checkin import Status
from safety import lanes
from safety.lanes import ScreenQuestion, load_lanes
from safety.sleepiness import Sleepiness, danger_denied, is_dangerous_place, sleepy_told
from safety.verdict import Heard

WHERE = "screen.where"
QUESTION = "screen.sleepy"
_OPEN = "sleepy.open"
_ASKED = "sleepy.asked"
_ASKS_ITSELF = frozenset({QUESTION, WHERE, "review.sleepy_unsafe"})
_MOST_ASKED = 2


def noted(before: State, answer: Answer, heard: Utterance, verdict: Heard) -> Answer:
    """The answer with what was told in passing of health, work, driving and sleepiness."""
    state = answer.state
    if screen_told.tells_of(QUESTION, heard, verdict):
        state = screen.marked(state, add=(course.SLEEPY,), remove=(_OPEN,))
        answer = _warned(answer, verdict)
    elif _leaves_open(before, state, heard, verdict):
        state = screen.marked(state, add=(_OPEN,))
    return replace(answer, state=screen_told.noted(state, heard, verdict))


def is_open(state: State) -> bool:
    """Whether it is still to be asked where somebody was so sleepy."""
    return _OPEN in state.check_in.answered and state.check_in.status is not Status.CRISIS


def answer_where(state: State, heard: Utterance) -> Answer | None:
    """Takes where it was: danger stops the schedule, and so does what stays unknown."""
    dangerous = is_dangerous_place(heard.words)
    found = None if dangerous else answer_in(heard.words, heard.reading, _question())
    harmless = found is lanes.Answer.NO or dangerous is False or danger_denied(heard.words)
    if harmless and found is not lanes.Answer.YES:
        return Answer(_settled(state))
    if found is lanes.Answer.YES or dangerous:
        told = screen_told.stated(_settled(state), QUESTION, heard)
        return Answer(screen.marked(told, add=(course.SLEEPY,)), (_warning(state),))
    if found is None and state.check_in.attempts < _MOST_ASKED:
        return None
    # Unknown is taken for the safer; nothing is kept as stated that was not.
    return Answer(screen.marked(_settled(state), add=(course.SLEEPY,)), (_warning(state),))


def _leaves_open(before: State, state: State, heard: Utterance, verdict: Heard) -> bool:
    marks = state.check_in.answered
    if {_ASKED, _OPEN, course.SLEEPY} & marks or before.check_in.question in _ASKS_ITSELF:
        return False
    if verdict.stops_the_agenda or state.person.stage == "S0":
        return False
    return sleepy_told(heard.words) is Sleepiness.UNCLEAR


def _warned(answer: Answer, verdict: Heard) -> Answer:
    """The plain word of caution first, where neither the gate nor the answer has one."""
    said = {each.text for each in answer.moves}
    if verdict.script is not None or said & set(_question().say_on_yes):
        return answer
    return replace(answer, moves=(_warning(answer.state), *answer.moves))


def _warning(state: State) -> Move:
    text = choose(_question().say_on_yes, state.check_in.night, state.said, QUESTION, {})
    return Move(text, fixed=True)


def _settled(state: State) -> State:
    state = screen.marked(state, add=(_ASKED,), remove=(_OPEN,))
    return replace(state, check_in=replace(state.check_in, question=None, attempts=0))


def _question() -> ScreenQuestion:
    found = load_lanes().question(QUESTION)
    if found is None:
        raise LookupError(f"the health questions hold no {QUESTION!r}")
    return found
