"""Takes the figures that a programme asks for itself, such as the minutes of a walk.

A question with `asks_for` is asked while its figure is not known. What is told is kept among what
its check-in has settled; an unclear value is asked for again, an unknown one stays blank.
"""

import re

from agendas.program import Program
from agendas.program_file import Question
from coach.dialogue.answer import Answer, Utterance, asked, has, line, settle, worn_out
from coach.dialogue.listen.amounts import minutes_of, settle_count, settle_minutes
from coach.dialogue.listen.homophones import plain
from coach.dialogue.listen.mentions import mentions
from coach.dialogue.listen.reading import Intent
from coach.dialogue.listen.values import Clock
from coach.dialogue.listen.words import tokens
from coach.dialogue.reply import Move
from coach.dialogue.state import State, own_figure

_NONE = re.compile(
    r"\b(?:no|none|nothing|never|zero|not (?:at all|yesterday|a (?:bit|minute|step))|"
    r"(?:did|have|was)(?:n t| not))\b"
)
_NOT_KNOWN = re.compile(
    r"\b(?:(?:don t|do not|can t|cannot) (?:\w+ )?(?:know|remember|say|tell)|no (?:idea|clue)|"
    r"not sure|unsure|forgot(?:ten)?|skip|pass|rather not)\b"
)


def own_question(question_id: str | None, program: Program) -> Question | None:
    """The programme's own question of that id, None where it is none."""
    return next((each for each in program.own_questions if each.id == question_id), None)


def missing_own(state: State, program: Program) -> tuple[Question, ...]:
    """The programme's own questions still to be asked."""
    known = state.own_figures
    return tuple(
        each
        for each in program.own_questions
        if each.asks_for not in known and not has(state, each.id)
    )


def next_of_own(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """The next of the programme's own questions; None once each is settled."""
    missing = missing_own(state, program)
    if not missing:
        return None
    again = state.check_in.question == missing[0].id
    return missing[0].id, (asked(missing[0], state, again=again),)


def answer_own(state: State, heard: Utterance, question: Question, program: Program) -> Answer:
    """Takes the answer to one of them: an amount, none, or that it is not known."""
    figure = question.asks_for or ""
    amount = amount_in(heard.words, in_minutes=figure.endswith("_min"))
    if amount is not None:
        state = settle(state, question.id)
        return Answer(settle(state, own_figure(figure, amount)), (line("ack", state),))
    refused = heard.reading.intent is Intent.REFUSE or _NOT_KNOWN.search(_text(heard.words))
    if refused or worn_out(state, program):
        return Answer(settle(state, question.id), (line("ack.unknown", state),))
    return Answer(state, (line("not_caught", state),), settled=False)


def amount_in(words: str, *, in_minutes: bool) -> int | None:
    """The one amount told, whole minutes or a count; 0 for none. None where it is unclear."""
    found = [each.meaning for each in mentions(plain(tokens(words)))]
    text = _text(words)
    if not found:
        denied = _NONE.search(text) is not None and _NOT_KNOWN.search(text) is None
        return 0 if denied else None
    if len(found) > 1 or _NONE.search(text) or isinstance(found[0], Clock):
        return None
    if not in_minutes:
        return settle_count(found[0])
    minutes = minutes_of(found[0])
    return None if minutes is None else settle_minutes(minutes)


def _text(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", words.lower()))
