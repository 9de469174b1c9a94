"""Nights, plans and mornings for the tests of the schedule: a person in London, up at seven."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from agendas.morning import Morning
from agendas.program import load_program
from agendas.review import Decision, decide, due
from agendas.schedule import ScheduleRules
from memory.course import (
    Action,
    Away,
    Course,
    Measure,
    Passage,
    Plan,
    Review,
    ReviewKind,
    Standing,
)
from memory.diary import DiaryEntry
from safety.lanes import Lane

SOMEBODY = UUID(int=1)
FIRST = date(2026, 1, 5)
"""A Monday; the clocks of London do not change until the end of March."""
DAY = timedelta(days=1)
RISE = time(7)
WORKWEEK = frozenset({1, 2, 3, 4, 5})


def rules() -> ScheduleRules:
    """The sleep programme's own."""
    schedule = load_program().schedule
    assert schedule is not None
    return schedule


def sleep(
    night: date,
    in_bed_min: int = 480,
    asleep_min: int = 400,
    *,
    up: time = RISE,
    tz: str = "Europe/London",
    part: int = 1,
    **changes: Any,
) -> DiaryEntry:
    """A confirmed night up at `up`, awake in one stretch after falling asleep at once."""
    rose = datetime.combine(night, up, ZoneInfo(tz)).astimezone(UTC)
    bed = rose - timedelta(minutes=in_bed_min)
    whole = DiaryEntry(
        person_id=SOMEBODY,
        night=night,
        tz=tz,
        part=part,
        got_into_bed_at=bed,
        tried_to_sleep_at=bed,
        sleep_onset_latency_min=0,
        awakenings=1,
        wake_after_sleep_onset_min=in_bed_min - asleep_min,
        final_awakening_at=rose,
        out_of_bed_at=rose,
        confirmed_at=rose + timedelta(minutes=20),
    )
    return replace(whole, **changes)


def nights(
    count: int, first: date = FIRST, in_bed_min: int = 480, asleep_min: int = 400, **more: Any
) -> tuple[DiaryEntry, ...]:
    """So many like nights running."""
    return tuple(sleep(first + back * DAY, in_bed_min, asleep_min, **more) for back in range(count))


def morning_of(night: date, hour: int = 8) -> datetime:
    return datetime(night.year, night.month, night.day, hour, tzinfo=UTC)


def plan(
    from_night: date = FIRST,
    minutes: int | None = 420,
    *,
    measure: Measure = Measure.WINDOW,
    action: Action = Action.START,
    baseline_min: int | None = 510,
    rise: time = RISE,
    **changes: Any,
) -> Plan:
    """A plan as `decide` makes them."""
    made = Plan(
        person_id=SOMEBODY,
        decided_at=morning_of(from_night - DAY),
        from_night=from_night,
        measure=measure,
        action=action,
        lane=Lane.A,
        rise_time=rise,
        time_in_bed_min=minutes,
        baseline_time_in_bed_min=baseline_min,
        rules=(),
    )
    return replace(made, **changes)


def passed(standing: Standing, night: date, rule: str = "", *, entered: bool = True) -> Passage:
    return Passage(SOMEBODY, morning_of(night), night, standing, entered, rule)


def review(night: date, kind: ReviewKind = ReviewKind.WEEKLY, **answers: Any) -> Review:
    return Review(SOMEBODY, morning_of(night, 7), night, kind, **answers)


def away(starts_on: date, ends_on: date | None, reason: str = "ill") -> Away:
    return Away(SOMEBODY, morning_of(starts_on), starts_on, ends_on, reason)


def morning(night: date, entries: tuple[DiaryEntry, ...] = (), **changes: Any) -> Morning:
    """A morning of somebody in lane A whose basics were told on `FIRST`."""
    whole = Morning(
        person_id=SOMEBODY,
        now=morning_of(night),
        night=night,
        tz="Europe/London",
        rise_time=RISE,
        basics_told_on=FIRST - DAY,
        lane=Lane.A,
        screened_at=morning_of(FIRST - DAY),
        nights=entries,
        work_days=WORKWEEK,
    )
    return replace(whole, **changes)


def live(
    days: int,
    sleeper: Callable[[date, Plan | None], DiaryEntry | None],
    answer: Callable[[date, ReviewKind], Review | None] = review,
    told: Callable[[Morning], Morning] = lambda each: each,
    first: date = FIRST,
) -> tuple[Morning, list[Decision]]:
    """So many mornings in a row, each decision kept; the last morning and all decisions.

    `sleeper` gives the night under the plan that stands for it, `answer` a review that is due,
    `told` what the person says besides.
    """
    at = morning(first, basics_told_on=first - DAY, screened_at=morning_of(first - DAY))
    made: list[Decision] = []
    for back in range(days):
        night = first + back * DAY
        entry = sleeper(night, at.course.plan)
        entries = at.nights if entry is None else (*at.nights, entry)
        at = told(replace(at, night=night, now=morning_of(night), nights=entries))
        kind = due(at, rules())
        taken = None if kind is None else answer(night, kind)
        if taken is not None:
            reviews = (*at.course.reviews, taken)
            at = replace(at, course=replace(at.course, reviews=reviews))
        decision = decide(at, rules())
        made.append(decision)
        at = replace(at, course=kept(at.course, decision))
    return at, made


def kept(course: Course, decision: Decision) -> Course:
    """The course with a decision's rows added."""
    plans = course.plans if decision.plan is None else (*course.plans, decision.plan)
    return replace(course, plans=plans, passages=(*course.passages, *decision.passages))


LAST = FIRST + 6 * DAY
S2 = (passed(Standing.S1, FIRST), passed(Standing.S2, LAST))
START = plan(LAST + DAY, 420)
REVIEW_DAY = LAST + 7 * DAY
REGULAR = plan(LAST + DAY, None, measure=Measure.REGULARITY, rules=("lane.no_screen",))


def standings(decision: Decision) -> list[tuple[Standing, bool]]:
    return [(passage.standing, passage.entered) for passage in decision.passages]


def in_window(asleep: int = 380, night: date = REVIEW_DAY, **changes: object) -> Morning:
    """A week into a window of seven hours, on the day of its review."""
    first = changes.pop("plan", START)
    assert isinstance(first, Plan)
    course = Course(plans=(first,), passages=S2)
    in_bed = first.time_in_bed_min or 510
    whole = (*nights(7, FIRST, 510, 360), *nights(7, LAST + DAY, in_bed, min(asleep, in_bed - 5)))
    return replace(morning(night, whole, course=course), **changes)  # type: ignore[arg-type]


def with_course(at: Morning, **changes: object) -> Morning:
    return replace(at, course=replace(at.course, **changes))  # type: ignore[arg-type]


def answered(at: Morning, **answers: Any) -> Morning:
    return with_course(at, reviews=(*at.course.reviews, review(at.night, **answers)))


def worse(at: Morning, *impacts: int) -> Morning:
    asked = (
        review(LAST, ReviewKind.BASELINE, day_impact_0_10=4),
        *(review(LAST + back * DAY, day_impact_0_10=n) for back, n in enumerate(impacts, 1)),
    )
    return with_course(at, reviews=asked)
