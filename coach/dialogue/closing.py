"""The second half of a check-in: a look back, one sight from the data, one step, one agreement."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agendas.agenda import Item, Kind, from_json
from agendas.day import KEPT, NOT_KEPT, TOLD, TOLD_OF
from agendas.planner import kept
from agendas.program import Program
from agendas.telling import plan_words
from coach.dialogue import course, experiment, put_right, raising
from coach.dialogue.answer import (
    Answer,
    Utterance,
    asked,
    closed,
    has,
    line,
    settle,
    uncounted,
    worn_out,
)
from coach.dialogue.consenting import Asked, Consent, asked_about, consent_in, leaves_open
from coach.dialogue.course import SLEEPY
from coach.dialogue.listen.reading import Intent
from coach.dialogue.phrase import choose
from coach.dialogue.reply import Move
from coach.dialogue.state import State
from memory.checkin import Commitment, Status
from memory.person import spoken_name

FOLLOW_UP = "follow_up"
BARRIER = "barrier"
AGREE = "agree"
MORE = "more"
_ASKED: Mapping[Asked, str] = {
    Asked.SAFETY: "agree.if_safe",
    Asked.REASON: "why.agree",
    Asked.FREEDOM: "agree.if_no",
}
"""What is said to a question about the step, before it is asked for again."""
_NOT_NOW = re.compile(r"\bnot (?:today|tonight|now|yet|this week)\b", re.I)
_TRIES = re.compile(r"\b(?:try|best|shot|go)\b")


def next_of_closing(state: State, program: Program) -> tuple[str, tuple[Move, ...]] | None:
    """What follows the diary: its question and moves; None when the agreement is answered."""
    main = _main(state)
    if state.check_in.commitment is not None or main is None:
        return None
    if SLEEPY in state.check_in.answered:
        # What they told is enough for one day: no praise and no step beside it.
        return None
    look_back = _look_back(state, program)
    if look_back is not None and look_back.asks:
        return FOLLOW_UP, (look_back,)
    before = () if look_back is None else (look_back,)
    if _items(state, Kind.BARRIER) and not has(state, BARRIER):
        return BARRIER, (*before, asked(program.question(BARRIER), state, again=False))
    sayings = (*_sight(state, program), *_told(state, program, main))
    told = [move for move in sayings if not _is_told(move, state)]
    again = state.check_in.question == AGREE
    key = "agree.again" if state.check_in.attempts > 1 else "agree.anew"
    question = line(key, state).text if again else _question(state, program, main)
    return AGREE, (*before, *told, Move(question, item_id=AGREE, fixed=True, asks=True))


def answer_follow_up(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes how yesterday's agreement went, in whatever words; it is asked once."""
    tried = experiment.answered(state, heard, program)
    if tried is not None:
        return tried
    intent = heard.reading.intent
    keys = {Intent.YES: "kept.yes", Intent.NO: "kept.no"}
    marks = {Intent.YES: KEPT, Intent.NO: NOT_KEPT}
    words = line(keys.get(intent, "kept.noted") if intent else "kept.noted", state)
    state = settle(state, FOLLOW_UP)
    if state.last is not None:
        mark = marks.get(intent, TOLD_OF) if intent else TOLD_OF
        state = settle(state, mark + state.last.item_id)
    named = None if intent is Intent.YES else _barrier(state, heard, program)
    if named is not None:
        # They said in the same breath what got in the way.
        return Answer(settle(state, BARRIER), (named,))
    return Answer(state, (words,))


def answer_barrier(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes what gets in the way, in whatever words, and answers what is known to help."""
    move = _barrier(state, heard, program) or line("kept.noted", state)
    return Answer(settle(state, BARRIER), (move,))


def _barrier(state: State, heard: Utterance, program: Program) -> Move | None:
    """The answer to what gets in the way; None where nothing known was named."""
    words = " ".join(re.findall(r"[^\W_]+", heard.words.lower()))
    barrier = next((each for each in program.barriers if each.pattern.search(words)), None)
    if barrier is None:
        return None
    return Move(_choose(state, barrier.say, barrier.id), item_id=barrier.id, fixed=True)


def answer_agree(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes the answer to the day's agreement and closes the check-in.

    A question is answered first, a correction of the night taken; a refused step makes no plan.
    """
    right = put_right.in_passing(state, heard, program)
    if right is not None:
        return right
    main, consent = _main(state), consent_in(heard.words, heard.reading)
    if main is not None and consent is Consent.QUESTION:
        told = line(_ASKED[asked_about(heard.words)], state, fixed=True)
        return Answer(uncounted(state), (told,), settled=False)
    agreed, refused = consent is Consent.YES, _refuses(heard, consent)
    if main is not None and not (agreed or refused or worn_out(state, program)):
        return Answer(state, settled=False)
    if main is not None:
        commitment = Commitment(item_id=main.id, agreed=agreed, night=state.check_in.night)
        state = replace(state, check_in=replace(state.check_in, commitment=commitment))
    if main is not None and main.kind is Kind.DECISION and not agreed:
        state = course.without_refused(state, heard.at, program)
    state = closed(state, Status.DONE, heard.at)
    asked_later = main is not None and program.promise(main.id) is not None
    tries = _TRIES.search(heard.words.lower()) is not None
    yes = "agree.try" if tries else "agree.yes_asked" if asked_later else "agree.yes"
    words = line(yes if agreed else "agree.no", state)
    return Answer(state, (words, bye(state)), ends=True)


def _refuses(heard: Utterance, consent: Consent) -> bool:
    """Whether a step is not agreed to, be it for today or until they know better."""
    not_now = consent is Consent.LATER and _NOT_NOW.search(heard.words) is not None
    return consent is Consent.NO or not_now or leaves_open(heard.words)


def bye(state: State) -> Move:
    """The goodbye of a finished check-in."""
    return line("bye", state, comma_name=comma_name(state))


def comma_name(state: State) -> str:
    """`, Sam` where a name is known, else nothing."""
    name = spoken_name(state.person)
    return f", {name}" if name else ""


def _look_back(state: State, program: Program) -> Move | None:
    """Yesterday's agreement: stated where the figures show it, asked about where they cannot."""
    if not _items(state, Kind.FOLLOW_UP) or state.last is None or has(state, FOLLOW_UP):
        return None
    item_id = state.last.item_id
    promise = program.promise(item_id)
    if promise is None:
        return None
    step = program.step(item_id) if program.has_step(item_id) else None
    shown = None if step is None else kept(step, state.figures())
    if step is None or shown is None:
        if step is not None and step.kept_when is not None:
            return None
        asking = asked(program.question(FOLLOW_UP), state, again=False, promise=promise)
        if step is None or not step.look_back:
            return asking
        return replace(asking, text=_choose(state, step.look_back, step.id), fixed=True)
    move = Move(_choose(state, step.kept if shown else step.missed, step.id), item_id=FOLLOW_UP)
    return None if _is_told(move, state) else move


def _sight(state: State, program: Program) -> tuple[Move, ...]:
    items = _items(state, Kind.OBSERVATION)
    if not items or not program.observes(items[0].id):
        return ()
    item_id = items[0].id
    words = state.figures().words
    say = program.observation(item_id).say
    return (Move(choose(say, state.check_in.night, state.said, item_id, words), item_id=item_id),)


def _main(state: State) -> Item | None:
    """What the day's agreement is about: a decision that nobody has told yet, else the step."""
    decided = () if has(state, TOLD) else _items(state, Kind.DECISION)
    items = decided or _items(state, Kind.STEP)
    return items[0] if items else None


def _told(state: State, program: Program, item: Item) -> tuple[Move, ...]:
    """The step or the decision: what is later asked about, in the programme's own words."""
    if item.kind is Kind.DECISION:
        return _decision(state, program, item)
    say = program.step(item.id).say
    if item.wording:
        say = say[item.wording - 1 : item.wording]
    return (Move(_choose(state, say, item.id), item_id=item.id, fixed=True),)


def _decision(state: State, program: Program, item: Item) -> tuple[Move, ...]:
    telling, plan = program.telling_of(item.id), state.course.plan
    if telling is None or plan is None or program.schedule is None:
        return ()
    words = plan_words(plan, program.schedule, state.person.country)
    text = choose(telling.say, state.check_in.night, state.said, item.id, words)
    return (Move(text, item_id=item.id, fixed=True),)


def _question(state: State, program: Program, item: Item) -> str:
    telling = program.telling_of(item.id)
    ask = program.step(item.id).ask if telling is None else telling.ask
    return _choose(state, ask, item.id)


def _choose(state: State, variants: tuple[str, ...], salt: str) -> str:
    return choose(variants, state.check_in.night, state.said, salt, {})


def _is_told(move: Move, state: State) -> bool:
    return move.item_id in state.check_in.delivered


def _items(state: State, kind: Kind) -> tuple[Item, ...]:
    agenda = from_json(state.check_in.agenda)
    return agenda.of(kind) if agenda else ()


ANSWERS: Mapping[str, Callable[[State, Utterance, Program], Answer]] = {
    FOLLOW_UP: answer_follow_up,
    BARRIER: answer_barrier,
    AGREE: answer_agree,
    raising.REMEMBERED: raising.answer_remembered,
}
"""Who takes the answer to each question of this half."""
