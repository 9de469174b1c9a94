"""The day after an emergency of the body: how it is, whether it was seen to, and the night told."""

from datetime import time, timedelta

import pytest

from coach.bootstrap import App
from coach.dialogue.day_after import Since, since_then
from coach.dialogue.guard import CHECK, GO_ON
from memory.checkin import Status
from memory.course import Action, Measure, Plan, Standing
from safety.lanes import Lane
from tests.talking import MORNING, NIGHT, Talk, known_person, talk_with

CHEST = "I have chest pain and my arm is numb"
CRISIS = "I've been thinking about killing myself"


async def _next_day(app: App, *lines: str) -> Talk:
    talk = await talk_with(app)
    for each in lines:
        await talk.say(each)
    later = Talk(talk.app, talk.person, talk.engine, now=MORNING + timedelta(days=1))
    await later.open()
    return later


async def test_the_day_after_an_emergency_is_asked_about_that_emergency(app: App) -> None:
    tomorrow = await _next_day(app, CHEST)

    assert tomorrow.question == CHECK
    assert "emergency" in tomorrow.told
    assert "doctor" in tomorrow.told


async def test_a_night_told_to_that_question_is_taken_up(app: App) -> None:
    tomorrow = await _next_day(app, CHEST)

    await tomorrow.say(f"I'm fine. {NIGHT} No naps.")

    entry = await tomorrow.entry()
    assert entry is not None
    assert entry.sleep_onset_latency_min == 40
    assert entry.naps_min == 0
    assert tomorrow.state is not None
    assert tomorrow.state.check_in.status is Status.OPEN
    assert "ending your life" not in tomorrow.told
    assert (tomorrow.question or "").startswith("diary.")


async def test_who_was_seen_to_is_asked_whether_to_go_on(app: App) -> None:
    tomorrow = await _next_day(app, CHEST)

    await tomorrow.say("much better, they kept me in hospital overnight")

    assert tomorrow.question == GO_ON
    assert "today, even if" not in tomorrow.told


async def test_who_was_not_seen_to_is_told_that_it_is_not_too_late(app: App) -> None:
    tomorrow = await _next_day(app, CHEST)

    await tomorrow.say("it passed, I didn't call anyone")

    assert tomorrow.question == GO_ON
    assert "today, even if it has passed" in tomorrow.told


async def test_who_is_still_ill_is_sent_for_help_and_never_asked_about_suicide(app: App) -> None:
    tomorrow = await _next_day(app, CHEST)

    await tomorrow.say("it still hurts a lot")

    assert tomorrow.state is not None
    assert tomorrow.state.check_in.status is Status.CRISIS
    assert "999" in tomorrow.told
    assert "crisis line" not in tomorrow.told.lower()


@pytest.mark.parametrize("lines", [(CRISIS,), (CHEST, CRISIS), (CRISIS, CHEST)])
async def test_after_a_crisis_the_check_is_the_gentle_one(app: App, lines: tuple[str, ...]) -> None:
    tomorrow = await _next_day(app, *lines)

    assert tomorrow.question == CHECK
    assert "what you told me last time" in tomorrow.told


async def test_a_night_told_after_a_crisis_is_kept_and_no_word_of_distress(app: App) -> None:
    tomorrow = await _next_day(app, CRISIS)

    await tomorrow.say(f"I'm alright today. {NIGHT} No naps.", "yes")

    entry = await tomorrow.entry()
    assert entry is not None
    assert entry.naps_min == 0
    assert (tomorrow.question or "").startswith("diary.")


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("fine, the doctor checked me over, it was a pulled muscle", Since.SEEN),
        ("the ambulance came and I'm home again", Since.SEEN),
        ("I went to A and E", Since.SEEN),
        ("it still hurts a bit but the GP says it's a pulled muscle", Since.SEEN),
        ("I've been to hospital but it's worse now", Since.STILL_ILL),
        ("no better really, my arm is still numb", Since.STILL_ILL),
        ("not good", Since.STILL_ILL),
        ("it came back in the night", Since.STILL_ILL),
        ("not too bad thanks, no pain at all", Since.OPEN),
        ("the pain has gone", Since.OPEN),
        ("no, I haven't seen a doctor", Since.OPEN),
        ("I'm okay", Since.OPEN),
        ("no", Since.OPEN),
    ],
)
def test_what_is_said_of_it_is_understood(words: str, since: Since) -> None:
    assert since_then(words) is since


async def _with_a_window(app: App) -> Talk:
    person = await app.store.add_person(known_person())
    standing = Plan(
        person_id=person.id,
        decided_at=MORNING - timedelta(days=9),
        from_night=MORNING.date() - timedelta(days=8),
        measure=Measure.WINDOW,
        action=Action.START,
        lane=Lane.A,
        rise_time=time(7),
        time_in_bed_min=390,
        baseline_time_in_bed_min=480,
        rules=("start.window",),
    )
    talk = Talk(app, await app.store.add_plan(person, standing), app.engine)
    await talk.open()
    return talk


async def test_an_emergency_of_the_body_is_an_illness_and_no_hold_for_a_crisis(app: App) -> None:
    talk = await _with_a_window(app)

    await talk.say(CHEST)

    course = await app.store.course(talk.person.id)
    assert not course.is_in(Standing.SAFETY_HOLD)
    assert [(each.reason, each.ends_on) for each in course.spells] == [("illness", None)]
    assert course.plan is not None
    assert (course.plan.action, course.plan.time_in_bed_min) == (Action.SUSPEND, 480)


async def test_an_emergency_told_twice_is_one_illness(app: App) -> None:
    talk = await _with_a_window(app)

    await talk.say(CHEST, CHEST)

    course = await app.store.course(talk.person.id)
    assert len(course.spells) == 1
    assert [each.action for each in course.plans] == [Action.START, Action.SUSPEND]


async def test_the_illness_ends_for_who_was_seen_to_and_goes_on(app: App) -> None:
    tomorrow = await _next_day(app, CHEST)

    await tomorrow.say("much better, they kept me in hospital overnight", "yes, let's go on")

    course = await app.store.course(tomorrow.person.id)
    assert [each.ends_on for each in course.spells][-1:] == [tomorrow.night]


async def test_the_illness_stands_for_who_was_seen_by_nobody(app: App) -> None:
    tomorrow = await _next_day(app, CHEST)

    await tomorrow.say("it passed, I didn't call anyone", "yes")

    course = await app.store.course(tomorrow.person.id)
    assert [each.ends_on for each in course.spells] == [None]
