"""Calls through the real session: what was heard, what was committed, whatever people do.

They are held in a process of their own, `tests/voice_calls.py`, under the time warp; order and
content are asserted here, never a time.
"""

from datetime import datetime
from typing import Any, cast

import pytest

from coach.bootstrap import App
from coach.dialogue.phrase import PHRASES
from memory.diary import DiaryEntry, Field
from tests.network import cut_off, not_permitted
from tests.simulated import simulated_morning, words_to
from tests.talking import EARLY, NIGHT, REST, talk_with
from tests.voice_outcomes import Outcome, call, held_by, said

pytestmark = [pytest.mark.system, pytest.mark.speech, pytest.mark.timeout(1200)]

OPENING = (
    "Morning, Sam, Nightjar here, your AI sleep coach. Tell me about last night in your own words. "
    "When did you get into bed, how long did it take to drop off, and when did you get up?"
)


@pytest.fixture(scope="module")
def held() -> dict[str, Any]:
    """All the calls, held without a network where this machine lets us cut it."""
    return held_by("tests.voice_calls", behind=cut_off() or ())


@pytest.fixture(scope="module")
def calls(held: dict[str, Any]) -> dict[str, Outcome]:
    """What came of every call, by the name of its scenario."""
    return cast(dict[str, Outcome], held["calls"])  # JSON


def shown_entry(entry: DiaryEntry) -> dict[str, str]:
    """An entry as the outcome of a call shows it."""
    values = {str(field): getattr(entry, field) for field in Field}
    return {
        f: v.strftime("%H:%M") if isinstance(v, datetime) else str(v) for f, v in values.items()
    }


async def test_a_check_in_by_voice_leaves_the_diary_that_typing_leaves(
    calls: dict[str, Outcome], app: App
) -> None:
    spoken = call(calls, "whole")
    typed = await talk_with(app)
    await typed.say(NIGHT, *REST, "yes", "yes")

    entry = await typed.entry()

    assert entry is not None
    assert spoken["ended"]
    assert spoken["status"] == "done"
    assert spoken["entry"] == shown_entry(entry)
    assert said(spoken, "person") == [None, NIGHT, *REST, "yes", "yes"]


def test_who_barges_in_stops_the_coach_and_is_heard_from_the_first_word(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "barge_in")

    opening = outcome["turns"][1]
    assert opening[3], "the opening counts as interrupted"
    assert OPENING.startswith(opening[2])
    assert opening[2] != OPENING
    assert said(outcome, "person")[1] == (
        "I got into bed at half past ten and went to sleep at eleven"
    )
    assert "diary.open" not in outcome["delivered"], "its sentence was not said to the end"


def test_a_sound_without_words_only_holds_the_coach_up(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "false_interruption")

    assert said(outcome, "coach") == [OPENING]
    assert said(outcome, "person") == [None]
    assert not outcome["turns"][1][3]
    assert "diary.open" in outcome["delivered"]


def test_a_nod_in_words_is_no_turn_and_stops_nobody(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "backchannel")

    assert outcome["notes"]["before the answer"] == 0
    assert said(outcome, "coach")[0] == OPENING
    assert said(outcome, "person") == [None, NIGHT]


def test_a_yes_over_the_question_itself_is_its_answer(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "answered_over_the_question")

    assert said(outcome, "person")[-1] == "yes"
    assert outcome["question"] == "agree"


def test_a_long_pause_for_thought_is_within_one_turn(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "thinking_pause")

    assert said(outcome, "person") == [None, "I got into bed at half past ten"]
    assert outcome["entry"]["got_into_bed_at"] == "22:30"


def test_silence_is_met_with_patience_then_a_question_then_a_goodbye(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "silence")

    patience, asking, goodbye = outcome["asked"][-3:]
    assert patience == "Take your time."
    assert asking == "Are you still there?"
    assert "is saved" in goodbye
    assert not outcome["ended"]
    assert (outcome["status"], outcome["question"]) == ("open", "diary.open")


def test_who_speaks_after_a_silence_is_heard_as_ever(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "silence_then_words")

    assert said(outcome, "person") == [None, NIGHT]
    assert outcome["entry"]["got_into_bed_at"] == "22:30"


def test_noise_is_nobody(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "noise")

    assert outcome["notes"]["turns after the noise"] == 0
    assert said(outcome, "person") == [None, NIGHT]


def test_a_phantom_phrase_is_no_turn_and_fills_nothing(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "phantom")

    assert said(outcome, "person") == [None]
    assert set(outcome["entry"].values()) <= {"None"}


def test_words_cut_off_by_a_hang_up_are_kept_without_an_answer(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "hung_up_in_mid_sentence")

    words = said(outcome, "person")[1]
    assert words is not None
    assert words.startswith("I got into bed at half past ten")
    assert "o'clock" not in words
    assert len(said(outcome, "coach")) == 1
    assert outcome["entry"]["got_into_bed_at"] == "22:30"
    assert outcome["entry"]["tried_to_sleep_at"] == "None"


def test_a_coach_cut_off_in_mid_sentence_has_not_asked(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "hung_up_on_the_coach")

    cut = said(outcome, "coach")[0]
    assert cut is not None
    assert OPENING.startswith(cut)
    assert cut != OPENING
    assert outcome["delivered"] == []
    assert outcome["question"] == "diary.open", "it is asked again when the talk is taken up"


def test_in_a_crisis_what_was_talked_over_is_said_again_and_the_talker_is_heard(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "crisis")

    where_help_is = "findahelpline.com lists one near you, and in danger call nine nine nine."
    asked = " ".join(outcome["asked"])
    begins = [i for i, s in enumerate(outcome["asked"]) if s.startswith("Thank you for telling")]
    assert outcome["notes"]["person's lines"][-1] == "no I am not safe at all"
    assert len(begins) == 2, "the first line was cut and came again"
    assert where_help_is in " ".join(outcome["asked"][begins[1] :])
    assert outcome["owed"] == []
    assert outcome["status"] == "crisis"
    assert "I'm still here with you." in asked
    assert "I'll leave it there" not in asked


def test_of_a_crisis_by_voice_no_word_is_kept(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "crisis")

    from_then_on = [turn for turn in outcome["turns"] if turn[0] > 0]
    lines = [line for line in outcome["lines"] if line["withheld"]]
    assert len(from_then_on) == 4
    assert all(text is None and withheld for *_, text, _, withheld in from_then_on)
    assert lines
    assert all(line["text"] is None for line in lines)


def test_a_reply_to_words_that_came_out_otherwise_is_dropped(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "guessed_wrong")

    assert said(outcome, "person")[-1] == "at half past eleven"
    assert outcome["entry"]["got_into_bed_at"] == "23:30"
    assert not any("half past seven" in sentence for sentence in outcome["asked"])


def test_words_heard_while_someone_typed_are_answered_where_the_check_in_stands(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "written_from_elsewhere")

    assert said(outcome, "person") == [None, None, NIGHT, "I wasn't trying to sleep after that"]
    assert outcome["entry"]["early_wake_awake_min"] == "0"
    assert said(outcome, "coach")[-1] == "Any naps yesterday?"


def test_a_silence_of_ours_is_excused_and_the_reply_comes_after_all(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "dead_air")

    late = outcome["asked"].index("Got it.")
    assert outcome["asked"][late + 1].startswith("Sorry")
    assert said(outcome, "person") == [None, NIGHT]
    assert said(outcome, "coach")[-1] == f"Got it. {EARLY}"


def test_speech_that_never_became_words_is_asked_for_again(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "words_that_never_came")

    assert any("say" in s and s.startswith("Sorry") for s in outcome["asked"])
    assert said(outcome, "person") == [None, NIGHT]


def test_a_sentence_the_voice_could_not_say_counts_as_unsaid(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "the_voice_fails")

    spoken = said(outcome, "coach")[0]
    assert spoken is not None
    assert "Tell me about last night" not in spoken
    assert "Something went wrong on my side. Could you say that again?" in outcome["asked"]
    assert "diary.open" not in outcome["delivered"]


def test_who_does_not_agree_is_told_so_and_leaves_nothing(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "no_consent")

    assert outcome["erased"]
    assert outcome["ended"]
    assert outcome["turns"] == []
    assert "Then I keep nothing, and we stop here." in outcome["asked"]


def test_a_check_in_begun_by_voice_is_finished_by_typing(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "continued_in_text")

    assert outcome["notes"] == {"status": "done", "channel": "voice"}
    assert said(outcome, "person") == [None, NIGHT, None, *REST, "yes", "yes"]


def test_a_check_in_goes_on_by_typing_and_then_by_voice_again(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "continued_in_text_and_back")
    again = outcome["notes"]["again"]

    assert outcome["status"] == "open"
    assert again["status"] == "done"
    assert [words for words in said(again, "person") if words] == [NIGHT, *REST, "yes", "yes"]
    assert again["entry"] == call(calls, "whole")["entry"]


def test_the_coach_is_not_interrupted_by_her_own_echo(calls: dict[str, Outcome]) -> None:
    cancelled = call(calls, "her_own_echo")
    as_it_is = call(calls, "her_own_echo_as_it_is")

    assert cancelled["notes"]["stopped"] == 0
    assert said(cancelled, "coach") == [OPENING]
    assert said(cancelled, "person") == [None]
    assert as_it_is["notes"]["stopped"] > 0


def test_a_late_first_sentence_is_bridged_by_an_opener(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "a_late_model")

    opening = outcome["asked"][:3]
    assert opening[1] in PHRASES["opener"]
    assert opening[2] == "Tell me about last night in your own words."


def test_real_ears_and_a_real_voice_hold_the_same_call(calls: dict[str, Outcome]) -> None:
    outcome = call(calls, "with_the_models")

    assert outcome["entry"]["got_into_bed_at"] == "22:30"
    assert outcome["entry"]["tried_to_sleep_at"] == "23:30"
    assert "trying to sleep" in outcome["notes"]["audible"]


async def test_a_simulated_persons_check_in_by_voice_leaves_the_diary_that_typing_leaves(
    calls: dict[str, Outcome], app: App
) -> None:
    spoken = call(calls, "a_simulated_morning")
    typed = await talk_with(app)
    while not typed.ends:
        await typed.say(words_to(typed.question or ""))

    entry = await typed.entry()

    assert entry is not None
    assert entry.confirmed_at is not None
    assert simulated_morning().slept.matches(entry)
    assert spoken["ended"]
    assert spoken["entry"] == shown_entry(entry)


def test_every_turn_has_its_times(calls: dict[str, Outcome]) -> None:
    stages = call(calls, "with_the_models")["stages"]

    answers = [each for each in stages if each["turn_no"] > 0]
    assert [each["turn_no"] for each in stages] == [0, 1, 2]
    for name in ("text_s", "end_of_turn_s", "first_sentence_s", "first_audio_s"):
        assert all(each[name] is not None for each in answers)


def test_a_crisis_is_recognised_by_real_ears_and_answered_in_full(
    calls: dict[str, Outcome],
) -> None:
    outcome = call(calls, "crisis_with_the_models")

    asked = outcome["asked"]
    begins = [i for i, s in enumerate(asked) if s.startswith("Thank you for telling me")]
    assert outcome["status"] == "crisis"
    assert outcome["notes"]["person's lines"][0] == "i want to end my life"
    assert len(begins) == 2
    assert any("in danger call nine nine nine." in s for s in asked[begins[1] :])
    assert outcome["owed"] == []


def test_the_crisis_lines_that_were_talked_over_are_audible_the_second_time(
    calls: dict[str, Outcome],
) -> None:
    audible = call(calls, "crisis_with_the_models")["notes"]["audible"]

    words = " ".join(audible.values())
    assert "thank you for telling me sam" in words
    assert "i am an ai and cannot keep you safe on my own" in words
    assert "someone you can be with tonight" in words
    assert "call or text a crisis line" in words
    assert "in danger call nine nine nine" in words
    # An address is no word of the recogniser's: what the voice was given to say.
    assert any("findahelpline.com" in sentence for sentence in audible)


def test_all_this_happens_with_the_network_cut(held: dict[str, Any]) -> None:
    if not held["cut off"]:
        not_permitted()

    assert all("error" not in outcome for outcome in held["calls"].values())
