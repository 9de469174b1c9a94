"""Fills in the health questions on the terminal, one after the other, and saves each answer.

Called by `coach screen`. What is typed goes through the safety gate first, as in a talk.
"""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from coach.commands.usage import answered
from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.screen_reading import answer_in, takes_back
from memory.person import Person, spoken_name
from memory.screening import Screening
from safety.crisis import resources
from safety.gates import hear
from safety.lanes import Answer, LaneRules, ScreenQuestion
from safety.policy import Policy
from safety.script import script

_SHORT = {
    "y": Answer.YES,
    "n": Answer.NO,
    "u": Answer.UNSURE,
    "unsure": Answer.UNSURE,
    "not sure": Answer.UNSURE,
    "s": Answer.DECLINED,
    "skip": Answer.DECLINED,
}
_BACK = {"b", "back"}
_WHY = {"?", "why"}
_STOP = {"q", "quit", "stop"}
_READ_BACK = {
    Answer.YES: "yes",
    Answer.NO: "no",
    Answer.UNSURE: "not sure",
    Answer.DECLINED: "left open",
}


@dataclass(frozen=True)
class Filled:
    """The form as far as it is filled in."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    kept: bool = False
    confirmed: bool = False


class _Form(NamedTuple):
    """What every step looks at."""

    person: Person
    lanes: LaneRules
    policy: Policy


class _StoppedError(Exception):
    """The form ends here: by wish, at the end of input, or because help comes first."""


Save = Callable[[Filled], Awaitable[None]]


async def fill_in(
    begun: Screening | None, person: Person, lanes: LaneRules, policy: Policy, save: Save
) -> None:
    """Asks what is missing, reads everything back, and saves after each answer."""
    _tell("Answer yes, no, not sure (u) or skip (s). ? says why, b goes back, q stops here.\n")
    form = _Form(person, lanes, policy)
    try:
        filled = Filled(begun.answers, kept=True) if begun else _asked_to_keep(form)
        while not filled.confirmed:
            before, filled = filled, _step(filled, form)
            await save(filled)
            if _is_worrying(before, filled, lanes):
                _care_first(form)
    except _StoppedError:
        _tell("\nStopped here. What you answered is kept, if you agreed to that.\n")


def _asked_to_keep(form: _Form) -> Filled:
    while True:
        words = _typed(form.lanes.keep.ask[0], form)
        if words in _WHY:
            _tell(f"  {form.lanes.keep.why}")
            continue
        answer = _answer(words, None)
        if answer is not None:
            return Filled(kept=answer is Answer.YES)


def _step(filled: Filled, form: _Form) -> Filled:
    missing = form.lanes.missing(filled.answers)
    if not missing:
        return _confirmed(filled, form)
    question = missing[0]
    words = _typed(question.ask[0], form)
    if words in _WHY:
        _tell(f"  {question.why}")
        return filled
    if words in _BACK:
        return _back(filled, form)
    answer = _answer(words, question)
    if answer is not None and words in _SHORT:
        answer = question.as_said(answer)
    if answer is None:
        _tell("  That is not plain to me. Please answer yes, no, u (not sure) or s (skip).")
        return filled
    for line in question.say_on_yes[:1] if answer is Answer.YES else ():
        _tell(f"  {line}")
    return replace(filled, answers={**filled.answers, question.id: answer})


def _confirmed(filled: Filled, form: _Form) -> Filled:
    _tell("\nYour answers:")
    asked = form.lanes.asked(filled.answers)
    for number, question in enumerate(asked, 1):
        said = question.as_said(filled.answers[question.id])
        _tell(f"  {number:>2}  {_READ_BACK[said]:<10}{question.topic}")
    words = _typed("Is that right? Yes, or the number of the one to change.", form)
    if words.isdigit() and 0 < int(words) <= len(asked):
        return _without(filled, asked[int(words) - 1])
    if words in _BACK:
        return _back(filled, form)
    return replace(filled, confirmed=_answer(words, None) is Answer.YES)


def _back(filled: Filled, form: _Form) -> Filled:
    done = [each for each in form.lanes.asked(filled.answers) if each.id in filled.answers]
    return _without(filled, done[-1]) if done else filled


def _without(filled: Filled, question: ScreenQuestion) -> Filled:
    kept = {each: answer for each, answer in filled.answers.items() if each != question.id}
    return replace(filled, answers=kept)


def _typed(question: str, form: _Form) -> str:
    """One line, judged by the safety gate before anything else.

    Raises:
        _StoppedError: it asks to stop, the input ended, or help comes first.
    """
    line = answered(f"{question} ")
    verdict = hear(line, form.policy)
    if verdict.stops_the_agenda:
        _show_script(verdict.script or "crisis", form.person)
        raise _StoppedError
    words = line.lower().strip(" .!")
    if not words or words in _STOP:
        raise _StoppedError
    return words


def _answer(words: str, question: ScreenQuestion | None) -> Answer | None:
    if words in _SHORT:
        return _SHORT[words]
    return answer_in(words, read(words, (), Known()), question)


def _is_worrying(before: Filled, after: Filled, lanes: LaneRules) -> bool:
    """Whether a question that is first a matter of safety was answered just now, with no no."""
    return any(
        each.careful
        and each.id not in before.answers
        and after.answers.get(each.id) in {Answer.YES, Answer.UNSURE}
        for each in lanes.questions
    )


def _care_first(form: _Form) -> None:
    """After a yes to dark thoughts: one plain question, then help or a word of where it is.

    Raises:
        _StoppedError: it was no plain no.
    """
    words = _typed("Thank you for telling me. Are you thinking about ending your life?", form)
    if _answer(words, None) is Answer.NO and not takes_back(words, None):
        _show_script("clarify_denied", form.person)
        return
    _show_script("crisis", form.person)
    raise _StoppedError


def show_help(answers: Mapping[str, Answer], person: Person, lanes: LaneRules) -> None:
    """The lines of help, where a question that is first a matter of safety was no plain no."""
    careful = [answers.get(each.id) for each in lanes.questions if each.careful]
    if set(careful) & {Answer.YES, Answer.UNSURE}:
        _show_script("crisis", person)


def _show_script(name: str, person: Person) -> None:
    _tell("")
    for line in script(name, resources(person.country or None), name_of_person=spoken_name(person)):
        _tell(f"  {line.text}")
    _tell("")


def _tell(text: str) -> None:
    """Beside the questions, so that standard output holds the result alone."""
    print(text, file=sys.stderr, flush=True)
