"""How the programme turns out: weeks kept to the plan, steady weeks, no response, getting worse.

Pure functions of the nights, plans and reviews, called by `agendas.review`. Ratios are compared as
integers; an answer that was not given shows nothing better and nothing worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agendas.adherence import SPAN_DAYS, is_adherent
from agendas.nights import DAY, Nights, away_on, in_bed_figures, last_nights, plan_on
from agendas.schedule import RuleId, ScheduleRules
from agendas.window import baseline_kept
from memory.course import Action, Away, Course, Measure, Plan, Review, ReviewKind
from memory.diary import DiaryEntry
from memory.week import WeekFigures


@dataclass(frozen=True)
class Outcome:
    """What the schedule's weeks have come to, each the rule that says so, or None.

    `consolidate` ends S2, `finish` ends S2 or S5, `reopen` ends S7.
    """

    consolidate: RuleId | None = None
    finish: RuleId | None = None
    reopen: RuleId | None = None


@dataclass(frozen=True)
class Block:
    """Seven nights of a stage, counted from its beginning: kept to the plan, and their figures."""

    adherent: bool
    figures: WeekFigures


def outcome_of(
    course: Course,
    since: date,
    night: date,
    nights: Nights,
    rules: ScheduleRules,
    *,
    boosters_since: date | None = None,
) -> Outcome:
    """The outcome as of this night of a schedule that was decided on the night `since`.

    `boosters_since` is the night S7 was entered, None outside it.
    """
    weeks = blocks(since + DAY, night, nights, course.plans, rules)
    return Outcome(
        consolidate=_consolidates(weeks, rules),
        finish=_finishes(course, weeks, days_at_it(since, night, course.spells), rules),
        reopen=None
        if boosters_since is None
        else reopens(course, boosters_since, night, nights, rules),
    )


def days_at_it(since: date, night: date, spells: Sequence[Away]) -> int:
    """Days from `since` to this night, those away left out."""
    days = (since + (back + 1) * DAY for back in range((night - since).days))
    return sum(away_on(spells, day) is None for day in days)


def blocks(
    first: date, night: date, nights: Nights, plans: Sequence[Plan], rules: ScheduleRules
) -> tuple[Block, ...]:
    """The whole weeks from `first` up to and with `night`, oldest first."""
    whole = ((night - first).days + 1) // SPAN_DAYS
    ends = [first + ((week + 1) * SPAN_DAYS - 1) * DAY for week in range(whole)]
    return tuple(_block(last_nights(nights, end, SPAN_DAYS), plans, rules) for end in ends)


def no_response(course: Course, night: date, nights: Nights, rules: ScheduleRules) -> bool:
    """Whether four weeks kept to the plan have helped neither the ratio nor the satisfaction.

    An answer that was not given shows nothing better. Weeks in which the time in bed was given back
    say nothing of what shortening it did.
    """
    begun = next((p for p in reversed(course.plans) if p.action is Action.START), None)
    before = None if begun is None else baseline_kept(begun)
    if begun is None or before is None:
        return False
    weeks = blocks(begun.from_night, night, nights, course.plans, rules)
    kept = [
        week
        for back, week in enumerate(weeks, 1)
        if week.adherent and _at_it(course, begun, begun.from_night + (back * SPAN_DAYS - 1) * DAY)
    ]
    if len(kept) < rules.non_response.adherent_weeks:
        return False
    return not _gained(before, kept[-1].figures, rules.non_response.gain_points) and not _better(
        course.reviews
    )


def deteriorated(reviews: Sequence[Review], rules: ScheduleRules) -> bool:
    """Whether the day suffers clearly more than at the baseline, in the last reviews running."""
    base = _baseline_answers(reviews)
    recent = [r for r in reviews if r.kind is ReviewKind.WEEKLY][-rules.deterioration.reviews :]
    if base is None or base.day_impact_0_10 is None or len(recent) < rules.deterioration.reviews:
        return False
    worse_from = base.day_impact_0_10 + rules.deterioration.day_impact_points
    return all(r.day_impact_0_10 is not None and r.day_impact_0_10 >= worse_from for r in recent)


def reopens(
    course: Course, since: date, night: date, nights: Nights, rules: ScheduleRules
) -> RuleId | None:
    """Why the schedule is taken up again in the boosters; None where it need not be.

    `since` is the night they began with: what was slept before is no relapse.
    """
    if night - since < rules.reopen.weeks * SPAN_DAYS * DAY:
        return None
    weeks = [
        last_nights(nights, night - back * SPAN_DAYS * DAY, SPAN_DAYS)
        for back in range(rules.reopen.weeks)
    ]
    limit = rules.reopen.bad_night_below_percent
    if all(sum(_bad(e, limit) for e in week) >= rules.reopen.bad_nights_a_week for week in weeks):
        return RuleId.REOPEN_BAD_NIGHTS
    plan = plan_on(course.plans, night)
    lying = in_bed_figures(weeks[0])
    if plan is None or plan.time_in_bed_min is None or len(lying.nights) < rules.week.valid_nights:
        return None
    surplus = lying.time_in_bed_min - plan.time_in_bed_min * len(lying.nights)
    return RuleId.REOPEN_CREEP if surplus >= rules.reopen.creep_min * len(lying.nights) else None


def _block(entries: Sequence[DiaryEntry], plans: Sequence[Plan], rules: ScheduleRules) -> Block:
    kept = sum(is_adherent(e, plan_on(plans, e.night), rules.adherence) for e in entries)
    return Block(kept >= rules.week.adherent_nights, in_bed_figures(entries))


def _consolidates(weeks: Sequence[Block], rules: ScheduleRules) -> RuleId | None:
    last = weeks[-rules.stages.adherent_weeks :]
    if len(last) == rules.stages.adherent_weeks and all(week.adherent for week in last):
        return RuleId.ENTER_S5_ADHERENT
    steady = sum(_steady(week, rules) for week in weeks)
    return RuleId.ENTER_S5_EFFICIENCY if steady >= rules.stages.efficiency_weeks else None


def _finishes(
    course: Course, weeks: Sequence[Block], days: int, rules: ScheduleRules
) -> RuleId | None:
    last = weeks[-rules.stages.steady_weeks :]
    steady = len(last) == rules.stages.steady_weeks and all(_steady(week, rules) for week in last)
    if steady and course.reviews and course.reviews[-1].content is True:
        return RuleId.EXIT_S5
    return RuleId.EXIT_WEEK_8 if days >= rules.stages.schedule_days else None


def _steady(week: Block, rules: ScheduleRules) -> bool:
    enough = len(week.figures.nights) >= rules.week.valid_nights
    return enough and week.figures.reaches(rules.titration.extend_percent)


def _at_it(course: Course, begun: Plan, night: date) -> bool:
    """Whether the plan of a night set a time in bed, where the first one did."""
    stood = plan_on(course.plans, night)
    gives_back = stood is not None and stood.measure is Measure.REGULARITY
    return begun.measure is Measure.REGULARITY or not gives_back


def _gained(before: WeekFigures, after: WeekFigures, points: int) -> bool:
    """Whether the ratio of the sums rose by at least so many points of a hundred, exactly."""
    rise = (
        after.total_sleep_time_min * before.time_in_bed_min
        - before.total_sleep_time_min * after.time_in_bed_min
    )
    return 100 * rise >= points * before.time_in_bed_min * after.time_in_bed_min


def _better(reviews: Sequence[Review]) -> bool:
    base = _baseline_answers(reviews)
    told = [r.satisfaction_0_10 for r in reviews if r.kind is ReviewKind.WEEKLY]
    if base is None or base.satisfaction_0_10 is None or not told or told[-1] is None:
        return False
    return told[-1] > base.satisfaction_0_10


def _baseline_answers(reviews: Sequence[Review]) -> Review | None:
    return next((review for review in reviews if review.kind is ReviewKind.BASELINE), None)


def _bad(entry: DiaryEntry, percent: int) -> bool:
    return not in_bed_figures([entry]).reaches(percent)
