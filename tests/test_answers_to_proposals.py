"""What is said to a step, a change or a read-back is taken as said: nothing begins unasked."""

from datetime import time

import pytest

from coach.bootstrap import App
from coach.commands.screen_page import in_force
from coach.dialogue.listen import read
from coach.dialogue.listen.reading import Intent, Known
from memory.course import Measure, Standing
from memory.diary import Field
from safety.lanes import Lane, load_lanes
from tests.living import TODAY, course_of, in_programme, to, window
from tests.sleeping import DAY, passed
from tests.talking import Talk

S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 3 * DAY)


async def _at_the_rise_time_step(app: App) -> Talk:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")
    await talk.say("no", "no")
    assert talk.question == "agree"
    return talk


@pytest.mark.parametrize("words", ["I can do without that", "let's go back to my diary", "ok bye"])
async def test_no_window_begins_with_what_is_no_yes(app: App, words: str) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")

    await talk.say(words)

    assert course_of(talk).plan is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("isn't that dangerous? I drive", "Don't drive"),
        ("why so little?", "slept on average"),
        ("do I have to?", "A no is fine"),
    ],
)
async def test_a_question_at_a_proposal_is_answered_first(app: App, words: str, told: str) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")

    answer = await talk.say(words)

    assert told in answer
    assert talk.question == "course.agree"


async def test_a_refused_rise_time_step_makes_no_plan(app: App) -> None:
    talk = await _at_the_rise_time_step(app)

    await talk.say("no, too drastic")

    plan = (await app.store.course(talk.person.id)).plan
    assert plan is not None
    assert (plan.measure, plan.rules) == (Measure.BASELINE, ("hold.declined_step",))


async def test_a_correction_at_a_step_is_taken_and_is_no_refusal(app: App) -> None:
    talk = await _at_the_rise_time_step(app)

    await talk.say("you had that wrong, it was half past seven I got up")

    entry = await talk.entry()
    assert entry is not None
    assert entry.out_of_bed_at is not None
    assert entry.out_of_bed_at.astimezone().minute == 30
    assert talk.state is not None
    assert talk.state.check_in.commitment is None


async def test_a_bare_number_at_the_read_back_changes_nothing_unasked(app: App) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "diary.confirm")

    await talk.say("three")

    entry = await talk.entry()
    assert entry is not None
    assert entry.awakenings == 1
    assert talk.told.endswith("?")


@pytest.mark.parametrize(
    ("words", "rise"),
    [("set my alarm to eight", "rise.agree:08:00"), ("can I get up at 9 pm", "rise.agree:21:00")],
)
async def test_a_rise_time_that_moves_a_plan_waits_for_its_yes(
    app: App, words: str, rise: str
) -> None:
    talk = await in_programme(app, S1, S2, window(3))
    await talk.open()

    await talk.say(words)
    asked = talk.question
    await talk.say("no, leave it")

    plan = course_of(talk).plan
    assert asked == rise
    assert plan is not None
    assert plan.rise_time == time(7)


async def test_two_rise_times_are_asked_about(app: App) -> None:
    talk = await in_programme(app, S1, S2, window(3))
    await talk.open()

    told = await talk.say("I'd prefer to get up at 7 on weekends and 6 on weekdays")

    assert "one rise time for every day" in told
    assert course_of(talk).plan == window(3, person_id=talk.person.id)


@pytest.mark.parametrize(
    "words",
    [
        "I don't want to stop the window",
        "don't drop the schedule",
        "stop the schedule meeting call",
    ],
)
async def test_a_window_wanted_or_not_meant_is_kept(app: App, words: str) -> None:
    talk = await in_programme(app, S1, S2, window(3))
    await talk.open()

    await talk.say(words)

    plan = course_of(talk).plan
    assert plan is not None
    assert plan.measure is Measure.WINDOW


@pytest.mark.parametrize(
    "words",
    ["my usual nap of twenty minutes", "took my usual dose", "same pill as always",
     "as usual I took my tablet"],
)  # fmt: skip
def test_a_usual_dose_or_nap_is_no_night_as_before(words: str) -> None:
    assert read(words, (), Known()).intent is not Intent.SAME_AS_PREVIOUS


async def test_when_sleep_came_otherwise_than_the_night_before_is_asked_about(app: App) -> None:
    talk = await in_programme(app)
    await talk.open()

    await talk.say("same as yesterday but I had the coffee at nine and slept only from two")

    entry = await talk.entry()
    assert talk.question == f"diary.{Field.SLEEP_ONSET_LATENCY}"
    assert entry is not None
    assert entry.sleep_onset_latency_min is None


async def test_sleepiness_on_hold_is_shown_as_what_it_is(app: App) -> None:
    talk = await in_programme(app, S1, whole_screen=False)
    await talk.open()

    await talk.say("I nodded off at a red light once or twice")

    screenings = await app.store.screenings(talk.person.id)
    shown = in_force(screenings, load_lanes(), held=False, sleepy=True)
    assert shown.lane is Lane.C
    assert "lane.sleepy" in shown.rules
    assert "lane.crisis_hold" not in shown.rules


async def test_a_denial_of_danger_at_the_weekly_question_is_a_no(app: App) -> None:
    talk = await in_programme(app, S1, S2, window(8))
    await to(talk, "review.sleepy_unsafe")

    await talk.say("a bit drowsy after lunch but nothing dangerous")

    assert not course_of(talk).is_in(Standing.SAFETY_HOLD)
