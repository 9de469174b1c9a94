"""Calls in which one side waits for the other, or is cut short: nobody is hung up on or forgotten.

They are held in a process of their own, `tests/voice_floor.py`, under the time warp; order and
content are asserted here, never a time.
"""

from typing import cast

import pytest

from tests.talking import EARLY, NIGHT
from tests.voice_outcomes import Outcome, call, held_by, said
from tests.voice_words import EXCUSE, FIRST_OF_CRISIS, HELP

pytestmark = [pytest.mark.system, pytest.mark.speech, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def calls() -> dict[str, Outcome]:
    """What came of every call, by the name of its scenario."""
    return cast(dict[str, Outcome], held_by("tests.voice_floor")["calls"])  # JSON


def shown(outcome: Outcome) -> list[str]:
    """What was for the screen alone."""
    return [line["text"] for line in outcome["lines"] if line["on_screen_only"]]


def test_an_excuse_heard_to_its_end_settles_no_line_that_was_cut_after_it(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "excused_and_then_cut")

    asked = outcome["asked"]
    begun = [place for place, sentence in enumerate(asked) if sentence == FIRST_OF_CRISIS]
    assert EXCUSE in asked
    assert len(begun) == 3, "it was late, was cut behind the excuse, and came again"
    assert begun[1] > asked.index(EXCUSE)
    assert asked[begun[2] :].count(HELP) == 1
    assert outcome["owed"] == []


def test_who_speaks_over_the_last_word_of_the_goodbye_is_answered(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "over_the_goodbye")

    after = outcome["asked"][outcome["asked"].index("Have a good day, Sam.") + 1 :]
    number, speaker, words, _, withheld = outcome["turns"][-2]
    assert (speaker, words, withheld) == ("person", None, True)
    assert outcome["turns"][-1][0] == number
    assert after[0] == FIRST_OF_CRISIS
    assert HELP in after
    assert outcome["status"] == "crisis"
    assert not outcome["ended"]


def test_a_hum_over_the_goodbye_holds_nobody_on_the_line(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "a_hum_over_the_goodbye")

    assert said(outcome, "person")[-1] == "yes"
    assert outcome["status"] == "done"
    assert outcome["ended"]


def test_silence_under_the_question_about_their_life_is_no_goodbye_but_help(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "silent_about_their_life")

    asked = outcome["asked"]
    question = asked.index("When you say that, are you thinking about ending your life?")
    helped = asked.index(FIRST_OF_CRISIS)
    assert asked[question + 1 : helped] == [
        "I'm still here with you.",
        "I'm here. Take all the time you need.",
    ]
    assert HELP in asked[helped:]
    assert not any("I'll leave it there" in sentence for sentence in asked)
    assert (outcome["status"], outcome["owed"]) == ("crisis", [])


def test_a_cough_while_the_coach_is_late_does_not_keep_her_silent(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "a_cough_in_dead_air")

    late = outcome["asked"].index("Got it.")
    assert outcome["asked"][late + 1] == EXCUSE
    assert said(outcome, "person") == [None, NIGHT]
    assert said(outcome, "coach")[-1] == f"Got it. {EARLY}"


def test_late_ears_are_excused_and_nobody_says_again_what_was_heard(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "late_ears")

    assert EXCUSE in outcome["notes"]["before the answer"]
    assert not any("again" in sentence for sentence in outcome["asked"])
    assert said(outcome, "person") == [None, NIGHT]
    assert said(outcome, "coach")[-1] == f"Got it. {EARLY}"


def test_a_call_with_somebody_erased_meanwhile_ends_and_says_so(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "erased_meanwhile")

    kind, text = outcome["notes"]["error"]
    assert kind == "PersonErasedError"
    assert "erased from somewhere else" in text
    assert not any("again" in sentence for sentence in outcome["asked"])


def test_a_crisis_is_answered_even_where_nothing_can_be_written(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "erased_and_in_need")

    first = outcome["asked"].index(FIRST_OF_CRISIS)
    assert HELP in outcome["asked"][first:]
    assert "Please call nine nine nine now." in outcome["asked"]
    assert outcome["notes"] == {"status": "crisis"}


def test_last_words_that_could_not_be_written_are_said_to_be_lost(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "no_room_for_the_last_words")

    assert outcome["notes"]["error"] == ["OSError", "[Errno 28] No space left on device"]
    assert shown(outcome) == ["What you said last could not be saved."]
