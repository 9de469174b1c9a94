"""Which voices and models there are to set up, and what a voice's card allows."""

import pytest

from coach.setup import card
from coach.setup.catalogue import SetupError, voice, whisper
from coach.setup.offered import DEFAULT_VOICES


def _card(licence: str, training: str = "Trained from scratch.") -> str:
    return (
        "# Model card for someone (medium)\n\n* Language: en_GB (English, Great Britain)\n\n"
        f"## Dataset\n\n* URL: https://example.org\n* {licence}\n\n## Training\n\n{training}\n"
    )


@pytest.mark.parametrize(
    "told",
    [
        "public domain",
        "Public Domain.",
        "CC0",
        "CC0 1.0 Universal",
        "CC BY 4.0",
        "cc-by-4.0",
        "CC-BY 3.0",
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ],
)
def test_a_voice_in_the_public_domain_or_under_cc_by_needs_no_flag(told: str) -> None:
    page = _card(f"License: {told}")

    assert card.licence(page) == told
    assert card.objections(page) == []


@pytest.mark.parametrize(
    "told",
    [
        "CC BY-NC 4.0",
        "CC BY-NC-SA 4.0",
        "CC BY-SA 4.0",
        "CC-BY-ND",
        "https://creativecommons.org/licenses/by-nc/4.0/",
        "See URL",
        "not in the public domain",
        "public domain for research only",
        "Blizzard Challenge, research use",
    ],
)
def test_any_other_licence_is_named_and_needs_the_flag(told: str) -> None:
    (objection,) = card.objections(_card(f"Licence: {told}"))

    assert repr(told) in objection


def test_a_card_without_a_licence_is_said_to_have_none() -> None:
    page = _card("License:")

    assert card.licence(page) is None
    assert card.objections(page) == ["its card states no licence"]


def test_every_licence_of_several_data_sets_counts() -> None:
    page = _card("License: public domain\n* License: CC BY-NC 4.0")

    assert card.licence(page) == "public domain; CC BY-NC 4.0"
    assert len(card.objections(page)) == 1


def test_a_voice_tuned_from_another_is_not_free_by_its_own_data_alone() -> None:
    page = _card("License: CC BY 4.0", "Finetuned from U.S. English lessac voice (medium).")

    (objection,) = card.objections(page)

    assert "lessac" in objection


def test_a_voice_is_three_named_files_of_one_folder() -> None:
    wanted = voice("en_US-ljspeech-medium")

    assert wanted.required == (
        "en/en_US/ljspeech/medium/MODEL_CARD",
        "en/en_US/ljspeech/medium/en_US-ljspeech-medium.onnx.json",
        "en/en_US/ljspeech/medium/en_US-ljspeech-medium.onnx",
    )


@pytest.mark.parametrize("name", DEFAULT_VOICES.values())
def test_the_proposed_voices_are_names_that_can_be_set_up(name: str) -> None:
    assert voice(name).name == name


@pytest.mark.parametrize(
    "name", ["", "cori", "de_DE-thorsten-medium", "en_GB-../../etc-medium", "en_GB-cori-huge"]
)
def test_what_is_no_english_voice_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(SetupError, match="en_GB-cori-medium"):
        voice(name)


def test_an_unknown_size_of_whisper_is_refused_with_the_list() -> None:
    with pytest.raises(SetupError, match=r"tiny\.en, base\.en, small\.en"):
        whisper("base")
