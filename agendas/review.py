"""The one decision of a day about the schedule: safety first, then the lane, then the review.

Pure: called when a check-in's diary and questions are settled, and by `coach plan`. It returns the
plan that is to stand from the coming night, or none, and the stages that change; it writes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from agendas.adherence import SPAN_DAYS
from agendas.morning import FOUND_LANE_C, SETS_TIME_IN_BED, Look, Morning, suspended_plan
from agendas.nights import DAY, away_on, plan_on
from agendas.outcome import deteriorated, no_response
from agendas.progress import Move, decided_on, entering, leaving, moves, review_due
from agendas.schedule import RuleId, ScheduleRules
from agendas.titration import end, hold, resume, retime, started, suspend, widen
from agendas.window import Baseline, Change, regularity, start
from memory.course import Action, Measure, Passage, Plan, ReviewKind, Standing
from safety.lanes import Lane

PERMITTED: Mapping[Lane, frozenset[Measure]] = {
    Lane.A: frozenset(Measure),
    Lane.B: frozenset(Measure) - {Measure.WINDOW},
    Lane.C: frozenset({Measure.BASELINE, Measure.REGULARITY}),
}
"""The measures each lane allows."""


@dataclass(frozen=True)
class Decision:
    """What was decided: a plan to keep or None, the passages to keep, and why.

    `rules` and `figures` are those of the plan, or say why there is none. `lane` is the one that
    was applied, `review` the review that is due this morning.
    """

    plan: Plan | None
    passages: tuple[Passage, ...]
    action: Action | None
    rules: tuple[RuleId, ...]
    figures: Mapping[str, int]
    lane: Lane
    review: ReviewKind | None


class _Step(NamedTuple):
    """What the day comes to: a change or why there is none, and the side states that move."""

    change: Change | None = None
    waiting: tuple[RuleId, ...] = ()
    sides: tuple[Move, ...] = ()


def decide(morning: Morning, rules: ScheduleRules) -> Decision:
    """The decision of this morning; the same inputs give the same decision.

    Nothing is decided before the basics of S0 are told.
    """
    look = Look(morning, rules)
    review = _due(look)
    step = _Step() if morning.basics_told_on is None else _moved(look, _step(look, review))
    change, figures = step.change, look.figures()
    held = any(m.entered and m.standing is Standing.SAFETY_HOLD for m in step.sides)
    # Nobody who is put on hold this morning is told of a stage reached.
    stages = () if morning.basics_told_on is None or held else _stages(look, change)
    return Decision(
        plan=None if change is None else _planned(look, change),
        passages=tuple(_passage(look, move) for move in (*_away(look), *step.sides, *stages)),
        action=None if change is None else change.action,
        rules=step.waiting if change is None else change.rules,
        figures=figures if change is None else {**figures, **change.figures},
        lane=look.lane,
        review=review,
    )


def due(morning: Morning, rules: ScheduleRules) -> ReviewKind | None:
    """The review that is due this morning, None for none."""
    return _due(Look(morning, rules))


def _due(look: Look) -> ReviewKind | None:
    course = look.morning.course
    # Reckoned only where it matters, since this is asked at every turn.
    begun = started(course.plans) is not None or bool(course.reviews)
    done = not begun and isinstance(look.baseline, Baseline)
    return review_due(course, look.morning.night, look.rules, baseline_done=done)


def allowed(
    plan: Plan,
    lane: Lane,
    standing: Collection[Standing],
    rules: ScheduleRules,
    plans: Sequence[Plan] = (),
) -> RuleId | None:
    """The rule that refuses a plan set by a person; None where it may stand.

    `standing` are the open side states, `plans` all plans before it. Nothing is refused for being
    long; in lane B no plan may be more than a week's step below what stood in the week before it.
    """
    minutes = plan.time_in_bed_min
    if Standing.SAFETY_HOLD in standing:
        return RuleId.REFUSE_SAFETY_HOLD
    if minutes is not None and minutes < rules.start.floor_min:
        return RuleId.REFUSE_FLOOR
    if plan.measure not in PERMITTED[lane]:
        return RuleId.REFUSE_LANE
    usual = _usual_min(plan, plans)
    if lane is Lane.A or minutes is None or usual is None:
        return None
    if lane is Lane.C:
        return RuleId.REFUSE_LANE if minutes < usual else None
    return RuleId.REFUSE_TOO_FAST if minutes < usual - rules.compression.step_min else None


def needs_yes(plan: Plan) -> bool:
    """Whether a decided plan takes time in bed away, which is only done with the person's yes."""
    return cuts(plan.action, plan.time_in_bed_min)


def cuts(action: Action, minutes: int | None) -> bool:
    """Whether a decision sets less time in bed than there was."""
    return minutes is not None and action in {Action.START, Action.TIGHTEN, Action.RESUME}


def rise_moved(morning: Morning, rules: ScheduleRules) -> Plan | None:
    """The standing plan at the rise time chosen since, None where it has that already.

    The time in bed stays, so that the bedtime moves with it.
    """
    look = Look(morning, rules)
    if look.plan is None or look.plan.rise_time == morning.rise_time:
        return None
    change = replace(hold(look.plan, RuleId.MOVE_RISE_TIME), action=Action.MOVE)
    return _planned(look, change)


def refused(morning: Morning, rules: ScheduleRules) -> Plan | None:
    """What stands instead of a steady rise time refused on its first day: the diary alone.

    None where it was another plan: what sets a time in bed waits for its yes anyway.
    """
    look = Look(morning, rules)
    plan = look.plan
    if plan is None or plan.from_night != morning.night + DAY:
        return None
    if plan.action is not Action.START or plan.measure is not Measure.REGULARITY:
        return None
    change = replace(hold(plan, RuleId.HOLD_STEP_DECLINED), measure=Measure.BASELINE)
    return _planned(look, change)


def _usual_min(plan: Plan, plans: Sequence[Plan]) -> int | None:
    """The longest of the week before; a night that had no time in bed counts as at the baseline.

    The night that is being set is not among them: two orders in one day are no step the faster.
    """
    before = (plan_on(plans, plan.from_night - back * DAY) for back in range(1, SPAN_DAYS + 1))
    stood = [None if each is None else each.time_in_bed_min for each in before]
    known = [minutes for minutes in stood if minutes is not None]
    if None in stood:
        lived = (each.baseline_time_in_bed_min for each in (plan, *plans))
        known += [minutes for minutes in lived if minutes is not None]
    return max(known, default=None)


def _step(look: Look, review: ReviewKind | None) -> _Step:
    plan, course, night = look.plan, look.morning.course, look.morning.night
    if look.sleepy:
        return _sleepy(look)
    if plan is not None and plan.measure not in PERMITTED[look.lane]:
        return _Step(end(plan, RuleId.LANE_SAFER))
    if plan is not None and (unwanted := _unwanted(look.morning, plan)) is not None:
        return _Step(end(plan, unwanted))
    if away_on(course.spells, night) is not None:
        return _Step(waiting=(RuleId.HOLD_FROZEN, *look.frozen))
    if plan is None or started(course.plans) is None:
        return _first(look)
    is_due = review is ReviewKind.WEEKLY or look.reviewed or look.reopens
    if decided_on(course, night) or not is_due:
        return _Step()
    return _weekly(look, plan)


def _unwanted(morning: Morning, plan: Plan) -> RuleId | None:
    """Why a plan that stands ends by the person's own choice; None where it does not."""
    if morning.declined_change and plan.measure in SETS_TIME_IN_BED:
        return RuleId.START_LEFT_ALONE
    declined = morning.declined_window and plan.measure is Measure.WINDOW
    return RuleId.START_DECLINED if declined else None


def _sleepy(look: Look) -> _Step:
    """The same day, whatever else is due: the window is suspended, nothing is pushed through.

    A hold that stands for another reason stays what it is: it does not end by itself.
    """
    plan, held = look.plan, look.now.sides.get(Standing.SAFETY_HOLD)
    ours = held is not None and held.rule == RuleId.SUSPEND_SLEEPINESS
    known = held is not None and (not ours or held.night == look.morning.night)
    sides = () if known else (entering(Standing.SAFETY_HOLD, RuleId.SUSPEND_SLEEPINESS),)
    sets = plan is not None and plan.measure in SETS_TIME_IN_BED
    return _Step(suspend(plan) if plan and sets else None, (RuleId.SUSPEND_SLEEPINESS,), sides)


def _first(look: Look) -> _Step:
    """The end of the baseline: the first measure, as soon as the nights are there."""
    held = look.now.sides.get(Standing.SAFETY_HOLD)
    if not isinstance(look.baseline, Baseline):
        return _Step(waiting=(look.baseline,))
    if look.frozen:
        return _Step(waiting=(RuleId.HOLD_FROZEN, *look.frozen))
    if held is None:
        change = _start(look, look.baseline)
    elif held.rule == RuleId.SUSPEND_SLEEPINESS:
        change = regularity(look.baseline, RuleId.LANE_SLEEPY)
    else:
        return _Step(waiting=(RuleId.HOLD_SAFETY,))
    return _Step(change, sides=_referral(look, change, None))


def _start(look: Look, baseline: Baseline) -> Change:
    if look.morning.screened_at is None:
        return regularity(baseline, RuleId.LANE_NO_SCREEN)
    if look.morning.declined_change:
        return regularity(baseline, RuleId.START_LEFT_ALONE)
    return start(baseline, look.lane, look.rules, declined=look.morning.declined_window)


def _weekly(look: Look, plan: Plan) -> _Step:
    held = look.now.sides.get(Standing.SAFETY_HOLD)
    if held is not None and not _alert(look, held):
        ours = held.rule == RuleId.SUSPEND_SLEEPINESS
        return _Step(hold(plan, RuleId.HOLD_ALERT if ours else RuleId.HOLD_SAFETY))
    lifted = () if held is None else (leaving(Standing.SAFETY_HOLD, RuleId.RESUME_ALERT),)
    course, night = look.morning.course, look.morning.night
    worse = deteriorated(course.reviews, look.rules)
    stuck = no_response(course, night, look.nights, look.rules)
    change = _willing(look, plan, _reviewed(look, plan, worse=worse, referred=worse or stuck))
    why = RuleId.DETERIORATION if worse else RuleId.NON_RESPONSE if stuck else None
    return _Step(change, sides=(*lifted, *_referral(look, change, why)))


def _willing(look: Look, plan: Plan, change: Change) -> Change:
    """The change, or a hold where the person wants this step left out."""
    unwanted = look.morning.declined_step and cuts(change.action, change.time_in_bed_min)
    return hold(plan, RuleId.HOLD_DECLINED) if unwanted else change


def _reviewed(look: Look, plan: Plan, *, worse: bool, referred: bool) -> Change:
    sets = plan.measure in SETS_TIME_IN_BED
    if worse:
        week = look.week(referred=referred)
        return widen(plan, week, look.rules) if sets else hold(plan, RuleId.DETERIORATION)
    if look.now.stage >= Standing.S6 and not look.reopens:
        return hold(plan, RuleId.HOLD_FINISHED)
    return _unless_short_of_sleep(look, plan, _retimed(look, plan, referred=referred))


def _retimed(look: Look, plan: Plan, *, referred: bool) -> Change:
    week = look.week(referred=referred)
    if plan.measure in SETS_TIME_IN_BED and (week.adherent or not look.reopens):
        # A schedule taken up again out of the boosters goes on from where it is still kept.
        return retime(plan, week, look.rules)
    suspended = suspended_plan(look.morning.course.plans)
    if look.reopens or suspended is None or plan.time_in_bed_min is None:
        return _begun_anew(look, plan, referred=referred)
    return _resumed(look, plan, suspended, referred=referred)


def _unless_short_of_sleep(look: Look, plan: Plan, change: Change) -> Change:
    """The change, or none where less is not for one who sleeps so little: what stands ends.

    (PROTOCOL 2.10: lane C.) That only the floor kept the week from making it less is no comfort.
    """
    less = cuts(change.action, change.time_in_bed_min) or RuleId.HOLD_FLOOR in change.rules
    if not less or not look.sleeps_too_little:
        return change
    stands = plan.measure in SETS_TIME_IN_BED
    return (end if stands else hold)(plan, RuleId.LANE_SHORT_SLEEP)


def _resumed(look: Look, plan: Plan, suspended: Plan, *, referred: bool) -> Change:
    if look.lane is Lane.C or referred:
        return hold(plan, RuleId.LANE_C if look.lane is Lane.C else RuleId.HOLD_REFERRED)
    return resume(plan, suspended, look.week(referred=referred), look.rules)


def _begun_anew(look: Look, plan: Plan, *, referred: bool) -> Change:
    """A measure for somebody who has none now, from the last ten nights; or why there is none."""
    week, baseline = look.week(referred=referred), look.baseline
    against = {
        RuleId.HOLD_FROZEN: bool(week.frozen),
        RuleId.HOLD_TOO_SOON: week.since_change_days < look.rules.titration.days_between,
        RuleId.HOLD_CONTENT: week.content,
        RuleId.HOLD_REFERRED: week.referred,
    }
    fired = [rule for rule, holds in against.items() if holds]
    if fired or not isinstance(baseline, Baseline):
        why = [] if isinstance(baseline, Baseline) else [baseline]
        return hold(plan, *fired, *why, *week.frozen)
    change = _start(look, baseline)
    if change.measure is Measure.REGULARITY:
        return hold(plan, change.rules[0], RuleId.HOLD_REGULARITY)
    return _no_faster(look, change)


def _no_faster(look: Look, change: Change) -> Change:
    """A start in lane B at most a week's step below what stood: the limit of every plan there."""
    usual = _usual_min(_planned(look, change), look.morning.course.plans)
    if look.lane is not Lane.B or usual is None or change.time_in_bed_min is None:
        return change
    least = usual - look.rules.compression.step_min
    return replace(change, time_in_bed_min=max(change.time_in_bed_min, least))


def _alert(look: Look, held: Passage) -> bool:
    """Whether a hold for sleepiness is over: long enough ago, and denied in this review."""
    wait = look.rules.suspension.resume_after_days * DAY
    denied = look.answers is not None and look.answers.sleepy_unsafe is False
    ours = held.rule == RuleId.SUSPEND_SLEEPINESS
    return ours and denied and look.morning.night - held.night >= wait


def _referral(look: Look, change: Change, why: RuleId | None) -> tuple[Move, ...]:
    """The referral that begins, or that is over because nothing asks for one any more."""
    reason = why or next((rule for rule in change.rules if rule in FOUND_LANE_C), None)
    now = look.now.sides.get(Standing.REFERRED)
    if now is None:
        return () if reason is None else (entering(Standing.REFERRED, reason),)
    stands = reason is not None or (now.rule in FOUND_LANE_C and look.lane is Lane.C)
    return () if stands else (leaving(Standing.REFERRED, RuleId.REFER_OVER),)


def _away(look: Look) -> tuple[Move, ...]:
    away = away_on(look.morning.course.spells, look.morning.night) is not None
    if away is (Standing.PAUSED in look.now.sides):
        return ()
    if away:
        return (entering(Standing.PAUSED, RuleId.PAUSE_AWAY),)
    return (leaving(Standing.PAUSED, RuleId.PAUSE_OVER),)


def _stages(look: Look, change: Change | None) -> tuple[Move, ...]:
    m = look.morning
    begins = started(m.course.plans) is not None
    begins = begins or (change is not None and change.action is Action.START)
    stages = look.rules.stages
    return moves(look.now, m.night, stages, m.done, look.outcome, begins=begins)


def _moved(look: Look, step: _Step) -> _Step:
    """The step with the rise time the person has chosen since; the time in bed stays."""
    plan, change = look.plan, step.change
    if plan is None or plan.rise_time == look.morning.rise_time:
        return step
    if change is None:
        moved = hold(plan, RuleId.MOVE_RISE_TIME, *step.waiting)
        return step._replace(change=replace(moved, action=Action.MOVE))
    return step._replace(change=replace(change, rules=(*change.rules, RuleId.MOVE_RISE_TIME)))


def _planned(look: Look, change: Change) -> Plan:
    m, plan = look.morning, look.plan
    lived = [None if plan is None else plan.baseline_time_in_bed_min]
    lived.append(change.figures.get("baseline_time_in_bed_min"))
    return Plan(
        person_id=m.person_id,
        decided_at=m.now,
        from_night=m.night + DAY,
        measure=change.measure,
        action=change.action,
        lane=look.lane,
        rise_time=m.rise_time,
        time_in_bed_min=change.time_in_bed_min,
        # What was once lived may be given back, whatever a later baseline comes to.
        baseline_time_in_bed_min=max((each for each in lived if each is not None), default=None),
        rules=tuple(str(rule) for rule in change.rules),
        figures={**look.figures(), **change.figures},
        program_version=m.program_version,
        policy_version=m.policy_version,
    )


def _passage(look: Look, move: Move) -> Passage:
    m = look.morning
    told = m.basics_told_on if move.rule is RuleId.ENTER_S1 else None
    return Passage(
        person_id=m.person_id,
        at=m.now,
        night=told or m.night,
        standing=move.standing,
        entered=move.entered,
        rule=str(move.rule),
        program_version=m.program_version,
    )
