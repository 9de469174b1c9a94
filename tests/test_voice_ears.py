"""What is no answer, through the real detector, recogniser and phantom rules, never the fake ears.

The calls are held in a process of their own, `tests/voice_ears.py`, under the time warp.
"""

from typing import Any

import pytest

from tests.voice_outcomes import call, held_by

pytestmark = [pytest.mark.system, pytest.mark.speech, pytest.mark.timeout(800)]

ANSWER = "i got into bed at half past ten"


@pytest.fixture(scope="module")
def calls() -> dict[str, Any]:
    """What came of every call, by the name of its scenario."""
    outcomes = held_by("tests.voice_ears", patience_s=780)
    for name in outcomes:
        call(outcomes, name)
    return outcomes


def _person(outcome: dict[str, Any]) -> list[str]:
    return [text for _, who, text, *_ in outcome["turns"] if who == "person" and text]


def _filled(outcome: dict[str, Any]) -> dict[str, str]:
    return {field: value for field, value in outcome["entry"].items() if value != "None"}


@pytest.mark.parametrize("sound", ["hum", "noise"])
def test_a_sound_that_nobody_would_take_for_words_is_no_turn(
    calls: dict[str, Any], sound: str
) -> None:
    assert calls[sound]["notes"]["taken for"] == []
    assert _person(calls[sound]) == [ANSWER]


@pytest.mark.parametrize("sound", ["hum", "noise", "a_long_hum"])
def test_only_what_was_really_said_fills_the_diary(calls: dict[str, Any], sound: str) -> None:
    assert _filled(calls[sound]) == {"got_into_bed_at": "22:30"}


def test_silence_is_never_taken_for_words(calls: dict[str, Any]) -> None:
    silence = calls["silence"]

    assert _person(silence) == []
    assert _filled(silence) == {}
    assert silence["asked"][-1].startswith("I'll leave it there.")


def test_a_hum_over_the_coach_neither_stops_her_nor_is_written(calls: dict[str, Any]) -> None:
    outcome = calls["hum_over_the_coach"]

    assert _person(outcome) == []
    assert [interrupted for _, who, _, interrupted, _ in outcome["turns"] if who == "coach"] == [
        False
    ]


def test_the_coachs_sound_is_handed_on_frame_by_frame_in_every_call(calls: dict[str, Any]) -> None:
    assert {each["notes"]["frames in a turn"] for each in calls.values()} == {1}
