"""The labelled utterances of `data/listen_cases.jsonl`, each read as its labels say."""

import json
from datetime import time
from pathlib import Path
from typing import TypedDict

import pytest

from coach.dialogue.listen import Known, Value, read
from memory.diary import Field

CASES = Path(__file__).parent / "data" / "listen_cases.jsonl"
NOT_IN_FILES = {Field.EARLY_WAKE_AWAKE}
FIELDS = {
    "bed_time": Field.GOT_INTO_BED,
    "lights_out": Field.TRIED_TO_SLEEP,
    "sleep_latency_min": Field.SLEEP_ONSET_LATENCY,
    "waso_min": Field.WAKE_AFTER_SLEEP_ONSET,
    "final_wake": Field.FINAL_AWAKENING,
    "out_of_bed": Field.OUT_OF_BED,
    "awakenings": Field.AWAKENINGS,
    "naps_min": Field.NAPS,
    "quality": Field.QUALITY,
}


class Case(TypedDict, total=False):
    id: str
    asked: list[str]
    known: dict[str, str | int | bool]
    utterance: str
    expected: dict[str, str | int]
    accept_range: dict[str, list[str | int]]
    may_also_set: dict[str, bool]
    intent: str | None


def cases() -> list[Case]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def value_of(label: str | int) -> Value:
    return time.fromisoformat(label) if isinstance(label, str) else label


def known_of(case: Case) -> Known:
    values = {FIELDS[k]: value_of(v) for k, v in case["known"].items() if k in FIELDS}
    return Known(values, shift_worker=bool(case["known"].get("shift_worker")))


def minute(value: Value) -> int:
    assert not isinstance(value, str)
    return value.hour * 60 + value.minute if isinstance(value, time) else value


def fits(value: Value, label: str | int, accepted: list[str | int] | None) -> bool:
    if accepted is None:
        return value == value_of(label)
    low, high = (minute(value_of(bound)) for bound in accepted)
    return (minute(value) - low) % 1440 <= (high - low) % 1440


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["id"]))
def test_an_utterance_is_read_as_labelled(case: Case) -> None:
    asked = [FIELDS[name] for name in case["asked"]]

    reading = read(case["utterance"], asked, known_of(case))

    allowed = {FIELDS[n] for n in (*case["expected"], *case.get("may_also_set", {}))}
    assert set(reading.values) - NOT_IN_FILES <= allowed
    for name, label in case["expected"].items():
        if label == "unclear":
            assert FIELDS[name] in reading.unclear
        else:
            accepted = case.get("accept_range", {}).get(name)
            assert fits(reading.values[FIELDS[name]], label, accepted)
    if case.get("intent"):
        assert reading.intent == case["intent"]
