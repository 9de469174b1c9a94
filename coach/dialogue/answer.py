"""What an answer handler gets and gives back: the utterance, and the state it leads to.

The handlers (`basics`, `night_talk`, `closing`, `guard`) are plain functions of these values.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from agendas.program import Program
from agendas.program_file import Question
from coach.dialogue.listen import questions
from coach.dialogue.listen.reading import Reading
from coach.dialogue.phrase import choose, phrase
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.answers import Found
from memory.checkin import Status


@dataclass(frozen=True)
class Consulted:
    """A question about sleep, and what the articles have to it."""

    question: questions.Question
    found: Found


@dataclass(frozen=True)
class Utterance:
    """What the person said, what was read in it, and when (aware UTC).

    `consulted` is the question about sleep it asks, None where it asks none.
    """

    words: str
    reading: Reading
    at: datetime
    consulted: Consulted | None = None


@dataclass(frozen=True)
class Answer:
    """The state after an answer, and what the coach says to it before it goes on.

    `settled` is False when the open question stands: it is asked again. `ends` closes the talk,
    `erases` says that nothing of the person is to be kept.
    """

    state: State
    moves: tuple[Move, ...] = ()
    settled: bool = True
    ends: bool = False
    erases: bool = False


def line(key: str, state: State, *, fixed: bool = False, **words: str) -> Move:
    """A move in the scripted coach's own words."""
    return Move(phrase(key, state.check_in.night, state.said, **words), fixed=fixed)


def asked(question: Question, state: State, *, again: bool, **words: str) -> Move:
    """A programme question as a move: worded first, or anew when it was not understood."""
    variants = question.again if again else question.say
    salt = f"{question.id}{state.check_in.attempts}"
    return Move(
        choose(variants, state.check_in.night, state.said, salt, words),
        item_id=question.id,
        asks=True,
        mentions=question.mentions,
    )


def settle(state: State, question_id: str) -> State:
    """The state with a question marked as answered."""
    check_in = state.check_in
    return replace(state, check_in=replace(check_in, answered=check_in.answered | {question_id}))


def uncounted(state: State) -> State:
    """The state with the open question to be asked again without counting as not understood."""
    check_in = state.check_in
    return replace(state, check_in=replace(check_in, attempts=max(check_in.attempts - 1, 0)))


def has(state: State, question_id: str) -> bool:
    """Whether a question of this check-in is answered."""
    return question_id in state.check_in.answered


def worn_out(state: State, program: Program) -> bool:
    """Whether the open question has been asked as often as it may be."""
    question = state.check_in.question or ""
    limits = {q.id: q.max_turns for q in program.questions}
    return state.check_in.attempts >= limits.get(question, 2)


def closed(state: State, status: Status, at: datetime) -> State:
    """The state with the check-in closed for now; a left one can be taken up again."""
    done = at if status is Status.DONE else None
    return replace(state, check_in=replace(state.check_in, status=status, closed_at=done))


def leave(state: State, key: str, at: datetime, **words: str) -> Answer:
    """Ends the talk and keeps what there is; `words` fill the places of the goodbye."""
    told = line(key, state, fixed=bool(words), **words)
    return Answer(closed(state, Status.LEFT, at), (told,), ends=True)
