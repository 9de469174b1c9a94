"""Where a voice begins, pauses and is cut, from probabilities alone."""

from collections.abc import Iterable

import numpy as np

from coach.voice.utterance import WINDOW_S, WINDOW_SAMPLES, Moment, Utterance


def _moments(utterance: Utterance, probabilities: Iterable[float]) -> list[tuple[int, Moment]]:
    window = np.zeros(WINDOW_SAMPLES, np.int16)
    found = [(number, utterance.hear(window, p)) for number, p in enumerate(probabilities)]
    return [(number, moment) for number, moment in found if moment is not None]


def test_a_pause_is_noticed_once_after_five_silent_windows() -> None:
    moments = _moments(Utterance(27), [0.9] * 10 + [0.0] * 30)

    assert moments == [(14, Moment.PAUSED)]


def test_speech_without_a_pause_is_cut_where_the_voice_is_weakest() -> None:
    utterance = Utterance(100 * WINDOW_S)
    weak = 80

    moments = _moments(utterance, [0.4 if abs(at - weak) <= 1 else 0.9 for at in range(100)])
    first = utterance.cut(at_pause=False)
    rest = utterance.clip()

    assert moments == [(99, Moment.FULL)]
    assert first is not None
    assert rest is not None
    assert len(first.pcm) // WINDOW_SAMPLES == weak + 1
    assert len(first.pcm) + len(rest.pcm) == 100 * WINDOW_SAMPLES


def test_a_voice_that_wavers_is_one_voice() -> None:
    moments = _moments(Utterance(27), [0.9, 0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.9, 0.4])

    assert moments == []


def test_a_doubtful_murmur_without_a_clear_voice_is_none() -> None:
    utterance = Utterance(27)

    moments = _moments(utterance, [0.45] * 50)

    assert moments == []
    assert utterance.clip() is None


def test_a_real_pause_is_a_better_place_to_cut_than_the_middle_of_a_word() -> None:
    utterance = Utterance(100 * WINDOW_S)
    paused = range(60, 67)

    _moments(utterance, [0.0 if at in paused else 0.9 for at in range(100)])
    first = utterance.cut(at_pause=False)

    assert first is not None
    assert len(first.pcm) // WINDOW_SAMPLES in paused
