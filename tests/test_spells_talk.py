"""Away by talk: travel, illness, a newborn, a loss; the programme waits, and goes on."""

from datetime import date

import pytest

from coach.bootstrap import App
from memory.course import Away, Measure, Standing
from safety.lanes import Lane
from tests.living import TODAY, course_of, in_programme, next_morning, through, to, window
from tests.sleeping import DAY, away, passed
from tests.talking import Talk

S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 7 * DAY)


async def _in_window(app: App, *more: Away) -> Talk:
    talk = await in_programme(app, S1, S2, window(5), *more)
    await talk.open()
    return talk


async def _spell(talk: Talk) -> Away:
    return (await talk.app.store.course(talk.person.id)).spells[-1]


@pytest.mark.parametrize(
    ("words", "starts", "ends", "reason"),
    [
        ("I'm in Lisbon until Friday", 0, 3, "travel"),
        ("I've had flu since Monday", -1, None, "illness"),
        ("I'm on holiday for a week", 0, 7, "travel"),
        ("I'm away from tomorrow until Sunday", 1, 5, "travel"),
        ("we just had a baby yesterday", 0, None, "newborn"),
        ("can we pause the programme until Monday?", 0, 6, "wish"),
        ("I've been ill since yesterday", -1, None, "illness"),
    ],
)
async def test_a_spell_is_kept_with_its_days(
    app: App, words: str, starts: int, ends: int | None, reason: str
) -> None:
    talk = await _in_window(app)

    await talk.say(words)

    spell = await _spell(talk)
    assert (spell.starts_on - TODAY).days == starts
    assert (spell.ends_on and (spell.ends_on - TODAY).days) == ends
    assert spell.reason == reason


@pytest.mark.parametrize(
    "words",
    [
        "I'm not ill",
        "my wife has flu",
        "I was in New York last year",
        "I'm in bed",
        "I'm sick of this",
        "I've got a cold bedroom",
        "I got to bed at eleven",
        "I'm in London",
    ],
)
async def test_what_is_no_spell_of_theirs_is_none(app: App, words: str) -> None:
    talk = await _in_window(app)

    await talk.say(words)

    assert course_of(talk).spells == ()


async def test_the_programme_waits_and_the_diary_goes_on(app: App) -> None:
    talk = await _in_window(app)

    told = await talk.say("I've had flu since Monday")
    question = talk.question
    await through(talk)

    assert "waits" in told
    assert question == "diary.open"
    assert course_of(talk).is_in(Standing.PAUSED)
    assert course_of(talk).reviews == ()


async def test_an_end_that_is_not_told_is_asked_for_once(app: App) -> None:
    talk = await _in_window(app)
    await talk.say("I'm travelling for work")
    question = talk.question

    await talk.say("until Friday I think")

    spell = await _spell(talk)
    assert question == "away.until"
    assert spell.ends_on == date(2026, 3, 6)
    assert talk.question == "diary.open"


async def test_an_end_that_is_not_known_stays_open(app: App) -> None:
    talk = await _in_window(app)
    await talk.say("I'm travelling for work", "no idea yet")

    spell = await _spell(talk)

    assert spell.ends_on is None
    assert talk.question == "diary.open"


async def test_a_zone_told_of_goes_with_them_and_old_nights_keep_theirs(app: App) -> None:
    talk = await _in_window(app)

    told = await talk.say("I'm in New York until Friday")
    await through(talk)

    person = await app.store.person(talk.person.id)
    nights = await app.store.nights(talk.person.id)
    assert person is not None
    assert person.tz == "America/New_York"
    assert "New York time" in told
    assert {night.tz for night in nights[:-1]} == {"Europe/London"}
    assert nights[-1].tz == "America/New_York"


async def test_back_home_ends_it_and_brings_the_old_zone_back(app: App) -> None:
    talk = await _in_window(app)
    await talk.say("I'm in New York until Friday")
    await through(talk)
    next_morning(talk, 2)
    await talk.open()

    told = await talk.say("back home today")
    await through(talk)

    person = await app.store.person(talk.person.id)
    assert person is not None
    assert person.tz == "Europe/London"
    assert (await _spell(talk)).ends_on == TODAY + 2 * DAY
    assert "Welcome back" in told or "Good that you are back" in told


async def test_after_the_return_the_programme_goes_on_and_nothing_changes_for_a_week(
    app: App,
) -> None:
    talk = await _in_window(app, away(TODAY - 3 * DAY, TODAY - DAY))
    told = [await through(talk)]

    for _ in range(9):
        next_morning(talk)
        told.append(await through(talk))

    plans = course_of(talk).plans
    assert not course_of(talk).is_in(Standing.PAUSED)
    assert all(plan.time_in_bed_min == plans[0].time_in_bed_min for plan in plans)


async def test_an_open_spell_is_asked_about_after_some_days(app: App) -> None:
    talk = await _in_window(app)
    await talk.say("I have the flu")
    await through(talk)
    next_morning(talk, 4)

    await to(talk, "away.over")
    await talk.say("I'm better, let's go on")

    assert (await _spell(talk)).ends_on == TODAY + 4 * DAY


async def test_a_spell_told_with_the_night_takes_both(app: App) -> None:
    talk = await _in_window(app)

    await talk.say("I'm in Lisbon until Friday. I got into bed at eleven and got up at seven.")

    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None
    assert (await _spell(talk)).ends_on == date(2026, 3, 6)


async def test_a_loss_is_met_kindly_and_the_programme_waits_only_if_wished(app: App) -> None:
    talk = await _in_window(app)

    told = await talk.say("my mother died on Sunday")
    question = talk.question
    await talk.say("yes please")

    assert "sorry for your loss" in told
    assert question == "away.wait"
    assert (await _spell(talk)).reason == "bereavement"


async def test_a_newborn_leaves_the_time_in_bed_alone(app: App) -> None:
    talk = await _in_window(app)

    await talk.say("we just had a baby yesterday")

    plan = course_of(talk).plan
    assert plan is not None
    assert plan.measure is Measure.REGULARITY
    assert talk.state is not None
    assert talk.state.lane is Lane.C


async def test_moving_house_changes_the_clock_and_is_no_spell(app: App) -> None:
    talk = await _in_window(app)

    await talk.say("I've moved to Berlin")

    person = await app.store.person(talk.person.id)
    assert person is not None
    assert person.tz == "Europe/Berlin"
    assert course_of(talk).spells == ()


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ("we're off to Spain tomorrow", 1),
        ("I'm flying to the States next week", 7),
        ("I'm going to Australia on Friday", 3),
        ("I'm in Spain", 0),
    ],
)
async def test_a_country_of_several_clocks_is_a_trip_and_its_end_is_asked(
    app: App, words: str, starts: int
) -> None:
    talk = await _in_window(app)

    await talk.say(words)

    spell = await _spell(talk)
    assert (spell.starts_on - TODAY).days == starts
    assert (spell.ends_on, spell.reason) == (None, "travel")
    assert talk.question == "away.until"


@pytest.mark.parametrize("words", ["I'm in Britain", "I'm going to the shops tomorrow"])
async def test_home_and_the_shops_are_no_trip(app: App, words: str) -> None:
    talk = await _in_window(app)

    await talk.say(words)

    assert course_of(talk).spells == ()


async def test_a_trip_of_so_many_days_is_one_without_a_place_too(app: App) -> None:
    talk = await _in_window(app)

    await talk.say("we're leaving on Friday for ten days")

    spell = await _spell(talk)
    assert spell.starts_on == TODAY + 3 * DAY
    assert spell.ends_on == TODAY + 13 * DAY


async def test_how_long_a_trip_lasts_is_counted_from_its_first_day(app: App) -> None:
    talk = await _in_window(app)

    await talk.say("I'm flying to Spain tomorrow", "a week")

    assert (await _spell(talk)).ends_on == TODAY + 8 * DAY
