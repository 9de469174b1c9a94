"""What a person may ask for at any moment: leave, again, why, start over, put right, delete.

Anything that would lose an entry is asked about first.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from agendas.day import KEPT, NOT_KEPT, TOLD_OF
from agendas.program import Program
from agendas.slots import missing_basics
from coach.dialogue import closing, doubting, night_talk, raising, which_night
from coach.dialogue.acknowledging import OPEN
from coach.dialogue.agreeing import confirms
from coach.dialogue.answer import Answer, Utterance, leave, line, settle, uncounted
from coach.dialogue.earlier import night_named, slip_of_the_day, without_the_day
from coach.dialogue.explaining import asks_what_is_meant, explained
from coach.dialogue.listen import read
from coach.dialogue.listen.asides import Aside, aside_of, feeling_of
from coach.dialogue.listen.later import later_at
from coach.dialogue.listen.reading import Intent, Known
from coach.dialogue.reply import Move
from coach.dialogue.state import State, as_it_is
from coach.dialogue.which_one import fitting
from memory.checkin import Status
from memory.diary import DiaryEntry, Source
from memory.validity import is_recalled

EDIT = "edit"
RESTART = "sure.restart"
DELETE = "sure.delete"
DELETE_NIGHT = "sure.delete_night"
DAY = timedelta(days=1)
VALUES_OF_AN_ACCOUNT = 2
"""From so many values on, what comes with "start over" is the night told anew."""
_START_OVER = re.compile(
    r"\b(?:start (?:over|again)|begin again|restart|from the (?:top|start|beginning))\b"
    r"(?: from the (?:top|start|beginning))?",
    re.I,
)
_WHY = {
    night_talk.CONFIRM: "why.diary.confirm",
    night_talk.CHANGE: "why.diary.confirm",
    "doubt": "why.doubt",
    closing.AGREE: "why.agree",
    closing.MORE: "why.more",
    EDIT: "why.edit",
}
_YESTERDAY = re.compile(
    r"\b(for |about )?yesterday('s)?( entry| night)?\b|\bthe night before last\b", re.I
)
_THIS_NIGHT = re.compile(r"\b(?:today|this morning|last night|tonight)\b", re.I)
_OTHER_NIGHT = re.compile(r"(?<!not )\byesterday\b|\bbefore last\b", re.I)
_NEVER_MIND = re.compile(
    r"\b(?:never ?mind|forget (?:it|that|about it)|cancel|wrong (?:night|day)|not yesterday|"
    r"leave (?:it|that)(?: (?:be|alone|as it is))?$|(?:go|get) back)\b",
    re.I,
)
_NO_REQUEST = frozenset({None, Intent.NO, Intent.CORRECT_EARLIER})
_NOT_OF_THE_NIGHT = (
    "safety.",
    "screen.",
    "course.",
    "review.",
    "away.",
    "zone.",
    KEPT,
    NOT_KEPT,
    TOLD_OF,
)
"""Begin what a check-in has settled besides its night: that stands when the night begins anew."""
_IN_ANY_WORDS = {closing.FOLLOW_UP, raising.REMEMBERED}
"""Questions to which a feeling is an answer."""
_LEAVING = {Intent.LEAVE: "left", Intent.RESCHEDULE: "later", Intent.NOT_YET: "not_yet"}


def answer_request(state: State, heard: Utterance, program: Program) -> Answer | None:
    """The answer to a request; None when the utterance makes none."""
    question, intent = state.check_in.question, heard.reading.intent
    if not heard.words.strip():
        # Nothing was said, so nothing was misunderstood.
        return _again(state, heard, program)
    if question in {RESTART, DELETE, DELETE_NIGHT}:
        return _sure(state, heard)
    aside = _beside(state, heard)
    if aside is not None:
        return aside
    if state.check_in.editing is not None and (out := _out_of_edit(state, heard, program)):
        return out
    if night_named(heard.words, state.check_in.night) and not missing_basics(state.person):
        return _edit(state, heard, program)
    if intent is None:
        return None
    if intent in _LEAVING and not (intent is Intent.NOT_YET and heard.reading.values):
        return _leave(state, heard, _LEAVING[intent])
    handler = _HANDLERS.get(intent)
    return handler(state, heard, program) if handler else None


def _beside(state: State, heard: Utterance) -> Answer | None:
    """The answer to what was asked or told beside the question, which then comes again."""
    reading, question = heard.reading, state.check_in.question
    if reading.values or reading.intent not in _NO_REQUEST:
        return None
    aside = aside_of(heard.words)
    if aside is Aside.DELETE:
        return _delete(state, heard)
    told = feeling_of(heard.words)
    if aside is not None:
        felt = () if told is None else (line(f"feeling.{told}", state),)
        return Answer(uncounted(state), (*felt, line(f"aside.{aside}", state)), settled=False)
    if told is None or reading.intent or reading.unclear or question in _IN_ANY_WORDS:
        return None
    acknowledged = (line(f"feeling.{told}", state),)
    if question == OPEN:
        return Answer(settle(state, question), acknowledged)
    return Answer(uncounted(state), acknowledged, settled=False)


def _delete(state: State, heard: Utterance) -> Answer | None:
    """Asks before the night at hand, or the one under correction, is deleted."""
    if missing_basics(state.person):
        return None
    if state.check_in.editing is not None:
        if not _THIS_NIGHT.search(heard.words):
            return _ask_sure(state, restart=False)
        state = _left_edit(state)
    if state.check_in.status is not Status.DONE:
        return _ask_sure(state, restart=True)
    night = state.check_in.night
    key = "delete.sure" if night in state.nights else "delete.none"
    move = line(key, state, day=f"{night:%A}")
    if night not in state.nights:
        return Answer(state, (move, closing.bye(state)), ends=True)
    return _asking(state, DELETE_NIGHT, move)


def _out_of_edit(state: State, heard: Utterance, program: Program) -> Answer | None:
    """Back from an earlier night to the one at hand, with what was told of it."""
    about_now = _THIS_NIGHT.search(heard.words) and not _OTHER_NIGHT.search(heard.words)
    if not about_now and not _NEVER_MIND.search(heard.words):
        return None
    state = _left_edit(state)
    reading = read(heard.words, (), Known())
    if about_now and (reading.values or reading.unclear):
        return night_talk.answer_confirm(state, replace(heard, reading=reading), program)
    return Answer(state, (line("edit.left", state),))


def _left_edit(state: State) -> State:
    """The correction dropped: an entry that only came of it is not kept."""
    night = state.check_in.editing
    if night is None:
        return state
    entry = state.nights.get(night)
    told_before = any(each.night == night for each in state.past)
    if entry is not None and entry.confirmed_at is None:
        new = not told_before and Source.CORRECTED not in entry.sources.values()
        state = state.without_entry(night) if new else settle(state, as_it_is(night))
    return _back(state)


def kept_so_far(state: State, heard: Utterance) -> State:
    """The state with what was said of the night in passing; nothing before they agreed to that."""
    if missing_basics(state.person):
        return state
    return night_talk.apply(state, heard.reading)[0]


def _leave(state: State, heard: Utterance, key: str) -> Answer:
    if state.check_in.status is Status.DONE:
        return Answer(state, (closing.bye(state),), ends=True)
    kept = kept_so_far(state, heard)
    at = later_at(heard.words) if key == "later" else None
    if at is None:
        return leave(kept, key, heard.at)
    return leave(kept, "later.at", heard.at, time=at)


def next_of_request(state: State) -> tuple[str, Move] | None:
    """The open question of a correction that has no values yet."""
    editing = state.check_in.editing
    if editing is None or state.check_in.question != EDIT:
        return None
    key = "edit.again" if state.check_in.attempts > 1 else "edit.open"
    key = key if editing in state.nights else "edit.open_new"
    return EDIT, replace(line(key, state, day=f"{editing:%A}"), asks=True)


def answer_edit(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes what should change about the earlier night."""
    reading = heard.reading
    if reading.intent is Intent.NO and not reading.values:
        return Answer(_back(state), (line("restart.kept", state),))
    if not (reading.values or reading.unclear or reading.unknown):
        return Answer(state, (line("not_caught", state),), settled=False)
    return _as_recalled(night_talk.answer_confirm(_to_read_back(state), heard, program))


def offer_more(state: State) -> Answer:
    """A finished check-in opened again: is there anything to put right?

    A night that was kept without a yes is read back once more, so that it can still have one.
    """
    if is_unconfirmed(state):
        return night_talk.read_back_again(state)
    key = "done_already" if state.check_in.night in state.nights else "done_empty"
    return _asking(state, closing.MORE, line(key, state))


def is_unconfirmed(state: State) -> bool:
    """Whether there is a night on file that nobody has said yes to."""
    entry = state.entry
    return entry is not None and entry.confirmed_at is None


def answer_done(state: State, heard: Utterance, program: Program) -> Answer:
    """Words for a check-in that is finished already: a correction, or the offer of one."""
    heard = night_talk.of_one_field(state, heard)
    asking = which_night.asked_when_done(state, heard)
    if asking is not None:
        return asking
    if heard.reading.values or heard.reading.unclear or fitting(state, heard):
        return night_talk.answer_confirm(state, heard, program)
    if is_unconfirmed(state) and confirms(heard.words):
        return night_talk.confirmed_late(state, heard)
    return offer_more(state)


def answer_more(state: State, heard: Utterance, program: Program) -> Answer:
    """Takes what is still to be put right once the check-in is done; a no says goodbye."""
    heard = night_talk.of_one_field(state, heard)
    reading = heard.reading
    asking = which_night.asked_when_done(state, heard)
    if asking is not None:
        return asking
    if reading.values or reading.unclear or fitting(state, heard):
        return night_talk.answer_confirm(state, heard, program)
    if is_unconfirmed(state) and confirms(heard.words):
        return night_talk.confirmed_late(state, heard)
    if reading.intent is Intent.NO or state.check_in.attempts > 1:
        return Answer(state, (closing.bye(state),), ends=True)
    return Answer(state, (replace(line("more.again", state), asks=True),), settled=False)


def _again(state: State, heard: Utterance, program: Program) -> Answer:
    """The open question once more, without counting it as not understood."""
    state = replace(uncounted(kept_so_far(state, heard)), said=frozenset())
    if state.check_in.question == closing.MORE:
        return offer_more(state)
    told = explained(state, program) if asks_what_is_meant(heard.words) else None
    return Answer(state, () if told is None else (told,), settled=False)


def _why(state: State, heard: Utterance, program: Program) -> Answer:
    """Why the open question is asked, and the question again."""
    reasons = {question.id: question.why for question in program.questions}
    question = state.check_in.question or ""
    key = _WHY.get(question.partition(".")[0] if question.startswith(doubting.DOUBT) else question)
    why = line(key, state) if key else Move(reasons[question]) if question in reasons else None
    again = _again(state, heard, program)
    return replace(again, moves=((why,) if why else ()) + again.moves)


def _restart(state: State, heard: Utterance, _program: Program) -> Answer:
    """Asks before it clears the night, unless a new account of it comes in the same breath."""
    reading = read(_START_OVER.sub(" ", heard.words), (), Known())
    told = replace(heard, reading=reading)
    if len(reading.values) < VALUES_OF_AN_ACCOUNT:
        return _ask_sure(kept_so_far(state, told), restart=True)
    state = settle(kept_so_far(_emptied(state), told), OPEN)
    state = replace(state, check_in=replace(state.check_in, question=None))
    return Answer(state, (line("restart.replaced", state),))


def _ask_delete(state: State, _heard: Utterance, _program: Program) -> Answer:
    night = state.check_in.night - DAY
    if night not in state.nights:
        return Answer(state, (line("delete.none", state, day=f"{night:%A}"),), settled=False)
    return _ask_sure(state, restart=False)


def _ask_sure(state: State, *, restart: bool) -> Answer:
    if restart:
        return _asking(state, RESTART, line("restart.sure", state))
    day = f"{state.check_in.night - DAY:%A}"
    return _asking(state, DELETE, line("delete.sure", state, day=day))


def _edit(state: State, heard: Utterance, program: Program) -> Answer:
    """Turns to an earlier entry; values named in the same breath go straight in."""
    named = night_named(heard.words, state.check_in.night)
    night = named or state.check_in.night - DAY
    # Without the day's name the reader takes the rest as being about the night itself.
    words = without_the_day(_YESTERDAY.sub(" ", heard.words))
    if night not in state.nights and not named:
        slip = slip_of_the_day(words, state.nights.get(state.check_in.night))
        if slip is not None:
            return night_talk.answer_confirm(
                _to_read_back(state), replace(heard, reading=slip), program
            )
    check_in = replace(state.check_in, editing=night, question=EDIT, attempts=0)
    state = replace(state, check_in=check_in)
    reading = read(words, (), Known())
    if reading.values or reading.unclear:
        answer = night_talk.answer_confirm(
            _to_read_back(state), replace(heard, reading=reading), program
        )
        return _as_recalled(answer)
    return Answer(state, settled=False)


def _as_recalled(answer: Answer) -> Answer:
    """Says of a night told for the first time days later that it is kept and does not count."""
    entry = answer.state.entry
    if entry is None or not is_recalled(entry) or answer.state.check_in.editing is None:
        return answer
    return replace(answer, moves=(*answer.moves, line("edit.recalled", answer.state)))


def _to_read_back(state: State) -> State:
    """The correction has its values: what comes next is for the night itself to ask."""
    return replace(state, check_in=replace(state.check_in, question=None, attempts=0))


def _back(state: State) -> State:
    return replace(state, check_in=replace(state.check_in, editing=None, question=None))


def _asking(state: State, question: str, move: Move) -> Answer:
    check_in = replace(state.check_in, question=question, attempts=0)
    move = replace(move, asks=True)
    return Answer(replace(state, check_in=check_in), (move,), settled=False)


def _sure(state: State, heard: Utterance) -> Answer:
    """Deletes on a yes only; anything but a plain yes or no is asked once more, then kept."""
    question, intent = state.check_in.question, heard.reading.intent
    if question == DELETE_NIGHT and intent is Intent.YES:
        night = state.check_in.night
        deleted = line("delete.done", state, day=f"{night:%A}")
        return Answer(state.without_entry(night), (deleted, closing.bye(state)), ends=True)
    restart = question == RESTART
    if intent in {Intent.ASK_WHY, Intent.REPEAT_QUESTION}:
        why = (line("why.sure", state),) if intent is Intent.ASK_WHY else ()
        anew = replace(state, said=frozenset())
        again = (
            _asking(anew, DELETE_NIGHT, line("delete.sure", anew, day=f"{anew.night:%A}"))
            if question == DELETE_NIGHT
            else _ask_sure(anew, restart=restart)
        )
        return replace(again, moves=(*why, *again.moves))
    night = state.check_in.night - (DAY if question == DELETE else DAY * 0)
    day = f"{night:%A}"
    if intent is Intent.YES:
        gone = _emptied(state) if restart else state.without_entry(night)
        gone = replace(gone, check_in=replace(gone.check_in, question=None, editing=None))
        return Answer(gone, (line("restart.done" if restart else "delete.done", state, day=day),))
    if intent is Intent.NO or state.check_in.attempts > 1:
        kept = replace(state, check_in=replace(state.check_in, question=None))
        return Answer(kept, (line("restart.kept" if restart else "delete.kept", state),))
    return Answer(state, (replace(line("sure.again", state), asks=True),), settled=False)


def _emptied(state: State) -> State:
    """The night begun anew: an empty entry, and none of its questions answered."""
    check_in = state.check_in
    entry = DiaryEntry(state.person.id, check_in.night, state.tz)
    kept = frozenset(
        each
        for each in check_in.answered
        if each.startswith(_NOT_OF_THE_NIGHT) or each == closing.FOLLOW_UP
    )
    # What was said of the night goes with it; the rest of the day was said all the same.
    delivered = frozenset(
        each
        for each in check_in.delivered
        if each.startswith(("s0.", "safety.")) or each == closing.FOLLOW_UP
    )
    check_in = replace(check_in, answered=kept, delivered=delivered, commitment=None)
    return replace(state.with_entry(entry), check_in=check_in)


_HANDLERS: Mapping[Intent, Callable[[State, Utterance, Program], Answer]] = {
    Intent.REPEAT_QUESTION: _again,
    Intent.ASK_WHY: _why,
    Intent.START_OVER: _restart,
    Intent.DELETE_YESTERDAY: _ask_delete,
    Intent.CORRECT_YESTERDAY: _edit,
}
