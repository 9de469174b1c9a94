"""A night told at a question that is about something else: kept, and the question asked again."""

from datetime import UTC, datetime, time
from uuid import uuid4

import pytest

from coach.bootstrap import App
from coach.dialogue.place import country_in, zone_anywhere, zone_in
from memory.diary import Field
from memory.person import Person
from tests.living import in_programme
from tests.talking import MORNING, NIGHT, Talk, talk_with

EARLY_NIGHT = (
    "Went to bed at half ten, asleep by eleven, woke once for ten minutes, up at half five"
)


async def _at_first(app: App, *lines: str) -> Talk:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))
    await talk.say("yes", "yes", "Sam", *lines)
    return talk


async def test_a_night_told_for_the_rise_time_is_kept_and_is_no_rise_time(app: App) -> None:
    talk = await _at_first(app, "UK", EARLY_NIGHT)

    assert talk.question == "s0.rise"
    entry = await talk.entry()
    assert entry is not None
    assert entry.awakenings == 1
    assert entry.out_of_bed_at == datetime(2026, 3, 3, 5, 30, tzinfo=UTC)

    await talk.say("seven", EARLY_NIGHT)

    assert talk.question == "s0.work"
    assert talk.state is not None
    assert talk.state.person.rise_time == time(7)

    await talk.say("Monday to Friday")

    assert talk.question == "diary.tried_to_sleep_at"


async def test_a_night_told_before_its_clock_is_known_is_asked_for_later(app: App) -> None:
    talk = await _at_first(app, EARLY_NIGHT)

    assert talk.question == "s0.country"
    assert "your night" in talk.told
    assert await talk.entry() is None


@pytest.mark.parametrize(
    ("words", "rise"),
    [
        ("I usually go to bed at eleven and get up at seven", time(7)),
        ("I'm a nurse, it varies, usually about half six", time(6, 30)),
        ("it depends, but mostly at seven", time(7)),
    ],
)
async def test_a_habit_is_a_rise_time_and_no_night(app: App, words: str, rise: time) -> None:
    talk = await _at_first(app, "UK", words)

    assert talk.state is not None
    assert talk.state.person.rise_time == rise
    assert await talk.entry() is None


async def test_a_question_about_the_data_is_answered_and_does_not_count(app: App) -> None:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))

    for question in ("what happens to it?", "who can see it?", "and where is it kept?"):
        await talk.say("yes" if talk.question == "s0.adult" else question)

        assert talk.question == "s0.data"
    assert "stays on the machine" in talk.told


@pytest.mark.parametrize(
    ("state", "zone"),
    [
        ("Ohio", "America/New_York"),
        ("I'm in California", "America/Los_Angeles"),
        ("New Mexico", "America/Denver"),
        ("West Virginia", "America/New_York"),
        ("Texas", None),
    ],
)
def test_a_state_stands_for_its_country_and_its_one_clock(state: str, zone: str | None) -> None:
    assert country_in(state) == "US"
    assert zone_in(state, "US") == zone
    assert zone_anywhere(state, MORNING) == zone


async def test_a_state_of_two_clocks_is_asked_which(app: App) -> None:
    talk = await _at_first(app, "Texas")

    assert talk.question == "s0.zone"

    await talk.say("Central")

    assert talk.state is not None
    assert talk.state.person.tz == "America/Chicago"


async def test_this_week_says_the_end_of_a_trip(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I'm in New York this week")

    assert talk.question == "diary.open"
    assert "Until Sunday" in talk.told


@pytest.mark.parametrize("more", ["", " Until Friday, I think."])
async def test_a_night_told_for_the_end_of_a_trip_is_a_night(app: App, more: str) -> None:
    talk = await in_programme(app)
    await talk.open()
    await talk.say("I'm away on a trip")
    assert talk.question == "away.until"

    await talk.say(NIGHT + more)

    entry = await talk.entry()
    assert entry is not None
    assert entry.awakenings == 2
    assert Field.SLEEP_ONSET_LATENCY in entry.sources
    assert talk.state is not None
    until = talk.state.course.spells[-1].ends_on
    assert (until is not None and until.day == 6) if more else until is None
    assert (talk.question == "away.until") is not bool(more)
