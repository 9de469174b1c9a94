"""What the planner and the schedule look at, out of the state of a talk.

Plain functions of the state, called by `decide` at every turn and by `coach plan`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from agendas.adherence import SPAN_DAYS, Share, is_adherent
from agendas.day import Compliance, Day
from agendas.morning import Look, Morning
from agendas.nights import DAY, plan_on
from agendas.program import Program
from agendas.progress import track
from agendas.review import due
from coach.dialogue import course, screen
from coach.dialogue.state import State
from memory.checkin import CheckIn
from memory.course import ReviewKind
from safety.lanes import Answer


def morning_of(state: State, program: Program) -> Morning | None:
    """The morning of the check-in as the schedule's decision looks at it.

    None before the check-in was opened, and before the person has a rise time.
    """
    at = state.check_in.opened_at
    if at is None or state.person.rise_time is None:
        return None
    return course.morning_of(state, at, program)


def day_of(state: State, program: Program) -> Day:
    """What the planner looks at, with all that follows from the course."""
    now = track(state.course.passages)
    look = _look(state, program)
    return Day(
        person=state.person,
        night=state.check_in.night,
        entry=state.nights.get(state.check_in.night),
        settled=state.is_settled(state.check_in.night),
        figures=state.figures(),
        past=state.past,
        last=state.last,
        after_crisis=state.after_crisis,
        answered=state.check_in.answered,
        stages=frozenset(str(each) for each in now.entered if now.within(each)),
        shown=str(now.shown) if now.entered or now.sides else state.person.stage,
        sides=frozenset(now.sides),
        lane=state.lane if look is None else look.lane,
        conditions=_conditions(state),
        plan=state.course.plan,
        review=None if look is None else _review(look),
        screens=_screens(state),
        compliance=Compliance() if look is None else _compliance(look),
    )


def tomorrow_of(state: State, now: datetime) -> State:
    """The state of the next morning, as far as it is known when a talk is over; `now` is aware."""
    done = state.check_in
    following = CheckIn(
        id=done.id,
        person_id=done.person_id,
        night=done.night + DAY,
        opened_at=now + DAY,
        policy_version=done.policy_version,
    )
    last = done.commitment or state.last
    return replace(state, check_in=following, past=(done, *state.past), last=last)


def _look(state: State, program: Program) -> Look | None:
    morning = morning_of(state, program)
    if program.schedule is None or morning is None or morning.basics_told_on is None:
        return None
    return Look(morning, program.schedule)


def _review(look: Look) -> ReviewKind | None:
    """The review that is due, or that was taken in this very check-in."""
    return due(look.morning, look.rules) or (look.answers.kind if look.answers else None)


def _conditions(state: State) -> Mapping[str, Answer] | None:
    """The answers of the last whole screen; None without one, or where they are not kept."""
    whole = screen.last_complete(state.screenings)
    return whole.answers if whole is not None and whole.kept else None


def _screens(state: State) -> tuple[str, ...]:
    if screen.offer_due(state):
        return (screen.OFFER,)
    return (screen.NEWS,) if screen.news_due(state) else ()


def _compliance(look: Look) -> Compliance:
    night, plans = look.morning.night, look.morning.course.plans
    since = look.morning.basics_told_on
    days = 0 if since is None else min((night - since).days, SPAN_DAYS)
    against = [(each, plan_on(plans, each.night)) for each in look.entries]
    planned = [(each, plan) for each, plan in against if plan is not None]
    kept = sum(is_adherent(each, plan, look.rules.adherence) for each, plan in planned)
    return Compliance(Share(len(look.entries), days), Share(kept, len(planned)))
