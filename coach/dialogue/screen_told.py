"""Takes what is new about health, work or driving: asked for weekly, or told in passing.

Called by `decide` and `screen_talk`. It can only make somebody's lane safer; a freer one needs the
whole screen again.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from coach.dialogue import screen
from coach.dialogue.answer import Answer, Utterance, line
from coach.dialogue.reply import Move
from coach.dialogue.screen_reading import answer_in, denies, mentions, names, plain, takes_back
from coach.dialogue.state import State
from memory.screening import Occasion, Screening, lane_of
from safety import lanes
from safety.lanes import LaneVerdict, ScreenQuestion, Told, lane_for, load_lanes, safer
from safety.sleepiness import Sleepiness, is_only_told_of, sleepy_told
from safety.verdict import Action, Heard

WHAT = "screen.what"
MOST_ASKED = 2
MOST_WORDS_PICKED = 4
_NEWS = re.compile(
    r"\b(?:new|now|chang\w+|start\w*|began|begun|health|work|job|driv\w+|car|shifts?|doctor|gp|"
    r"hospital|nurse|tests?|tested|tablets?|pills?|medicines?|medication|put me on|diagnos\w+|"
    r"i (?:ve|have|had|got|passed|fainted|fell|lost)|ill|sick|cold|flu|pain|operation)\b"
)
"""A topic or an event: what it is is asked, since it states no condition."""
_NO_CONDITION = re.compile(r"\b(?:work|job|health|car|test|licence|license|more|less|age|life)\b")
_LEADS_IN = re.compile(r"^(?:(?:it|about|my|the|that|s|is|just|only|an?|oh|well|new|i|ve|got) )+")
TellLane = Callable[[State, LaneVerdict], tuple[Move, ...]]


def noted(state: State, heard: Utterance, verdict: Heard) -> State:
    """The state with conditions told in passing, as far as they are not known already.

    Within a screen they are answers of it, and can be corrected like them. Where nothing is kept
    before it is whole, what they lead to is kept at once all the same.
    """
    rules = load_lanes()
    sleepy = [q for q in rules.questions if _is_plainly_sleepy(q, heard)]
    told = dict.fromkeys(sleepy, True) | {
        question: each.by_words
        for each in rules.told
        if each.gate == verdict.rule_id
        and (question := rules.question(each.question)) is not None
        and _counts(each, question, heard, verdict)
    }
    run = screen.under_way(state.screenings) if screen.is_taking(state) else None
    fresh = [q for q in told if run is None or run.answers.get(q.id) is not lanes.Answer.YES]
    new = tuple(q for q in fresh if not _is_known(state, q, stated=told[q]))
    if run is not None and fresh:
        answers = {**run.answers, **{each.id: lanes.Answer.YES for each in fresh}}
        state = screen.with_answers(state, answers, heard.at, kept=run.kept)
    if run is not None and run.kept:
        return state
    return _added(state, Occasion.TOLD, new, _led_to(new), heard) if new else state


def stated(state: State, question_id: str, heard: Utterance) -> State:
    """The state with one condition told in passing, unless it is known already."""
    question = load_lanes().question(question_id)
    if question is None or _is_known(state, question, stated=True):
        return state
    return _added(state, Occasion.TOLD, (question,), _led_to((question,)), heard)


def tells_of(question_id: str, heard: Utterance, verdict: Heard) -> bool:
    """Whether a condition was told in passing, known before or not."""
    rules = load_lanes()
    question = rules.question(question_id)
    if question is None:
        return False
    return _is_plainly_sleepy(question, heard) or any(
        each.question == question_id
        and each.gate == verdict.rule_id
        and _counts(each, question, heard, verdict)
        for each in rules.told
    )


def _is_plainly_sleepy(question: ScreenQuestion, heard: Utterance) -> bool:
    return question.sleepiness and sleepy_told(heard.words) is Sleepiness.TOLD


def _led_to(named: tuple[ScreenQuestion, ...]) -> LaneVerdict:
    """What a yes to each leads to; a follow-up that nobody asked is as good as unanswered."""
    answers = {each.id: lanes.Answer.YES for each in named}
    return lane_for(answers, load_lanes(), whole=False, news_untold=not named)


def _counts(each: Told, question: ScreenQuestion, heard: Utterance, verdict: Heard) -> bool:
    if each.by_words:
        return mentions(heard.words, question)
    if denies(heard.words, question) or (question.sleepiness and is_only_told_of(heard.words)):
        return False
    # What is long past is let pass by the gate without its script.
    past = verdict.action is Action.CONTINUE_WITH_NOTE and verdict.script is None
    return question.ever or not past


def _is_known(state: State, question: ScreenQuestion, *, stated: bool) -> bool:
    """Whether the screenings since the last whole one hold it already.

    A condition that is only `stated` again is; signs of one that was said to be treated are not.
    """
    verdict = _led_to((question,))
    if screen.kept_wish(state.screenings) is not True:
        lane = lane_of(state.screenings)
        return bool(state.screenings) and safer(lane, verdict.lane) is lane
    return any(
        each.answers.get(question.id) is lanes.Answer.YES
        and (stated or set(verdict.rules) <= set(each.rules))
        for each in _since(state)
    )


def _since(state: State) -> list[Screening]:
    whole = screen.last_complete(state.screenings)
    start = state.screenings.index(whole) if whole is not None else 0
    return list(state.screenings[start:])


def answer_news(state: State, heard: Utterance, tell: TellLane) -> Answer | None:
    """Takes the answer to the weekly line; a topic that is only named is asked about."""
    stated = _stated(heard)
    if stated:
        return _new(state, heard, stated, tell)
    answer = _plain_answer(heard)
    if answer is lanes.Answer.NO or _is_as_ever(heard):
        return Answer(_answered(_nothing_new(state, heard)), (line("ack", state),))
    if answer is lanes.Answer.DECLINED:
        return Answer(_answered(state), (line("screen.declined", state, fixed=True),))
    hedged = answer_in(heard.words, heard.reading, None) is lanes.Answer.NO
    told = answer is lanes.Answer.YES or hedged or _NEWS.search(plain(heard.words)) is not None
    if told or state.check_in.attempts >= MOST_ASKED:
        asking = load_lanes().what
        move = Move(asking.ask[0], item_id=WHAT, asks=True, fixed=True)
        check_in = replace(state.check_in, question=WHAT, attempts=0)
        return Answer(replace(state, check_in=check_in), (move,), settled=False)
    return None


def answer_what(state: State, heard: Utterance, tell: TellLane) -> Answer | None:
    """Takes what is new; what cannot be placed is asked once more, then taken as unknown."""
    named = _stated(heard) or _chosen(heard)
    if named:
        return _new(state, heard, named, tell)
    answer = _plain_answer(heard)
    if answer is lanes.Answer.NO or _is_as_ever(heard) or _is_harmless(heard):
        return Answer(_answered(_nothing_new(state, heard)), (line("ack", state),))
    if answer is None and state.check_in.attempts < MOST_ASKED:
        return _again(state)
    return _new(state, heard, (), tell)


def _plain_answer(heard: Utterance) -> lanes.Answer | None:
    """Yes, no or not sure; None also for a no that takes itself back in part."""
    answer = answer_in(heard.words, heard.reading, None)
    return None if answer is lanes.Answer.NO and takes_back(heard.words, None) else answer


def _again(state: State) -> Answer:
    move = Move(load_lanes().what.again[0], item_id=WHAT, asks=True, fixed=True)
    return Answer(state, (move,), settled=False)


def _asked() -> tuple[ScreenQuestion, ...]:
    return tuple(each for each in load_lanes().questions if each.follows is None)


def _stated(heard: Utterance) -> tuple[ScreenQuestion, ...]:
    """The questions whose conditions are said to be new; a topic alone states nothing."""
    return tuple(each for each in _asked() if mentions(heard.words, each))


def _chosen(heard: Utterance) -> tuple[ScreenQuestion, ...]:
    """What was picked of the examples that were just given, in a word or two."""
    text = _LEADS_IN.sub("", plain(heard.words))
    if len(text.split()) > MOST_WORDS_PICKED or _NO_CONDITION.search(text):
        return ()
    if answer_in(heard.words, heard.reading, None) is lanes.Answer.NO:
        return ()
    return tuple(each for each in _asked() if names(heard.words, each))


def _is_as_ever(heard: Utterance) -> bool:
    """Whether all of it says that everything is as it was; a bare word for yes does not."""
    stated = answer_in(heard.words, heard.reading, None)
    return stated is not lanes.Answer.YES and not takes_back(heard.words, None)


def _is_harmless(heard: Utterance) -> bool:
    """Whether nothing is left of it but what the rules name as of no account."""
    text = _LEADS_IN.sub("", plain(heard.words))
    return any(re.fullmatch(each, text) for one in _asked() for each in one.harmless)


def _new(
    state: State, heard: Utterance, named: tuple[ScreenQuestion, ...], tell: TellLane
) -> Answer:
    before = lane_of(state.screenings)
    verdict = _led_to(named)
    state = _answered(_added(state, Occasion.WEEKLY, named, verdict, heard))
    after = verdict._replace(lane=lane_of(state.screenings))
    told = tell(state, after) if after.lane is not before else (line("screen.yes", state),)
    return Answer(state, (*told, line("screen.can_redo", state, fixed=True)))


def _added(
    state: State,
    occasion: Occasion,
    named: tuple[ScreenQuestion, ...],
    verdict: LaneVerdict,
    heard: Utterance,
) -> State:
    answers = {each.id: lanes.Answer.YES for each in named}
    return screen.added(state, occasion, verdict, heard.at, answers)


def _nothing_new(state: State, heard: Utterance) -> State:
    nothing = LaneVerdict(lanes.Lane.A, (), refer=False)
    return screen.added(state, Occasion.WEEKLY, nothing, heard.at, {})


def _answered(state: State) -> State:
    state = screen.marked(state, add=(screen.NEWS,))
    return replace(state, check_in=replace(state.check_in, question=None, attempts=0))
