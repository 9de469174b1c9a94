"""What a check-in asks next, and what becomes of an answer where the programme keeps no diary.

Called by `decide`. A programme without a `schedule:` asks its own questions instead of the night's;
nothing of a night is read, kept, or asked about in it.
"""

from dataclasses import replace

from agendas.program import Program
from coach.dialogue import (
    basics,
    closing,
    guard,
    night_talk,
    requests,
    review,
    screen_talk,
    spells,
)
from coach.dialogue.answer import Answer, Utterance, leave, line, uncounted
from coach.dialogue.explaining import asks_what_is_meant, explained
from coach.dialogue.listen.reading import Intent, Reading
from coach.dialogue.own_figures import answer_own, next_of_own, own_question
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.checkin import Status

_LEAVING = {Intent.LEAVE: "left", Intent.RESCHEDULE: "later", Intent.NOT_YET: "not_yet"}


def next_of_agenda(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """The health questions where they are being taken, the night, what follows it, the review."""
    if program.schedule is None:
        return screen_talk.next_of_screen(state) or next_of_own(state, program)
    of_night = requests.next_of_request(state) or night_talk.next_of_night(state, program)
    return (
        spells.next_of_spell(state, program)
        or screen_talk.next_of_screen(state)
        or (of_night and (of_night[0], (of_night[1],)))
        or next_of_own(state, program)
        or spells.next_after_diary(state, program)
        or screen_talk.next_after_diary(state)
        or review.next_of_review(state, program)
    )


def as_read(reading: Reading, program: Program) -> Reading:
    """A reading as the programme may use it: without a diary, what was wanted and no values."""
    return reading if program.schedule is not None else Reading(intent=reading.intent)


def opened_again(state: State, program: Program) -> Answer:
    """A finished check-in opened again: the offer to put its night right, or a goodbye."""
    if program.schedule is not None:
        return requests.offer_more(state)
    return Answer(state, (closing.bye(state),), ends=True)


def answer_without_diary(state: State, heard: Utterance, program: Program) -> Answer:
    """The answer to what was said in a programme that keeps no diary."""
    check_in, intent = state.check_in, heard.reading.intent
    question = check_in.question or ""
    if check_in.status is Status.DONE and not question:
        return opened_again(state, program)
    if intent in _LEAVING:
        return leave(state, _LEAVING[intent], heard.at)
    if not heard.words.strip() or intent in {Intent.REPEAT_QUESTION, Intent.ASK_WHY}:
        return _again(state, heard, program)
    if question == guard.GO_ON:
        return guard.answer_go_on(state, heard)
    if question.startswith("s0."):
        return basics.answer_basic(state, heard, program)
    if question in closing.ANSWERS:
        return closing.ANSWERS[question](state, heard, program)
    own = own_question(question, program)
    if own is not None:
        return answer_own(state, heard, own, program)
    return Answer(state, (line("not_caught", state),), settled=False)


def _again(state: State, heard: Utterance, program: Program) -> Answer:
    """The open question once more, with its reason where that was asked for."""
    wants_why = heard.reading.intent is Intent.ASK_WHY or asks_what_is_meant(heard.words)
    told = explained(state, program) if wants_why else None
    state = replace(uncounted(state), said=frozenset())
    return Answer(state, () if told is None else (told,), settled=False)
