"""The page of `coach screen --show`: the lane in force, why, and what it means, in plain words."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from agendas.words import listed
from coach.dialogue.screen import last_complete, under_way
from memory.screening import Occasion, Screening, lane_of
from safety.lanes import Answer, Lane, LaneRule, LaneRules

SLEEPY = "lane.sleepy"


class InForce(NamedTuple):
    """The lane somebody is in, the rules that led to it, and when the last of them was decided."""

    lane: Lane
    rules: tuple[str, ...]
    decided_at: datetime | None
    kept: bool


def in_force(
    screenings: Sequence[Screening],
    lanes: LaneRules,
    *,
    held: bool,
    sleepy: bool = False,
) -> InForce:
    """What follows from the last whole screen and all that was told since.

    `held` by a crisis, `sleepy` where the hold is for sleepiness that could be dangerous.
    """
    whole, run = last_complete(screenings), under_way(screenings)
    since = screenings[screenings.index(whole) :] if whole is not None else screenings
    counting = [each for each in since if each.occasion is not Occasion.SCREEN or each is whole]
    rules = [rule for each in counting for rule in each.rules]
    if whole is None:
        rules.append(lanes.unanswered.id)
    elif run is not None:
        rules += run.rules
    lane = lane_of(screenings)
    if held or sleepy:
        lane, rules = Lane.C, [*rules, lanes.held.id if held else SLEEPY]
    at = counting[-1].at if counting else None
    return InForce(lane, tuple(dict.fromkeys(rules)), at, whole is None or whole.kept)


class Answered(NamedTuple):
    """What holds of one question; `since` is the day where it was told after the whole screen."""

    answer: Answer
    since: date | None


def answers_in_force(screenings: Sequence[Screening]) -> dict[str, Answered]:
    """What was answered in the last whole screen, and what was told since or is under way.

    A yes stands until the next whole screen, whatever was said of it later.
    """
    whole = last_complete(screenings)
    found: dict[str, Answered] = {}
    for each in screenings[screenings.index(whole) if whole is not None else 0 :]:
        since = None if each is whole or whole is None else each.at.date()
        for question, answer in each.answers.items():
            before = found.get(question)
            if answer is Answer.NO and each is not whole:
                continue
            if before is None or before.answer not in {answer, Answer.YES}:
                found[question] = Answered(answer, since)
    return found


def page(screenings: Sequence[Screening], lanes: LaneRules, standing: InForce) -> str:
    """The page, several lines."""
    words = lanes.words(standing.lane)
    lines = [f"Lane {standing.lane}: {words.title}.", words.page]
    rules = known_rules(standing, lanes)
    if rules:
        lines += ["", "Why:", *(f"  - {rule.tell} ({rule.id})" for rule in rules)]
    if not standing.kept:
        lines += ["", "Your answers are not kept, as you wished: only the lane and the date are."]
    topics = topics_to_refer(standing.rules, lanes)
    if topics:
        lines += ["", f"Worth telling a doctor: {listed(topics)}."]
    return "\n".join([*lines, "", *_standing(screenings, lanes, standing)])


def plain(
    screenings: Sequence[Screening], lanes: LaneRules, standing: InForce
) -> dict[str, object]:
    """The same as JSON values."""
    whole, run = last_complete(screenings), under_way(screenings)
    rules = known_rules(standing, lanes)
    answers = (run or whole).answers if run or whole else {}  # type: ignore[union-attr]
    return {
        "lane": standing.lane.value,
        "rules": [{"id": r.id, "tell": r.tell, "refer": r.refer} for r in rules],
        "refer": any(rule.refer for rule in rules),
        "decided_at": standing.decided_at.isoformat() if standing.decided_at else None,
        "complete": whole is not None,
        "under_way": run is not None,
        "conditions_kept": standing.kept,
        "answers": {key: answer.value for key, answer in answers.items()},
        "version": lanes.version,
        "reviewed_by": lanes.reviewed_by,
    }


def known_rules(standing: InForce, lanes: LaneRules) -> list[LaneRule]:
    """The rules in force that this version still has."""
    return [rule for each in standing.rules if (rule := lanes.rule(each)) is not None]


def topics_to_refer(rules: Sequence[str], lanes: LaneRules) -> list[str]:
    """What a doctor should hear about, in the words of the questions."""
    return [
        question.topic
        for question in lanes.questions
        if any(rule.refer and rule.id in rules for rule in question.rules)
    ]


def _standing(screenings: Sequence[Screening], lanes: LaneRules, standing: InForce) -> list[str]:
    whole, run = last_complete(screenings), under_way(screenings)
    lines = []
    if run is not None:
        done = len(run.answers)
        lines.append(f"Health questions: {done} answered, not finished. `coach screen` goes on.")
    elif whole is None:
        lines.append("Health questions: not taken yet. `coach screen` asks them.")
    elif standing.decided_at is not None:
        lines.append(
            f"Decided on {standing.decided_at:%d %B %Y}. `coach screen --again` asks anew."
        )
    by = lanes.reviewed_by
    signed = f"reviewed by {by}" if by else "a draft that no clinician has reviewed"
    return [*lines, f"Rules: lanes {lanes.version}, {signed}."]
