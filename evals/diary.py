"""The diary suite: gives each utterance to the product's own reader and grades what it set.

Called by `evals.suites`. The reader gets the words, what was asked and what is on file, and no
label.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from coach.dialogue.listen.reading import Known, Reading, Value
from evals.case import DiaryCase
from evals.grade import Got, Grade, Outcome, crashed, grade
from evals.names import DIARY_NAMES, NOTES, case_intent, name_of
from evals.scorecard import Item, Metric, Scorecard
from memory.diary import Field


class Reader(Protocol):
    """The product's own `coach.dialogue.listen.read`."""

    def __call__(self, words: str, asked: Sequence[Field], known: Known) -> Reading: ...


@dataclass(frozen=True)
class Run:
    """One case done and graded; `got` is None when the reader raised."""

    case: DiaryCase
    got: Got | None
    grade: Grade
    ms: float


def run(cases: Iterable[DiaryCase], read: Reader) -> Scorecard:
    """Reads every case and grades it; a case on which the reader raises counts as failed."""
    runs = [_run(case, read) for case in cases]
    items = [
        Item(
            id=each.case.id,
            got=each.got.as_json() if each.got is not None else None,
            ok=each.grade.fields_right,
            why=each.grade.why,
            ms=round(each.ms, 3),
        )
        for each in runs
    ]
    return Scorecard("diary", items, [*_metrics(runs), *_styles(runs), _agreement(runs)])


def _run(case: DiaryCase, read: Reader) -> Run:
    asked = [DIARY_NAMES[name] for name in case.asked]
    started = perf_counter()
    try:
        reading = read(case.utterance, asked, case.known)
    except Exception as error:  # noqa: BLE001 - a crash is a failed case, and the run goes on
        return Run(case, None, crashed(case, error), 1000 * (perf_counter() - started))
    ms = 1000 * (perf_counter() - started)
    got = _got(reading)
    return Run(case, got, grade(case, got), ms)


def _got(reading: Reading) -> Got:
    values = {name: value for each, value in reading.values.items() if (name := name_of(each))}
    asked_back = frozenset(name for each in reading.unclear if (name := name_of(each)))
    return Got(values, asked_back, case_intent(reading.intent))


def _metrics(runs: Sequence[Run]) -> list[Metric]:
    """The rates over all cases.

    `false_sets` counts fields that were set though the label leaves them out or calls them unclear,
    per utterance; a wrong value for a field that should be set is counted apart, in `wrong_values`.
    `ask_back_recall` is over the unclear fields, save those set within a range the label accepts.
    """
    n = len(runs)
    found = [each.grade for each in runs]
    unclear = (Outcome.ASKED_BACK, Outcome.NOT_ASKED_BACK)
    set_unclear = sum(_set_though_unclear(each) for each in runs)
    intents = [each.intent_right for each in found if each.intent_right is not None]
    return [
        Metric("all_fields_right", sum(each.fields_right for each in found), n),
        Metric("false_sets", _total(found, Outcome.FALSE_SET), n),
        Metric(
            "ask_back_recall",
            _total(found, Outcome.ASKED_BACK),
            _total(found, *unclear) + set_unclear,
        ),
        Metric("wrong_values", _total(found, Outcome.WRONG_VALUE), n),
        Metric("needless_ask_backs", _total(found, Outcome.NEEDLESSLY_ASKED_BACK), n),
        Metric("intent_right", sum(intents), len(intents)),
        Metric("crashes", sum(each.got is None for each in runs), n),
    ]


def _total(grades: Iterable[Grade], *outcomes: Outcome) -> int:
    return sum(each.count(*outcomes) for each in grades)


def _set_though_unclear(each: Run) -> int:
    return sum(
        outcome is Outcome.FALSE_SET and name in each.case.expected
        for name, outcome in each.grade.outcomes.items()
    )


def _styles(runs: Sequence[Run]) -> list[Metric]:
    by_style: dict[str, list[bool]] = defaultdict(list)
    for each in runs:
        by_style[each.case.style].append(each.grade.fields_right)
    return [
        Metric(f"right_{style}", sum(right), len(right))
        for style, right in sorted(by_style.items())
    ]


def _agreement(runs: Sequence[Run]) -> Metric:
    """Sentences whose styles all gave the same diary, among those whose labels say they should."""
    by_sentence: dict[str, list[Run]] = defaultdict(list)
    for each in runs:
        if each.case.sentence is not None:
            by_sentence[each.case.sentence].append(each)
    comparable = [group for group in by_sentence.values() if _same_label(group)]
    return Metric("style_agreement", sum(_agree(group) for group in comparable), len(comparable))


def _same_label(group: Sequence[Run]) -> bool:
    first = group[0].case
    same = all(
        _without_notes(each.case.expected) == _without_notes(first.expected) for each in group
    )
    return len(group) > 1 and same


def _agree(group: Sequence[Run]) -> bool:
    first = group[0].got
    return first is not None and all(
        each.got is not None
        and _without_notes(each.got.values) == _without_notes(first.values)
        and each.got.asked_back - {NOTES} == first.asked_back - {NOTES}
        for each in group
    )


def _without_notes(values: Mapping[str, Value | None]) -> dict[str, Value | None]:
    return {name: value for name, value in values.items() if name != NOTES}
