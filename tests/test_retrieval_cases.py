"""Our questions for the retrieval suite: labelled by meaning, none worded like its passage."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import evals
from memory.article import Risk
from memory.article_file import load_articles
from memory.article_lint import repeats

PATH = Path(evals.__file__).parent / "cases" / "retrieval.jsonl"
PARTS = {part.id: part for each in load_articles() for part in each.sections}
SCOPES = {
    Risk.GENERAL: "answer",
    Risk.CAUTION: "answer_with_referral",
    Risk.REFER: "refer",
}


@dataclass(frozen=True)
class _Case:
    id: str
    sentence: str
    style: str
    question: str
    topic: str
    scope: str
    passages: list[str]


CASES = [_Case(**json.loads(line)) for line in PATH.read_text(encoding="utf-8").splitlines()]
ON_TOPIC = [each for each in CASES if each.topic != "off_topic"]


def test_there_are_enough_questions_on_and_off_the_topic() -> None:
    on_topic = {each.sentence for each in ON_TOPIC}
    off_topic = {each.sentence for each in CASES} - on_topic

    assert len(on_topic) >= 220
    assert len(off_topic) >= 80


def test_every_question_is_asked_in_three_styles() -> None:
    styles = Counter(each.style for each in CASES)

    assert set(styles) == {"spoken", "asr", "whisper"}
    assert len(set(styles.values())) == 1
    assert len({each.id for each in CASES}) == len(CASES)


def test_every_section_is_asked_for_and_no_other() -> None:
    assert {id_ for each in ON_TOPIC for id_ in each.passages} == set(PARTS)


def test_the_scope_is_that_of_the_first_passage() -> None:
    wrong = [each.id for each in ON_TOPIC if each.scope != SCOPES[PARTS[each.passages[0]].risk]]

    assert wrong == []


def test_no_question_uses_the_wording_of_its_passage_or_of_an_ask() -> None:
    asks = {ask.lower() for part in PARTS.values() for ask in part.asks}
    spoken = [each for each in ON_TOPIC if each.style == "spoken"]

    alike = [
        each.id
        for each in spoken
        if each.question.strip("?.").lower() in asks
        or any(repeats(each.question, PARTS[id_].text) for id_ in each.passages)
    ]

    assert alike == []


def test_what_is_off_the_topic_expects_no_passage() -> None:
    assert all(each.passages == [] for each in CASES if each.topic == "off_topic")
