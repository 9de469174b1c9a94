"""All that one morning's decision about the schedule looks at, and what follows from it.

Built by the engine and by `coach plan`, read by `agendas.review`. Values only; nothing is decided
here but the lane that applies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from uuid import UUID

from agendas.adherence import SPAN_DAYS, Adherence, adherence
from agendas.nights import (
    DAY,
    Nights,
    counted,
    effort_figures,
    frozen_by,
    in_bed_figures,
    last_nights,
)
from agendas.outcome import Outcome, outcome_of
from agendas.progress import Done, Track, track
from agendas.schedule import RuleId, ScheduleRules
from agendas.titration import Week, changed_on, days_since, started
from agendas.window import Baseline, baseline_of
from memory.course import Action, Course, Measure, Plan, Review, ReviewKind, Standing
from memory.diary import DiaryEntry
from memory.week import WeekFigures
from safety.lanes import Lane, safer

FOUND_LANE_C = frozenset({RuleId.LANE_SHORT_SLEEP, RuleId.LANE_SLEEPY})
"""What a baseline can show that bars every cut until the next whole screen."""
SETS_TIME_IN_BED = frozenset({Measure.WINDOW, Measure.COMPRESSION})


@dataclass(frozen=True)
class Morning:
    """All that the decision of one morning looks at.

    `night` is the one that ended this morning; `nights` every entry of the last weeks, whether it
    counts or not. `basics_told_on` is None until S0 is over. `lane` is the latest screening's and
    `screened_at` when the latest whole screen was completed, None without one: then it is lane C.
    `sleepy` is true where the person told today of nodding off or of being sleepy where it is
    dangerous. `declined_window` where they want none, `declined_change` where they want their time
    in bed left alone, `declined_step` where they want just this week's step left out.
    """

    person_id: UUID
    now: datetime
    night: date
    tz: str
    rise_time: time
    basics_told_on: date | None
    lane: Lane
    screened_at: datetime | None
    nights: tuple[DiaryEntry, ...] = ()
    course: Course = field(default_factory=Course)
    work_days: frozenset[int] | None = None
    sleepy: bool = False
    declined_window: bool = False
    declined_change: bool = False
    declined_step: bool = False
    done: Done = field(default_factory=Done)
    program_version: str = ""
    policy_version: str = ""


class Look:
    """A morning with all that follows from it, each reckoned once."""

    def __init__(self, morning: Morning, rules: ScheduleRules) -> None:
        self.morning = morning
        self.rules = rules
        self.lane = lane_of(morning)
        self.now: Track = track(morning.course.passages)
        self.plan: Plan | None = morning.course.plan

    @cached_property
    def nights(self) -> Nights:
        """The nights that count."""
        return counted(self.morning.nights, self.morning.course.spells)

    @cached_property
    def entries(self) -> tuple[DiaryEntry, ...]:
        """Those of the last seven days."""
        return last_nights(self.nights, self.morning.night, SPAN_DAYS)

    @cached_property
    def in_bed(self) -> WeekFigures:
        """The last seven days over the time in bed."""
        return in_bed_figures(self.entries)

    @cached_property
    def effort(self) -> WeekFigures:
        """The last seven days over the sleep effort."""
        return effort_figures(self.entries)

    @cached_property
    def kept(self) -> Adherence:
        """How the last seven days kept to the plan."""
        plans, night = self.morning.course.plans, self.morning.night
        return adherence(self.nights, plans, night, self.rules.adherence)

    @property
    def sleeps_too_little(self) -> bool:
        """Whether the last nights' mean sleep is too short for any cut, where enough are known."""
        start = self.rules.start
        week = in_bed_figures(last_nights(self.nights, self.morning.night, start.of_last_nights))
        enough = len(week.nights) >= start.thin_valid_nights
        return enough and Baseline(week).sleeps_less_than(start.shortest_mean_sleep_min)

    @cached_property
    def answers(self) -> Review | None:
        """The review taken this morning."""
        reviews: Sequence[Review] = self.morning.course.reviews
        return next((r for r in reversed(reviews) if r.night == self.morning.night), None)

    @property
    def reviewed(self) -> bool:
        """Whether the week's review was taken this morning."""
        return self.answers is not None and self.answers.kind is ReviewKind.WEEKLY

    @property
    def sleepy(self) -> bool:
        """Whether they told today of being sleepy where it is dangerous."""
        asked = self.answers is not None and self.answers.sleepy_unsafe is True
        return asked or self.morning.sleepy

    @cached_property
    def frozen(self) -> tuple[RuleId, ...]:
        """Why nothing may change: of the night that was, or the one a change would begin with."""
        m = self.morning
        zones = {m.tz, *(entry.tz for entry in m.nights if entry.night == m.night)}
        found = {
            rule
            for night in (m.night, m.night + DAY)
            for rule in frozen_by(night, zones, m.nights, m.course.spells, self.rules.freeze)
        }
        return tuple(rule for rule in RuleId if rule in found)

    @cached_property
    def baseline(self) -> Baseline | RuleId:
        """The baseline as of now, or what it waits for.

        Nights under a time in bed of ours that ended say nothing of what the person does without
        one; where one stands, it is asked for only once they no longer keep it.
        """
        m, free = self.morning, _free_since(self.morning.course.plans)
        since = self.now.entered.get(Standing.S1) or m.basics_told_on
        days = 0 if since is None else (m.night - since).days
        own = {n: each for n, each in self.nights.items() if free is None or n >= free}
        return baseline_of(own, m.night, days, m.work_days, self.rules.start)

    @cached_property
    def outcome(self) -> Outcome:
        """What the schedule's weeks have come to, counted from where its measure began."""
        m, entered = self.morning, self.now.entered.get(Standing.S2)
        if entered is None:
            return Outcome()
        begun = [p.from_night - DAY for p in m.course.plans if p.action is Action.START]
        return outcome_of(
            m.course,
            max([entered, *begun]),
            m.night,
            self.nights,
            self.rules,
            boosters_since=self.now.entered[Standing.S7] if self.now.within(Standing.S7) else None,
        )

    @property
    def reopens(self) -> bool:
        """Whether the schedule is taken up again out of the boosters."""
        return self.outcome.reopen is not None

    def week(self, *, referred: bool) -> Week:
        """The last seven days as a weekly change needs them."""
        plans, night = self.morning.course.plans, self.morning.night
        begun = started(plans)
        return Week(
            in_bed=self.in_bed,
            effort=self.effort,
            valid_nights=len(self.entries),
            adherent=self.kept.adherent.kept >= self.rules.week.adherent_nights,
            since_start_days=days_since(None if begun is None else begun.from_night, night),
            since_change_days=days_since(changed_on(plans), night),
            frozen=self.frozen,
            sleepy=self.sleepy,
            content=self.answers is not None and self.answers.content is True,
            referred=referred,
        )

    def figures(self) -> dict[str, int]:
        """The whole numbers a decision of this morning is kept with."""
        percent = {
            "efficiency_percent": self.in_bed.sleep_efficiency_percent,
            "effort_efficiency_percent": self.effort.sleep_efficiency_percent,
        }
        return {
            "valid_nights": len(self.entries),
            "adherent_nights": self.kept.adherent.kept,
            "sum_sleep_min": self.in_bed.total_sleep_time_min,
            "sum_in_bed_min": self.in_bed.time_in_bed_min,
            "days_since_change": days_since(
                changed_on(self.morning.course.plans), self.morning.night
            ),
            **{name: value for name, value in percent.items() if value is not None},
        }


def lane_of(morning: Morning) -> Lane:
    """The lane that applies this morning."""
    return lane_in_force(morning.lane, morning.screened_at, morning.course)


def lane_in_force(lane: Lane, screened_at: datetime | None, course: Course) -> Lane:
    """The lane that applies: C without a whole screen, and after a decision that found lane C.

    What the nights showed (too short a sleep, sleepiness) stands until the next whole screen; so
    does lane B at most after sleepiness, whatever suspended it.
    """
    if screened_at is None:
        return Lane.C
    told = [each.at for each in course.passages if each.rule == RuleId.SUSPEND_SLEEPINESS]
    told += [review.at for review in course.reviews if review.sleepy_unsafe]
    if any(at >= screened_at for at in told):
        lane = safer(lane, Lane.B)
    found = any(
        plan.decided_at >= screened_at and not FOUND_LANE_C.isdisjoint(plan.rules)
        for plan in course.plans
    )
    return Lane.C if found else lane


def _free_since(plans: Sequence[Plan]) -> date | None:
    """The first night since a time in bed of ours ended; None where none did, or one stands."""
    since = None
    for plan in reversed(plans):
        if plan.measure in SETS_TIME_IN_BED:
            return since
        since = plan.from_night
    return None


def suspended_plan(plans: Sequence[Plan]) -> Plan | None:
    """The plan that a suspension still standing has ended; None where none stands."""
    suspended = False
    for plan in reversed(plans):
        if plan.measure in SETS_TIME_IN_BED:
            return plan if suspended else None
        if plan.action is Action.START:
            return None
        suspended = suspended or plan.action is Action.SUSPEND
    return None
