"""What is asked of the schedule at any moment: what it is, another rise time, no window."""

from datetime import time

import pytest

from coach.bootstrap import App
from memory.course import Action, Measure, Standing
from memory.diary import Field
from tests.living import TODAY, course_of, in_programme, through, to, window
from tests.sleeping import DAY, passed, plan
from tests.talking import NIGHT, Talk

S1 = passed(Standing.S1, TODAY - 20 * DAY)
S2 = passed(Standing.S2, TODAY - 4 * DAY)


async def _in_window(app: App) -> Talk:
    talk = await in_programme(app, S1, S2, window(4, 420))
    await talk.open()
    return talk


@pytest.mark.parametrize(
    "words",
    [
        "what's my window?",
        "When should I go to bed tonight?",
        "what time do I get up again",
        "tell me my sleep window",
        "how long am I allowed in bed?",
    ],
)
async def test_the_plan_is_told_when_asked_for(app: App, words: str) -> None:
    talk = await _in_window(app)

    told = await talk.say(words)

    assert "midnight" in told
    assert "7:00 am" in told
    assert "7 hours" in told
    assert talk.question == "diary.open"


async def test_before_a_schedule_there_is_only_the_rise_time_to_tell(app: App) -> None:
    talk = await in_programme(app, S1, nights=2)
    await talk.open()

    told = await talk.say("what's my window?")

    assert "no schedule yet" in told
    assert "7:00 am" in told


async def test_a_plan_without_a_time_in_bed_is_told_without_a_bedtime(app: App) -> None:
    talk = await in_programme(app, S1, S2, plan(TODAY, None, measure=Measure.REGULARITY))
    await talk.open()

    told = await talk.say("when should I go to bed?")

    assert "7:00 am every day" in told
    assert "when you are sleepy" in told


@pytest.mark.parametrize(
    "words",
    [
        "can I get up at half six instead?",
        "I'd like to get up at 6:30 from now on",
        "change my rise time to half past six",
        "could I get up at 6.30",
        "I need to be up at half six from tomorrow",
    ],
)
async def test_another_rise_time_moves_the_bedtime_with_it(app: App, words: str) -> None:
    talk = await _in_window(app)

    told = await talk.say(words)
    before = (await app.store.course(talk.person.id)).plan
    await talk.say("yes please")

    moved = (await app.store.course(talk.person.id)).plan
    assert before is not None
    assert before.rise_time == time(7)
    assert moved is not None
    assert (moved.action, moved.rise_time, moved.time_in_bed_min) == (
        Action.MOVE,
        time(6, 30),
        420,
    )
    assert moved.from_night == TODAY + DAY
    assert "6:30 am" in told
    assert "11:30 pm" in told
    person = await app.store.person(talk.person.id)
    assert person is not None
    assert person.rise_time == time(6, 30)


async def test_another_rise_time_is_no_diary(app: App) -> None:
    talk = await _in_window(app)

    await talk.say("can I get up at half six instead?")

    entry = await talk.entry()
    assert entry is None or entry.out_of_bed_at is None


async def test_another_rise_time_before_a_schedule_is_only_noted(app: App) -> None:
    talk = await in_programme(app, S1, nights=2)
    await talk.open()

    told = await talk.say("can I get up at half six instead?")

    assert "6:30 am" in told
    assert course_of(talk).plan is None


@pytest.mark.parametrize(
    "words",
    [
        NIGHT,
        "I got up at half six",
        "I had to get up at three",
        "I have to be up at six so I got into bed at ten and fell asleep in ten minutes",
    ],
)
async def test_the_night_itself_moves_no_plan(app: App, words: str) -> None:
    talk = await _in_window(app)

    await talk.say(words)

    assert course_of(talk).plans == course_of(talk).plans[:1]


async def test_a_diary_question_is_not_taken_for_a_wish(app: App) -> None:
    talk = await _in_window(app)
    await to(talk, "diary.confirm")
    await talk.say("no, I got up at half six")

    entry = await talk.entry()

    assert entry is not None
    assert Field.OUT_OF_BED in entry.sources
    assert len(course_of(talk).plans) == 1


@pytest.mark.parametrize(
    "words", ["I don't want the sleep window any more", "please stop the schedule"]
)
async def test_a_window_that_is_not_wanted_any_more_ends_the_same_day(app: App, words: str) -> None:
    talk = await _in_window(app)

    await talk.say(words)

    ended = course_of(talk).plan
    assert ended is not None
    assert (ended.measure, ended.time_in_bed_min) == (Measure.REGULARITY, 480)
    assert ended.rules == ("start.declined_window",)


async def test_who_asks_for_the_window_again_is_offered_it_at_the_next_review(app: App) -> None:
    talk = await in_programme(app, S1)
    await talk.open()
    await talk.say("I don't want a sleep window", "I want to try the window after all")

    await through(talk)

    begun = course_of(talk).plan
    assert begun is not None
    assert begun.measure is Measure.WINDOW


@pytest.mark.parametrize(
    "words", ["can I get up at eight on Sundays", "why do I have to get up at seven"]
)
async def test_a_wish_for_one_day_or_a_question_moves_no_rise_time(app: App, words: str) -> None:
    talk = await _in_window(app)

    await talk.say(words)

    stands = course_of(talk).plan
    assert stands is not None
    assert stands.rise_time == time(7)


CRISIS_HOLD = passed(Standing.SAFETY_HOLD, TODAY - 3 * DAY, "passive-death-wish")
SLEEPY_HOLD = passed(Standing.SAFETY_HOLD, TODAY - 3 * DAY, "suspend.sleepiness")


@pytest.mark.parametrize(
    "words",
    ["end the hold", "how do we go on with my schedule?", "what is the plan waiting for?"],
)
async def test_who_asks_hears_what_a_hold_waits_for_and_how_it_ends(app: App, words: str) -> None:
    talk = await in_programme(app, S1, S2, CRISIS_HOLD)
    await talk.open()

    told = await talk.say(words)

    assert "safe and well enough" in told
    assert "coach plan --release-hold" in told


async def test_a_hold_for_sleepiness_ends_in_the_talk_and_is_told_so(app: App) -> None:
    talk = await in_programme(app, S1, S2, SLEEPY_HOLD)
    await talk.open()

    told = await talk.say("when does my schedule go on?")

    assert "not sleepy anywhere dangerous" in told
    assert "release-hold" not in told


async def test_a_question_of_the_day_is_none_about_a_hold_that_is_not_there(app: App) -> None:
    talk = await _in_window(app)

    told = await talk.say("how do we go on with my schedule?")

    assert "well enough" not in told
