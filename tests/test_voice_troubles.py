"""Calls in which something goes amiss, or somebody types: what was heard, shown and committed.

They are held in a process of their own, `tests/voice_troubles.py`, under the time warp; order and
content are asserted here, never a time.
"""

from typing import cast

import pytest

from tests.talking import NIGHT, REST
from tests.test_voice_calls import OPENING
from tests.voice_outcomes import Outcome, call, held_by, said
from tests.voice_words import HELP

pytestmark = [pytest.mark.system, pytest.mark.speech, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def calls() -> dict[str, Outcome]:
    """What came of every call, by the name of its scenario."""
    return cast(dict[str, Outcome], held_by("tests.voice_troubles")["calls"])  # JSON


def test_a_typed_line_stops_the_coach_and_is_answered_once(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "typed_over_the_coach")

    opening, (_, _, answer, interrupted, _) = (t for t in outcome["turns"] if t[1] == "coach")
    assert opening[3], "the opening counts as interrupted"
    assert OPENING.startswith(opening[2])
    assert said(outcome, "person") == [None, NIGHT]
    assert not interrupted
    assert outcome["asked"].count("Got it.") == 1
    assert answer.startswith("Got it.")


def test_typing_and_talking_in_turns_leave_the_diary_of_either(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "typed_and_spoken_in_turns")

    assert outcome["status"] == "done"
    assert outcome["ended"]
    assert said(outcome, "person") == [None, NIGHT, *REST, "yes", "yes"]
    assert outcome["entry"]["got_into_bed_at"] == "22:30"
    assert outcome["entry"]["quality_1_5"] == "3"


def test_of_two_lines_typed_at_once_both_are_kept_and_the_last_is_answered(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "typed_twice_at_once")

    assert said(outcome, "person")[1:] == [
        "I got into bed at half past ten and went to sleep at eleven",
        "it took me twenty minutes to fall asleep",
    ]
    assert [turn[0] for turn in outcome["turns"] if turn[1] == "coach" and not turn[3]] == [0, 2]
    assert outcome["entry"]["sleep_onset_latency_min"] == "20"


def test_a_crisis_that_is_typed_is_answered_aloud_and_not_kept(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "a_crisis_is_typed")

    assert outcome["status"] == "crisis"
    assert HELP in outcome["asked"]
    assert outcome["turns"][2] == [1, "person", None, False, True]
    assert [line for line in outcome["lines"] if "999" in (line["text"] or "")]


def test_who_cannot_be_made_out_is_told_once_and_goes_on_by_typing(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "deaf")

    told = [s for s in outcome["asked"] if "make out your words" in s]
    assert len(told) == 1
    assert "saved" in told[0]
    assert "type" in told[0]
    assert said(outcome, "person") == [None, NIGHT]
    assert outcome["entry"]["got_into_bed_at"] == "22:30"
    assert outcome["question"] == "diary.early_wake_awake_min"


def test_who_cannot_be_made_out_and_does_not_type_is_let_go_with_all_that_was_said(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "deaf_and_nobody_types")

    assert len([s for s in outcome["asked"] if "make out your words" in s]) == 1
    assert "is saved" in outcome["asked"][-1]
    assert said(outcome, "person") == [None, NIGHT]
    assert (outcome["status"], outcome["ended"]) == ("open", False)


def test_in_a_crisis_who_cannot_be_made_out_is_stayed_with(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "deaf_in_a_crisis")

    (place,) = (i for i, s in enumerate(outcome["asked"]) if "make out your words" in s)
    told, *after = outcome["asked"][place:]
    assert "make out your words" in told
    assert "still here with you" in told
    assert "call nine nine nine" in told
    assert after, "the coach stays on the line"
    assert all("here" in s or "anywhere" in s for s in after)
    assert not any("leave it there" in s or "saved" in s for s in outcome["asked"])
    assert outcome["status"] == "crisis"


def test_a_recogniser_that_comes_round_is_used_again(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "deaf_and_well_again")

    assert len([s for s in outcome["asked"] if "make out your words" in s]) == 1
    assert " ".join(words for words in said(outcome, "person") if words) == NIGHT


def test_an_ear_that_breaks_is_replaced_and_the_person_told(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "the_ear_breaks")

    assert len([s for s in outcome["asked"] if "make out your words" in s]) == 1
    assert " ".join(words for words in said(outcome, "person") if words) == NIGHT


def test_what_a_voice_that_failed_for_good_cannot_say_is_shown_and_the_talk_goes_on(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "mute")

    shown = outcome["notes"]["shown"]
    for sentence in ("Got it.", "Any naps yesterday?", "how was your sleep?", "Is that right?"):
        assert sentence in shown
    assert said(outcome, "person") == [None, NIGHT, *REST, "yes"]
    assert outcome["question"] == "agree"
    assert len([turn for turn in outcome["turns"] if turn[1] == "coach"]) == 2, "unsaid is unsaid"
    assert outcome["asked"].count("Something went wrong on my side. Could you say that again?") == 1


def test_an_owed_line_heard_in_a_silence_is_not_owed_any_more(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "owed_in_silence")

    silence = outcome["asked"][: outcome["notes"]["until then"]]
    reply = outcome["asked"][outcome["notes"]["until then"] :]
    again = [s for s in silence if s.startswith(HELP)]
    assert len([s for s in again if s != HELP]) == 1
    assert reply
    assert not any(s.startswith(HELP) for s in reply[:1])


def test_a_television_is_nobody_who_speaks(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "a_television")

    assert outcome["asked"][-3:-1] == ["Take your time.", "Are you still there?"]
    assert "is saved" in outcome["asked"][-1]
    assert said(outcome, "person") == [None]


def test_a_television_with_pauses_is_asked_twice_to_say_it_again(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "a_television_with_pauses")

    assert len([s for s in outcome["asked"] if s.startswith("Sorry")]) <= 2
    assert "is saved" in outcome["asked"][-1]
    assert said(outcome, "person") == [None]


def test_who_answers_beside_a_television_is_heard_as_ever(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "a_television_and_a_person")

    assert "Take your time." in outcome["notes"]["before the answer"]
    assert " ".join(words for words in said(outcome, "person") if words) == NIGHT
    assert outcome["entry"]["got_into_bed_at"] == "22:30"
