"""The nights that count for a decision, and the weeks where nothing may change.

Called by window, adherence, progress and review. A night counts when it is the main sleep, valid,
confirmed, told in time, and not within a spell away; naps are never part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from agendas.schedule import FreezeRules, RuleId
from memory.course import Away, Plan
from memory.diary import DiaryEntry, Field, Source
from memory.figures import (
    duration_of_sleep_effort_min,
    time_in_bed_min,
    time_in_bed_trying_min,
    total_sleep_time_min,
)
from memory.validity import is_valid
from memory.week import NightSums, WeekFigures

_DECISIVE = (
    Field.GOT_INTO_BED,
    Field.TRIED_TO_SLEEP,
    Field.SLEEP_ONSET_LATENCY,
    Field.AWAKENINGS,
    Field.WAKE_AFTER_SLEEP_ONSET,
    Field.FINAL_AWAKENING,
    Field.OUT_OF_BED,
)
DAY = timedelta(days=1)

Nights = Mapping[date, DiaryEntry]
"""Nights that count, by the date they end on."""
DAY_SLEEPS_OVER = 14 * DAY
DAY_SLEEP_ENDS = (time(13), time(21))
"""When somebody gets up who has slept by day after a night's work, local time."""


def counted(entries: Iterable[DiaryEntry], spells: Sequence[Away] = ()) -> Nights:
    """Those of the entries that may enter a decision, by night, oldest first.

    One told later than the day after (`Source.RECALLED`) is kept in the diary and decides nothing
    (PROTOCOL 2.9, after Shaffer et al. 2023).
    """
    kept = {
        entry.night: entry
        for entry in entries
        if entry.part == 1
        and entry.confirmed_at is not None
        and is_valid(entry)
        and not any(entry.sources.get(each) is Source.RECALLED for each in _DECISIVE)
        and not any(_covers(spell, entry.night) for spell in spells)
    }
    return dict(sorted(kept.items()))


def last_nights(nights: Nights, night: date, days: int) -> tuple[DiaryEntry, ...]:
    """Those among the `days` nights up to and with `night`."""
    return tuple(entry for each, entry in nights.items() if night - days * DAY < each <= night)


def in_bed_figures(entries: Iterable[DiaryEntry]) -> WeekFigures:
    """Nights that count over their time in bed; time out of bed at night stays in (PROTOCOL 2.3).

    `memory.week.week_figures` for nights that are known to be valid, which it would judge anew.
    """
    return WeekFigures(
        tuple(
            NightSums(asleep, in_bed)
            for entry in entries
            if (asleep := total_sleep_time_min(entry)) is not None
            and (in_bed := time_in_bed_min(entry)) is not None
        )
    )


def effort_figures(entries: Iterable[DiaryEntry]) -> WeekFigures:
    """The same nights over the sleep effort instead of the time in bed (Reed & Sacco 2016).

    Where the minutes of trying after the last awakening are not known all of them count, so that
    the two ratios differ only where they surely do.
    """
    return WeekFigures(
        tuple(
            NightSums(asleep, effort)
            for entry in entries
            if (asleep := total_sleep_time_min(entry)) is not None
            and (effort := _effort_min(entry)) is not None
        )
    )


def plan_on(plans: Sequence[Plan], night: date) -> Plan | None:
    """The plan that held for a night: the latest of those that had begun by then."""
    return next((plan for plan in reversed(plans) if plan.from_night <= night), None)


def away_on(spells: Sequence[Away], night: date) -> Away | None:
    """The latest spell away that covers this night."""
    return next((spell for spell in reversed(spells) if _covers(spell, night)), None)


def frozen_by(
    night: date,
    zones: Iterable[str],
    entries: Sequence[DiaryEntry],
    spells: Sequence[Away],
    rules: FreezeRules,
) -> tuple[RuleId, ...]:
    """Why nothing may change on this night, empty where nothing stands against it.

    Frozen are a spell away itself, and `rules.days` nights from the return, from a change of the
    clocks in one of `zones`, and from the first night slept in a zone of another offset.
    """
    returned = any(
        spell.ends_on is not None and spell.ends_on < night <= spell.ends_on + rules.days * DAY
        for spell in spells
    )
    recent = [night - back * DAY for back in range(rules.days)]
    found = {
        RuleId.FROZEN_AWAY: away_on(spells, night) is not None,
        RuleId.FROZEN_RETURNED: returned,
        RuleId.FROZEN_CLOCKS: any(
            clocks_change(day, zone) for zone in set(zones) for day in recent
        ),
        RuleId.FROZEN_ZONE: any(day in recent for day in _zone_changes(entries)),
    }
    return tuple(rule for rule, holds in found.items() if holds)


def clocks_change(night: date, tz: str) -> bool:
    """Whether the clocks of the zone changed in the night that ends on this date."""
    zone = ZoneInfo(tz)
    before, after = (datetime.combine(day, time(12), zone) for day in (night - DAY, night))
    return before.utcoffset() != after.utcoffset()


def _zone_changes(entries: Sequence[DiaryEntry]) -> list[date]:
    in_order = sorted(entries, key=lambda entry: (entry.night, entry.part))
    return [after.night for before, after in pairwise(in_order) if _other_clock(before, after)]


def _other_clock(before: DiaryEntry, after: DiaryEntry) -> bool:
    noon = datetime.combine(after.night, time(12), UTC)
    return ZoneInfo(before.tz).utcoffset(noon) != ZoneInfo(after.tz).utcoffset(noon)


def _covers(spell: Away, night: date) -> bool:
    return spell.starts_on <= night and (spell.ends_on is None or night <= spell.ends_on)


def _effort_min(entry: DiaryEntry) -> int | None:
    effort, trying = duration_of_sleep_effort_min(entry), time_in_bed_trying_min(entry)
    # Nobody tries for longer than they lay there, whatever was said of it afterwards.
    return trying if effort is None or trying is None else min(effort, trying)


def day_sleeps(night: date, nights: Mapping[date, DiaryEntry]) -> int:
    """How many of the last two weeks' told sleeps up to `night` ended in the afternoon or evening.

    So the sleep after a night shift ends (PROTOCOL 2.9); somebody who only lies in is up before.
    """
    since = night - DAY_SLEEPS_OVER
    recent = (each for at, each in nights.items() if since < at <= night)
    ends = (
        each.out_of_bed_at.astimezone(ZoneInfo(each.tz)).time()
        for each in recent
        if each.out_of_bed_at is not None
    )
    return sum(DAY_SLEEP_ENDS[0] <= end <= DAY_SLEEP_ENDS[1] for end in ends)
