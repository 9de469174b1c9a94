"""Where a person stands in the programme: stages on two tracks, side states, and what is due.

Pure functions of the course and the nights, called by `agendas.review` and the planner. The
schedule runs S1, S2, S5, S6, S7, the skills S3 and S4 beside it; shown is the furthest entered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from agendas.adherence import SPAN_DAYS
from agendas.nights import DAY
from agendas.outcome import Outcome
from agendas.schedule import RuleId, ScheduleRules, StageRules
from agendas.titration import started
from memory.course import Action, Course, Passage, ReviewKind, Standing

SIDES = (Standing.SAFETY_HOLD, Standing.REFERRED, Standing.PAUSED)
"""The side states, the one that matters most first."""
WEEKLY = frozenset(
    {Action.START, Action.EXTEND, Action.HOLD, Action.TIGHTEN, Action.WIDEN, Action.RESUME}
)
"""What a review may decide; a suspension, a moved rise time and an override come on any day."""
REOPENED = frozenset({RuleId.REOPEN_BAD_NIGHTS, RuleId.REOPEN_CREEP})
_CONSOLIDATED = frozenset({RuleId.ENTER_S5_ADHERENT, RuleId.ENTER_S5_EFFICIENCY})
_FINISHED = frozenset({RuleId.EXIT_S5, RuleId.EXIT_WEEK_8})
ENTERED_BY: Mapping[Standing, frozenset[RuleId]] = {
    Standing.S1: frozenset({RuleId.ENTER_S1}),
    Standing.S2: frozenset({RuleId.ENTER_S2}) | REOPENED,
    Standing.S3: frozenset({RuleId.ENTER_S3}),
    Standing.S4: frozenset({RuleId.ENTER_S4}),
    Standing.S5: _CONSOLIDATED,
    Standing.S6: _FINISHED,
    Standing.S7: frozenset({RuleId.ENTER_S7}),
    Standing.PAUSED: frozenset({RuleId.PAUSE_AWAY}),
    Standing.SAFETY_HOLD: frozenset({RuleId.SUSPEND_SLEEPINESS}),
    Standing.REFERRED: frozenset(
        {
            RuleId.NON_RESPONSE,
            RuleId.DETERIORATION,
            RuleId.LANE_SHORT_SLEEP,
            RuleId.LANE_SLEEPY,
        }
    ),
}
"""The rules by which each stage and side state is entered; a crisis holds by its own rule beside.

What is written of a stage in a programme's file is held to this and to `LEFT_BY`.
"""
LEFT_BY: Mapping[Standing, frozenset[RuleId]] = {
    Standing.S0: frozenset({RuleId.ENTER_S1}),
    Standing.S1: frozenset({RuleId.ENTER_S2}),
    Standing.S2: _CONSOLIDATED | _FINISHED,
    Standing.S3: frozenset({RuleId.EXIT_S3_PRACTISED, RuleId.EXIT_S3_DECLINED}),
    Standing.S4: frozenset({RuleId.EXIT_S4}),
    Standing.S5: _FINISHED,
    Standing.S6: frozenset({RuleId.ENTER_S7}),
    Standing.S7: frozenset({RuleId.EXIT_S7}) | REOPENED,
    Standing.PAUSED: frozenset({RuleId.PAUSE_OVER}),
    Standing.SAFETY_HOLD: frozenset({RuleId.RESUME_ALERT}),
    Standing.REFERRED: frozenset({RuleId.REFER_OVER}),
}


@dataclass(frozen=True)
class Done:
    """What the person did of the programme besides sleeping, as plain values.

    `practised_on` are the days a relaxation was practised. `seen` is S3's content told; the others
    are what ends a stage.
    """

    practised_on: frozenset[date] = frozenset()
    wind_down_seen: bool = False
    relaxation_declined: bool = False
    experiment_reported: bool = False
    relapse_plan_saved: bool = False
    ended: bool = False


class Move(NamedTuple):
    """A stage entered or left, and the rule that brought it."""

    standing: Standing
    entered: bool
    rule: RuleId


@dataclass(frozen=True)
class Track:
    """The present round of the programme, read from the passages.

    `entered` has the stages of this round and the night each was entered; `left` those left since;
    `sides` the open side states with the passage that opened them. A reopened schedule begins a
    new round.
    """

    entered: Mapping[Standing, date]
    left: frozenset[Standing]
    sides: Mapping[Standing, Passage]

    @property
    def stage(self) -> Standing:
        """The furthest stage entered, S0 before any."""
        return max(self.entered, default=Standing.S0)

    @property
    def shown(self) -> Standing:
        """The side state that matters most, else the stage."""
        return next((side for side in SIDES if side in self.sides), self.stage)

    def within(self, standing: Standing) -> bool:
        """Whether a stage was entered in this round and not left."""
        return standing in self.entered and standing not in self.left


def track(passages: Sequence[Passage]) -> Track:
    """The present round from all passages, oldest first."""
    entered: dict[Standing, date] = {}
    left: set[Standing] = set()
    sides: dict[Standing, Passage] = {}
    for passage in passages:
        if passage.standing in SIDES:
            _side(sides, passage)
        elif not passage.entered:
            left.add(passage.standing)
        else:
            if passage.rule in REOPENED:
                entered, left = {}, set()
            entered[passage.standing] = passage.night
            left.discard(passage.standing)
    return Track(entered, frozenset(left), sides)


def review_due(
    course: Course, night: date, rules: ScheduleRules, *, baseline_done: bool
) -> ReviewKind | None:
    """The review that is due this morning, None for none.

    The baseline's as soon as its nights are there; a week's on the seventh day from the last review
    or the decision that made one up, in the booster stage less often after the first ones. None
    while paused: a review waits for the return.
    """
    now = track(course.passages)
    if Standing.PAUSED in now.sides or not now.entered or Standing.S7 in now.left:
        return None
    asked = any(review.kind is ReviewKind.BASELINE for review in course.reviews)
    since = _last_review(course)
    begun = started(course.plans) is not None
    if begun and since is not None and night - since >= _review_days(course, now, rules) * DAY:
        return ReviewKind.WEEKLY
    return ReviewKind.BASELINE if not asked and (begun or baseline_done) else None


def decided_on(course: Course, night: date) -> bool:
    """Whether this night's review has its decision already."""
    return any(p.from_night == night + DAY and p.action in WEEKLY for p in course.plans)


def moves(
    now: Track,
    night: date,
    rules: StageRules,
    done: Done,
    outcome: Outcome,
    *,
    begins: bool,
) -> tuple[Move, ...]:
    """The stages entered and left this morning; `begins` where a first plan was just decided.

    Nothing moves while paused, and nothing but the first stage while held for safety.
    """
    if Standing.PAUSED in now.sides:
        return ()
    if not now.entered:
        return (entering(Standing.S1, RuleId.ENTER_S1),)
    if Standing.SAFETY_HOLD in now.sides:
        return ()
    found: list[Move] = []
    if begins and now.within(Standing.S1):
        found += _pass(Standing.S1, Standing.S2, RuleId.ENTER_S2)
    found += _skills(now, night, rules, done)
    found += _schedule(now, done, outcome)
    return tuple(found)


def _schedule(now: Track, done: Done, outcome: Outcome) -> list[Move]:
    if now.within(Standing.S2) or now.within(Standing.S5):
        here = Standing.S5 if now.within(Standing.S5) else Standing.S2
        if outcome.finish is not None:
            return _pass(here, Standing.S6, outcome.finish)
        if here is Standing.S2 and outcome.consolidate is not None:
            return _pass(here, Standing.S5, outcome.consolidate)
    if now.within(Standing.S6) and done.relapse_plan_saved:
        return _pass(Standing.S6, Standing.S7, RuleId.ENTER_S7)
    if now.within(Standing.S7):
        if done.ended:
            return [leaving(Standing.S7, RuleId.EXIT_S7)]
        if outcome.reopen is not None:
            return _pass(Standing.S7, Standing.S2, outcome.reopen)
    return []


def _skills(now: Track, night: date, rules: StageRules, done: Done) -> list[Move]:
    schedule, wind_down = now.entered.get(Standing.S2), now.entered.get(Standing.S3)
    if schedule is None:
        return []
    if wind_down is None:
        begin = night - schedule >= rules.skills_after_days * DAY
        return [entering(Standing.S3, RuleId.ENTER_S3)] if begin else []
    found: list[Move] = []
    if now.within(Standing.S3) and (why := _practised(night, rules, done)) is not None:
        found.append(leaving(Standing.S3, why))
    if Standing.S4 not in now.entered:
        ready = done.wind_down_seen and night - wind_down >= rules.thoughts_after_days * DAY
        return [*found, entering(Standing.S4, RuleId.ENTER_S4)] if ready else found
    if now.within(Standing.S4) and done.experiment_reported:
        found.append(leaving(Standing.S4, RuleId.EXIT_S4))
    return found


def _practised(night: date, rules: StageRules, done: Done) -> RuleId | None:
    if done.relaxation_declined:
        return RuleId.EXIT_S3_DECLINED
    days = sum(night - SPAN_DAYS * DAY < day <= night for day in done.practised_on)
    return RuleId.EXIT_S3_PRACTISED if days >= rules.practice_days_a_week else None


def _pass(before: Standing, after: Standing, why: RuleId) -> list[Move]:
    return [leaving(before, why), entering(after, why)]


def entering(standing: Standing, why: RuleId) -> Move:
    """A stage or side state that begins."""
    return Move(standing, entered=True, rule=why)


def leaving(standing: Standing, why: RuleId) -> Move:
    """A stage or side state that ends."""
    return Move(standing, entered=False, rule=why)


def _last_review(course: Course) -> date | None:
    taken = [review.night for review in course.reviews if review.kind is ReviewKind.WEEKLY]
    begins_anew = WEEKLY | {Action.OVERRIDE}
    made_up = [plan.from_night - DAY for plan in course.plans if plan.action in begins_anew]
    return max([*taken, *made_up], default=None)


def _review_days(course: Course, now: Track, rules: ScheduleRules) -> int:
    booster = now.entered.get(Standing.S7)
    if booster is None:
        return rules.week.review_days
    had = sum(r.kind is ReviewKind.WEEKLY and r.night >= booster for r in course.reviews)
    few = had < rules.stages.booster_weekly_reviews
    return rules.week.review_days if few else rules.stages.booster_review_days


def _side(sides: dict[Standing, Passage], passage: Passage) -> None:
    if passage.entered:
        sides[passage.standing] = passage
    else:
        sides.pop(passage.standing, None)
