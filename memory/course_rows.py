"""Turns the values of a person's course into rows and back, sealing what was stated.

Called by `memory.course_kept` and `memory.export`. Knows no transaction.
"""

import json
from uuid import UUID

from memory.course import (
    Action,
    Away,
    Measure,
    Milestone,
    Passage,
    Plan,
    Review,
    ReviewKind,
    Standing,
)
from memory.rows import Columns
from memory.screening import Occasion, Screening
from memory.sealed import Cell, Ciphertext, PersonCipher
from memory.tables import AwayRow, PassageRow, PlanRow, ReviewRow, ScreeningRow
from safety.lanes import Answer, Lane


def table_of(milestone: Milestone) -> str:
    """The name of the table a milestone is kept in."""
    match milestone:
        case Screening():
            return "screening"
        case Plan():
            return "plan"
        case Review():
            return "review"
        case Passage():
            return "passage"
        case Away():
            return "away"


def milestone_columns(milestone: Milestone, row_id: UUID, cipher: PersonCipher) -> Columns:
    """The milestone's row under `row_id`, to which its words are bound; its number is to come."""
    columns: Columns = {"id": row_id, "person_id": milestone.person_id}
    match milestone:
        case Screening():
            return columns | _screening_columns(milestone, row_id, cipher)
        case Plan():
            return columns | _plan_columns(milestone, row_id, cipher)
        case Review():
            return columns | _review_columns(milestone)
        case Passage():
            rule = cipher.seal(milestone.rule, Cell("passage", "rule", row_id))
            return columns | _passage_columns(milestone) | {"rule": rule}
        case Away():
            reason = cipher.seal(milestone.reason, Cell("away", "reason", row_id))
            return columns | _away_columns(milestone) | {"reason": reason}


def as_kept(milestone: Milestone) -> Milestone:
    """The milestone as it comes back: of a screening that is not to be kept only lane and time."""
    if isinstance(milestone, Screening) and not milestone.kept:
        return Screening(
            person_id=milestone.person_id,
            at=milestone.at,
            occasion=milestone.occasion,
            lane=milestone.lane,
            policy_version=milestone.policy_version,
            kept=False,
            completed_at=milestone.completed_at,
        )
    return milestone


def _screening_columns(screening: Screening, row_id: UUID, cipher: PersonCipher) -> Columns:
    answers = {question: answer.value for question, answer in screening.answers.items()}
    return {
        "at": screening.at,
        "occasion": screening.occasion.value,
        "lane": screening.lane.value,
        "policy_version": screening.policy_version,
        "answers": cipher.seal(json.dumps(answers), Cell("screening", "answers", row_id)),
        "rules": cipher.seal(json.dumps(screening.rules), Cell("screening", "rules", row_id)),
        "kept": screening.kept,
        "completed_at": screening.completed_at,
    }


def screening_of(row: ScreeningRow, cipher: PersonCipher) -> Screening:
    """The screening."""
    answers = json.loads(cipher.unseal(row.answers, Cell("screening", "answers", row.id)))
    return Screening(
        person_id=row.person_id,
        at=row.at,
        occasion=Occasion(row.occasion),
        lane=Lane(row.lane),
        policy_version=row.policy_version,
        answers={question: Answer(answer) for question, answer in answers.items()},
        rules=_rules(row.rules, Cell("screening", "rules", row.id), cipher),
        kept=row.kept,
        completed_at=row.completed_at,
    )


def _plan_columns(plan: Plan, row_id: UUID, cipher: PersonCipher) -> Columns:
    return {
        "decided_at": plan.decided_at,
        "from_night": plan.from_night,
        "measure": plan.measure.value,
        "action": plan.action.value,
        "lane": plan.lane.value,
        "rise_time": plan.rise_time,
        "time_in_bed_min": plan.time_in_bed_min,
        "baseline_time_in_bed_min": plan.baseline_time_in_bed_min,
        "rules": cipher.seal(json.dumps(plan.rules), Cell("plan", "rules", row_id)),
        "figures": dict(plan.figures),
        "program_version": plan.program_version,
        "policy_version": plan.policy_version,
        "by": cipher.seal_known(plan.by, Cell("plan", "by", row_id)),
        "reason": cipher.seal_known(plan.reason, Cell("plan", "reason", row_id)),
    }


def plan_of(row: PlanRow, cipher: PersonCipher) -> Plan:
    """The plan."""
    return Plan(
        person_id=row.person_id,
        decided_at=row.decided_at,
        from_night=row.from_night,
        measure=Measure(row.measure),
        action=Action(row.action),
        lane=Lane(row.lane),
        rise_time=row.rise_time,
        time_in_bed_min=row.time_in_bed_min,
        baseline_time_in_bed_min=row.baseline_time_in_bed_min,
        rules=_rules(row.rules, Cell("plan", "rules", row.id), cipher),
        figures=dict(row.figures),
        program_version=row.program_version,
        policy_version=row.policy_version,
        by=cipher.unseal_known(row.by, Cell("plan", "by", row.id)),
        reason=cipher.unseal_known(row.reason, Cell("plan", "reason", row.id)),
    )


def _review_columns(review: Review) -> Columns:
    return {
        "at": review.at,
        "night": review.night,
        "kind": review.kind.value,
        "satisfaction_0_10": review.satisfaction_0_10,
        "day_impact_0_10": review.day_impact_0_10,
        "worry_0_10": review.worry_0_10,
        "sleepy_unsafe": review.sleepy_unsafe,
        "anything_new": review.anything_new,
        "content": review.content,
    }


def review_of(row: ReviewRow) -> Review:
    """The review."""
    return Review(
        person_id=row.person_id,
        at=row.at,
        night=row.night,
        kind=ReviewKind(row.kind),
        satisfaction_0_10=row.satisfaction_0_10,
        day_impact_0_10=row.day_impact_0_10,
        worry_0_10=row.worry_0_10,
        sleepy_unsafe=row.sleepy_unsafe,
        anything_new=row.anything_new,
        content=row.content,
    )


def _passage_columns(passage: Passage) -> Columns:
    return {
        "at": passage.at,
        "night": passage.night,
        "standing": passage.standing.value,
        "entered": passage.entered,
        "program_version": passage.program_version,
    }


def passage_of(row: PassageRow, cipher: PersonCipher) -> Passage:
    """The passage."""
    return Passage(
        person_id=row.person_id,
        at=row.at,
        night=row.night,
        standing=Standing(row.standing),
        entered=row.entered,
        rule=cipher.unseal(row.rule, Cell("passage", "rule", row.id)),
        program_version=row.program_version,
    )


def _away_columns(away: Away) -> Columns:
    return {"at": away.at, "starts_on": away.starts_on, "ends_on": away.ends_on}


def away_of(row: AwayRow, cipher: PersonCipher) -> Away:
    """The spell away."""
    return Away(
        person_id=row.person_id,
        at=row.at,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reason=cipher.unseal(row.reason, Cell("away", "reason", row.id)),
    )


def _rules(sealed: Ciphertext, cell: Cell, cipher: PersonCipher) -> tuple[str, ...]:
    return tuple(json.loads(cipher.unseal(sealed, cell)))
