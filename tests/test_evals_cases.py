import json
from datetime import time
from pathlib import Path

import pytest

from coach.dialogue.listen.reading import Intent, Known
from evals.case import DiaryCase, Range
from evals.case_file import CaseError, one_object, read_cases
from evals.names import DIARY_NAMES, GOLDEN_NAMES, case_intent, name_of
from memory.diary import Field

CASES = Path(__file__).parents[1] / "evals" / "cases"
LINE: dict[str, object] = {
    "id": "d1",
    "style": "asr",
    "question": "What time did you get into bed last night?",
    "asked": ["bed_time"],
    "known": {},
    "utterance": "um half past ten no wait eleven",
    "expected": {"bed_time": "23:00"},
}


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def read_one(path: Path, **changed: object) -> DiaryCase:
    return read_cases(write(path / "cases.jsonl", LINE | changed), DiaryCase)[0]


def test_a_line_is_read_into_the_product_s_own_values(tmp_path: Path) -> None:
    case = read_one(
        tmp_path,
        known={"bed_time": "22:05", "waso_min": 20, "shift_worker": True, "hair": "brown"},
        expected={"final_wake": "6:30", "awakenings": 3, "quality": "unclear", "notes": "a dog"},
        accept_range={"final_wake": ["06:15", "06:45"]},
        may_also_set=["waso_min"],
        intent=None,
        colour="blue",
    )

    assert case.known == Known(
        {Field.GOT_INTO_BED: time(22, 5), Field.WAKE_AFTER_SLEEP_ONSET: 20}, shift_worker=True
    )
    assert case.expected == {
        "final_wake": time(6, 30),
        "awakenings": 3,
        "quality": None,
        "notes": "a dog",
    }
    assert case.accept_range == {"final_wake": Range(time(6, 15), time(6, 45))}
    assert case.may_also_set == {"waso_min"}
    assert case.names_intent


def test_labels_may_stand_inside_expected(tmp_path: Path) -> None:
    case = read_one(tmp_path, expected={"intent": "refuse", "may_also_set": ["notes"]})

    assert case.expected == {}
    assert case.intent == "refuse"
    assert case.may_also_set == {"notes"}


def test_a_case_without_the_key_says_nothing_about_the_intent(tmp_path: Path) -> None:
    assert not read_one(tmp_path).names_intent


def test_a_null_label_says_nothing(tmp_path: Path) -> None:
    assert read_one(tmp_path, expected={"bed_time": None}).expected == {}


@pytest.mark.parametrize("key", list(LINE))
def test_a_missing_key_is_named_with_file_and_line(tmp_path: Path, key: str) -> None:
    broken = {name: value for name, value in LINE.items() if name != key}
    path = write(tmp_path / "cases.jsonl", LINE, broken)

    with pytest.raises(CaseError, match=rf"cases\.jsonl:2: {key}: "):
        read_cases(path, DiaryCase)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("expected", {"bed_time": "25:00"}, "bed_time: '25:00' is not a time"),
        ("expected", {"bed_time": 23}, "bed_time: 23 is not a time"),
        ("expected", {"waso_min": "twenty"}, "waso_min: 'twenty' is not a whole number"),
        ("expected", {"waso_min": True}, "waso_min: True is not a whole number"),
        ("expected", {"notes": 3}, "notes: 3 is not words"),
        ("expected", ["bed_time"], "is not an object"),
        ("known", {"shift_worker": "yes"}, "shift_worker: 'yes'"),
        ("asked", "bed_time", "is not a list of field names"),
        ("asked", [4], "is not a list of field names"),
        ("accept_range", {"waso_min": [20]}, "is not \\[low, high\\]"),
        ("accept_range", {"waso_min": [30, 20]}, "30 is above 20"),
        ("utterance", None, "valid string"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_field(
    tmp_path: Path, key: str, value: object, told: str
) -> None:
    path = write(tmp_path / "cases.jsonl", LINE | {key: value})

    with pytest.raises(CaseError, match=rf"cases\.jsonl:1: {key}: .*{told}"):
        read_cases(path, DiaryCase)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no case in it"),
        (b"\n  \n", "no case in it"),
        (b"{", ":1: not JSON"),
        (b"[1]", ":1: not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)

    with pytest.raises(CaseError, match=f"cases.jsonl.*{told}"):
        read_cases(path, DiaryCase)
    with pytest.raises(CaseError, match=f"cases.jsonl.*{told}"):
        one_object(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"none\.jsonl: No such file"):
        read_cases(tmp_path / "none.jsonl", DiaryCase)


def test_a_line_separator_within_an_utterance_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    line = json.dumps(LINE | {"utterance": "eleven\u2028or so"}, ensure_ascii=False)
    path.write_text(line, encoding="utf-8")

    assert [case.utterance for case in read_cases(path, DiaryCase)] == ["eleven\u2028or so"]


def test_every_field_of_the_diary_has_one_name_save_the_early_wake() -> None:
    assert {each for each in Field if name_of(each) is None} == {Field.EARLY_WAKE_AWAKE}
    assert len(set(DIARY_NAMES.values())) == len(DIARY_NAMES)
    assert len(set(GOLDEN_NAMES.values())) == len(GOLDEN_NAMES)


def test_an_intent_of_the_product_alone_counts_as_none() -> None:
    assert case_intent(Intent.LEAVE) is None
    assert case_intent(None) is None
    assert case_intent(Intent.NOT_YET) == "not_yet"


def test_the_dev_set_is_whole_and_a_third_of_it_is_in_each_style() -> None:
    path = CASES / "diary.jsonl"
    raw = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]

    cases = read_cases(path, DiaryCase)

    styles = [case.style for case in cases]
    assert len(cases) >= 250
    assert len({case.id for case in cases}) == len(cases)
    assert {style: styles.count(style) * 3 for style in styles} == dict.fromkeys(
        ("spoken", "asr", "whisper"), len(cases)
    )
    assert all(line["expected"].keys() <= DIARY_NAMES.keys() for line in raw)
    assert all(line["asked"] == list(case.asked) for line, case in zip(raw, cases, strict=True))
