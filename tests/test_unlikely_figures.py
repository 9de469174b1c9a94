"""Figures that nobody can have lived are asked about once; what is only unusual is not."""

import pytest

from coach.bootstrap import App
from coach.dialogue.listen.reader import read
from coach.dialogue.listen.reading import Known
from memory.diary import Field
from tests.living import in_programme

NIGHT = (
    "I got into bed and tried to sleep at eleven, took {onset} to fall asleep, woke {often} for 30 "
    "minutes in total, woke for good and got up at seven, {naps}, quality three out of five."
)


async def _asked(app: App, onset: str = "20 minutes", often: str = "twice", naps: str = "") -> str:
    talk = await in_programme(app)
    await talk.open()
    await talk.say(NIGHT.format(onset=onset, often=often, naps=naps or "no naps"))
    return talk.question or ""


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"onset": "twelve hours"}, Field.SLEEP_ONSET_LATENCY),
        ({"often": "400 times"}, Field.AWAKENINGS),
        ({"often": "ninety times"}, Field.AWAKENINGS),
        ({"naps": "napped for 14 hours"}, Field.NAPS),
    ],
)
async def test_a_figure_nobody_lived_is_asked_about(
    app: App, told: dict[str, str], field: Field
) -> None:
    question = await _asked(app, **told)

    assert question.startswith("doubt.")
    assert question.endswith(f":{field}")


@pytest.mark.parametrize(
    "told",
    [
        {"onset": "three hours"},
        {"often": "thirty times"},
        {"naps": "napped for three hours"},
    ],
)
async def test_a_figure_that_is_only_unusual_is_read_back(app: App, told: dict[str, str]) -> None:
    assert await _asked(app, **told) == "diary.confirm"


@pytest.mark.parametrize("words", ["quarter past thirty", "half past forty", "ten past thirty"])
def test_what_is_no_time_of_day_is_no_length_either(words: str) -> None:
    reading = read(words, (Field.WAKE_AFTER_SLEEP_ONSET,), Known())

    assert Field.WAKE_AFTER_SLEEP_ONSET not in reading.values


@pytest.mark.parametrize(
    ("words", "minutes"), [("twenty to thirty minutes", 25), ("thirty", 30), ("half an hour", 30)]
)
def test_a_length_beside_it_is_still_one(words: str, minutes: int) -> None:
    reading = read(words, (Field.WAKE_AFTER_SLEEP_ONSET,), Known())

    assert reading.values == {Field.WAKE_AFTER_SLEEP_ONSET: minutes}
