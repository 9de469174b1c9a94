"""A no to a health question that takes itself back is asked again; a plain one never is."""

import pytest

from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Known
from coach.dialogue.screen_reading import answer_in
from safety.lanes import Answer, load_lanes

HEDGED = (
    ("doctor", "no, just the once, a fit at school"),
    ("doctor", "nothing but a febrile convulsion"),
    ("doctor", "never, save for one attack in 2009"),
    ("doctor", "not in the last ten years"),
    ("doctor", "no. Mind you, they once put me on anti-epileptics."),
    ("doctor", "not officially"),
    ("dreams", "hardly ever"),
    ("dreams", "no, it's rare"),
    ("dreams", "no, well, I kicked my wife once in a dream"),
    ("dreams", "never, although last month I woke up in the kitchen"),
    ("dreams", "no, my wife says I kick her"),
    ("breathing", "none except morning headaches"),
    ("breathing", "no, the headaches go by noon"),
    ("breathing", "not every night"),
    ("work", "Not at the moment, I start nights in May"),
    ("work", "I don't, but I'm on call"),
    ("work", "no, weekends only"),
    ("body", "no, the surgery is on Friday"),
    ("body", "no. I fell twice this year."),
    ("mood", "no, I've cut down to a bottle"),
    ("thoughts", "no, not any more"),
    ("thoughts", "not seriously"),
    ("sleepy", "not really, once on the motorway"),
    ("sleepy", "never, well, once"),
    ("sleepy", "no, it was only a second"),
)
PLAIN = (
    ("doctor", "no"),
    ("doctor", "nope, none of those"),
    ("doctor", "no, nothing like that"),
    ("doctor", "not that I know of"),
    ("doctor", "No, no doctor has ever told me that."),
    ("doctor", "no, my brother has epilepsy but I don't"),
    ("doctor", "no, only trouble sleeping"),
    ("dreams", "never have"),
    ("dreams", "no, my wife says I lie still"),
    ("dreams", "not even once"),
    ("breathing", "no, but thanks for asking"),
    ("breathing", "no, only ordinary snoring when I have a cold"),
    ("work", "no, I work from home"),
    ("work", "no, just the normal commute"),
    ("work", "I'm a teacher, so no"),
    ("baby", "no, that ship has sailed"),
    ("baby", "not pregnant, no baby"),
    ("body", "no, no falls, no operations"),
    ("body", "no, I'm fine"),
    ("body", "no, I had an operation ten years ago"),
    ("mood", "no, I only drink at weddings"),
    ("medicines", "not at the moment"),
    ("medicines", "no, same tablets for years"),
    ("sleepy", "no, only on the sofa in the evening"),
    ("sleepy", "no, never at the wheel"),
    ("age", "not yet"),
)


def _answer(name: str, words: str) -> Answer | None:
    return answer_in(words, read(words, (), Known()), load_lanes().question(f"screen.{name}"))


@pytest.mark.parametrize(("name", "words"), HEDGED)
def test_a_no_with_an_exception_is_no_plain_no(name: str, words: str) -> None:
    assert _answer(name, words) is not Answer.NO


@pytest.mark.parametrize(("name", "words"), PLAIN)
def test_a_plain_no_is_not_asked_again(name: str, words: str) -> None:
    assert _answer(name, words) is Answer.NO
