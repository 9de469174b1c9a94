"""A plan of the schedule in words: the times, the length, and why, ready to be told or shown.

Pure; called where a decision is told and by `coach plan`. Every number is the plan's own.
"""

from collections.abc import Mapping
from datetime import time

from agendas.schedule import RuleId, ScheduleRules
from agendas.words import clock, duration
from memory.course import Plan

DAY_MIN = 24 * 60
PLACES = frozenset({"rise", "why"})
"""What `plan_words` fills for every plan."""
PLACES_OF_A_TIME_IN_BED = frozenset({"bed", "time_in_bed"})
"""What it fills beside that where the plan sets a time in bed."""


def bedtime(rise_time: time, time_in_bed_min: int) -> time:
    """The planned bedtime on the wall clock."""
    hour, minute = divmod((rise_time.hour * 60 + rise_time.minute - time_in_bed_min) % DAY_MIN, 60)
    return time(hour, minute)


def plan_words(plan: Plan, rules: ScheduleRules, country: str | None) -> Mapping[str, str]:
    """The places of a telling: `rise`, `why`, and `bed` and `time_in_bed` where the plan has them.

    `why` is the sentence of the rule that decided; empty for a plan set by hand.
    """
    words = {"rise": clock(plan.rise_time, country), "why": why(plan, rules)}
    if plan.time_in_bed_min is not None:
        words["bed"] = clock(bedtime(plan.rise_time, plan.time_in_bed_min), country)
        words["time_in_bed"] = duration(plan.time_in_bed_min)
    return words


def why(plan: Plan, rules: ScheduleRules) -> str:
    """The sentence of the first rule of a plan that this programme knows."""
    known = {str(rule) for rule in RuleId}
    return next((rules.explain(rule) for rule in plan.rules if rule in known), "")
