"""The spoken demonstration as a stranger finds it: `coach checkin`, no terminal, no network."""

import re
import wave

import numpy as np
import pytest

from tests.demonstration import Played
from tests.running import (
    DEMO,
    DEMO_NIGHT,
    as_told,
    coach,
    diary,
    in_store,
    person_and_nights,
)

pytestmark = [pytest.mark.system, pytest.mark.speech, pytest.mark.timeout(600)]

QUIET = 500
"""A sample that loud is somebody speaking; the noise of the room stays far below."""


def _words(text: str) -> str:
    """As the recogniser writes it: lower case, hyphens as blanks, apostrophes kept."""
    return " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())


def _said(demonstration: Played, speaker: str) -> list[str]:
    turns = demonstration.turns
    return [each["text"] for each in turns if each["speaker"] == speaker and each["text"]]


def test_the_demonstration_plays_to_its_end(demonstration: Played) -> None:
    assert demonstration.done.returncode == 0, demonstration.done.stderr[-3000:]
    assert "Traceback" not in demonstration.done.stderr


def test_without_a_terminal_or_a_flag_the_first_line_says_that_it_is_the_demonstration(
    demonstration: Played,
) -> None:
    first = demonstration.done.stdout.splitlines()[0]

    assert "demonstration" in first
    assert "--text" in first


def test_what_the_person_said_was_heard_word_for_word(demonstration: Played) -> None:
    heard = _said(demonstration, "person")

    assert [_words(each) for each in heard] == [_words(each) for each in DEMO]


def test_both_sides_are_on_the_page_in_the_order_they_were_said(demonstration: Played) -> None:
    rest = demonstration.shown

    for said in [each["text"] for each in demonstration.turns if each["text"]]:
        before, found, rest = rest.partition(said)
        assert found, f"{said!r} is not after {before[-200:]!r}"
    assert demonstration.shown.count("You: ") == len(DEMO)


def test_nobody_was_cut_short(demonstration: Played) -> None:
    lines = demonstration.read("transcript.json")

    assert [each["text"] for each in lines if each["interrupted"]] == []


def test_its_diary_is_that_of_the_same_answers_typed(
    demonstration: Played, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("typed")

    typed = coach("checkin", "--text", folder=folder, stdin="\n".join(DEMO) + "\n")

    person, (entry,) = in_store(folder, person_and_nights)
    (spoken,) = demonstration.read("checkin.json")["nights"]
    assert (typed.returncode, typed.stderr) == (0, "")
    assert "Saved." in typed.stdout
    assert as_told(spoken) == as_told(diary(entry)) == DEMO_NIGHT
    assert spoken["sources"] == {str(field): str(how) for field, how in entry.sources.items()}
    assert spoken["tz"] == entry.tz == "Europe/London"
    assert (person.name, person.country, person.tz) == ("Sam", "GB", "Europe/London")


def test_the_row_of_the_diary_is_shown(demonstration: Played) -> None:
    lines = demonstration.done.stdout.splitlines()
    row = next(line for line in lines if line.startswith("Mon 2 Mar"))

    for shown in ("22:30", "23:00", "40", "06:15", "07:00", "8h30", "6h05"):
        assert shown in row.split()


def test_the_next_agenda_is_shown_with_a_reason_for_each_item(demonstration: Played) -> None:
    agenda = demonstration.read("agenda.json")
    _, _, shown = demonstration.shown.partition("The next agenda, for Tuesday 03 March")

    assert agenda["night"] == "2026-03-03"
    assert {"follow_up", "observation", "step"} < {item["kind"] for item in agenda["items"]}
    for item in agenda["items"]:
        assert item["reason"]
        if item["kind"] != "question":
            assert item["id"] in shown
            assert " ".join(item["reason"].split()) in shown


def test_every_turn_has_the_time_of_its_stages(demonstration: Played) -> None:
    stages = demonstration.read("times.json")

    assert [each["turn_no"] for each in stages] == list(range(len(DEMO) + 1))
    for each in stages[1:]:
        assert each["text_s"] is not None, each
        assert each["end_of_turn_s"] is not None, each
        assert each["first_sentence_s"] is not None, each
        assert each["first_audio_s"] is not None, each
    for stage in ("text", "end of turn", "first sentence", "first audio"):
        assert f" {stage} " in demonstration.shown


def test_the_sound_of_both_sides_is_kept_from_beginning_to_end(demonstration: Played) -> None:
    with wave.open(str(demonstration.out / "checkin.wav"), "rb") as file:
        form = (file.getnchannels(), file.getsampwidth())
        rate_hz = file.getframerate()
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.int32)

    seconds = np.array_split(np.abs(pcm), len(pcm) // rate_hz)
    loud = [bool(second.max() > QUIET) for second in seconds]
    words = sum(len(_words(line).split()) for line in [*DEMO, *_said(demonstration, "coach")])
    assert form == (1, 2)
    assert words / 4 < len(loud) < words, "that many words take that many seconds"
    assert sum(loud) > len(loud) / 2, "most of it is somebody speaking"
    assert any(loud[:10])
    assert any(loud[-10:])


def test_it_ends_with_the_line_that_starts_your_own(demonstration: Played) -> None:
    last = demonstration.done.stdout.rstrip().splitlines()[-1]

    assert re.fullmatch(r"Start your own check-in with: /\S+/bin/coach checkin", last)


def test_it_leaves_nothing_behind_but_its_own_folder(demonstration: Played) -> None:
    files = {"agenda.json", "checkin.json", "checkin.wav", "times.json", "transcript.json"}

    assert [each.name for each in demonstration.home.iterdir()] == ["checkin-demo"]
    assert {each.name for each in demonstration.out.iterdir()} == files


def test_the_demonstration_looks_up_and_connects_to_nothing(demonstration: Played) -> None:
    assert demonstration.done.returncode == 0, demonstration.done.stderr
    assert demonstration.asked_of_network == []
