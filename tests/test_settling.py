"""The morning's decision in a talk: told in plain words, done on a yes, left out on a no."""

import pytest

from coach.bootstrap import App
from memory.course import Action, Measure, Plan, Standing
from safety.lanes import Answer, Lane
from tests.living import TODAY, course_of, in_programme, next_morning, through, to, window
from tests.sleeping import DAY, passed, plan
from tests.talking import Talk

S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 7 * DAY)
FAR_AWAKE = 150
"""Minutes awake in between, night after night."""


def _plan(talk: Talk) -> Plan:
    found = course_of(talk).plan
    assert found is not None
    return found


async def test_a_window_is_told_in_clock_times_with_its_reason_and_what_to_expect(app: App) -> None:
    talk = await in_programme(app, S1)

    told = await to(talk, "course.agree")

    assert "midnight" in told
    assert "7:00 am" in told
    assert "7 hours" in told
    assert "what you slept on average" in told
    assert "first week or two" in told
    assert course_of(talk).plan is None


async def test_a_window_begins_with_the_yes(app: App) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")

    await talk.say("yes, let's try that")

    kept = await app.store.course(talk.person.id)
    assert kept.plan is not None
    assert (kept.plan.measure, kept.plan.time_in_bed_min) == (Measure.WINDOW, 420)
    assert kept.plan.from_night == TODAY + DAY
    assert kept.is_in(Standing.S2)


@pytest.mark.parametrize(
    "words", ["no", "I can't stay up until midnight", "no thanks, that's too late for me"]
)
async def test_a_window_declined_is_followed_by_the_gentler_way(app: App, words: str) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")

    told = await talk.say(words)
    asked = talk.question
    await talk.say("yes")

    assert "gentler way" in told
    assert asked == "course.agree"
    assert (_plan(talk).measure, _plan(talk).time_in_bed_min) == (Measure.COMPRESSION, 450)
    assert "start.declined_window" in _plan(talk).rules


async def test_both_declined_leaves_the_time_in_bed_alone_for_good(app: App) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")
    await talk.say("no", "no")
    first = _plan(talk)

    for _ in range(8):
        next_morning(talk)
        await through(talk)

    assert (first.measure, first.rules[0]) == (Measure.REGULARITY, "start.declined_change")
    assert _plan(talk).measure is Measure.REGULARITY
    assert _plan(talk).action is Action.HOLD


async def test_no_clear_answer_changes_nothing_and_it_is_asked_the_next_morning(app: App) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")

    await talk.say("hm", "the weather is nice")
    await through(talk)
    before = course_of(talk).plan
    next_morning(talk)
    await to(talk, "course.agree")

    assert before is None
    assert talk.question == "course.agree"
    assert len(course_of(talk).reviews) == 1


async def test_a_killed_talk_asks_for_the_yes_again(app: App) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")

    resumed = Talk(app, talk.person, app.engine, now=talk.now)
    await resumed.open()
    question = resumed.question
    await resumed.say("yes")

    assert question == "course.agree"
    assert _plan(resumed).measure is Measure.WINDOW
    assert len(course_of(resumed).plans) == 1


async def test_why_a_yes_is_needed_is_told(app: App) -> None:
    talk = await in_programme(app, S1)
    await to(talk, "course.agree")

    told = await talk.say("why should I?")

    assert "without your yes" in told
    assert talk.question == "course.agree"


async def test_a_week_s_step_may_be_left_out(app: App) -> None:
    begun = window(14, minutes=465)
    talk = await in_programme(app, S1, S2, begun, nights=10, wake_after_sleep_onset_min=FAR_AWAKE)
    await to(talk, "course.agree")

    told = await talk.say("no, leave it as it is")

    assert "stays as it is" in told
    assert (_plan(talk).action, _plan(talk).time_in_bed_min) == (Action.HOLD, 465)
    assert _plan(talk).rules == ("hold.declined",)


async def test_more_time_in_bed_needs_no_yes(app: App) -> None:
    talk = await in_programme(app, S1, S2, window(8, 420), nights=8)
    lived = {"diary__open": _short_night()}
    for _ in range(7):
        await through(talk, **lived)
        next_morning(talk)

    told = await through(talk, **lived)

    assert "course.agree" not in told
    assert any(plan.action is Action.EXTEND for plan in course_of(talk).plans)


def _short_night() -> str:
    return (
        "I got into bed and tried to sleep at midnight, took 5 minutes to fall asleep, woke once "
        "for 10 minutes, woke for good and got up at seven, no naps, quality four out of five."
    )


async def test_without_a_whole_screen_only_the_rise_time_is_held(app: App) -> None:
    talk = await in_programme(app, S1, whole_screen=False)

    told = await through(talk, screen__offer="tomorrow")

    assert _plan(talk).measure is Measure.REGULARITY
    assert _plan(talk).rules[0] == "lane.no_screen"
    assert "your time in bed is left alone" in told


async def test_lane_c_is_never_asked_for_a_yes(app: App) -> None:
    talk = await in_programme(app, S1, screening={"baby": Answer.YES})

    await through(talk)

    assert _plan(talk).lane is Lane.C
    assert _plan(talk).time_in_bed_min is None


async def test_a_safer_lane_ends_the_window_in_the_same_turn(app: App) -> None:
    talk = await in_programme(app, S1, S2, window(4))
    await talk.open()

    told = await talk.say("I'm pregnant")

    assert (_plan(talk).measure, _plan(talk).time_in_bed_min) == (Measure.REGULARITY, 480)
    assert "calls for more care" in told


async def test_after_a_crisis_the_check_comes_first_and_then_that_the_plan_is_set_aside(
    app: App,
) -> None:
    talk = await in_programme(app, S1, S2, window(4))
    await talk.open()
    await talk.say("I want to kill myself")
    next_morning(talk)
    await talk.open()
    first = talk.question

    told = await through(talk, safety__check="better today, thank you", safety__go_on="yes please")

    assert first == "safety.check"
    assert told.count("set aside") == 1
    assert _plan(talk).action is Action.SUSPEND


async def test_after_an_emergency_of_the_body_the_plan_is_said_to_come_back_in_small_steps(
    app: App,
) -> None:
    talk = await in_programme(app, S1, S2, window(4))
    await talk.open()
    await talk.say("I have chest pain and my arm is numb")
    next_morning(talk)
    await talk.open()

    told = await through(
        talk, safety__check="much better, a doctor saw me", safety__go_on="yes please"
    )

    assert told.count("set aside") == 1
    assert "in small steps" in told
    assert "choose otherwise with somebody" not in told
    assert not course_of(talk).is_in(Standing.SAFETY_HOLD)
    assert _plan(talk).action is Action.SUSPEND


async def test_a_hold_after_a_crisis_is_not_lifted_by_sleepiness_denied(app: App) -> None:
    held = passed(Standing.SAFETY_HOLD, TODAY - 9 * DAY, rule="crisis.words")
    ended = plan(TODAY - 8 * DAY, 480, measure=Measure.REGULARITY, action=Action.SUSPEND)
    talk = await in_programme(app, S1, S2, window(16), held, ended)
    await to(talk, "review.sleepy_unsafe")
    await talk.say("yes")

    for _ in range(8):
        next_morning(talk)
        await through(talk)

    assert course_of(talk).is_in(Standing.SAFETY_HOLD)
    assert _plan(talk).measure is Measure.REGULARITY


async def test_a_change_of_the_clocks_is_told_once(app: App) -> None:
    talk = await in_programme(app, S1, S2, window(4))
    for _ in range(23):
        next_morning(talk)
        await talk.open()

    told = [await through(talk)]
    for _ in range(6):
        next_morning(talk)
        told.append(await through(talk))

    assert sum("clocks changed" in each for each in told) >= 1
    assert sum("Go by the clock on the wall" in each for each in told) <= 1
