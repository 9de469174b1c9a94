"""Sleepiness told in plain words anywhere in a check-in: the schedule stops, or one question."""

import pytest

from coach.bootstrap import App
from coach.dialogue import course
from memory.course import Action, Standing
from memory.screening import lane_of
from safety.lanes import Lane
from tests.living import TODAY, course_of, in_programme, through, to, window
from tests.sleeping import DAY, passed
from tests.talking import Talk

S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 7 * DAY)


async def _with_window(app: App, days: int = 4) -> Talk:
    talk = await in_programme(app, S1, S2, window(days))
    await talk.open()
    return talk


def _is_suspended(talk: Talk) -> bool:
    plan = course_of(talk).plan
    return plan is not None and plan.action is Action.SUSPEND


@pytest.mark.parametrize(
    "words",
    [
        "My head dropped while I was driving",
        "I fell asleep holding the baby",
        "I was so tired I swerved",
    ],
)
async def test_plain_words_stop_the_schedule_the_same_day(app: App, words: str) -> None:
    talk = await _with_window(app)

    told = await talk.say(words)

    assert _is_suspended(talk)
    assert "don't drive" in told
    assert talk.state is not None
    assert lane_of(talk.state.screenings) is Lane.C


@pytest.mark.parametrize("answer", ["yes", "at the wheel", "I'd rather not say"])
async def test_where_it_is_open_it_is_asked_and_danger_or_silence_stops(
    app: App, answer: str
) -> None:
    talk = await _with_window(app)

    await talk.say("I keep nodding off at work")
    asked = talk.question
    before = _is_suspended(talk)
    await talk.say(answer)

    assert (asked, before) == ("screen.where", False)
    assert _is_suspended(talk)


@pytest.mark.parametrize("answer", ["no", "on the sofa", "no, only at my desk"])
async def test_no_danger_goes_on_and_is_not_asked_twice(app: App, answer: str) -> None:
    talk = await _with_window(app)

    await talk.say("I keep nodding off at work")
    await talk.say(answer)
    after = talk.question
    await talk.say("I keep nodding off at work")

    assert (after or "").startswith("diary.")
    assert talk.question != "screen.where"
    assert not _is_suspended(talk)


async def test_being_tired_is_asked_nothing(app: App) -> None:
    talk = await _with_window(app)

    await talk.say("I was so tired I fell asleep on the sofa")

    assert talk.question != "screen.where"
    assert not _is_suspended(talk)


@pytest.mark.parametrize("words", ["no but I did nod off at the lights", "yes"])
async def test_the_week_s_question_counts_a_no_with_a_sign_as_a_yes(app: App, words: str) -> None:
    talk = await in_programme(app, S1, S2, window())

    await to(talk, "review.sleepy_unsafe")
    await talk.say(words)

    assert _is_suspended(talk)


async def test_a_hedged_no_to_the_week_s_question_is_asked_once_and_then_the_safer(
    app: App,
) -> None:
    talk = await in_programme(app, S1, S2, window())
    await to(talk, "review.sleepy_unsafe")

    await talk.say("hardly ever")
    again = talk.question
    await talk.say("not often")

    assert again == "review.sleepy_unsafe"
    assert _is_suspended(talk)


async def test_a_plain_no_to_the_week_s_question_stops_nothing(app: App) -> None:
    talk = await in_programme(app, S1, S2, window())
    await to(talk, "review.sleepy_unsafe")

    await talk.say("no, never at the wheel")
    await through(talk)

    assert talk.state is not None
    assert course.SLEEPY not in talk.state.check_in.answered
    assert not _is_suspended(talk)
