"""What is told in passing or asked for weekly: a lane that only ever becomes safer by it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from coach.bootstrap import App
from memory.person import Person
from memory.screening import Occasion, Screening
from safety.lanes import Answer, Lane, load_lanes
from tests.talking import MORNING, NIGHT, REST, Talk, known_person, screened, talk_with

QUESTIONS = [question.id for question in load_lanes().asked({})]


def _earlier() -> Person:
    """Somebody who has talked to the coach for some time."""
    return known_person(stage_entered_on=(MORNING - timedelta(days=9)).date())


async def _screenings(talk: Talk) -> list[Screening]:
    return await talk.app.store.screenings(talk.person.id)


def _lane(talk: Talk) -> Lane:
    assert talk.state is not None
    return talk.state.lane


async def _no_to_the_rest(talk: Talk) -> None:
    turns = 0
    while talk.question in QUESTIONS and turns < len(QUESTIONS):
        await talk.say("no")
        turns += 1


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("by the way, I'm pregnant", "screen.baby"),
        ("my wife says I stop breathing at night", "screen.breathing"),
        ("I nodded off at the wheel yesterday", "screen.sleepy"),
        ("I hear voices that talk about me", "screen.doctor"),
        ("I have epilepsy, you know", "screen.doctor"),
        ("I drive a lorry for a living now", "screen.work"),
    ],
)
async def test_a_condition_told_in_passing_makes_the_lane_safer_at_once(
    app: App, words: str, question: str
) -> None:
    talk = await talk_with(app)
    before = _lane(talk)

    await talk.say(words)

    told = (await _screenings(talk))[-1]
    assert before is Lane.A
    assert _lane(talk) is Lane.C
    assert (told.occasion, told.answers) == (Occasion.TOLD, {question: Answer.YES})


@pytest.mark.parametrize(
    "words",
    ["my sister is pregnant", "I'm not pregnant", "what is epilepsy?", "I drive to the gym"],
)
async def test_what_is_not_theirs_changes_nothing(app: App, words: str) -> None:
    talk = await talk_with(app)

    await talk.say(words)

    assert _lane(talk) is Lane.A
    assert len(await _screenings(talk)) == 1


async def test_the_same_condition_told_twice_is_kept_once(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I'm pregnant", "as I said, I am pregnant")

    assert len(await _screenings(talk)) == 2


async def test_treated_breathing_stays_lane_b_when_the_mask_is_mentioned(app: App) -> None:
    person = await app.store.add_person(known_person())
    await app.store.add_screening(person, screened(person, MORNING, breathing=Answer.YES))
    talk = Talk(app, person, app.engine)
    await talk.open()

    await talk.say("I slept with my CPAP as always")

    assert _lane(talk) is Lane.B


async def _a_week_later(app: App, **answers: Answer) -> Talk:
    person = await app.store.add_person(_earlier())
    whole = screened(person, MORNING - timedelta(days=8), **answers)
    await app.store.add_screening(person, whole)
    talk = Talk(app, person, app.engine)
    await talk.open()
    await talk.say(NIGHT, *REST, "yes")
    return talk


async def test_once_a_week_one_line_asks_for_news_and_a_no_ends_it(app: App) -> None:
    talk = await _a_week_later(app)
    asked = talk.question

    await talk.say("no, nothing")

    assert asked == "screen.news"
    assert talk.question == "agree"
    assert _lane(talk) is Lane.A
    assert (await _screenings(talk))[-1].occasion is Occasion.WEEKLY


@pytest.mark.parametrize(
    ("lines", "lane"),
    [
        (("yes", "I had an operation"), Lane.C),
        (("yes, I'm on night shifts now",), Lane.C),
        (("yes", "it's about my medicines"), Lane.C),
        (("yes", "this and that", "oh, things"), Lane.B),
        (("yes", "no, forget it, nothing"), Lane.A),
    ],
)
async def test_news_can_only_make_the_lane_safer(
    app: App, lines: Sequence[str], lane: Lane
) -> None:
    talk = await _a_week_later(app)

    await talk.say(*lines)

    assert _lane(talk) is lane
    assert talk.question == "agree"


async def test_no_news_moves_nobody_to_a_freer_lane(app: App) -> None:
    talk = await _a_week_later(app, work=Answer.YES)

    await talk.say("no")

    assert _lane(talk) is Lane.C


async def test_only_the_whole_screen_again_moves_to_a_freer_lane(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I'm pregnant")
    told = _lane(talk)

    await talk.say("I want to do the health questions again")
    first = talk.question
    await _no_to_the_rest(talk)
    before = _lane(talk)
    await talk.say("yes")

    assert first == "screen.age"
    assert told is before is Lane.C
    assert _lane(talk) is Lane.A


async def test_the_screen_comes_up_again_after_ninety_days(app: App) -> None:
    person = await app.store.add_person(_earlier())
    await app.store.add_screening(person, screened(person, MORNING - timedelta(days=91)))
    talk = Talk(app, person, app.engine)
    await talk.open()

    await talk.say(NIGHT, *REST, "yes")

    assert talk.question == "screen.offer"
    assert _lane(talk) is Lane.A
