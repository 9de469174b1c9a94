"""Settles the morning: takes the decision once the diary and the review are there, and tells it.

Called by `decide`. What takes time in bed away is told first and done only on a yes; a no leads to
the gentler way, then to time in bed left alone. Nothing here reckons a number.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from agendas.day import TOLD
from agendas.morning import SETS_TIME_IN_BED
from agendas.nights import DAY, clocks_change
from agendas.program import Program
from agendas.review import PERMITTED, Decision, needs_yes
from agendas.schedule import RuleId, ScheduleRules
from agendas.telling import plan_words
from agendas.words import duration
from coach.dialogue import course, put_right, review, screen
from coach.dialogue.answer import Answer, Utterance, line, uncounted
from coach.dialogue.consenting import Asked, Consent, asked_about, consent_in
from coach.dialogue.listen.reading import Intent
from coach.dialogue.reply import Move
from coach.dialogue.schedule_words import (
    decision_told,
    passages_told,
    proposal_told,
    told_as,
)
from coach.dialogue.state import State
from memory.checkin import Commitment, Status
from memory.course import Action, Measure, Plan, Standing
from memory.screening import lane_of

AGREE = "course.agree"
MOST_ASKED = 2
_SET_ASIDE_TOLD = "course.set_aside_told"
_CLOCKS_TOLD = "course.clocks_told"
TOLD_ONCE_FOR = timedelta(days=8)
_ANSWERED: Mapping[Consent, str] = {
    Consent.LATER: "course.if_later",
    Consent.ASKS_FIRST: "course.if_asking",
    Consent.LENGTH: "course.if_length",
    Consent.CONDITION: "course.if_other",
}
"""What is said to a condition, before the yes is asked for again."""
_ASKED: Mapping[Asked, str] = {
    Asked.SAFETY: "course.if_safe",
    Asked.REASON: "course.because",
    Asked.FREEDOM: "course.if_no",
}
"""What is said to a question."""


def settled(answer: Answer, at: datetime, program: Program) -> Answer:
    """The answer with the morning's decision taken and told, where it is due and not taken yet.

    One that needs a yes is told and asked about; it is written with the yes.
    """
    state, schedule = answer.state, program.schedule
    done = state.check_in.status is Status.DONE or course.PUT_OFF in state.check_in.answered
    if schedule is None or done or course.is_decided(state):
        return answer
    state = review.reviewed(state, at, program)
    state, before = _told_before(state, schedule)
    decision = course.decision_of(state, at, program, schedule)
    frozen = RuleId.FROZEN_CLOCKS in decision.rules
    moves = (*answer.moves, *(() if frozen else before))
    if decision.plan is not None and needs_yes(decision.plan):
        answer = replace(answer, state=state, moves=moves)
        return _asked(answer, decision.plan, program, schedule)
    # What the programme has words for is told as the day's agreement.
    if decision.plan is None:
        told = passages_told(decision.passages, schedule)
    elif program.telling(decision.plan) is not None:
        told = passages_told(decision.passages, schedule)
        state = screen.marked(state, remove=(TOLD,))
    else:
        told = decision_told(decision, state, schedule)
        state = screen.marked(state, add=(TOLD,))
    return replace(answer, state=_decided(state, decision), moves=(*moves, *told))


def at_once(answer: Answer, at: datetime, program: Program) -> Answer:
    """The answer with what cannot wait for the diary: sleepiness, a safer lane, a plan unwanted.

    Nothing that stands is made shorter by it.
    """
    state, schedule = answer.state, program.schedule
    if schedule is None or answer.ends or not _presses(state):
        return answer
    decision = course.decision_of(state, at, program, schedule)
    if decision.plan is None and not decision.passages:
        return answer
    if decision.plan is not None and needs_yes(decision.plan):
        return answer
    told = decision_told(decision, state, schedule)
    state = course.taking(state, decision)
    if decision.plan is not None:
        state = screen.marked(state, add=(TOLD,))
    return replace(answer, state=state, moves=(*answer.moves, *told))


def answer_course(state: State, heard: Utterance, program: Program) -> Answer | None:
    """Takes the answer to a decision that needs a yes; None where it is none."""
    schedule = program.schedule
    if state.check_in.question != AGREE or schedule is None:
        return None
    right = put_right.in_passing(state, heard, program)
    if right is not None:
        return right
    consent = consent_in(heard.words, heard.reading)
    if consent is Consent.YES:
        return _agreed(state, heard, program, schedule)
    if consent is Consent.NO:
        return _declined(state, heard, program, schedule)
    first = state.check_in.attempts < MOST_ASKED
    if consent is Consent.QUESTION or (consent in _ANSWERED and first):
        return _to_condition(state, heard, consent, program, schedule)
    if state.check_in.attempts >= MOST_ASKED or heard.reading.intent is Intent.RESCHEDULE:
        put_off = screen.marked(_no_question(state), add=(course.PUT_OFF,))
        return Answer(put_off, (line("course.put_off", state, fixed=True),))
    return None


def _to_condition(
    state: State, heard: Utterance, consent: Consent, program: Program, schedule: ScheduleRules
) -> Answer:
    """What the programme can do about a condition, or its answer to a question; asked again."""
    plan = course.decision_of(state, heard.at, program, schedule).plan
    if consent is Consent.LENGTH and (plan is None or plan.time_in_bed_min is None):
        consent = Consent.CONDITION
    planned = {} if plan is None else plan_words(plan, schedule, state.person.country)
    words = {**planned, "length": duration(schedule.start.floor_min)}
    asked_back = consent is Consent.QUESTION
    key = _ASKED[asked_about(heard.words)] if asked_back else _ANSWERED[consent]
    told = line(key, state, fixed=True, **words)
    return Answer(uncounted(state) if asked_back else state, (told,), settled=False)


def not_answered(state: State) -> Answer | None:
    """No answer to what needs a yes; None where that is not open."""
    if state.check_in.question != AGREE:
        return None
    return Answer(state, (line("not_caught", state),), settled=False)


def _asked(answer: Answer, plan: Plan, program: Program, schedule: ScheduleRules) -> Answer:
    """The proposal told, unless it was wholly heard before, and the question for a yes."""
    state = answer.state
    told, ask = proposal_told(plan, state, program, schedule)
    again = state.check_in.question == AGREE and told_as(plan) in state.check_in.delivered
    ask = line("course.agree_again", state).text if again else ask
    asking = Move(ask, item_id=AGREE, fixed=True, asks=True)
    before = state.check_in
    attempts = before.attempts if before.question == AGREE else 0
    state = replace(state, check_in=replace(before, question=AGREE, attempts=attempts))
    moves = (*answer.moves, *(() if again else told), asking)
    return replace(answer, state=state, moves=moves, settled=False)


def _agreed(state: State, heard: Utterance, program: Program, schedule: ScheduleRules) -> Answer:
    """The plan stands from tonight; it is the day's agreement as well."""
    decision = course.decision_of(state, heard.at, program, schedule)
    state = _decided(_no_question(state), decision)
    telling = None if decision.plan is None else program.telling(decision.plan)
    if telling is not None:
        agreed = Commitment(item_id=telling.id, agreed=True, night=state.check_in.night)
        state = replace(state, check_in=replace(state.check_in, commitment=agreed))
        state = screen.marked(state, add=(TOLD,))
    return Answer(state, (line("course.agreed", state, fixed=True),))


def _declined(state: State, heard: Utterance, program: Program, schedule: ScheduleRules) -> Answer:
    """The gentler way instead of a window; a step left out; time in bed left alone."""
    plan = course.decision_of(state, heard.at, program, schedule).plan
    state = _no_question(state)
    if plan is not None and plan.action is not Action.START:
        state = screen.marked(state, add=(course.NO_STEP, TOLD))
        key = "course.step_left"
    elif plan is not None and plan.measure is Measure.WINDOW:
        state, key = course.wishing(state, course.NO_WINDOW), "course.gentler"
    else:
        state, key = course.wishing(state, course.NO_CHANGE), "course.left_alone"
    return Answer(state, (line(key, state, fixed=True),))


def _decided(state: State, decision: Decision) -> State:
    return screen.marked(course.taking(state, decision), add=(course.DECIDED,))


def _no_question(state: State) -> State:
    return replace(state, check_in=replace(state.check_in, question=None, attempts=0))


def _presses(state: State) -> bool:
    """Whether something was told that no review has to be waited for."""
    plan, wish = state.course.plan, course.wish_of(state)
    if state.person.stage == "S0" or state.check_in.status is Status.CRISIS:
        return False
    if course.SLEEPY in state.check_in.answered:
        return True
    if plan is None or plan.measure not in SETS_TIME_IN_BED:
        return False
    unwanted = wish.no_change or (wish.no_window and plan.measure is Measure.WINDOW)
    return unwanted or plan.measure not in PERMITTED[lane_of(state.screenings)]


def _told_before(state: State, schedule: ScheduleRules) -> tuple[State, tuple[Move, ...]]:
    """What is told once about a plan, before the day's decision: set aside, or the clocks."""
    plan = state.course.plan
    if plan is None:
        return state, ()
    if _set_aside_in_talk(plan) and not _told_since(state, _SET_ASIDE_TOLD, plan):
        state = screen.marked(state, add=(_SET_ASIDE_TOLD, TOLD))
        held = state.course.is_in(Standing.SAFETY_HOLD)
        name = "course.set_aside" if held else "course.set_aside_ill"
        return state, (line(name, state, fixed=True),)
    days = range(schedule.freeze.days)
    changed = any(clocks_change(state.check_in.night - back * DAY, state.tz) for back in days)
    if changed and plan.measure in SETS_TIME_IN_BED and not _told_lately(state, _CLOCKS_TOLD):
        state = screen.marked(state, add=(_CLOCKS_TOLD,))
        return state, (line("course.clocks", state, fixed=True),)
    return state, ()


def _set_aside_in_talk(plan: Plan) -> bool:
    """Whether it was a crisis or an emergency of the body that ended the schedule."""
    return plan.action is Action.SUSPEND and RuleId.SUSPEND_SLEEPINESS not in plan.rules


def _told_since(state: State, mark: str, plan: Plan) -> bool:
    check_ins = (state.check_in, *state.past)
    return any(mark in each.answered for each in check_ins if each.night >= plan.from_night)


def _told_lately(state: State, mark: str) -> bool:
    since = state.check_in.night - TOLD_ONCE_FOR
    check_ins = (state.check_in, *state.past)
    return any(mark in each.answered for each in check_ins if each.night > since)
