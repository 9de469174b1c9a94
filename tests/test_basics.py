"""S0 by talk: the basics, their safe defaults, and whom the programme is not for."""

from datetime import time
from uuid import uuid4

import pytest

from coach.bootstrap import App
from coach.dialogue.basics import name_in, work_days_in
from coach.dialogue.place import country_in, country_name, zone_in, zones_of
from memory.person import Person, Topic
from tests.talking import MORNING, Talk, talk_with

BASICS = ("yes", "yes that's fine", "I'm Sam", "England", "seven o'clock", "weekdays")


async def _newcomer(app: App) -> Talk:
    return await talk_with(app, Person(id=uuid4(), created_at=MORNING))


async def _person(talk: Talk) -> Person:
    found = await talk.app.store.person(talk.person.id)
    assert found is not None
    return found


async def test_six_answers_and_the_diary_begins(app: App) -> None:
    talk = await _newcomer(app)

    await talk.say(*BASICS)

    person = await _person(talk)
    assert person.name == "Sam"
    assert person.country == "GB"
    assert person.tz == "Europe/London"
    assert person.rise_time == time(7)
    assert person.work_days == frozenset({1, 2, 3, 4, 5})
    assert person.stage == "S1"
    assert person.agreed_to(Topic.DATA_NOTICE) is True
    assert talk.question == "diary.open"


async def test_the_first_words_say_that_it_is_an_ai_and_no_emergency_service(app: App) -> None:
    talk = await _newcomer(app)

    assert "AI sleep coach" in talk.told.partition(".")[0]
    assert "not a person" in talk.told
    assert "emergency" in talk.told


@pytest.mark.parametrize("words", ["no", "I'm sixteen", "no I'm 15"])
async def test_somebody_under_eighteen_is_kindly_turned_away_and_nothing_is_kept(
    app: App, words: str
) -> None:
    talk = await _newcomer(app)

    await talk.say(words)

    assert talk.ends
    assert talk.erases


async def test_without_a_yes_to_the_data_notice_nothing_is_kept(app: App) -> None:
    talk = await _newcomer(app)

    await talk.say("yes I am", "no, I'd rather you didn't")

    assert talk.ends
    assert talk.erases


async def test_questions_not_answered_get_safe_defaults(app: App) -> None:
    talk = await _newcomer(app)
    await talk.say("yes", "yes")

    turns = 0
    while talk.question != "diary.open" and turns < 15:
        await talk.say("I'd rather not say")
        turns += 1

    person = await _person(talk)
    assert person.name == ""
    assert person.country == ""
    assert person.tz == "Europe/London"
    assert person.rise_time == time(7)
    assert turns < 8


async def test_a_country_of_many_zones_is_asked_for_its_city(app: App) -> None:
    talk = await _newcomer(app)

    await talk.say("yes", "yes", "Ana", "the United States")
    asked = talk.question
    await talk.say("I'm near Chicago")

    assert asked == "s0.zone"
    assert (await _person(talk)).tz == "America/Chicago"


async def test_the_basics_go_on_where_they_stopped(app: App) -> None:
    talk = await _newcomer(app)
    await talk.say("yes", "yes", "Sam")

    back = Talk(app, talk.person, app.engine, now=talk.now)
    await back.open()

    assert back.question == "s0.country"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("I'm Sam", "Sam"),
        ("call me mary jane please", "Mary Jane"),
        ("My name's O'Brien", "O'Brien"),
        ("just Al", "Al"),
        ("Jean-Luc", "Jean-Luc"),
        ("it's María", "María"),
        ("you can call me DJ", "DJ"),
        ("well I got up at seven and then I made some tea", None),
        ("", None),
        ("12345", None),
    ],
)
def test_a_name_is_taken_out_of_its_sentence(words: str, name: str | None) -> None:
    assert name_in(words) == name


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Monday to Friday", {1, 2, 3, 4, 5}),
        ("weekdays", {1, 2, 3, 4, 5}),
        ("Tuesdays, Wednesdays and Saturday", {2, 3, 6}),
        ("every day except Sunday", {1, 2, 3, 4, 5, 6}),
        ("every day", {1, 2, 3, 4, 5, 6, 7}),
        ("Friday to Monday", {5, 6, 7, 1}),
        ("I'm retired", set()),
        ("it varies, I work shifts", set()),
        ("weekends", {6, 7}),
        ("I have weekends off", {1, 2, 3, 4, 5}),
        ("purple", None),
    ],
)
def test_work_days_are_taken_out_of_their_sentence(words: str, days: set[int] | None) -> None:
    assert work_days_in(words) == (None if days is None else frozenset(days))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("England", "GB"),
        ("I live in Northern Ireland", "GB"),
        ("Ireland", "IE"),
        ("the States", "US"),
        ("USA", "US"),
        ("call us", None),
        ("Jordan", "JO"),
        ("my friend Jordan", None),
        ("New Zealand", "NZ"),
        ("Germany or Austria", None),
        ("somewhere", None),
    ],
)
def test_a_country_is_found_by_the_names_people_use(words: str, code: str | None) -> None:
    assert country_in(words) == code


def test_zones_are_those_of_the_table() -> None:
    assert zones_of("GB") == ("Europe/London",)
    assert country_name("FR") == "France"
    assert country_name("XX") == "XX"
    assert zone_in("Pacific time", "US") == "America/Los_Angeles"
    assert zone_in("America/Denver", "US") == "America/Denver"
    assert zone_in("Atlantis", "US") is None


@pytest.mark.parametrize(
    "words", ["absolutely not", "not 18 yet", "I turn 18 next month", "I am not sure"]
)
async def test_what_is_no_plain_yes_never_passes_for_eighteen(app: App, words: str) -> None:
    talk = await _newcomer(app)

    await talk.say(words)

    person = await app.store.person(talk.person.id)
    assert person is None or person.agreed_to(Topic.ADULT) is not True


async def test_i_do_not_agree_is_no_consent(app: App) -> None:
    talk = await _newcomer(app)

    await talk.say("yes", "I do not agree")

    assert (await _person(talk)).agreed_to(Topic.DATA_NOTICE) is not True


async def test_nothing_of_the_night_is_kept_before_they_agreed(app: App) -> None:
    talk = await _newcomer(app)

    await talk.say("I have to go, I went to bed at eleven and got up at seven")

    assert await talk.entry() is None


async def test_who_takes_back_being_an_adult_is_asked_again_before_anything_else(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I'm fifteen, by the way")
    assert talk.ends

    told = await talk.open()

    assert talk.question == "s0.adult"
    assert "eighteen" in told
