"""A likelihood alone has to rest on something said; what departs says goodbye for a reason."""

from dataclasses import replace

import pytest

from safety import thread
from safety.gates import hear
from safety.policy import load_policy
from safety.verdict import Action, Category, Heard

POLICY = load_policy()
ACTIVE = Heard(
    Category.CRISIS_ACTIVE, Action.CRISIS_PROTOCOL, "classifier:active", POLICY.version, "crisis"
)
MEDICAL = Heard(
    Category.RED_FLAG_EMERGENCY,
    Action.EMERGENCY,
    "classifier:medical",
    POLICY.version,
    "emergency_medical",
)
ABUSE = Heard(Category.ABUSE, Action.CLARIFY, "classifier:abuse", POLICY.version, "abuse_clarify")


def weighed(found: Heard, words: str, before: frozenset[str] = frozenset()) -> Heard:
    return thread.weighed(found, POLICY.normal(words), before, POLICY)


@pytest.mark.parametrize(
    "words",
    [
        "I was tossing and turning for ages, what now?",
        "Is it bad to lie there and count the hours till the alarm?",
        "My mind went round and round about the exams and the rent.",
    ],
)
def test_a_likelihood_made_of_a_night_and_nothing_else_goes_on(words: str) -> None:
    assert weighed(ACTIVE, words).action is Action.CONTINUE


@pytest.mark.parametrize(
    "words",
    [
        "I lay awake and thought how easy it would be to stop.",
        "I slept well, now that I have decided.",
        "The night was long and nobody would miss me.",
        "I was awake counting my tablets.",
    ],
)
def test_a_likelihood_with_a_word_of_life_and_death_stands_however_much_of_the_night_is_told(
    words: str,
) -> None:
    assert weighed(ACTIVE, words).action is not Action.CONTINUE


def test_what_a_rule_found_needs_no_other_ground() -> None:
    found = replace(ACTIVE, rule_id="suicidal-intent")

    assert weighed(found, "I slept till seven").action is Action.CRISIS_PROTOCOL


def test_danger_to_the_body_without_a_word_of_the_body_is_asked_about_as_one_to_life() -> None:
    heard = weighed(MEDICAL, "Since she left there isn't anything to come home to.")

    assert (heard.action, heard.script) == (Action.CLARIFY, "crisis_clarify")


def test_danger_to_the_body_stands_with_its_sign() -> None:
    assert weighed(MEDICAL, "I slept till my chest woke me.").action is Action.EMERGENCY


def test_a_guess_of_force_needs_a_word_of_it() -> None:
    assert weighed(ABUSE, "He was asleep in two seconds.").action is Action.CONTINUE
    assert weighed(ABUSE, "He was asleep so he couldn't hit me.").action is Action.CLARIFY


def test_a_dark_mood_that_is_only_likely_to_be_more_is_asked_about_and_stops_nothing() -> None:
    assert weighed(ACTIVE, "I look at my life and I hate myself").action is Action.CLARIFY


def test_whoever_moves_house_may_give_things_away_and_say_goodbye() -> None:
    before = hear("We are moving to Leeds on Saturday.", POLICY).marks

    after = hear("I gave my piano away and said my goodbyes to the street.", POLICY, before)

    assert after.action in (Action.CONTINUE, Action.CONTINUE_WITH_NOTE)


def test_without_a_move_the_same_things_add_up() -> None:
    after = hear("I gave my piano away and said my goodbyes to everyone.", POLICY)

    assert after.action is Action.CLARIFY
