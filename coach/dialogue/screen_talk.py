"""Asks the health questions in a talk: offered after the diary, resumable, correctable, read back.

Called by `decide` with what the safety gate has let through. All of it is fixed wording, which no
model may change; no answer is taken that was not plainly given.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from agendas.slots import missing_basics
from agendas.words import listed
from coach.dialogue import guard, screen, screen_told, sleepy_talk
from coach.dialogue.answer import Answer, Utterance, line, uncounted
from coach.dialogue.listen.reading import Intent
from coach.dialogue.phrase import choose
from coach.dialogue.plain_answer import rest_of_no
from coach.dialogue.reply import Move
from coach.dialogue.screen_corrections import Correction, correction_in
from coach.dialogue.screen_reading import answer_in, plain
from coach.dialogue.state import State
from memory.checkin import Status
from memory.screening import Screening
from safety import lanes
from safety.lanes import Asking, LaneRules, LaneVerdict, ScreenQuestion, load_lanes
from safety.numbers import numbers_in
from safety.saying import is_plain_speech
from safety.verdict import Action, Category, Heard

KEEP = "screen.keep"
CONFIRM = "screen.confirm"
CHANGE = "screen.change"
MOST_ASKED = 2
"""So often a question is asked before it counts as not sure."""
MOST_QUOTED = 8
"""So many words are said back of what was told beside a no."""
_WANTED = re.compile(
    r"\b(?:health|medical|screening) (?:questions?|questionnaire|screen(?:ing)?|check)\b"
    r"|\bre ?screen(?:ing)?\b|\b(?:do|take|redo|start|repeat) (?:the |my )?screening\b"
)
_NOT_WANTED = re.compile(
    r"\b(?:no|not|don t|without|skip|stop|why|what|when|leave|later|tomorrow|hate|about the)\b"
)
_LATER = re.compile(
    r"\b(?:tomorrow|later|another (?:day|time)|some other|not (?:now|today|yet|this)|next|"
    r"rather not|no|nope|nah|never|busy|don t|skip)\b"
)
_NOW = re.compile(
    r"\b(?:now|today|yes|yeah|yep|sure|ok|okay|fine|go|start|begin|let s|ready|do it|all right|"
    r"alright|why not|please|five minutes)\b"
)
_WILLING = re.compile(
    r"\b(?:no (?:problem|worries|time like the present)|not a problem|why not|(?:don t|wouldn t) "
    r"mind|let s not wait|no need to wait)\b"
)
_NEVER = re.compile(r"\b(?:never|don t want|stop asking|not interested|leave me|none of your)\b")
_ASIDE = frozenset({Intent.LEAVE, Intent.REPEAT_QUESTION, Intent.DELETE_YESTERDAY})
_KEYS = {
    lanes.Answer.YES: "screen.yes",
    lanes.Answer.UNSURE: "screen.unsure",
    lanes.Answer.DECLINED: "screen.declined",
}
_READ_BACK = {
    lanes.Answer.YES: "a yes on {}",
    lanes.Answer.NO: "a no on {}",
    lanes.Answer.UNSURE: "not sure about {}",
    lanes.Answer.DECLINED: "no answer on {}",
}


def next_of_screen(state: State) -> tuple[str, tuple[Move, ...]] | None:
    """Where it was so sleepy; else the next of the health questions while they are taken."""
    run, rules = screen.under_way(state.screenings), load_lanes()
    if sleepy_talk.is_open(state):
        return sleepy_talk.WHERE, (_asked(rules.where, state),)
    if not screen.is_taking(state):
        return None
    if run is None:
        return KEEP, (_asked(rules.keep, state),)
    missing = rules.missing(run.answers)
    if missing:
        return missing[0].id, (_asked(missing[0], state),)
    return CONFIRM, (_read_back(state, run, rules),)


def next_after_diary(state: State) -> tuple[str, tuple[Move, ...]] | None:
    """The offer of the health questions, or the weekly line, where one of them is due."""
    if screen.offer_due(state):
        key = "screen.offer"
        if screen.under_way(state.screenings) is not None:
            key = "screen.offer_resume"
        elif screen.last_complete(state.screenings) is not None:
            key = "screen.offer_anew"
        return screen.OFFER, (_line(key, state, asks=True),)
    if screen.news_due(state):
        return screen.NEWS, (_asked(load_lanes().news, state),)
    return None


def answer_screen(state: State, heard: Utterance, verdict: Heard) -> Answer | None:
    """The answer to an open health question, or to the wish for them; None where it is neither."""
    question = state.check_in.question or ""
    if not question.startswith("screen."):
        return _begun(state, heard) if _wants_screen(state, heard) else None
    intent = heard.reading.intent
    if intent in _ASIDE or not heard.words.strip():
        return None
    if intent is Intent.ASK_WHY:
        return _why(state, question)
    handler = _HANDLERS.get(question, _to_question)
    return handler(state, heard, verdict)


def not_answered(state: State) -> Answer | None:
    """A health question not answered, to be asked again; None where none is open."""
    if not (state.check_in.question or "").startswith("screen."):
        return None
    return Answer(state, (line("not_caught", state),), settled=False)


def _to_question(state: State, heard: Utterance, verdict: Heard) -> Answer | None:
    run, asked = _open(state)
    if run is None or asked is None:
        return Answer(state)
    corrected = correction_in(heard, run.answers, asked, load_lanes())
    if corrected is not None:
        return _corrected(state, heard, run, corrected, verdict)
    if heard.reading.intent is Intent.START_OVER:
        state = screen.with_answers(state, {}, heard.at, kept=run.kept)
        return Answer(_no_question(state), (_line("screen.from_the_top", state),))
    answer = _answer_to(heard, verdict, asked)
    if answer is None and heard.reading.intent is Intent.RESCHEDULE:
        return _later(state)
    if answer is None:
        if state.check_in.attempts < MOST_ASKED:
            return _more_than_no(state, heard, asked)
        answer = lanes.Answer.UNSURE
    return _taken(state, heard, run, asked, answer, verdict)


def _more_than_no(state: State, heard: Utterance, asked: ScreenQuestion) -> Answer | None:
    """Names what was heard beside a no before it is asked once more; None where it was no such."""
    beside = rest_of_no(heard.words)
    if not beside or beside == heard.words.strip(" .,!?") or asked.careful or asked.asked_turned:
        return None
    quotable = len(beside.split()) <= MOST_QUOTED and not numbers_in(beside)
    fits = quotable and is_plain_speech(beside) and beside.isascii()
    key = "screen.no_and" if fits else "screen.no_and_more"
    return Answer(state, (_line(key, state, beside=beside),), settled=False)


def _answer_to(heard: Utterance, verdict: Heard, asked: ScreenQuestion) -> lanes.Answer | None:
    # "Do I have sleep apnoea?" states nothing.
    asks_back = verdict.category is Category.DIAGNOSIS_REQUEST
    return None if asks_back else answer_in(heard.words, heard.reading, asked)


def _taken(
    state: State,
    heard: Utterance,
    run: Screening,
    asked: ScreenQuestion,
    answer: lanes.Answer,
    verdict: Heard,
) -> Answer:
    """One answer kept, and what is said to it before the next question."""
    answers = {**run.answers, asked.id: answer}
    state = screen.with_answers(state, answers, heard.at, kept=run.kept)
    if asked.careful and answer in {lanes.Answer.YES, lanes.Answer.UNSURE}:
        return guard.ask_what_was_meant(state, _worrying(asked))
    if verdict.script is not None:
        # The safety gate has its own words for it.
        return Answer(state)
    if answer is lanes.Answer.YES and asked.say_on_yes:
        text = choose(asked.say_on_yes, state.check_in.night, state.said, asked.id, {})
        return Answer(state, (Move(text, fixed=True),))
    key = _KEYS.get(answer)
    return Answer(state, (_line(key, state),) if key else ())


def _worrying(asked: ScreenQuestion) -> Heard:
    """A yes to thoughts of dying is first a matter of safety: one plain question, then help."""
    policy = screen.version(load_lanes())
    return Heard(Category.CRISIS_PASSIVE, Action.CLARIFY, asked.id, policy, guard.CLARIFY_THOUGHTS)


def _corrected(
    state: State, heard: Utterance, run: Screening, found: Correction, verdict: Heard
) -> Answer:
    """An earlier answer put right; one without a new answer is asked again."""
    answers = {each: a for each, a in run.answers.items() if each != found.question.id}
    state = screen.with_answers(state, answers, heard.at, kept=run.kept)
    state = _no_question(state)
    if found.answer is None:
        return Answer(state, (_line("screen.again", state),))
    run = screen.under_way(state.screenings) or run
    taken = _taken(state, heard, run, found.question, found.answer, verdict)
    asks = any(move.asks for move in taken.moves) or not taken.settled
    return taken if asks else replace(taken, moves=(_line("screen.corrected", state),))


def _to_offer(state: State, heard: Utterance, _verdict: Heard) -> Answer | None:
    text = _WILLING.sub("yes", plain(heard.words))
    if heard.reading.intent is Intent.REFUSE or _LATER.search(text):
        refused = (screen.REFUSED,) if _NEVER.search(text) else ()
        return _later(screen.marked(state, add=refused))
    if heard.reading.intent is Intent.YES or _NOW.search(text):
        return _begun(state, heard)
    if heard.reading.intent is Intent.RESCHEDULE or state.check_in.attempts >= MOST_ASKED:
        return _later(state)
    return None


def _to_keep(state: State, heard: Utterance, _verdict: Heard) -> Answer | None:
    answer = answer_in(heard.words, heard.reading, None)
    if answer is None and heard.reading.intent is Intent.RESCHEDULE:
        return _later(state)
    if answer in {None, lanes.Answer.UNSURE} and state.check_in.attempts < MOST_ASKED:
        return None
    kept = answer is lanes.Answer.YES
    state = screen.with_answers(state, {}, heard.at, kept=kept)
    return Answer(state, () if kept else (_line("screen.not_kept", state),))


def _to_confirm(state: State, heard: Utterance, verdict: Heard) -> Answer | None:
    run, rules = screen.under_way(state.screenings), load_lanes()
    if run is None or rules.missing(run.answers):
        return Answer(state)
    corrected = correction_in(heard, run.answers, None, rules)
    if corrected is not None:
        return _corrected(state, heard, run, corrected, verdict)
    agreed = answer_in(heard.words, heard.reading, None)
    if agreed is lanes.Answer.YES:
        return _finished(state, heard, run)
    if agreed is lanes.Answer.NO and state.check_in.question == CONFIRM:
        return _asking(state, CHANGE, _line("screen.what_wrong", state, asks=True))
    if agreed is lanes.Answer.NO:
        return Answer(_no_question(state))
    return _later(state) if state.check_in.attempts >= MOST_ASKED else None


def _finished(state: State, heard: Utterance, run: Screening) -> Answer:
    """The screen is whole and confirmed: its lane, in plain words."""
    state, verdict = screen.completed(state, run, heard.at)
    state = screen.marked(state, add=(screen.OFFER, screen.NEWS), remove=(screen.TAKING,))
    return Answer(state, told_lane(state, verdict))


def told_lane(state: State, verdict: LaneVerdict) -> tuple[Move, ...]:
    """What a lane means, and what a doctor should hear of; no disorder is named as theirs."""
    rules = load_lanes()
    words = rules.words(verdict.lane)
    text = choose(words.tell, state.check_in.night, state.said, f"lane.{verdict.lane}", {})
    moves = [Move(text, fixed=True)]
    if verdict.refer:
        topics = [
            question.topic
            for question in rules.questions
            if any(r.refer and r.id in verdict.rules for r in question.rules)
        ]
        key = "screen.refer" if topics else "screen.refer_plain"
        moves.append(_line(key, state, topics=listed(topics)))
    return tuple(moves)


def _to_news(state: State, heard: Utterance, _verdict: Heard) -> Answer | None:
    return screen_told.answer_news(state, heard, told_lane)


def _to_what(state: State, heard: Utterance, _verdict: Heard) -> Answer | None:
    return screen_told.answer_what(state, heard, told_lane)


def _to_where(state: State, heard: Utterance, _verdict: Heard) -> Answer | None:
    return sleepy_talk.answer_where(state, heard)


def _begun(state: State, heard: Utterance) -> Answer:
    """The questions begin, or go on; a finished screen is begun anew."""
    run = screen.under_way(state.screenings)
    key = "screen.go_on" if run is not None and run.answers else "screen.begin"
    if run is None and screen.kept_wish(state.screenings):
        state = screen.with_answers(state, {}, heard.at, kept=True)
    check_in = replace(state.check_in, status=Status.OPEN, closed_at=None)
    state = screen.marked(replace(state, check_in=check_in), add=(screen.TAKING, screen.OFFER))
    return Answer(_no_question(state), (_line(key, state),))


def _later(state: State) -> Answer:
    """Another day: what was answered stays, and the check-in goes on."""
    run = screen.under_way(state.screenings)
    key = "screen.later_kept" if run is not None and run.kept and run.answers else "screen.later"
    state = screen.marked(state, add=(screen.OFFER,), remove=(screen.TAKING,))
    return Answer(_no_question(state), (_line(key, state),))


def _wants_screen(state: State, heard: Utterance) -> bool:
    text = plain(heard.words)
    if not _WANTED.search(text) or _NOT_WANTED.search(text) or heard.reading.values:
        return False
    return not missing_basics(state.person) and state.person.stage != "S0"


def _why(state: State, question: str) -> Answer:
    rules = load_lanes()
    asking = {each.id: each for each in (rules.keep, rules.news, rules.what, rules.where)}
    found: Asking | None = rules.question(question) or asking.get(question)
    why = Move(found.why, fixed=True) if found else _line("screen.why", state)
    return Answer(replace(uncounted(state), said=frozenset()), (why,), settled=False)


def _open(state: State) -> tuple[Screening | None, ScreenQuestion | None]:
    run = screen.under_way(state.screenings)
    return run, load_lanes().question(state.check_in.question or "")


def _read_back(state: State, run: Screening, rules: LaneRules) -> Move:
    """Every answer that was no plain no or was asked turned, then one no for the rest."""
    asked = rules.asked(run.answers)
    said = {each: each.as_said(run.answers[each.id]) for each in asked}
    plain_no = [e for e, a in said.items() if a is lanes.Answer.NO and not e.asked_turned]
    told = [_READ_BACK[a].format(e.topic) for e, a in said.items() if e not in plain_no]
    rest = bool(plain_no)
    parts = [*told, *(["a no to the rest"] if rest and told else [])]
    key = "screen.read_back" if told else "screen.read_back_no"
    return _line(key, state, asks=True, told=listed(parts))


def _asked(asking: Asking, state: State) -> Move:
    again = state.check_in.question == asking.id and state.check_in.attempts > 0
    variants: Sequence[str] = asking.again if again else asking.ask
    text = choose(variants, state.check_in.night, state.said, asking.id, {})
    return Move(text, item_id=asking.id, asks=True, fixed=True)


def _line(key: str, state: State, *, asks: bool = False, **words: str) -> Move:
    return replace(line(key, state, fixed=True, **words), asks=asks)


def _asking(state: State, question: str, move: Move) -> Answer:
    check_in = replace(state.check_in, question=question, attempts=0)
    return Answer(replace(state, check_in=check_in), (move,), settled=False)


def _no_question(state: State) -> State:
    return replace(state, check_in=replace(state.check_in, question=None, attempts=0))


_Handler = Callable[[State, Utterance, Heard], Answer | None]
_HANDLERS: Mapping[str, _Handler] = {
    screen.OFFER: _to_offer,
    screen.NEWS: _to_news,
    screen_told.WHAT: _to_what,
    sleepy_talk.WHERE: _to_where,
    KEEP: _to_keep,
    CONFIRM: _to_confirm,
    CHANGE: _to_confirm,
}
