"""Grades what the diary reader did with one utterance, field by field; called by the diary suite.

The rules are those of the case format. A label is read here only, never on the way to an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from coach.dialogue.listen.reading import Value
from evals.case import DiaryCase, Range
from evals.names import DIARY_NAMES, NOTES, show


@dataclass(frozen=True)
class Got:
    """What the reader did, by the names of the case files."""

    values: Mapping[str, Value]
    asked_back: frozenset[str]
    intent: str | None

    def as_json(self) -> dict[str, object]:
        """The form of an item's `got`."""
        return {
            "set": {name: show(self.values[name]) for name in DIARY_NAMES if name in self.values},
            "asked_back": [name for name in DIARY_NAMES if name in self.asked_back],
            "intent": self.intent,
        }


class Outcome(StrEnum):
    """How one field came out."""

    RIGHT = "right"
    ASKED_BACK = "asked back"
    FALSE_SET = "false set"
    WRONG_VALUE = "wrong value"
    MISSED = "missed"
    NOT_ASKED_BACK = "not asked back"
    NEEDLESSLY_ASKED_BACK = "needlessly asked back"


_FINE = frozenset({Outcome.RIGHT, Outcome.ASKED_BACK})


@dataclass(frozen=True)
class Grade:
    """One case graded. `intent_right` is None where the case says nothing about the intent."""

    outcomes: Mapping[str, Outcome]
    intent_right: bool | None
    why: str

    @property
    def fields_right(self) -> bool:
        """Whether every field came out as the label has it."""
        return _FINE.issuperset(self.outcomes.values())

    def count(self, *outcomes: Outcome) -> int:
        """How many fields came out in one of these ways."""
        return sum(each in outcomes for each in self.outcomes.values())


def grade(case: DiaryCase, got: Got) -> Grade:
    """Holds what the reader did against the label of the case."""
    outcomes = {name: _outcome(name, case, got) for name in DIARY_NAMES}
    intent_right = got.intent == case.intent if case.names_intent else None
    reasons = [
        f"{name}: {_told(outcome, name, case, got)}"
        for name, outcome in outcomes.items()
        if outcome not in _FINE
    ]
    if intent_right is False:
        reasons.append(f"intent: {got.intent}, expected {case.intent}")
    return Grade(outcomes, intent_right, "; ".join(reasons))


def crashed(case: DiaryCase, error: Exception) -> Grade:
    """The grade of a case on which the reader raised: everything in it was missed."""
    outcomes = {
        name: Outcome.NOT_ASKED_BACK if value is None else Outcome.MISSED
        for name, value in case.expected.items()
    }
    # A case that settles nothing still failed: something must stand for the crash.
    outcomes = outcomes or dict.fromkeys(case.asked or DIARY_NAMES, Outcome.MISSED)
    why = f"crashed: {type(error).__name__}: {error}"
    return Grade(outcomes, False if case.names_intent else None, why)


def _outcome(name: str, case: DiaryCase, got: Got) -> Outcome:
    if name == NOTES and name not in case.expected:
        return Outcome.RIGHT
    if case.expected.get(name) is not None or _ranged_alone(name, case):
        return _of_settled(name, case, got)
    if name in case.expected:
        return _of_unclear(name, case, got)
    return _of_unlisted(name, case, got)


def _of_settled(name: str, case: DiaryCase, got: Got) -> Outcome:
    if name not in got.values:
        return Outcome.MISSED
    return Outcome.RIGHT if _fits(name, case, got.values[name]) else Outcome.WRONG_VALUE


def _of_unclear(name: str, case: DiaryCase, got: Got) -> Outcome:
    if name in got.values:
        ranged = name in case.accept_range and _fits(name, case, got.values[name])
        return Outcome.RIGHT if ranged or name in case.may_also_set else Outcome.FALSE_SET
    return Outcome.ASKED_BACK if name in got.asked_back else Outcome.NOT_ASKED_BACK


def _of_unlisted(name: str, case: DiaryCase, got: Got) -> Outcome:
    if name in case.may_also_set:
        return Outcome.RIGHT
    if name in got.values:
        return Outcome.FALSE_SET
    return Outcome.NEEDLESSLY_ASKED_BACK if name in got.asked_back else Outcome.RIGHT


def _ranged_alone(name: str, case: DiaryCase) -> bool:
    return name in case.accept_range and name not in case.expected


def _fits(name: str, case: DiaryCase, value: Value) -> bool:
    label = case.expected.get(name)
    if isinstance(label, str) and isinstance(value, str):
        return _shares_words(label, value)
    accepted = case.accept_range.get(name)
    return value == label or (accepted is not None and _within(accepted, value))


def _within(accepted: Range, value: Value) -> bool:
    low, high = accepted.low, accepted.high
    if isinstance(low, time) and isinstance(high, time) and isinstance(value, time):
        return low <= value <= high if low <= high else value >= low or value <= high
    if isinstance(low, int) and isinstance(high, int) and isinstance(value, int):
        return low <= value <= high
    return False


def _shares_words(label: str, value: str) -> bool:
    """A note is words: at least half of those expected must be in what was kept."""
    wanted, kept = _words(label), _words(value)
    return 2 * len(wanted & kept) >= len(wanted) if wanted else not kept


def _words(text: str) -> set[str]:
    letters = (each if each.isalnum() else " " for each in text.casefold().replace("'", ""))
    return set("".join(letters).split())


def _told(outcome: Outcome, name: str, case: DiaryCase, got: Got) -> str:
    label = case.expected.get(name)
    wanted = f", expected {show(label)}" if label is not None else ""
    if name in got.values:
        return f"{outcome} {show(got.values[name])}{wanted}"
    asked = " (asked back)" if outcome is Outcome.MISSED and name in got.asked_back else ""
    return f"{outcome}{asked}{wanted}"
