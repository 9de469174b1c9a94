"""Where a person stands in the programme, in words and plain values, for the commands."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from agendas.morning import lane_in_force
from agendas.program import Program
from agendas.progress import SIDES, track
from agendas.words import clock, duration
from coach.dialogue.screen import last_complete
from memory.course import (
    Away,
    Course,
    Measure,
    Passage,
    Plan,
    Review,
    Standing,
    lane_now,
)
from memory.person import Person
from memory.screening import Screening
from safety.lanes import Lane

DAY_MIN = 24 * 60
_LANES: Mapping[Lane, str] = {
    Lane.A: "A, a sleep window may be set",
    Lane.B: "B, time in bed may shrink in small steps",
    Lane.C: "C, time in bed is never cut",
}
_SIDE_STATES: Mapping[Standing, str] = {
    Standing.PAUSED: "paused",
    Standing.SAFETY_HOLD: "on hold for your safety",
    Standing.REFERRED: "a talk with a doctor suggested",
}
_MEASURES: Mapping[Measure, str] = {
    Measure.BASELINE: "the diary is kept",
    Measure.REGULARITY: "a steady rise time",
    Measure.COMPRESSION: "time in bed compressed",
    Measure.WINDOW: "a sleep window",
}


def course_words(
    person: Person, course: Course, screenings: Sequence[Screening], program: Program
) -> dict[str, str]:
    """Stage, lane, plan and absence in words, under the label each is shown by."""
    words = {
        "Stage": _stage(person, course, program),
        "Lane": _lane(course, screenings),
        "Plan": "none yet"
        if course.plan is None
        else plan_words(course.plan, person.country or None),
    }
    return words | ({"Away": away_words(course.spells[-1])} if course.spells else {})


def course_values(course: Course, screenings: Sequence[Screening]) -> dict[str, object]:
    """The lane, the side states and the plan as plain values, ready for JSON."""
    plan = course.plan
    return {
        "lane": _applied(course, screenings).value,
        "side_states": [side.value for side in track(course.passages).sides],
        "plan": plan
        and {
            "measure": plan.measure.value,
            "from_night": plan.from_night.isoformat(),
            "rise_time": plan.rise_time.isoformat(timespec="minutes"),
            "time_in_bed_min": plan.time_in_bed_min,
        },
    }


def history(course: Course, screenings: Sequence[Screening], country: str | None) -> list[str]:
    """Every screening, plan, review, passage and spell away in one line each, kind by kind."""
    return [
        *(_screening(each) for each in screenings),
        *(_decided(each, country) for each in course.plans),
        *(review_words(each) for each in course.reviews),
        *(_passage(each) for each in course.passages),
        *(f"Away {away_words(each)}" for each in course.spells),
    ]


def _screening(each: Screening) -> str:
    said = ", ".join(f"{question}: {answer}" for question, answer in each.answers.items())
    kept = said or ("nothing answered" if each.kept else "answers not kept, as you wished")
    rules = f" [{', '.join(each.rules)}]" if each.rules else ""
    return f"{day_words(each.at.date())}, asked ({each.occasion}): lane {each.lane}; {kept}{rules}"


def _decided(plan: Plan, country: str | None) -> str:
    reason = f': "{" ".join(plan.reason.split())}"' if plan.reason else ""
    rules = ", ".join(plan.rules)
    return f"Plan ({plan.action}) {plan_words(plan, country)}{reason} [{rules}]"


def review_words(review: Review) -> str:
    """One review and its answers in a line."""
    answers = {
        "satisfaction": review.satisfaction_0_10,
        "effect on the day": review.day_impact_0_10,
        "worry": review.worry_0_10,
        "sleepy where it is dangerous": review.sleepy_unsafe,
        "anything new": review.anything_new,
        "content": review.content,
    }
    shown = {True: "yes", False: "no"}
    told = [
        f"{name} {shown[answer] if isinstance(answer, bool) else f'{answer} of 10'}"
        for name, answer in answers.items()
        if answer is not None
    ]
    return f"{day_words(review.night)}, review ({review.kind}): {', '.join(told) or 'no answers'}"


def _passage(passage: Passage) -> str:
    did = "entered" if passage.entered else "left"
    return f"{day_words(passage.night)}, {passage.standing} {did} [{passage.rule}]"


def _stage(person: Person, course: Course, program: Program) -> str:
    titles = {stage.id: stage.title for stage in program.stages}
    since = f", since {day_words(person.stage_entered_on)}" if person.stage_entered_on else ""
    sides = track(course.passages).sides
    apart = "".join(f"; {_SIDE_STATES[side]}" for side in SIDES if side in sides)
    title = titles.get(person.stage, "not in this programme")
    return f"{person.stage}, {title}{since}{apart}"


def _lane(course: Course, screenings: Sequence[Screening]) -> str:
    stated, applied = lane_now(course, screenings), _applied(course, screenings)
    words = _LANES[applied]
    if _screened_at(screenings) is None:
        return f"{words} (the safety questions are not answered yet)"
    found = f" (by your answers {stated}; your nights, or sleepiness, call for more care)"
    return words if applied is stated else f"{words}{found}"


def _applied(course: Course, screenings: Sequence[Screening]) -> Lane:
    return lane_in_force(lane_now(course, screenings), _screened_at(screenings), course)


def _screened_at(screenings: Sequence[Screening]) -> datetime | None:
    whole = last_complete(screenings)
    return None if whole is None else whole.completed_at


def plan_words(plan: Plan, country: str | None) -> str:
    """What a plan asks for, since when, and by whom it was set where it was by hand."""
    rise = clock(plan.rise_time, country)
    asked_for = f"up at {rise}"
    if plan.measure in {Measure.COMPRESSION, Measure.WINDOW} and plan.time_in_bed_min is not None:
        bed = clock(_bedtime(plan.rise_time, plan.time_in_bed_min), country)
        asked_for = f"in bed from {bed} to {rise}, {duration(plan.time_in_bed_min)}"
    by = f", set by {plan.by}" if plan.by else ""
    since = f"since the night to {day_words(plan.from_night)}"
    return f"{_MEASURES[plan.measure]}: {asked_for}, {since}{by}"


def _bedtime(rise: time, in_bed_min: int) -> time:
    hour, minute = divmod((rise.hour * 60 + rise.minute - in_bed_min) % DAY_MIN, 60)
    return time(hour, minute)


def away_words(spell: Away) -> str:
    """From when to when somebody was away, and what for."""
    until = f"to {day_words(spell.ends_on)}" if spell.ends_on else "and not back yet"
    return f"from {day_words(spell.starts_on)} {until}: {' '.join(spell.reason.split())}"


def day_words(day: date) -> str:
    """A day with its month and year in full."""
    return f"{day.day} {day:%B %Y}"
