"""Whose English is spoken: that of the person's country; until it is told, the one that is set."""

from dataclasses import replace

import pytest

from coach.bootstrap import App
from coach.dialogue.state import load
from coach.settings import Settings, SpeechSettings
from coach.voice.call import Call
from coach.voice.models import loaded
from coach.voice.session import SpeechModels
from tests.fakes_voice import HummingTTS, OracleSTT
from tests.talking import MORNING, known_person

BRITISH, AMERICAN = "half past ten at night", "ten thirty PM"


@pytest.mark.parametrize(
    ("country", "british", "said"),
    [
        (None, True, BRITISH),
        (None, False, AMERICAN),
        ("GB", False, BRITISH),
        ("IE", False, BRITISH),
        ("US", True, AMERICAN),
    ],
)
async def test_the_country_decides_and_where_it_is_not_known_the_setting(
    app: App,
    country: str | None,
    british: bool,  # noqa: FBT001 - a parameter of the test
    said: str,
) -> None:
    person = await app.store.add_person(replace(known_person(), country=country))
    state = await load(app.store, person, MORNING, channel="voice", local_zone="UTC")
    models = SpeechModels(OracleSTT(), HummingTTS(), british=british)

    call = Call(app, person, state, models=models, now=lambda: MORNING)

    assert call._in_words("You slept at 10:30 pm") == f"You slept at {said}"


@pytest.mark.system
@pytest.mark.parametrize(("english", "british"), [("british", True), ("american", False)])
async def test_the_setting_reaches_the_models_of_a_call(
    english: str,
    british: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    speech = SpeechSettings.model_validate({"english": english})

    async with loaded(Settings(speech=speech)) as models:
        assert models.british is british
