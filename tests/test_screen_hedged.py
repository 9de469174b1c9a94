"""A no to a health question counts only where all of it denies; the lists are tests/*.yaml."""

from pathlib import Path

import pytest
import yaml

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.plain_answer import rest_of_no
from coach.dialogue.screen_reading import answer_in
from safety.lanes import Answer, load_lanes

HERE = Path(__file__).parent
HEDGED = HERE / "screen_answers_hedged.yaml"
PLAIN = HERE / "screen_answers_plain.yaml"
TREATED = (
    "yes",
    "yes I do",
    "yes, every night",
    "yes, with a mask every night",
    "yes, every single night, and I feel fine",
    "yes, it's treated and I'm alert by day",
    "I use a CPAP every night and feel fine",
    "absolutely, I sleep with the machine every night",
)


def _cases(path: Path) -> list[tuple[str, str]]:
    asked = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(name, words) for name, answers in asked.items() for words in answers]


def _answer(name: str, words: str) -> Answer | None:
    return answer_in(words, read(words, (), Known()), load_lanes().question(f"screen.{name}"))


@pytest.mark.parametrize(("name", "words"), _cases(HEDGED))
def test_an_answer_that_says_more_than_no_is_never_the_freer_one(name: str, words: str) -> None:
    assert _answer(name, words) is not Answer.NO


@pytest.mark.parametrize(("name", "words"), _cases(PLAIN))
def test_a_plain_no_is_not_asked_again(name: str, words: str) -> None:
    assert _answer(name, words) is Answer.NO


@pytest.mark.parametrize("words", TREATED)
def test_only_a_whole_yes_counts_as_treated_every_night(words: str) -> None:
    assert _answer("breathing_untreated", words) is Answer.NO


@pytest.mark.parametrize("words", ["no, " + "a " * 60, "no " + "never had " * 200, "no, " * 900])
def test_a_very_long_answer_is_judged_in_no_time(words: str) -> None:
    assert _answer("mood", words) in {None, Answer.NO}


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("no, I fly planes", "I fly planes"),
        ("Not really. I'm a midwife.", "I'm a midwife"),
        ("No.", ""),
    ],
)
def test_what_follows_a_no_can_be_said_back(words: str, rest: str) -> None:
    assert rest_of_no(words) == rest
