"""The review's questions by talk: asked once, skipped, put right, taken up again."""

import pytest

from coach.bootstrap import App
from memory.course import Action, Measure, Review, ReviewKind, Standing
from tests.living import TODAY, course_of, in_programme, next_morning, through, to, window
from tests.sleeping import DAY, passed, review
from tests.talking import Talk

S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 7 * DAY)
S5 = passed(Standing.S5, TODAY - 3 * DAY)


async def _due(app: App) -> Talk:
    """Somebody whose week's review is due this morning."""
    return await in_programme(app, S1, S2, window())


async def _review(talk: Talk) -> Review:
    course = await talk.app.store.course(talk.person.id)
    return course.reviews[-1]


async def test_the_baseline_ends_with_its_own_questions(app: App) -> None:
    talk = await in_programme(app, S1)

    await to(talk, "course.agree")

    review = await _review(talk)
    assert (review.kind, review.night) == (ReviewKind.BASELINE, TODAY)
    assert (review.satisfaction_0_10, review.day_impact_0_10, review.worry_0_10) == (6, 5, 4)
    assert review.sleepy_unsafe is False
    assert review.content is None


async def test_no_review_is_taken_before_it_is_due(app: App) -> None:
    asked = review(TODAY - 6 * DAY, ReviewKind.BASELINE)
    talk = await in_programme(app, S1, S2, window(6), asked)

    await through(talk)

    assert len(course_of(talk).reviews) == 1


async def test_a_week_s_review_asks_about_content_only_when_things_are_to_last(app: App) -> None:
    talk = await in_programme(app, S1, S2, S5, window())

    await to(talk, "review.content")
    await talk.say("I'm happy with it, yes")
    await through(talk)

    assert (await _review(talk)).content is True


async def test_between_two_numbers_the_person_chooses(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.satisfaction")

    told = await talk.say("a six or seven")
    await talk.say("six then")
    await through(talk)

    assert "6 or 7?" in told
    assert (await _review(talk)).satisfaction_0_10 == 6


async def test_who_cannot_choose_between_two_is_not_pressed(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.satisfaction")

    await talk.say("a six or seven", "six or seven, really")

    assert talk.question == "review.day_impact"


@pytest.mark.parametrize("words", ["skip that", "I'd rather not say", "no idea", "I don't know"])
async def test_a_question_may_be_left_out(app: App, words: str) -> None:
    talk = await _due(app)

    await to(talk, "review.worry")
    await talk.say(words)
    await through(talk)

    review = await _review(talk)
    assert (review.satisfaction_0_10, review.worry_0_10) == (6, None)


async def test_what_is_no_answer_is_asked_again_and_then_left_blank(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.satisfaction")

    await talk.say("quite bad really")
    again = talk.question
    await talk.say("pretty awful")

    assert again == "review.satisfaction"
    assert talk.question == "review.day_impact"


@pytest.mark.parametrize(
    "words", ["actually my satisfaction was a three", "sorry, the first one should be three"]
)
async def test_an_answer_is_put_right_by_its_name(app: App, words: str) -> None:
    talk = await _due(app)
    await to(talk, "review.worry")

    await talk.say(words)
    open_question = talk.question
    await through(talk)

    review = await _review(talk)
    assert open_question == "review.worry"
    assert (review.satisfaction_0_10, review.worry_0_10) == (3, 4)


async def test_the_last_answer_is_put_right_by_making_it_another(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.worry")

    await talk.say("make that an eight")
    await through(talk)

    assert (await _review(talk)).day_impact_0_10 == 8


async def test_why_a_question_is_asked_is_told_and_it_comes_again(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.day_impact")

    told = await talk.say("why do you ask?")

    assert "the plan has to give way" in told
    assert talk.question == "review.day_impact"


async def test_a_review_goes_on_where_the_talk_was_killed(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.worry")

    resumed = Talk(app, talk.person, app.engine, now=talk.now)
    await resumed.open()
    question = resumed.question
    await through(resumed)

    review = await _review(talk)
    assert question == "review.worry"
    assert (review.satisfaction_0_10, review.day_impact_0_10, review.worry_0_10) == (6, 5, 4)
    assert len(course_of(resumed).reviews) == 1


async def test_a_review_that_was_left_is_taken_the_next_morning(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.worry")
    await talk.say("I have to go")

    next_morning(talk)
    await to(talk, "review.satisfaction")
    await through(talk)

    assert [review.night for review in course_of(talk).reviews] == [TODAY + DAY]


@pytest.mark.parametrize("words", ["yes", "yes I was", "I nodded off at the wheel on Tuesday"])
async def test_sleepiness_where_it_is_dangerous_suspends_the_window_the_same_day(
    app: App, words: str
) -> None:
    talk = await _due(app)
    await to(talk, "review.sleepy_unsafe")

    told = await talk.say(words)

    plan = course_of(talk).plan
    assert plan is not None
    assert (plan.action, plan.measure) == (Action.SUSPEND, Measure.REGULARITY)
    assert (plan.time_in_bed_min, plan.from_night) == (480, TODAY + DAY)
    assert "The schedule stops today" in told
    assert course_of(talk).is_in(Standing.SAFETY_HOLD)
    assert (await _review(talk)).sleepy_unsafe is True


async def test_sleepiness_told_in_passing_does_not_wait_for_the_diary(app: App) -> None:
    talk = await in_programme(app, S1, S2, window(4))
    await talk.open()

    await talk.say("I nodded off at the wheel yesterday")

    plan = course_of(talk).plan
    assert plan is not None
    assert plan.action is Action.SUSPEND
    assert talk.question == "diary.open"


async def test_what_is_new_is_kept_with_the_review(app: App) -> None:
    talk = await _due(app)
    talk.person = await app.store.person(talk.person.id) or talk.person
    next_morning(talk, 6)

    await through(talk)

    assert course_of(talk).reviews[-1].anything_new is False


async def test_a_review_waits_while_the_programme_does(app: App) -> None:
    talk = await _due(app)
    await talk.open()
    await talk.say("I've had flu since Monday")

    told = await through(talk)

    assert course_of(talk).reviews == ()
    assert "The programme waits" in told or course_of(talk).is_in(Standing.PAUSED)


async def test_a_night_begun_anew_takes_nothing_of_the_review_away(app: App) -> None:
    talk = await _due(app)
    await to(talk, "review.worry")

    await talk.say("start over", "yes")
    await through(talk)

    review = await _review(talk)
    assert (review.satisfaction_0_10, review.day_impact_0_10) == (6, 5)
