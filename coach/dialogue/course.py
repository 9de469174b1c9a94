"""The programme's course as a talk moves it: the morning's decision taken once, and what it tells.

Called by `decide`, pure like it. Whatever takes time in bed away waits for the person's yes; what
gives it back does not. The numbers and the stages are `agendas.review`'s alone.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agendas import review
from agendas.done import done_of
from agendas.morning import Morning
from agendas.nights import away_on
from agendas.program import Program
from agendas.progress import track
from agendas.review import Decision
from agendas.schedule import RuleId, ScheduleRules
from coach.dialogue import screen
from coach.dialogue.basics import DEFAULT_RISE
from coach.dialogue.state import State
from memory.course import Passage, ReviewKind, Standing
from memory.person import night_of
from memory.screening import lane_of

DECIDED = "course.decided"
"""Among a check-in's answered once the morning's decision is taken in it."""
SLEEPY = "course.sleepy"
"""Once they told of being sleepy where it is dangerous."""
NO_WINDOW = "course.no_window"
NO_CHANGE = "course.no_change"
WILLING = "course.willing"
NO_STEP = "course.no_step"
PUT_OFF = "course.put_off"
"""Once no answer could be had to what needs a yes."""
_WISHES = frozenset({NO_WINDOW, NO_CHANGE, WILLING})


class Wish(NamedTuple):
    """What the person last said of less time in bed: none by a window, or none at all."""

    no_window: bool = False
    no_change: bool = False


def morning_of(state: State, now: datetime, program: Program) -> Morning:
    """All that this morning's decision looks at; `now` is aware.

    A wish about the time in bed stands, from whichever check-in, until another is told.
    """
    person, course = state.person, state.course
    entered = track(course.passages).entered.get(Standing.S1)
    begun = entered or person.stage_entered_on or state.check_in.night
    whole = screen.last_complete(state.screenings)
    wish = wish_of(state)
    return Morning(
        person_id=person.id,
        now=now,
        night=state.check_in.night,
        tz=state.tz,
        rise_time=person.rise_time or DEFAULT_RISE,
        basics_told_on=None if person.stage == "S0" else begun,
        lane=lane_of(state.screenings),
        screened_at=whole.completed_at if whole is not None else None,
        nights=tuple(state.nights[night] for night in sorted(state.nights)),
        course=course,
        work_days=person.work_days,
        sleepy=SLEEPY in state.check_in.answered,
        declined_window=wish.no_window,
        declined_change=wish.no_change,
        declined_step=NO_STEP in state.check_in.answered,
        done=done_of((state.check_in, *state.past), program),
        program_version=program.label,
        policy_version=state.check_in.policy_version,
    )


def wish_of(state: State) -> Wish:
    """The latest wish about the time in bed, from this check-in or an earlier one."""
    for each in (state.check_in, *state.past):
        told = each.answered & _WISHES
        if told:
            return Wish(no_window=NO_WINDOW in told, no_change=NO_CHANGE in told)
    return Wish()


def wishing(state: State, wish: str) -> State:
    """The state with another wish about the time in bed."""
    return screen.marked(state, add=(wish,), remove=tuple(_WISHES - {wish}))


def is_decided(state: State) -> bool:
    """Whether the morning's decision is taken."""
    return DECIDED in state.check_in.answered


def review_due(state: State, program: Program) -> ReviewKind | None:
    """The review that is to be taken in this check-in; None for none, and once it is decided."""
    if program.schedule is None or is_decided(state) or state.person.stage == "S0":
        return None
    at, night = state.check_in.opened_at, state.check_in.night
    if any(taken.night == night for taken in state.course.reviews):
        return None
    if away_on(state.course.spells, night) is not None:
        # The passage of a spell told this morning is only to come.
        return None
    return None if at is None else review.due(morning_of(state, at, program), program.schedule)


def decision_of(state: State, now: datetime, program: Program, schedule: ScheduleRules) -> Decision:
    """What this morning comes to; the same state gives the same decision."""
    return review.decide(morning_of(state, now, program), schedule)


def taking(state: State, decision: Decision) -> State:
    """The state with a decision's plan and passages added, and the stage they lead to."""
    plans = () if decision.plan is None else (decision.plan,)
    return staged(state.adding(*decision.passages, *plans))


def without_refused(state: State, now: datetime, program: Program) -> State:
    """The state with nothing begun by this morning's plan, where the person would not have it."""
    if program.schedule is None:
        return state
    left = review.refused(morning_of(state, now, program), program.schedule)
    return state if left is None else state.adding(left)


def staged(state: State) -> State:
    """The state with the person's stage as the passages have it."""
    now = track(state.course.passages)
    if not now.entered:
        return state
    stage, entered_on = now.stage, now.entered[now.stage]
    person = replace(state.person, stage=str(stage), stage_entered_on=entered_on)
    return replace(state, person=person)


def entered(state: State, at: datetime, program: Program) -> State:
    """Into S1 as soon as the basics are known; the night is then counted on their own clock.

    Who was past S0 before there were passages gets the one that was missing. A programme without a
    schedule has its own first stage, and no passages.
    """
    if program.schedule is None and state.person.stage != "S0":
        return state
    if track(state.course.passages).entered:
        return state
    check_in, since = state.check_in, state.person.stage_entered_on
    if state.person.stage == "S0":
        since = at.astimezone(ZoneInfo(state.tz)).date()
        night = night_of(at, ZoneInfo(state.tz), state.person.day_starts_at)
        check_in = replace(check_in, night=night)
    if program.schedule is None:
        first = program.stages[0].id
        person = replace(state.person, stage=first, stage_entered_on=since)
        return replace(state, check_in=check_in, person=person)
    passage = Passage(
        person_id=state.person.id,
        at=at,
        night=since or check_in.night,
        standing=Standing.S1,
        entered=True,
        rule=str(RuleId.ENTER_S1),
        program_version=check_in.program_version,
    )
    return staged(replace(state, check_in=check_in).adding(passage))
