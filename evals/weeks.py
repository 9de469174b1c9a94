"""What somebody's weeks came to: one row a week, out of what the product kept.

Called by `evals.simulate`. Every rule id that fired in a week is in its row.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from agendas.adherence import adherence
from agendas.morning import lane_in_force
from agendas.nights import DAY, counted, in_bed_figures, last_nights
from agendas.progress import SIDES, track
from agendas.schedule import ScheduleRules
from evals.simulator import Lived
from memory.course import Course, Plan, Standing, lane_now
from memory.screening import Occasion, Screening

DAYS = 7
NONE = "-"
HEADINGS = ("week", "stage", "beside", "lane", "time in bed", "valid", "SE", "kept", "decision")
_WIDTHS = (4, 8, 20, 4, 17, 5, 4, 4, 8)


@dataclass(frozen=True)
class Row:
    """One week as it ended. `stages` are those entered and not left, `sides` the side states.

    `valid_nights` and `kept_nights` are of seven; `efficiency_percent` is cut to a whole per cent.
    `decisions` are the actions of the week's plans, `rules` the ids of all that fired in it.
    """

    week: int
    stages: tuple[str, ...]
    sides: tuple[str, ...]
    lane: str
    time_in_bed: str
    valid_nights: int
    efficiency_percent: int | None
    kept_nights: int
    decisions: tuple[str, ...]
    rules: tuple[str, ...]

    def line(self) -> str:
        """The row as one line of text; the rules come last, however many."""
        percent = NONE if self.efficiency_percent is None else f"{self.efficiency_percent}%"
        cells = (
            str(self.week),
            "+".join(self.stages) or NONE,
            "+".join(self.sides) or NONE,
            self.lane,
            self.time_in_bed,
            str(self.valid_nights),
            percent,
            str(self.kept_nights),
            "+".join(self.decisions) or NONE,
        )
        return f"{_line(cells)}  {' '.join(self.rules) or NONE}"

    def as_json(self) -> dict[str, object]:
        """The row for programs."""
        return asdict(self)


def heading() -> str:
    """The line above the rows."""
    return f"{_line(HEADINGS)}  rules"


def rows(lived: Lived, rules: ScheduleRules) -> tuple[Row, ...]:
    """A row for every week that was lived."""
    weeks = len(lived.nights) // DAYS
    return tuple(_row(lived, week, rules) for week in range(1, weeks + 1))


def lane_on(lived: Lived, night: date) -> str:
    """The lane that applied at the end of a day."""
    course, screenings = _course(lived, night), _screenings(lived, None, night)
    whole = [e.completed_at for e in screenings if e.occasion is Occasion.SCREEN and e.completed_at]
    return str(lane_in_force(lane_now(course, screenings), max(whole, default=None), course))


def _row(lived: Lived, week: int, rules: ScheduleRules) -> Row:
    last = lived.persona.night(DAYS * week)
    before, until = _course(lived, last - DAYS * DAY), _course(lived, last)
    now = track(until.passages)
    entries = [entry for entry in lived.diary if entry.night <= last]
    nights = counted(entries, until.spells)
    within = last_nights(nights, last, DAYS)
    added = until.since(before)
    screenings = _screenings(lived, last - DAYS * DAY, last)
    return Row(
        week=week,
        stages=tuple(str(s) for s in Standing if s not in SIDES and now.within(s)),
        sides=tuple(str(side) for side in SIDES if side in now.sides),
        lane=lane_on(lived, last),
        time_in_bed=_time_in_bed(until.plan),
        valid_nights=len(within),
        efficiency_percent=in_bed_figures(within).sleep_efficiency_percent,
        kept_nights=adherence(nights, until.plans, last, rules.adherence).adherent.kept,
        decisions=tuple(str(plan.action) for plan in added.plans),
        rules=_fired(added, screenings),
    )


def _fired(added: Course, screenings: Iterable[Screening]) -> tuple[str, ...]:
    of_screens = [rule for each in screenings if each.completed_at for rule in each.rules]
    of_plans = [rule for plan in added.plans for rule in plan.rules]
    of_stages = [passage.rule for passage in added.passages]
    return tuple(dict.fromkeys((*of_screens, *of_plans, *of_stages)))


def _time_in_bed(plan: Plan | None) -> str:
    if plan is None:
        return "as ever"
    if plan.time_in_bed_min is None:
        return f"up {plan.rise_time:%H:%M}"
    rise = datetime.combine(date.min + DAY, plan.rise_time)
    bed = rise - timedelta(minutes=plan.time_in_bed_min)
    return f"{bed:%H:%M}-{rise:%H:%M} {plan.time_in_bed_min}"


def _course(lived: Lived, last: date) -> Course:
    """The course as it stood at the end of a day."""
    course = lived.course
    return replace(
        course,
        plans=tuple(each for each in course.plans if each.from_night - DAY <= last),
        reviews=tuple(each for each in course.reviews if each.night <= last),
        passages=tuple(each for each in course.passages if each.night <= last),
        spells=tuple(each for each in course.spells if each.at.date() <= last),
    )


def _screenings(lived: Lived, since: date | None, last: date) -> tuple[Screening, ...]:
    return tuple(
        each
        for each in lived.screenings
        if each.at.date() <= last and (since is None or each.at.date() > since)
    )


def _line(cells: Iterable[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True))
