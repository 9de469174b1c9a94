"""Decides one turn: what was meant, what is settled by it, and what the coach does next.

Pure and quick: everything here is decided before a word of the reply is worded.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from agendas.agenda import to_json
from agendas.planner import plan
from agendas.program import Program
from agendas.slots import missing_basics
from coach.dialogue import (
    answering,
    basics,
    beside_night,
    closing,
    course,
    guard,
    night_talk,
    own_memory,
    raising,
    remembering,
    requests,
    review,
    screen,
    screen_talk,
    settling,
    sleepy_talk,
    spells,
    which_night,
    wishes,
)
from coach.dialogue import asking as asks
from coach.dialogue.answer import Answer, Consulted, Utterance, line, uncounted
from coach.dialogue.day_after import tells_a_night
from coach.dialogue.greeting import AI_NOTICE_EVERY, AI_NOTICE_IN_TALK, greeting, notice
from coach.dialogue.heard_so_far import with_marks
from coach.dialogue.likelihood import weighed_in_talk
from coach.dialogue.listen.reading import Reading
from coach.dialogue.open_question import to_question
from coach.dialogue.read_in import read_in
from coach.dialogue.reply import Move, Proposal
from coach.dialogue.state import NOT_KEPT, State
from coach.dialogue.today import day_of
from memory.checkin import Audited, CheckIn, Hearing, Status
from memory.course import Course
from memory.fact import difference
from safety.verdict import Action, Category, Heard

_ANSWERED_BY_SCRIPT = frozenset(
    {
        Action.REFER_CLINICIAN,
        Action.DECLINE_AND_REDIRECT,
        Action.DISCLOSE_AI,
        Action.HONOR_PRIVACY_REQUEST,
    }
)


class Versions(NamedTuple):
    """What the decisions of a check-in are made under; `prompt` is empty without a model."""

    policy: str
    prompt: str


def open_talk(state: State, at: datetime, program: Program, versions: Versions) -> Proposal:
    """The coach's first words when a door opens: a new check-in, or one taken up again."""
    known = state.check_in.version > 0
    status = state.check_in.status
    check_in = replace(
        state.check_in,
        opened_at=state.check_in.opened_at or at,
        status=Status.OPEN if status is Status.LEFT else status,
        attempts=0,
        program_version=program.label,
        policy_version=versions.policy,
        prompt_version=versions.prompt,
    )
    before = state
    state = _planned(replace(state, check_in=check_in), program)
    moves = [greeting(state, at), *guard.still_owed(state)]
    state, notices = notice(state, at, AI_NOTICE_EVERY)
    state, home = spells.home_by_date(state, at)
    moves += [*notices, *home]
    if home and spells.has_new_night(state, at):
        again = line("zone.new_night", state, fixed=True)
        answer = Answer(state, (again,), ends=True)
    elif status is Status.DONE:
        answer = asks.opened_again(state, program)
    else:
        if known and status is not Status.CRISIS:
            moves.append(line("resume", state))
        elif missing_basics(state.person):
            moves.append(line("basics.hello", state))
        answer = _go_on(Answer(state), at, program)
    answer = replace(answer, moves=(*moves, *answer.moves))
    return _proposal(before, answer, None, Reading(), None, at)


def decide(
    state: State,
    words: str,
    verdict: Heard,
    at: datetime,
    program: Program,
    reading: Reading | None = None,
    consulted: Consulted | None = None,
) -> Proposal:
    """What one utterance changes and what the coach does about it.

    `reading` is what was read in the words already; None where that is still to be done.
    `consulted` is the question about sleep that they ask, with what was found.
    """
    verdict = weighed_in_talk(state, verdict, words, reading, at)
    before, state = state, with_marks(guard.judged_anew(state), verdict)
    if not verdict.stops_the_agenda:
        state, rest = beside_night.noted(state, words)
        reading = reading if rest == words else read_in(state, rest)
    reading = asks.as_read(reading or read_in(state, words), program)
    heard = Utterance(words, reading, at, consulted)
    state = remembering.taken_in(before, state, heard, verdict)
    # A crisis begins with its own words, all mandatory; what it owes is never dropped.
    begins = verdict.stops_the_agenda and state.check_in.status is not Status.CRISIS
    owed = () if begins else guard.still_owed(state)
    told, notices = notice(state, at, AI_NOTICE_IN_TALK)
    asked = own_memory.answered(before, told, heard, verdict)
    answer = asked or _answer(told, heard, verdict, program)
    answer = replace(answer, moves=(*owed, *notices, *answer.moves))
    answer = answer if answer.erases else sleepy_talk.noted(before, answer, heard, verdict)
    answer = replace(answer, state=remembering.once_meant(before, answer.state, verdict))
    answer = settling.at_once(answer, at, program)
    answer = _go_on(answer, at, program)
    return _proposal(before, answer, words, heard.reading, verdict, at)


def _answer(state: State, heard: Utterance, verdict: Heard, program: Program) -> Answer:
    """The answer to one utterance, in the safety policy's order."""
    if verdict.stops_the_agenda:
        return guard.stopped(state, heard, verdict)
    if guard.is_staying(state):
        return guard.stay(state, heard, verdict)
    if verdict.script == "minor":
        return basics.turn_away(state, guard.remarks(state, verdict), heard)
    if state.check_in.question == guard.CHECK and verdict.action is not Action.CLARIFY:
        state = requests.kept_so_far(state, heard) if tells_a_night(heard.reading) else state
        return guard.answer_check(state, heard, verdict)
    if guard.is_clarifying(state):
        night = verdict.action is Action.CONTINUE and tells_a_night(heard.reading)
        kept = requests.kept_so_far(state, heard) if night else state
        return guard.answer_clarify(kept, heard, verdict)
    if verdict.action is Action.CLARIFY:
        return guard.ask_what_was_meant(requests.kept_so_far(state, heard), verdict)
    return _in_scope(state, heard, verdict, program)


def _in_scope(state: State, heard: Utterance, verdict: Heard, program: Program) -> Answer:
    """The answer to words in which nothing is grave, with the fixed remarks on them."""
    remarks = guard.remarks(state, verdict)
    if state.check_in.question in spells.QUESTIONS and tells_a_night(heard.reading):
        state = requests.kept_so_far(state, heard)
    own = (
        screen_talk.answer_screen(state, heard, verdict)
        or wishes.answer_wish(state, heard, program)
        or review.answer_review(state, heard, program)
        or settling.answer_course(state, heard, program)
        or spells.answer_spell(state, heard, program)
    )
    if own is not None:
        return replace(own, moves=(*remarks, *own.moves))
    has_diary = program.schedule is not None
    state, told = spells.noted(state, heard) if has_diary else (state, ())
    remarks = (*remarks, *told)
    if told and spells.has_new_night(state, heard.at):
        return Answer(state, (*remarks, line("zone.new_night", state, fixed=True)), ends=True)
    if told and _is_empty(heard.reading):
        return Answer(uncounted(state), remarks, settled=False)
    about_medicine = verdict.category in {Category.MEDICATION, Category.SUPPLEMENT}
    if verdict.action in _ANSWERED_BY_SCRIPT and (about_medicine or _is_empty(heard.reading)):
        # Numbers in a question about medicines are doses, not minutes of the night.
        # They asked and were answered; that the open question was not is no misunderstanding.
        return Answer(uncounted(state), remarks, settled=False)
    state, heard, told = answering.answered(state, heard)
    remarks = (*remarks, *told)
    if told and not heard.words:
        return answering.beside(state, remarks)
    return _to_talk(state, heard, program, remarks)


def _to_talk(state: State, heard: Utterance, program: Program, remarks: tuple[Move, ...]) -> Answer:
    """The answer to a request, or to the open question, behind the remarks."""
    if program.schedule is None:
        answer = asks.answer_without_diary(state, heard, program)
        return replace(answer, moves=(*remarks, *answer.moves))
    # Without a reading only: what is all of it leaves nothing to read.
    if _is_empty(heard.reading) and beside_night.is_all(state, heard.words):
        return beside_night.taken_up(state, remarks)
    answer = (
        requests.answer_request(state, heard, program)
        or screen_talk.not_answered(state)
        or review.not_answered(state)
        or settling.not_answered(state)
        or to_question(state, heard, program)
    )
    return replace(answer, moves=(*remarks, *answer.moves))


def _is_empty(reading: Reading) -> bool:
    return not (reading.values or reading.unclear or reading.unknown or reading.intent)


def _go_on(answer: Answer, at: datetime, program: Program) -> Answer:
    """Adds what comes next: the open question again, or the first thing still to be done."""
    state = answer.state
    if answer.ends or any(move.asks for move in answer.moves):
        return answer
    if (guard.is_staying(state) or guard.is_clarifying(state)) and not answer.settled:
        return answer
    safety_first = guard.next_of_safety(state)
    if safety_first is not None:
        return _leaving_open(answer, *safety_first)
    asking_basics = basics.next_basic(state, program)
    if asking_basics is not None:
        question, moves = asking_basics
        return _leaving_open(answer, question, moves)
    state = _planned(course.entered(state, at, program), program)
    answer = replace(answer, state=state)
    asking = which_night.next_of(state, at) if program.schedule is not None else None
    asking = asking or asks.next_of_agenda(state, program)
    if asking is None:
        answer, asking = _after_the_night(answer, at, program)
        if any(move.asks for move in answer.moves):
            return answer
        state = answer.state
    if asking is not None:
        return _leaving_open(answer, *asking)
    return replace(
        answer,
        state=replace(state, check_in=replace(state.check_in, status=Status.DONE, closed_at=at)),
        moves=(*answer.moves, closing.bye(state)),
        ends=True,
    )


def _after_the_night(
    answer: Answer, at: datetime, program: Program
) -> tuple[Answer, tuple[str, tuple[Move, ...]] | None]:
    """What the night settles, and what comes after it: their life, then the agreement."""
    answer = settling.settled(answer, at, program)
    if any(move.asks for move in answer.moves):
        return answer, None
    state = _planned(answer.state, program)
    state, asking = raising.next_of_memory(state)
    return replace(answer, state=state), asking or closing.next_of_closing(state, program)


def _leaving_open(answer: Answer | State, question: str, moves: tuple[Move, ...]) -> Answer:
    answer = Answer(answer) if isinstance(answer, State) else answer
    before = answer.state.check_in
    attempts = before.attempts if before.question == question else 0
    check_in = replace(before, question=question, attempts=attempts)
    return replace(
        answer,
        state=replace(answer.state, check_in=check_in),
        moves=(*answer.moves, *moves),
        settled=False,
    )


def _planned(state: State, program: Program) -> State:
    agenda = to_json(plan(day_of(state, program), program, state.draft))
    return replace(state, check_in=replace(state.check_in, agenda=agenda))


def _proposal(
    before: State,
    answer: Answer,
    words: str | None,
    reading: Reading,
    verdict: Heard | None,
    at: datetime,
) -> Proposal:
    """Turns an answer into what is written and what is said; nothing is decided here any more."""
    check_in = answer.state.check_in
    check_in = replace(
        check_in,
        turn_no=before.check_in.turn_no + 1,
        question=_left_open(check_in, ends=answer.ends),
        attempts=0 if answer.ends else check_in.attempts + 1,
        owed=tuple(dict.fromkeys(move.owed for move in answer.moves if move.owed)),
    )
    state = replace(answer.state, check_in=check_in)
    withheld = _withheld(before, state, verdict)
    if withheld is None and (screen.is_withheld(before) or screen.is_withheld(state)):
        withheld = screen.NOT_KEPT_RULE
    state = remembering.kept(before, state, withheld=withheld is not None or answer.erases)
    learnt = difference(before.facts, state.facts)
    withheld = withheld or remembering.withheld_by(state, learnt)
    added = state.course.since(before.course)
    screenings = screen.to_be_written(before, state)
    moved = bool(screenings) or added != Course()
    hearing = (
        _forgetting(state, verdict, at)
        if answer.erases
        else Hearing(
            check_in=check_in,
            at=at,
            words=None if withheld else words,
            withheld_rule=withheld,
            person=state.person if moved or state.person != before.person else None,
            entries=tuple(e for n, e in state.nights.items() if before.nights.get(n) != e),
            deleted=tuple(n for n in before.nights if n not in state.nights),
            seen=tuple(e for n, e in before.nights.items() if state.nights.get(n) != e),
            audited=_audited(verdict, at),
            screenings=screenings,
            plans=added.plans,
            reviews=added.reviews,
            passages=added.passages,
            spells=added.spells,
            learnt=learnt,
        )
    )
    return Proposal(
        reading=reading,
        verdict=verdict,
        hearing=hearing,
        state=state,
        moves=answer.moves,
        ends=answer.ends,
        erases=answer.erases,
    )


def _forgetting(state: State, verdict: Heard | None, at: datetime) -> Hearing:
    """All that is written of a turn after which nothing is kept: that an erasure is due."""
    check_in = replace(state.check_in, answered=state.check_in.answered | {NOT_KEPT})
    rule = (verdict.rule_id if verdict else None) or NOT_KEPT
    return Hearing(check_in, at, withheld_rule=rule, audited=_audited(verdict, at))


def _left_open(check_in: CheckIn, *, ends: bool) -> str | None:
    """The open question; of a talk that was left only one of the diary, to go on from there."""
    question = check_in.question
    if not ends:
        return question
    stays = check_in.status is Status.LEFT and night_talk.field_asked(question) is not None
    return question if stays else None


def _withheld(before: State, after: State, verdict: Heard | None) -> str | None:
    """The rule under which neither side's words are kept; None where they are."""
    if Status.CRISIS not in {before.check_in.status, after.check_in.status}:
        return None
    return (verdict.rule_id if verdict else None) or "crisis.stay"


def _audited(verdict: Heard | None, at: datetime) -> tuple[Audited, ...]:
    if verdict is None:
        return ()
    return (Audited(at, f"heard {verdict.action}", verdict.rule_id or "", verdict.policy_version),)
