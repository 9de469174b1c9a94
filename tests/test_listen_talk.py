"""What a reading is beyond its values: intents, yes and no, notes, not knowing, and silence."""

from datetime import time

import pytest

from coach.dialogue.listen import Intent, Known, Reading, read
from memory.diary import Field

NOTHING_KNOWN = Known()


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Yep, that's right.", Intent.YES),
        ("yes", Intent.YES),
        ("Looks good.", Intent.YES),
        ("No, that's wrong.", Intent.NO),
        ("I have to go.", Intent.LEAVE),
        ("stop here", Intent.LEAVE),
        ("Let's start over.", Intent.START_OVER),
        ("Why do you ask?", Intent.ASK_WHY),
        ("Delete what I said yesterday.", Intent.DELETE_YESTERDAY),
        ("Yesterday I said eleven but it was half ten.", Intent.CORRECT_YESTERDAY),
        ("Call me at nine.", Intent.RESCHEDULE),
        ("Sorry, what was that?", Intent.REPEAT_QUESTION),
        ("Skip that one.", Intent.REFUSE),
        ("Still in bed.", Intent.NOT_YET),
        ("Same as yesterday.", Intent.SAME_AS_PREVIOUS),
    ],
)
def test_a_wish_of_the_person_is_an_intent_and_sets_nothing(words: str, intent: Intent) -> None:
    reading = read(words, [], NOTHING_KNOWN)

    assert reading.intent is intent
    assert not reading.values


@pytest.mark.parametrize(
    "words", ["", "   ", "...", "Um...", "Thank you for watching.", "thanks for watching", "you",
              "Please subscribe.", "Subtitles by the Amara.org community", "[BLANK_AUDIO]"]
)  # fmt: skip
def test_silence_sets_and_touches_nothing(words: str) -> None:
    assert read(words, [Field.GOT_INTO_BED], NOTHING_KNOWN) == Reading()


def test_a_yes_does_not_swallow_the_value_after_it() -> None:
    reading = read("Yes, but I got up at eight.", [], NOTHING_KNOWN)

    assert reading.values == {Field.OUT_OF_BED: time(8)}
    assert reading.intent is not Intent.YES


def test_not_knowing_is_neither_a_value_nor_unclear() -> None:
    reading = read("I really can't remember.", [Field.SLEEP_ONSET_LATENCY], NOTHING_KNOWN)

    assert reading.unknown == {Field.SLEEP_ONSET_LATENCY}
    assert not reading.values
    assert not reading.unclear


def test_not_knowing_one_thing_leaves_the_others_said() -> None:
    words = "Got to bed at eleven, no idea when I fell asleep, up at seven."

    reading = read(words, [], NOTHING_KNOWN)

    assert reading.values == {Field.GOT_INTO_BED: time(23), Field.OUT_OF_BED: time(7)}
    assert reading.unknown == {Field.SLEEP_ONSET_LATENCY}


def test_changing_what_is_on_file_is_a_correction() -> None:
    known = Known({Field.GOT_INTO_BED: time(22, 30)})

    reading = read("Actually I got into bed at ten.", [Field.SLEEP_ONSET_LATENCY], known)

    assert reading.values == {Field.GOT_INTO_BED: time(22)}
    assert reading.intent is Intent.CORRECT_EARLIER


def test_a_correction_without_its_value_is_asked_about() -> None:
    known = Known({Field.GOT_INTO_BED: time(22, 30)})

    reading = read("I told you wrong about when I got into bed.", [Field.OUT_OF_BED], known)

    assert Field.GOT_INTO_BED in reading.unclear
    assert reading.intent is Intent.CORRECT_EARLIER


def test_two_readings_of_a_number_are_offered() -> None:
    reading = read("Six.", [Field.GOT_INTO_BED], NOTHING_KNOWN)

    assert reading.unclear == {Field.GOT_INTO_BED}
    assert set(reading.candidates[Field.GOT_INTO_BED]) == {time(6), time(18)}


def test_a_note_is_kept_in_the_persons_words() -> None:
    asked_for = read("I had two glasses of wine.", [Field.NOTE], NOTHING_KNOWN)
    offered = read("Put down that I had two glasses of wine.", [], NOTHING_KNOWN)

    assert asked_for.values == {Field.NOTE: "I had two glasses of wine."}
    assert offered.values == {Field.NOTE: "I had two glasses of wine"}


def test_nothing_to_note_is_no_note() -> None:
    assert Field.NOTE not in read("No, nothing really.", [Field.NOTE], NOTHING_KNOWN).values


def test_lying_awake_after_the_last_waking_is_kept_apart() -> None:
    known = Known({Field.FINAL_AWAKENING: time(6, 30)})

    reading = read("I lay there another half hour before getting up.", [Field.OUT_OF_BED], known)

    assert reading.values == {Field.OUT_OF_BED: time(7), Field.EARLY_WAKE_AWAKE: 30}


@pytest.mark.parametrize(
    "words",
    [
        "My sister is visiting from Leeds.",
        "My husband came to bed at one.",
        "The alarm was set for seven.",
        "I had two coffees at four and dinner at eight.",
        "I feel terrible today.",
        "Tonight I'll try to be in bed by ten.",
        "I wish I could sleep till nine.",
    ],
)
def test_what_is_not_about_last_night_sets_nothing(words: str) -> None:
    assert not read(words, [], NOTHING_KNOWN).values
