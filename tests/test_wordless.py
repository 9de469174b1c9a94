"""A voice without a word: when it is taken for noise, and when for somebody."""

from coach.voice.wordless import MOST_ASKED, NOISE_AFTER_S, Wordless


def test_a_voice_that_goes_on_without_a_word_becomes_noise() -> None:
    heard = Wordless()

    heard.begins(100.0)

    assert heard.left_s(101.0) == NOISE_AFTER_S - 1.0
    assert heard.left_s(100.0 + NOISE_AFTER_S) == 0.0


def test_its_pauses_do_not_count_and_do_not_make_it_somebody() -> None:
    heard = Wordless()

    for begin in (0.0, 50.0, 90.0):
        heard.begins(begin)
        heard.ends(begin + NOISE_AFTER_S / 4)

    assert heard.left_s(1000.0) == NOISE_AFTER_S / 4


def test_one_word_makes_an_end_of_it() -> None:
    heard = Wordless()
    heard.begins(0.0)
    for _ in range(MOST_ASKED):
        heard.asks()

    heard.worded(NOISE_AFTER_S)

    assert heard.left_s(NOISE_AFTER_S + 1.0) == NOISE_AFTER_S - 1.0


def test_nobody_is_asked_for_ever_to_say_it_again() -> None:
    heard = Wordless()

    left = []
    for _ in range(MOST_ASKED):
        left.append(heard.left_s(0.0))
        heard.asks()

    assert min(left) > 0
    assert heard.left_s(0.0) == 0
