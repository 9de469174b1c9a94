"""What must never happen to anybody, whatever the rules say: judged from the truth of the nights.

Called by `evals.simulate`. It shares no code with the decision it judges, only its values, so that
a mistake there cannot hide itself here.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from evals.simulator import Lived, Told
from evals.weeks import lane_on
from memory.course import Action, Measure, Plan
from safety.lanes import Lane

FLOOR_MIN = 360
DAY = timedelta(days=1)
WEEK = 7
LEAST_NIGHTS = 5
LEAST_FOR_WINDOW = 7
OF_BASELINE = 10
MOST_STEP_MIN = 30
LEAST_SLEEP_MIN = 300
KEPT_WITHIN_MIN = 15
_ANY_DAY = frozenset({Action.SUSPEND, Action.OVERRIDE})
"""A schedule stopped for sleepiness, or set by a named person."""
_CUTS = frozenset({Action.START, Action.TIGHTEN, Action.RESUME})
_SETS = frozenset({Measure.WINDOW, Measure.COMPRESSION})
_RANK = {Lane.A: 0, Lane.B: 1, Lane.C: 2}


def broken(lived: Lived) -> tuple[str, ...]:
    """What was broken, each with the night it happened; empty where all was well."""
    return tuple(what for check in _CHECKS for what in check(lived))


def _under_the_floor(lived: Lived) -> Iterator[str]:
    for plan in lived.course.plans:
        if plan.time_in_bed_min is not None and plan.time_in_bed_min < FLOOR_MIN:
            yield f"{plan.from_night}: {plan.time_in_bed_min} min in bed, under {FLOOR_MIN}"


def _against_the_lane(lived: Lived) -> Iterator[str]:
    for plan in lived.course.plans:
        night = plan.from_night - DAY
        lane = lived.persona.lane((night - lived.persona.starts_on).days + 1)
        careful = max((lane, plan.lane) if lane else (plan.lane,), key=_RANK.__getitem__)
        if careful is Lane.C and plan.measure in _SETS:
            yield f"{plan.from_night}: a {plan.measure} in lane C"
        if careful is Lane.B and plan.measure is Measure.WINDOW:
            yield f"{plan.from_night}: a window in lane B"


def _in_another_lane(lived: Lived) -> Iterator[str]:
    for each in lived.nights:
        wanted = lived.persona.lane(each.day)
        if wanted is None or each.day % WEEK:
            continue
        found = lane_on(lived, each.night)
        if found != wanted:
            yield f"{each.night}: lane {found}, expected {wanted}"


def _on_too_few_nights(lived: Lived) -> Iterator[str]:
    kept = {each.night for each in lived.diary if each.confirmed_at is not None}
    told = {each.night for each in lived.nights if each.told} & kept
    for plan in _changes(lived):
        starts = plan.action is Action.START
        since = plan.from_night - (OF_BASELINE if starts else WEEK) * DAY
        nights = sum(since <= night < plan.from_night for night in told)
        window = starts and plan.measure is Measure.WINDOW
        if nights < (LEAST_FOR_WINDOW if window else LEAST_NIGHTS):
            yield f"{plan.from_night}: {plan.action} on {nights} nights"


def _in_a_frozen_week(lived: Lived) -> Iterator[str]:
    frozen = _frozen(lived)
    for plan in _changes(lived):
        if plan.from_night - DAY in frozen:
            yield f"{plan.from_night}: {plan.action} in a week of travel or of a clock change"


def _twice_a_week(lived: Lived) -> Iterator[str]:
    for before, plan in pairwise(_changes(lived)):
        if (plan.from_night - before.from_night).days < WEEK:
            yield f"{plan.from_night}: {plan.action}, the last change was on {before.from_night}"


def _in_a_leap(lived: Lived) -> Iterator[str]:
    for before, plan in pairwise(lived.course.plans):
        old, new = before.time_in_bed_min, plan.time_in_bed_min
        gradual = plan.action in {Action.TIGHTEN, Action.EXTEND}
        phased = "phase.second_cut" in plan.rules
        if gradual and not phased and abs((new or 0) - (old or 0)) > MOST_STEP_MIN:
            yield f"{plan.from_night}: from {old} to {new} min at once"
        anew = plan.action in {Action.START, Action.RESUME} and plan.lane is not Lane.A
        if anew and old is not None and new is not None and old - new > MOST_STEP_MIN:
            yield f"{plan.from_night}: begun anew from {old} with {new} min at once"


def _cut_short_of_sleep(lived: Lived) -> Iterator[str]:
    for plan in lived.course.plans:
        asleep = [each.slept.total_sleep_time_min for each in _told_before(lived, plan)]
        cuts = plan.measure in _SETS and plan.action in _CUTS
        if cuts and sum(asleep) < LEAST_SLEEP_MIN * len(asleep):
            yield f"{plan.from_night}: {plan.action} for a mean sleep under {LEAST_SLEEP_MIN} min"


def _in_a_leap_from_what_was_kept(lived: Lived) -> Iterator[str]:
    for before, plan in pairwise(lived.course.plans):
        old, new = before.time_in_bed_min, plan.time_in_bed_min
        if plan.action is not Action.START or old is None or new is None:
            continue
        week = [_in_bed_min(each) for each in _told_before(lived, plan)][-WEEK:]
        kept = sum(week) <= (old + KEPT_WITHIN_MIN) * len(week)
        if before.measure in _SETS and kept and old - new > MOST_STEP_MIN:
            yield f"{plan.from_night}: begun anew from {old}, which was kept, with {new} min"


def _another_diary(lived: Lived) -> Iterator[str]:
    kept = {entry.night: entry for entry in lived.diary}
    for each in lived.nights:
        entry = kept.get(each.night)
        if each.told and (entry is None or not each.slept.matches(entry)):
            yield f"{each.night}: the diary does not hold the night as it was told"


def _never_asked(lived: Lived) -> Iterator[str]:
    """What a persona has an answer to must be asked: else a question was renamed or lost."""
    if len(lived.nights) < WEEK * lived.persona.weeks:
        return
    for question in lived.persona.answers:
        if question not in lived.asked:
            yield f"{question} was never asked"


def _another_course(lived: Lived) -> Iterator[str]:
    """What the person is there to show, so that a table written anew cannot hide its loss."""
    fired = {rule for plan in lived.course.plans for rule in plan.rules}
    fired |= {passage.rule for passage in lived.course.passages}
    fired |= {rule for screening in lived.screenings for rule in screening.rules}
    for rule in lived.persona.never:
        if rule in fired:
            yield f"{rule} fired, and never may for them"
    if len(lived.nights) >= WEEK * lived.persona.weeks:
        yield from (f"{rule} never fired" for rule in lived.persona.must if rule not in fired)


def _told_before(lived: Lived, plan: Plan) -> list[Told]:
    """The last nights that were told before a plan, as they were; at most those of a baseline."""
    return [each for each in lived.nights if each.told and each.night < plan.from_night][
        -OF_BASELINE:
    ]


def _in_bed_min(told: Told) -> int:
    lying = told.slept.lying
    return (lying.out_of_bed_at - lying.got_into_bed_at) // timedelta(minutes=1)


def _changes(lived: Lived) -> list[Plan]:
    """The plans that change the time in bed for the programme's sake.

    A schedule that ends, since lane or person want none of it, does so on the day that is known.
    """
    plans = lived.course.plans
    before = (None, *(plan.time_in_bed_min for plan in plans))
    return [
        plan
        for old, plan in zip(before, plans, strict=False)
        if plan.time_in_bed_min != old
        and plan.time_in_bed_min is not None
        and plan.action not in _ANY_DAY
        and not (plan.action is Action.WIDEN and plan.measure not in _SETS)
    ]


def _frozen(lived: Lived) -> frozenset[date]:
    """The mornings on which nothing may change: seven days from a clock change or a return.

    The eve of a clock change too: the change would begin with that very night.
    """
    found: set[date] = set()
    for before, after in pairwise(lived.nights):
        moved = _offset(before.night, before.tz) != _offset(after.night, after.tz)
        if moved:
            found |= {
                after.night + back * DAY for back in range(-1 if before.tz == after.tz else 0, WEEK)
            }
    for spell in lived.course.spells:
        last = spell.ends_on or lived.nights[-1].night
        span = (last - spell.starts_on).days + WEEK
        found |= {spell.starts_on + each * DAY for each in range(span + 1)}
    return frozenset(found)


def _offset(night: date, tz: str) -> timedelta | None:
    return datetime.combine(night, time(12), ZoneInfo(tz)).utcoffset()


_CHECKS: tuple[Callable[[Lived], Iterator[str]], ...] = (
    _under_the_floor,
    _against_the_lane,
    _in_another_lane,
    _on_too_few_nights,
    _in_a_frozen_week,
    _twice_a_week,
    _in_a_leap,
    _in_a_leap_from_what_was_kept,
    _cut_short_of_sleep,
    _another_diary,
    _never_asked,
    _another_course,
)
