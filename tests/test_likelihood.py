"""What the classifier only guesses is let go where the words are a plain move of the talk."""

from dataclasses import replace

import pytest

from coach.dialogue.likelihood import once_denied, weighed_in_talk
from coach.dialogue.listen.reader import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.state import State
from memory.checkin import CheckIn
from safety.verdict import Action, Category, Heard
from tests.talking import MORNING, known_person

GUESS = Heard(Category.CRISIS_PASSIVE, Action.CLARIFY, "classifier:passive", "1", "crisis_clarify")
RULE = replace(GUESS, rule_id="coded-clarify")
ACUTE = replace(GUESS, action=Action.CRISIS_PROTOCOL, script="crisis")


def _weighed(words: str, question: str, verdict: Heard) -> Heard:
    person = known_person()
    check_in = CheckIn(person.id, person.id, MORNING.date(), question=question)
    reading = read(words, (), Known())
    return weighed_in_talk(State(person, check_in), verdict, words, reading, MORNING)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("I want to stop", "diary.confirm"),
        ("I'll give it a go", "agree"),
        ("I've been ill since yesterday", "diary.open"),
        ("I don't want the sleep window any more", "diary.open"),
        ("no, never, I'm happy to be alive", "screen.thoughts"),
        ("I'm going to do it", "course.agree"),
    ],
)
def test_a_guess_made_of_a_goodbye_or_a_yes_to_a_proposal_is_let_go(
    words: str, question: str
) -> None:
    weighed = _weighed(words, question, GUESS)

    assert (weighed.action, weighed.script) == (Action.CONTINUE, None)


@pytest.mark.parametrize(
    ("words", "question", "verdict"),
    [
        ("I'm going to do it", "diary.naps_min", GUESS),
        ("I want to stop living", "agree", GUESS),
        ("I'm happy to be alive but I think of dying", "screen.thoughts", GUESS),
        ("I want to stop", "agree", RULE),
        ("I want to stop", "agree", ACUTE),
    ],
)
def test_every_other_likelihood_stands_and_so_does_every_rule(
    words: str, question: str, verdict: Heard
) -> None:
    assert _weighed(words, question, verdict) == verdict


def test_who_tells_the_night_beside_it_is_asked_before_anything_is_stopped() -> None:
    weighed = _weighed("it was awful, in bed at eleven, up at seven", "diary.open", ACUTE)

    assert (weighed.action, weighed.script) == (Action.CLARIFY, "crisis_clarify")


@pytest.mark.parametrize(
    "words",
    ["I can't stand breathing exercises.", "Honestly, all that breathing stuff, I can't bear it."],
)
def test_breathing_exercises_that_are_disliked_are_no_emergency(words: str) -> None:
    medical = replace(ACUTE, rule_id="classifier:medical", action=Action.EMERGENCY)

    assert _weighed(words, "diary.open", medical).action is Action.CONTINUE
    assert _weighed("I can't stand it, I can't breathe", "diary.open", medical) == medical


def test_a_guess_that_was_denied_leaves_an_ordinary_verdict_and_an_act_stands() -> None:
    assert once_denied(GUESS, "I've got my finals").action is Action.CONTINUE
    assert once_denied(RULE, "I've got my finals") == RULE
    assert once_denied(ACUTE, "I've got my finals") == ACUTE
