"""Words Whisper makes up over silence are dropped; words somebody spoke never are."""

import numpy as np
import pytest

from coach.voice.phantom import spoken_text
from coach.voice.utterance import Clip
from coach.voice.whisper import RATE_HZ, Recognised


def recognised(text: str, *, no_speech_prob: float = 0.0, avg_logprob: float = -0.1) -> Recognised:
    return Recognised(text, no_speech_prob, avg_logprob, 1.0, 5.0, 0.0)


def _clip(voiced_s: float, peak: float = 0.95) -> Clip:
    return Clip(np.zeros(RATE_HZ, np.int16), voiced_s, peak)


@pytest.mark.parametrize(
    "text", ["Thank you for watching.", "Thanks for watching!", "you", "You.", "Thank you.", "Bye."]
)
def test_a_phantom_phrase_over_hardly_any_voice_says_nothing(text: str) -> None:
    assert spoken_text(recognised(text), _clip(0.1)) == ""
    assert spoken_text(recognised(text), _clip(2.0, peak=0.6)) == ""


@pytest.mark.parametrize("text", ["Thank you.", "Bye.", "Thanks for listening.", "You"])
def test_the_same_words_really_spoken_stand(text: str) -> None:
    assert spoken_text(recognised(text), _clip(0.9)) == text


def test_a_phantom_phrase_nobody_could_say_so_fast_says_nothing() -> None:
    said = spoken_text(recognised("Thank you so much for watching."), _clip(0.5))

    assert said == ""


@pytest.mark.parametrize("text", ["Yes.", "no", "Seven.", "Half eleven.", "twice"])
def test_a_short_answer_is_no_phantom(text: str) -> None:
    assert spoken_text(recognised(text), _clip(0.2)) == text


@pytest.mark.parametrize(
    "text", ["[MUSIC]", "(coughs)", "*sighs*", "♪ ♪", "...", " . ", "[ Silence ]"]
)
def test_a_description_of_a_sound_was_spoken_by_nobody(text: str) -> None:
    assert spoken_text(recognised(text), _clip(3.0)) == ""


def test_an_aside_is_taken_out_of_what_was_spoken() -> None:
    assert spoken_text(recognised("[coughs] I woke up twice."), _clip(2.0)) == "I woke up twice."


def test_what_the_model_itself_takes_for_silence_says_nothing() -> None:
    guessed = recognised("i went to bed at ten", no_speech_prob=0.9, avg_logprob=-1.4)

    assert spoken_text(guessed, _clip(2.0)) == ""


@pytest.mark.parametrize("voiced_s", [0.1, 3.0])
def test_a_hum_that_even_the_model_hardly_takes_for_a_word_says_nothing(voiced_s: float) -> None:
    assert spoken_text(recognised("eight", avg_logprob=-1.2), _clip(voiced_s)) == ""
    assert spoken_text(recognised("eight", avg_logprob=-0.9), _clip(voiced_s)) == "eight"


def test_text_is_doubted_when_both_model_and_detector_noticed_nobody() -> None:
    found = recognised("at ten", no_speech_prob=0.9)

    assert spoken_text(found, _clip(0.1)) == ""
    assert spoken_text(found, _clip(1.0)) == "at ten"
