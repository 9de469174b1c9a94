"""Takes an utterance as an answer to the question that is open.

Called by `decide` once nothing else was meant by it.
"""

from agendas.program import Program
from agendas.slots import missing_basics
from coach.dialogue import basics, closing, guard, night_talk, requests, which_night
from coach.dialogue.answer import Answer, Utterance
from coach.dialogue.own_figures import answer_own, own_question
from coach.dialogue.state import State
from coach.dialogue.which_one import WHICH, taken_back
from memory.checkin import Status

_OF_THE_NIGHT = frozenset(
    {night_talk.CONFIRM, night_talk.CHANGE, requests.EDIT, closing.MORE, which_night.QUESTION}
)


def to_question(state: State, heard: Utterance, program: Program) -> Answer:
    """What becomes of an answer to the open question, whatever it is about."""
    question = state.check_in.question or ""
    if state.check_in.status is Status.DONE and not question:
        # Another door closed the check-in while this one waited for the words.
        return requests.answer_done(state, heard, program)
    if question == guard.GO_ON:
        return _to_go_on(state, heard, program)
    if question.startswith("s0."):
        return basics.answer_basic(state, heard, program)
    if question.startswith(WHICH):
        return night_talk.answer_which(state, heard, program)
    if question in _OF_THE_NIGHT:
        return _to_read_back(state, heard, program)
    if question in closing.ANSWERS:
        return closing.ANSWERS[question](state, heard, program)
    if (own := own_question(question, program)) is not None:
        return answer_own(state, heard, own, program)
    return _to_diary(state, heard, program)


def _to_diary(state: State, heard: Utterance, program: Program) -> Answer:
    wrong = taken_back(state, heard)
    if wrong:
        return night_talk.put_right(state, wrong, program)
    return night_talk.answer_night(state, heard, program)


def _to_go_on(state: State, heard: Utterance, program: Program) -> Answer:
    answer = guard.answer_go_on(state, heard)
    if answer.ends or not heard.reading.values or missing_basics(state.person):
        return answer
    # Who goes on with the night itself has told it: nothing of it is asked again.
    return night_talk.answer_night(answer.state, heard, program)


def _to_read_back(state: State, heard: Utterance, program: Program) -> Answer:
    question = state.check_in.question
    if question == which_night.QUESTION:
        return which_night.answer(state, heard)
    if question == closing.MORE:
        return requests.answer_more(state, heard, program)
    if question == requests.EDIT:
        return requests.answer_edit(state, heard, program)
    return night_talk.answer_confirm(state, heard, program)
