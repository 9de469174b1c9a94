"""Our questions for the retrieval suite: labelled by meaning, none worded like its passage."""

import json
from collections import Counter
from pathlib import Path

import pytest

import evals
from memory.article import Risk
from memory.article_file import load_articles
from memory.article_lint import repeats

PATH = Path(evals.__file__).parent / "cases" / "retrieval.jsonl"
CASES = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
ON_TOPIC = [each for each in CASES if each["topic"] != "off_topic"]
PARTS = {part.id: part for each in load_articles() for part in each.sections}
SCOPES = {
    Risk.GENERAL: "answer",
    Risk.CAUTION: "answer_with_referral",
    Risk.REFER: "refer",
}


def test_there_are_enough_questions_on_and_off_the_topic() -> None:
    on_topic = {each["sentence"] for each in ON_TOPIC}
    off_topic = {each["sentence"] for each in CASES} - on_topic

    assert len(on_topic) >= 220
    assert len(off_topic) >= 80


def test_every_question_is_asked_in_three_styles() -> None:
    styles = Counter(each["style"] for each in CASES)

    assert set(styles) == {"spoken", "asr", "whisper"}
    assert len(set(styles.values())) == 1
    assert len({each["id"] for each in CASES}) == len(CASES)


def test_every_section_is_asked_for() -> None:
    assert {id_ for each in ON_TOPIC for id_ in each["passages"]} == set(PARTS)


@pytest.mark.parametrize("case", ON_TOPIC, ids=lambda case: case["id"])
def test_a_label_names_passages_that_exist_and_the_scope_of_the_first(
    case: dict[str, list[str]],
) -> None:
    expected = [PARTS[each] for each in case["passages"]]

    assert case["scope"] == SCOPES[expected[0].risk]


@pytest.mark.parametrize(
    "case", [each for each in ON_TOPIC if each["style"] == "spoken"], ids=lambda case: case["id"]
)
def test_no_question_uses_the_wording_of_its_passage(case: dict[str, list[str]]) -> None:
    question = str(case["question"])
    expected = [PARTS[each] for each in case["passages"]]

    assert [part.id for part in expected if repeats(question, part.text)] == []
    assert [part.id for part in expected if question.strip("?.").lower() in part.asks] == []


def test_what_is_off_the_topic_expects_no_passage() -> None:
    assert all(each["passages"] == [] for each in CASES if each["topic"] == "off_topic")
