"""Asks the questions of a review by talk, each once, and keeps the answers until all are there.

Called by `decide` after the diary, on the mornings when `agendas.review.due` says so. The answers
so far stand among the check-in's own marks, so that a talk that was cut goes on where it was.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from agendas.program import Program
from agendas.progress import track
from coach.dialogue import course, screen
from coach.dialogue.answer import Answer, Utterance, asked, has, line, settle, worn_out
from coach.dialogue.listen.reading import Intent
from coach.dialogue.reply import Move
from coach.dialogue.scale import neighbours_in, scale_in
from coach.dialogue.screen_reading import answer_in, plain, takes_back
from coach.dialogue.state import State
from memory.course import Review, ReviewKind, Standing
from memory.screening import Occasion
from safety import lanes
from safety.sleepiness import danger_denied, sleepy_told

SATISFACTION = "review.satisfaction"
DAY_IMPACT = "review.day_impact"
WORRY = "review.worry"
CONTENT = "review.content"
SLEEPY = "review.sleepy_unsafe"
SCALES = (SATISFACTION, DAY_IMPACT, WORRY)
_BEGUN = "review.begun"
_IS = "="
_NOT_KNOWN = ""
_ASKED_AGAIN = 2
"""The attempts of a question that was asked once more."""

_REQUESTS = frozenset(
    {Intent.LEAVE, Intent.REPEAT_QUESTION, Intent.ASK_WHY, Intent.START_OVER, Intent.RESCHEDULE}
)
_NOT_TOLD = re.compile(
    r"\b(?:no idea|no clue|(?:don t|do not|couldn t|can t) (?:\w+ )?(?:know|say|tell)|dunno|"
    r"not sure|hard to say|skip|pass|next(?: one| question)?|"
    r"leave (?:it|that) (?:out|blank|open))\b"
)
_CORRECTS = re.compile(
    r"\b(?:actually|sorry|wait|correction|change|changed|meant|make (?:that|it)|wrong|should be|"
    r"should have been|not \w+ but|instead|go back|back to)\b"
)
_NAMED: Mapping[str, re.Pattern[str]] = {
    SATISFACTION: re.compile(r"\b(?:satisf\w+|happy with|first (?:one|question|answer|number))\b"),
    DAY_IMPACT: re.compile(r"\b(?:days?|daytime|impact|second (?:one|question|answer|number))\b"),
    WORRY: re.compile(r"\b(?:worr\w+|third (?:one|question|answer|number))\b"),
    CONTENT: re.compile(r"\bcontent\b"),
    SLEEPY: re.compile(r"\b(?:sleepy|sleepiness|dangerous|wheel)\b"),
}
_CONTENT = re.compile(
    r"^(?!.*\b(?:not|t|no|never|would|could|if|but|hardly|less)\b).*\b(?:i m|i am|very|"
    r"quite|pretty|all|feel) (?:\w+ )?(?:happy|content|satisfied|fine|pleased)\b"
)
_LAST_ONE = re.compile(
    r"\b(?:make that|make it|the last (?:one|answer)|i meant|that should|the one before|sorry)\b"
)


def next_of_review(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """The next question of the review that is due; None where none is, or all are answered."""
    kind = course.review_due(state, program)
    if kind is None:
        return None
    open_ones = [each for each in _questions(state, kind) if not _is_answered(state, each)]
    if not open_ones:
        return None
    question = open_ones[0]
    again = state.check_in.question == question and state.check_in.attempts > 0
    asking = replace(asked(program.question(question), state, again=again), fixed=True)
    begins = not has(state, _BEGUN) and question == _questions(state, kind)[0] and not again
    before = (line(f"review.begin_{kind}", state),) if begins else ()
    return question, (*before, asking)


def answer_review(state: State, heard: Utterance, program: Program) -> Answer | None:
    """Takes the answer to an open question of the review; None where none is open or given."""
    question = state.check_in.question or ""
    if question not in _NAMED or heard.reading.intent in _REQUESTS or not heard.words.strip():
        return None
    state = settle(state, _BEGUN)
    corrected = _corrected(state, heard, question)
    if corrected is not None:
        return Answer(corrected, (line("ack.corrected", corrected),))
    two = neighbours_in(heard.words) if question in SCALES else None
    if two is not None and state.check_in.attempts < _ASKED_AGAIN:
        return _which_of(state, *two)
    value = _value(heard, question)
    if (
        value is None
        and state.check_in.attempts >= _ASKED_AGAIN
        and _hints_at_danger(heard, question)
    ):
        value = lanes.Answer.YES.value
    if value is None and (_declines(heard) or worn_out(state, program)):
        state = _left_open(state, heard, program) if question == SLEEPY else state
        return Answer(_with(state, question, _NOT_KNOWN), (line("ack.unknown", state),))
    if value is None:
        return None
    return Answer(_with(state, question, value))


def _which_of(state: State, low: int, high: int) -> Answer:
    """Asks once for one of two numbers: they decide, and neither is chosen for the person."""
    which = line("unclear.two", state, first=f"{low}", second=f"{high}")
    move = replace(which, fixed=True, asks=True, item_id=state.check_in.question)
    return Answer(state, (move,), settled=False)


def not_answered(state: State) -> Answer | None:
    """A question of the review not answered, to be asked again; None where none is open."""
    if state.check_in.question not in _NAMED:
        return None
    return Answer(state, (line("not_caught", state),), settled=False)


def reviewed(state: State, at: datetime, program: Program) -> State:
    """The state with the review taken, where it is due and every question is settled."""
    kind = course.review_due(state, program)
    if kind is None or any(not _is_answered(state, each) for each in _questions(state, kind)):
        return state
    told = _told(state)
    return state.adding(
        Review(
            person_id=state.person.id,
            at=at,
            night=state.check_in.night,
            kind=kind,
            satisfaction_0_10=_number(told, SATISFACTION),
            day_impact_0_10=_number(told, DAY_IMPACT),
            worry_0_10=_number(told, WORRY),
            sleepy_unsafe=_yes(told, SLEEPY),
            anything_new=_anything_new(state),
            content=_yes(told, CONTENT),
        )
    )


def _questions(state: State, kind: ReviewKind) -> tuple[str, ...]:
    """Those of this review in their order; after a yes to the last nothing more is asked."""
    settling = kind is ReviewKind.WEEKLY and track(state.course.passages).stage >= Standing.S5
    return (*SCALES, *((CONTENT,) if settling else ()), SLEEPY)


def _value(heard: Utterance, question: str) -> str | None:
    if question in SCALES:
        number = scale_in(heard.words)
        return None if number is None else str(number)
    if question == CONTENT and _CONTENT.search(plain(heard.words)):
        return lanes.Answer.YES.value
    if question == SLEEPY and _denies_danger(heard.words):
        return lanes.Answer.NO.value
    answer = answer_in(heard.words, heard.reading, _sleepy_words() if question == SLEEPY else None)
    return answer.value if answer in {lanes.Answer.YES, lanes.Answer.NO} else None


def _denies_danger(words: str) -> bool:
    """Whether it was sleepiness without any danger, said outright."""
    return danger_denied(words) and sleepy_told(words) is None


def _hints_at_danger(heard: Utterance, question: str) -> bool:
    """Whether sleepiness where it is dangerous was no plain no: what stays unknown is the safer."""
    if question != SLEEPY or _declines(heard):
        return False
    asked = _sleepy_words()
    unsure = answer_in(heard.words, heard.reading, asked) is lanes.Answer.UNSURE
    no = answer_in(heard.words, heard.reading, None) is lanes.Answer.NO
    hedged = no and takes_back(heard.words, asked)
    return unsure or hedged or sleepy_told(heard.words) is not None


def _left_open(state: State, heard: Utterance, program: Program) -> State:
    """The state with the lane of what stays unknown, where a schedule is about to be proposed."""
    asked = _sleepy_words()
    if asked is None or course.review_due(state, program) is not ReviewKind.BASELINE:
        return state
    answer = lanes.Answer.DECLINED if _declines(heard) else lanes.Answer.UNSURE
    verdict = lanes.lane_for({asked.id: answer}, lanes.load_lanes(), whole=False)
    return screen.added(state, Occasion.TOLD, verdict, heard.at, {asked.id: answer})


def _sleepy_words() -> lanes.ScreenQuestion | None:
    """The health question of the same matter, for the words that say yes to it."""
    return lanes.load_lanes().question("screen.sleepy")


def _declines(heard: Utterance) -> bool:
    refuses = heard.reading.intent is Intent.REFUSE
    return refuses or _NOT_TOLD.search(plain(heard.words)) is not None


def _corrected(state: State, heard: Utterance, question: str) -> State | None:
    """An earlier answer of this review put right, by its name or as the last one."""
    text = plain(heard.words)
    if not _CORRECTS.search(text):
        return None
    done = [each for each in _NAMED if _is_answered(state, each) and each != question]
    named = [each for each in done if _NAMED[each].search(text)]
    if not named and _LAST_ONE.search(text) and _value_of_last(state, heard, question):
        named = done[-1:]
    if len(named) != 1:
        return None
    value = _value(heard, named[0])
    return None if value is None else _with(state, named[0], value)


def _value_of_last(state: State, heard: Utterance, question: str) -> bool:
    """Whether "sorry, a six" can only be about the answer before: the open one wants no number."""
    return question not in SCALES or "make that" in plain(heard.words)


def _with(state: State, question: str, value: str) -> State:
    check_in = state.check_in
    kept = {each for each in check_in.answered if not each.startswith(question + _IS)}
    answered = frozenset(kept | {f"{question}{_IS}{value}"})
    state = replace(state, check_in=replace(check_in, answered=answered))
    if question == SLEEPY and value == lanes.Answer.YES:
        return settle(state, course.SLEEPY)
    return state


def _is_answered(state: State, question: str) -> bool:
    return question in _told(state)


def _told(state: State) -> Mapping[str, str]:
    """The answers so far, by question."""
    marks = (each.partition(_IS) for each in state.check_in.answered)
    return {question: value for question, sign, value in marks if sign and question in _NAMED}


def _number(told: Mapping[str, str], question: str) -> int | None:
    value = told.get(question, _NOT_KNOWN)
    return int(value) if value else None


def _yes(told: Mapping[str, str], question: str) -> bool | None:
    value = told.get(question, _NOT_KNOWN)
    return value == lanes.Answer.YES if value else None


def _anything_new(state: State) -> bool | None:
    """What was answered in this check-in to the weekly line; None where it was not asked."""
    if screen.NEWS not in state.check_in.answered:
        return None
    since = state.check_in.opened_at
    asked_today = [
        each
        for each in state.screenings
        if each.occasion is Occasion.WEEKLY and (since is None or each.at >= since)
    ]
    if not asked_today or not asked_today[-1].kept:
        return None
    return bool(asked_today[-1].rules)
