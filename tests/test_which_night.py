"""Up and talking before the new day begins at four: which morning was it?"""

from datetime import UTC, datetime, timedelta

import pytest

from coach.bootstrap import App
from tests.talking import MORNING, Talk, known_person, screened

HALF_PAST_THREE = datetime(2026, 3, 4, 3, 30, tzinfo=UTC)
"""On a Wednesday; until four the check-in is about the night to Tuesday."""
UP_AT_THREE = (
    "Got into bed at ten and tried to sleep at ten, took 20 minutes, no wakings, woke for good at "
    "3 am and got up at 3 am"
)


async def _talk(app: App, now: datetime = HALF_PAST_THREE) -> Talk:
    person = await app.store.add_person(known_person())
    await app.store.add_screening(person, screened(person, MORNING - timedelta(days=1)))
    talk = Talk(app, person, app.engine, now=now)
    await talk.open()
    return talk


async def test_it_is_asked_and_the_night_just_slept_is_kept_as_that(app: App) -> None:
    talk = await _talk(app)

    asked = await talk.say(UP_AT_THREE)
    await talk.say("just now, this morning")

    entry = await talk.entry()
    assert "Wednesday" in asked
    assert "Tuesday" in asked
    assert talk.night.isoformat() == "2026-03-04"
    assert entry is not None
    assert entry.out_of_bed_at == datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    assert entry.got_into_bed_at == datetime(2026, 3, 3, 22, 0, tzinfo=UTC)
    assert await talk.entry(-1) is None


@pytest.mark.parametrize("words", ["the day before", "no, Tuesday", "yesterday"])
async def test_the_morning_before_stays_what_it_was(app: App, words: str) -> None:
    talk = await _talk(app)

    await talk.say(UP_AT_THREE, words)

    entry = await talk.entry()
    assert talk.night.isoformat() == "2026-03-03"
    assert entry is not None
    assert entry.out_of_bed_at == datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert talk.question != "night.which"


async def test_what_is_no_answer_is_asked_again_once(app: App) -> None:
    talk = await _talk(app)

    await talk.say(UP_AT_THREE, "the kettle is on")
    once_more = talk.question
    await talk.say("the kettle is on")

    assert once_more == "night.which"
    assert talk.question != "night.which"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (MORNING, UP_AT_THREE),
        (HALF_PAST_THREE, "I got into bed at ten and got up at seven"),
        (HALF_PAST_THREE + timedelta(hours=1), UP_AT_THREE),
    ],
)
async def test_where_the_morning_is_plain_nothing_is_asked(
    app: App, now: datetime, words: str
) -> None:
    talk = await _talk(app, now)

    await talk.say(words)

    assert talk.question != "night.which"


async def test_a_night_already_told_is_not_put_right_by_the_next_one(app: App) -> None:
    talk = await _talk(app, datetime(2026, 3, 3, 7, 30, tzinfo=UTC))
    await talk.say(UP_AT_THREE.replace("3 am", "7 am"), "none", "no naps", "three", "yes", "no")
    assert talk.ends
    talk.now, talk.state = HALF_PAST_THREE, None
    await talk.open()

    await talk.say("I got up at 3 am")
    asked = talk.question
    told = await talk.say("just now")

    entry = await talk.entry()
    assert asked == "night.which"
    assert "4:00 am" in told
    assert entry is not None
    assert entry.out_of_bed_at == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
