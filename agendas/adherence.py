"""How the last seven days kept to the plan: counts and shares, never a streak and never a mark.

Called by the weekly decision, the stages and the observation. Each night is held against the plan
that stood for it; going to bed later than planned is never against it (PROTOCOL 2.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import stdev
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agendas.nights import DAY, Nights, last_nights, plan_on
from agendas.schedule import AdherenceRules
from memory.course import Plan
from memory.diary import DiaryEntry
from memory.figures import minutes_between, time_in_bed_min

SPAN_DAYS = 7
_HALF_DAY_MIN = 12 * 60


class Share(NamedTuple):
    """So many of so many nights."""

    kept: int
    of: int


@dataclass(frozen=True)
class Practice:
    """What the person told of the week besides the diary; None was not told."""

    sessions: int | None = None
    agreed: int | None = None
    nights_up: int | None = None


@dataclass(frozen=True)
class Adherence:
    """The measures of PROTOCOL 2.8 over seven days; a night not told is in no share.

    `diary` is valid nights of seven, `adherent` the nights in keeping with the plan of seven;
    `rise` within 30 minutes of plan, `rise_strict` within 15; `early_to_bed` more than 15 minutes
    before plan. `window_deviation_min` is the mean of the time in bed less the prescribed one,
    signed; `rise_sd_min` the standard deviation of the rise time. None without nights (or plan).
    """

    diary: Share
    adherent: Share
    rise: Share
    rise_strict: Share
    early_to_bed: Share
    window_deviation_min: int | None
    rise_sd_min: int | None
    long_naps: int
    nights_up: int | None
    practice: Share | None


def adherence(
    nights: Nights,
    plans: Sequence[Plan],
    night: date,
    rules: AdherenceRules,
    told: Practice | None = None,
) -> Adherence:
    """The measures of the seven days up to and with this night."""
    entries = last_nights(nights, night, SPAN_DAYS)
    against = [(entry, plan_on(plans, entry.night)) for entry in entries]
    late = [gap for each in against if (gap := rise_deviation_min(*each)) is not None]
    early = [gap for each in against if (gap := early_to_bed_min(*each)) is not None]
    told = told or Practice()
    return Adherence(
        diary=Share(len(entries), SPAN_DAYS),
        adherent=Share(sum(is_adherent(*each, rules) for each in against), SPAN_DAYS),
        rise=_share([abs(gap) <= rules.rise_within_min for gap in late]),
        rise_strict=_share([abs(gap) <= rules.rise_within_strict_min for gap in late]),
        early_to_bed=_share([gap > rules.early_to_bed_min for gap in early]),
        window_deviation_min=_mean_deviation(against),
        rise_sd_min=_rise_sd(entries),
        long_naps=sum((entry.naps_min or 0) > rules.long_nap_min for entry in entries),
        nights_up=told.nights_up,
        practice=_practice(told),
    )


def is_adherent(entry: DiaryEntry, plan: Plan | None, rules: AdherenceRules) -> bool:
    """Whether a valid night kept to its plan: up in time, and not to bed early (DECISIONS 9).

    False without a plan. Where the plan sets no time in bed only the rise counts.
    """
    late = rise_deviation_min(entry, plan)
    if late is None or abs(late) > rules.rise_within_min:
        return False
    early = early_to_bed_min(entry, plan)
    return early is None or early <= rules.early_to_bed_min


def rise_deviation_min(entry: DiaryEntry, plan: Plan | None) -> int | None:
    """Minutes from the planned rise to getting up, negative when earlier; None without either."""
    if plan is None or entry.out_of_bed_at is None:
        return None
    return minutes_between(_planned_rise(entry, entry.out_of_bed_at, plan), entry.out_of_bed_at)


def early_to_bed_min(entry: DiaryEntry, plan: Plan | None) -> int | None:
    """Minutes in bed before the planned bedtime, negative when later; None without either.

    In the night when the clocks change the planned bedtime is the earlier of the one on the wall,
    which the person was told, and the one that gives the whole time in bed.
    """
    if plan is None or plan.time_in_bed_min is None or entry.out_of_bed_at is None:
        return None
    rise = _planned_rise(entry, entry.out_of_bed_at, plan)
    length = timedelta(minutes=plan.time_in_bed_min)
    planned = min(rise.astimezone(UTC) - length, (rise - length).astimezone(UTC))
    return minutes_between(entry.got_into_bed_at, planned)


def _planned_rise(entry: DiaryEntry, rose_at: datetime, plan: Plan) -> datetime:
    """The planned rise next to the real one: before or after midnight, whichever is nearer."""
    zone = ZoneInfo(entry.tz)
    same_day = datetime.combine(rose_at.astimezone(zone).date(), plan.rise_time, zone)
    return min((same_day + days * DAY for days in (0, -1, 1)), key=lambda each: abs(each - rose_at))


def _mean_deviation(against: Sequence[tuple[DiaryEntry, Plan | None]]) -> int | None:
    gaps = [
        lying - plan.time_in_bed_min
        for entry, plan in against
        if plan is not None
        and plan.time_in_bed_min is not None
        and (lying := time_in_bed_min(entry)) is not None
    ]
    return (2 * sum(gaps) + len(gaps)) // (2 * len(gaps)) if gaps else None


def _rise_sd(entries: Sequence[DiaryEntry]) -> int | None:
    rises = [
        60 * at.hour + at.minute
        for entry in entries
        if entry.out_of_bed_at is not None
        for at in (entry.out_of_bed_at.astimezone(ZoneInfo(entry.tz)),)
    ]
    if len(rises) < 2:
        return None
    # Counted from the first one, so that half past midnight lies near half past eleven.
    gaps = [(rise - rises[0] + _HALF_DAY_MIN) % (2 * _HALF_DAY_MIN) for rise in rises]
    return round(stdev(gaps))


def _share(kept: Sequence[bool]) -> Share:
    return Share(sum(kept), len(kept))


def _practice(told: Practice) -> Share | None:
    if told.sessions is None or told.agreed is None:
        return None
    return Share(told.sessions, told.agreed)
