"""What the planner and the schedule look at, out of the state of a talk.

Plain functions of the state, called by `decide` at every turn and by `coach plan`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from agendas.adherence import SPAN_DAYS, Share, is_adherent
from agendas.day import Compliance, Day
from agendas.in_order import stage_in_order
from agendas.morning import Morning, lane_of
from agendas.nights import DAY, counted, plan_on
from agendas.program import Program
from agendas.progress import track
from agendas.schedule import ScheduleRules
from coach.dialogue import course, screen
from coach.dialogue.own_figures import missing_own
from coach.dialogue.remembering import OFF, averse_to
from coach.dialogue.state import State
from memory.checkin import CheckIn
from memory.course import ReviewKind, Standing
from memory.fact import Fact
from memory.person import Topic
from safety.lanes import Answer, safer


def program_for(state: State, current: Program, earlier: Mapping[str, Program]) -> Program:
    """The programme that applies to a check-in: a changed one from the next review (DECISIONS 11).

    Until then the one under which the last decision was made, if it is among the `earlier` ones,
    by their labels.
    """
    kept = state.course
    last = kept.plan or (kept.passages[-1] if kept.passages else None)
    pinned = None if last is None else earlier.get(last.program_version)
    if pinned is None or _review(state, pinned) is not None:
        return current
    return pinned


def day_of(state: State, program: Program) -> Day:
    """What the planner looks at, with all that follows from the course."""
    if program.schedule is None:
        return _without_schedule(state, program)
    now = track(state.course.passages)
    morning, rules = _morning(state, program), program.schedule
    return Day(
        person=state.person,
        night=state.check_in.night,
        entry=state.nights.get(state.check_in.night),
        settled=state.is_settled(state.check_in.night) and not missing_own(state, program),
        figures=state.figures(),
        past=state.past,
        last=state.last,
        after_crisis=state.after_crisis,
        answered=state.check_in.answered,
        stages=frozenset(str(each) for each in now.entered if now.within(each)),
        shown=str(now.shown) if now.entered or now.sides else state.person.stage,
        sides=frozenset(now.sides),
        lane=state.lane if morning is None else safer(lane_of(morning), state.lane),
        conditions=_conditions(state),
        plan=state.course.plan,
        review=_review(state, program),
        screens=_screens(state),
        facts=_facts(state),
        averse=averse_to(state, program),
        compliance=Compliance()
        if morning is None or rules is None
        else _compliance(morning, rules),
    )


def _without_schedule(state: State, program: Program) -> Day:
    """The day of a programme that keeps no diary: its own questions are what has to be settled."""
    day = Day(
        person=state.person,
        night=state.check_in.night,
        entry=None,
        settled=state.person.stage != Standing.S0 and not missing_own(state, program),
        figures=state.figures(),
        past=state.past,
        last=state.last,
        after_crisis=state.after_crisis,
        answered=state.check_in.answered,
        lane=state.lane,
        conditions=_conditions(state),
        facts=_facts(state),
        averse=averse_to(state, program),
    )
    stage = stage_in_order(day, program)
    return replace(day, stages=frozenset({stage}), shown=stage)


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


def _morning(state: State, program: Program) -> Morning | None:
    """The morning of the check-in; None before it was opened or the basics are told."""
    at = state.check_in.opened_at
    if program.schedule is None or at is None or state.person.stage == Standing.S0:
        return None
    return course.morning_of(state, at, program)


def _review(state: State, program: Program) -> ReviewKind | None:
    """The review that is due, or that was taken in this very check-in."""
    taken = (each for each in state.course.reviews if each.night == state.check_in.night)
    return course.review_due(state, program) or next((each.kind for each in taken), None)


def _conditions(state: State) -> Mapping[str, Answer] | None:
    """The answers of the last whole screen; None without one, or where they are not kept."""
    whole = screen.last_complete(state.screenings)
    return whole.answers if whole is not None and whole.kept else None


def _facts(state: State) -> tuple[Fact, ...]:
    """What may be brought up: all that passed the gate, where anything is to be remembered."""
    if OFF in state.check_in.answered or state.person.agreed_to(Topic.MEMORY) is False:
        return ()
    return tuple(each for each in state.facts if each.id not in state.unspoken)


def _screens(state: State) -> tuple[str, ...]:
    if screen.offer_due(state):
        return (screen.OFFER,)
    return (screen.NEWS,) if screen.news_due(state) else ()


def _compliance(morning: Morning, rules: ScheduleRules) -> Compliance:
    night, plans, since = morning.night, morning.course.plans, morning.basics_told_on
    days = 0 if since is None else min((night - since).days + 1, SPAN_DAYS)
    last = [each for each in morning.nights if night - SPAN_DAYS * DAY < each.night <= night]
    entries = counted(last, morning.course.spells).values()
    against = [(each, plan_on(plans, each.night)) for each in entries]
    planned = [(each, plan) for each, plan in against if plan is not None]
    kept = sum(is_adherent(each, plan, rules.adherence) for each, plan in planned)
    return Compliance(Share(len(entries), days), Share(kept, len(planned)))
