"""How the answers to the health questions are read: plainly, and never towards a freer lane."""

import pytest

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.screen_reading import answer_in, mentions
from safety.lanes import Answer, ScreenQuestion, load_lanes

LANES = load_lanes()


def _question(name: str) -> ScreenQuestion:
    found = LANES.question(f"screen.{name}")
    assert found is not None
    return found


def _answer(words: str, question: ScreenQuestion | None) -> Answer | None:
    return answer_in(words, read(words, (), Known()), question)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sleepy", "yes"),
        ("sleepy", "Yeah, I do."),
        ("sleepy", "sometimes"),
        ("sleepy", "occasionally, at the wheel"),
        ("sleepy", "no wait, yes"),
        ("baby", "I'm pregnant"),
        ("baby", "no, but we have a newborn"),
        ("work", "I drive a lorry"),
        ("work", "I'm a nurse on night shifts"),
        ("work", "the second one"),
        ("doctor", "I had a seizure when I was twelve"),
        ("doctor", "bipolar two"),
        ("breathing", "my wife says I stop breathing"),
        ("breathing", "I have sleep apnoea and use a CPAP"),
        ("breathing_untreated", "it's not treated yet"),
        ("breathing_untreated", "no"),
        ("breathing_untreated", "not yet"),
        ("breathing_untreated", "no, nothing so far"),
        ("breathing_untreated", "no, I gave the machine back"),
        ("breathing_untreated", "I'm waiting for an appointment"),
        ("breathing_untreated", "yes, but I'm still sleepy by day"),
        ("body", "no just a knee operation last month"),
        ("age", "I'm 67"),
        ("age", "sixty-five"),
        ("medicines", "I'm coming off zopiclone"),
    ],
)
def test_a_yes_is_heard_also_without_the_word(name: str, words: str) -> None:
    assert _answer(words, _question(name)) is Answer.YES


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sleepy", "no"),
        ("sleepy", "Nope, none of that."),
        ("sleepy", "absolutely not"),
        ("sleepy", "not that I can think of"),
        ("sleepy", "yes, no sorry, no"),
        ("breathing", "I don't think so"),
        ("doctor", "I don't have epilepsy or anything"),
        ("doctor", "no seizures"),
        ("baby", "I'm not pregnant"),
        ("work", "no, I work in an office"),
        ("breathing_untreated", "yes, with a mask every night"),
        ("breathing_untreated", "I use a CPAP every night and feel fine"),
        ("breathing_untreated", "yes, and I'm not sleepy by day"),
        ("body", "no, I had an operation ten years ago"),
        ("age", "forty three"),
        ("age", "no, under sixty-five"),
    ],
)
def test_a_no_is_heard_also_without_the_word(name: str, words: str) -> None:
    assert _answer(words, _question(name)) is Answer.NO


@pytest.mark.parametrize(
    "words", ["I'm not sure", "no idea", "maybe", "I don't know", "hard to say"]
)
def test_a_doubt_is_not_sure(words: str) -> None:
    assert _answer(words, _question("breathing")) is Answer.UNSURE


@pytest.mark.parametrize("words", ["I'd rather not say", "skip", "that's personal", "pass"])
def test_who_would_rather_not_say_is_not_pressed(words: str) -> None:
    assert _answer(words, _question("mood")) is Answer.DECLINED


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("baby", "my sister is pregnant"),
        ("baby", "I had a baby three years ago"),
        ("doctor", "my brother has epilepsy"),
        ("breathing", "do I have sleep apnoea?"),
        ("breathing_untreated", "no, I use a mask every night"),
        ("breathing_untreated", "it's treated"),
        ("breathing_untreated", "yes, most nights"),
        ("breathing_untreated", "yes but I tried a mask and hate it"),
        ("medicines", "I take zopiclone but nothing has changed"),
        ("sleepy", "hmm"),
        ("body", "fine"),
        ("age", "I have two dogs"),
        ("age", "it was in 2001 or so"),
    ],
)
def test_what_is_no_plain_answer_is_asked_again(name: str, words: str) -> None:
    assert _answer(words, _question(name)) is None


def test_only_what_is_said_of_oneself_and_of_today_is_a_mention() -> None:
    work = _question("work")

    assert mentions("by the way, I drive a lorry", work)
    assert not mentions("my husband drives a lorry", work)
    assert not mentions("I used to drive a lorry", work)
    assert not mentions("should I drive a lorry?", work)
