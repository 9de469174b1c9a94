"""A crisis as it is talked through: what is stayed with, which numbers, and the days after."""

from datetime import time, timedelta
from uuid import UUID

import pytest

from agendas.schedule import RuleId
from coach.bootstrap import App
from coach.dialogue.guard import CHECK
from coach.dialogue.staying import ASKED_IN, Asked, Told, told
from memory.checkin import Speaker, Status
from memory.course import Action, Measure, Passage, Plan, Standing
from memory.person import Person
from memory.screening import Occasion, Screening
from safety.lanes import Lane
from safety.script import ASK_COUNTRY, load_scripts
from tests.talking import MORNING, Talk, known_person, talk_with

CRISIS = "I've been thinking about killing myself"
CHEST = "I have crushing chest pain and I can't breathe"


async def _after(talk: Talk, days: int) -> Talk:
    later = Talk(talk.app, talk.person, talk.engine, now=MORNING + timedelta(days=days))
    await later.open()
    return later


async def test_a_check_in_opened_and_left_does_not_cancel_the_check(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)

    first = (await _after(talk, 1)).question
    second = await _after(talk, 2)
    asked = second.question
    await second.say("much better thanks")
    third = await _after(talk, 3)

    assert first == asked == CHECK
    assert third.question == "diary.open"


async def test_a_check_answered_the_same_day_leaves_the_next_days_check_due(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)
    again = await _after(talk, 0)
    await again.say("much better thanks", "yes")
    tomorrow = await _after(talk, 1)

    assert again.question == "diary.open"
    assert tomorrow.question == CHECK
    assert tomorrow.state is not None
    assert tomorrow.state.after_crisis


async def test_a_second_crisis_makes_the_check_due_again(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)
    tomorrow = await _after(talk, 1)
    await tomorrow.say("much better thanks", CRISIS)

    assert (await _after(talk, 2)).question == CHECK


async def test_starting_the_night_over_does_not_forget_a_crisis(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)
    again = await _after(talk, 0)
    await again.say("much better thanks", "yes", "I got into bed at eleven", "start over", "yes")

    assert (await _after(talk, 1)).question == CHECK


async def test_the_choice_to_go_on_is_asked_again_after_a_cut(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)
    tomorrow = await _after(talk, 1)
    await tomorrow.say("much better thanks")

    assert (await _after(talk, 1)).question == "safety.go_on"


async def test_a_plain_question_about_what_was_meant_survives_a_cut(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I just want to sleep forever")
    again = await _after(talk, 0)
    asked = again.told
    await again.say("the first")

    assert "ending your life" in asked
    assert again.state is not None
    assert again.state.check_in.status is Status.CRISIS


async def test_a_country_told_in_a_crisis_gives_its_numbers_at_once(app: App) -> None:
    talk = await talk_with(app, known_person(country=""))
    await talk.say(CRISIS)
    asked = talk.told

    await talk.say("I'm in Switzerland")

    kept = await app.store.person(talk.person.id)
    assert ASK_COUNTRY in asked
    assert "In danger call 144" in talk.told
    assert "Emergency: 144" in talk.told
    assert "Crisis line: 143 [not verified]" in talk.told
    assert kept is not None
    assert kept.country == "CH"
    assert await _words(talk) == []


async def test_the_numbers_of_the_country_are_owed_until_they_were_heard(app: App) -> None:
    talk = await talk_with(app, known_person(country=None))
    await talk.say(CRISIS)
    assert talk.state is not None

    proposal = await anext(talk.engine.respond(talk.state, "Switzerland", talk.now))

    assert any(move.owed and "144" in move.text for move in proposal.moves)  # type: ignore[union-attr]


async def test_the_country_is_not_asked_for_without_end(app: App) -> None:
    talk = await talk_with(app, known_person(country=""))
    await talk.say(CRISIS)

    replies = [await talk.say(words) for words in ("what", "I don't know", CRISIS, "say it again")]

    assert not any(ASK_COUNTRY in reply for reply in replies)


@pytest.mark.parametrize("words", ["my brother is in Canada", "I'm from Canada", "in Canada"])
async def test_a_known_country_is_not_changed_by_another_one(app: App, words: str) -> None:
    talk = await talk_with(app)

    await talk.say(CRISIS, words)

    assert talk.state is not None
    assert talk.state.person.country == "GB"


async def test_a_country_misheard_in_a_crisis_can_be_put_right(app: App) -> None:
    talk = await talk_with(app, known_person(country=""))
    await talk.say(CRISIS, "my sister lives over in Canada")

    await talk.say("no, I'm in France")

    assert talk.state is not None
    assert talk.state.person.country == "FR"
    assert "112" in talk.told or "15" in talk.told


async def test_numbers_on_the_screen_say_what_they_are(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)

    shown = [sentence.text for sentence in talk.sentences if sentence.on_screen_only]

    assert "Emergency: 999" in shown
    assert all(":" in text for text in shown)


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("yes, someone is here with me", "crisis_with_someone"),
        ("my brother's with me now", "crisis_with_someone"),
        ("yes", "crisis_with_someone"),
        ("no one is here", "crisis_alone"),
        ("I'm all alone", "crisis_alone"),
        ("no", "crisis_alone"),
        ("I called them", "crisis_called"),
        ("I spoke to the Samaritans", "crisis_called"),
        ("I'll call them", "crisis_will_call"),
        ("nobody picked up", "crisis_no_answer"),
        ("I don't want to call", "crisis_no_call"),
        ("I can't talk to anyone", "crisis_no_call"),
        ("I don't feel safe", "crisis_imminent"),
        ("I don't know", "crisis_stay"),
        ("yes, and I want to kill myself", "crisis_stay"),
    ],
)
async def test_what_is_told_in_a_crisis_is_answered_and_the_line_stays_open(
    app: App, words: str, script: str
) -> None:
    talk = await talk_with(app)
    await talk.say(CRISIS)

    await talk.say(words)

    assert any(_own_words(lines) in talk.told for lines in load_scripts()[script].variants)
    assert script == "crisis_stay" or "999" in talk.told
    assert not talk.ends
    assert "bye" not in talk.told.lower()
    assert await _words(talk) == []


def _own_words(lines: tuple[str, ...]) -> str:
    """The first line as far as nothing is filled into it."""
    return lines[0].removeprefix("! ").partition("$")[0].strip()


@pytest.mark.parametrize(
    ("words", "so_told"),
    [
        ("my husband is downstairs", Told.WITH_SOMEONE),
        ("I'm not alone", Told.WITH_SOMEONE),
        ("there's nobody", Told.ALONE),
        ("nobody answered", Told.NO_ANSWER),
        ("they put me on hold", Told.NO_ANSWER),
        ("I already rang the helpline", Told.CALLED),
        ("I'm ringing them now", Told.WILL_CALL),
        ("I haven't called yet", Told.NO_CALL),
        ("I'm too scared to call", Told.NO_CALL),
        ("I'm not safe", Told.UNSAFE),
        ("leave me alone", Told.LEAVES),
        ("my wife won't be here until morning", None),
        ("my mum is dead", None),
        ("I have to go", Told.LEAVES),
        ("are you there", None),
        ("no", None),
    ],
)
def test_an_answer_in_a_crisis_is_read_for_people_and_calls(
    words: str, so_told: Told | None
) -> None:
    assert told(words, Asked.NOTHING) is so_told


def test_a_bare_no_to_are_you_safe_is_taken_as_danger() -> None:
    assert told("no", Asked.SAFE) is Told.UNSAFE
    assert told("I don't know", Asked.SAFE) is Told.UNSAFE


def test_what_a_script_is_said_to_ask_it_asks() -> None:
    words = {
        Asked.SOMEONE: "with", Asked.CALL: "", Asked.REACHED: "reached", Asked.SAFE: "safe",
        Asked.RISK: "to be sure",
    }  # fmt: skip
    asking = {key: asked for key, asked in ASKED_IN.items() if asked is not Asked.LEFT}

    for (name, variant), asked in asking.items():
        text = " ".join(load_scripts()[name].variants[variant])
        assert "?" in text, name
        assert words[asked] in text, name


async def test_in_an_emergency_what_is_told_is_answered_too(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CHEST)

    alone = await talk.say("no one is here")
    called = await talk.say("the ambulance is on its way")

    assert "loudspeaker" in alone
    assert "right call" in called
    assert "999" in called


async def test_someone_there_is_no_comfort_where_they_are_the_danger(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("my husband hits me and I'm scared of him")

    await talk.say("he's here")

    assert "glad someone is with you" not in talk.told
    assert "good that you are not alone" not in talk.told


async def test_suicidal_words_in_a_medical_emergency_get_the_crisis_words(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(CHEST)

    await talk.say(CRISIS)

    assert "findahelpline.com" in talk.told


async def _words(talk: Talk) -> list[str | None]:
    """What is kept of both sides from the crisis on."""
    assert talk.state is not None
    turns = await talk.app.store.turns(talk.state.check_in.id)
    heard = [t.turn_no for t in turns if t.withheld_rule and t.speaker is Speaker.PERSON]
    return [t.text for t in turns if t.turn_no >= min(heard) and t.text is not None]


async def test_a_crisis_puts_the_programme_on_hold_and_says_what_brought_it(app: App) -> None:
    talk = await talk_with(app)

    await talk.say(CRISIS)

    *_, passage = (await app.store.course(talk.person.id)).passages
    assert (passage.standing, passage.entered) == (Standing.SAFETY_HOLD, True)
    assert talk.state is not None
    turns = await app.store.turns(talk.state.check_in.id)
    assert passage.rule == turns[-1].withheld_rule
    assert talk.state.lane is Lane.C


async def test_a_crisis_suspends_a_window_from_the_coming_night(app: App) -> None:
    person = await _with_a_window(app)
    talk = Talk(app, person, app.engine)
    await talk.open()
    before = talk.state and talk.state.lane

    await talk.say(CRISIS)

    plan = (await app.store.course(person.id)).plan
    assert plan is not None
    assert (plan.measure, plan.action, plan.lane) == (Measure.REGULARITY, Action.SUSPEND, Lane.C)
    assert plan.time_in_bed_min == plan.baseline_time_in_bed_min == 480
    assert plan.from_night == talk.night + timedelta(days=1)
    assert (plan.by, plan.reason) == (None, None)
    assert talk.state is not None
    assert (before, talk.state.lane) == (Lane.A, Lane.C)


async def test_a_crisis_told_twice_holds_once(app: App) -> None:
    person = await _with_a_window(app)
    talk = Talk(app, person, app.engine)
    await talk.open()
    await talk.say(CRISIS, CRISIS, "no I'm safe", "yes")

    tomorrow = await _after(talk, 1)
    await tomorrow.say("much better thanks", CRISIS)

    course = await app.store.course(person.id)
    assert [p.standing for p in course.passages].count(Standing.SAFETY_HOLD) == 1
    assert [plan.action for plan in course.plans] == [Action.START, Action.SUSPEND]


async def test_a_hold_for_sleepiness_becomes_one_that_only_the_person_ends(app: App) -> None:
    person = await app.store.add_person(known_person())
    sleepy = Passage(
        person.id,
        MORNING - timedelta(days=2),
        (MORNING - timedelta(days=2)).date(),
        Standing.SAFETY_HOLD,
        entered=True,
        rule=RuleId.SUSPEND_SLEEPINESS,
    )
    talk = Talk(app, await app.store.add_passage(person, sleepy), app.engine)
    await talk.open()

    await talk.say(CRISIS)

    passages = (await app.store.course(person.id)).passages
    holds = [each for each in passages if each.standing is Standing.SAFETY_HOLD]
    assert holds[0] == sleepy
    assert len(holds) == 2
    assert holds[1].rule != RuleId.SUSPEND_SLEEPINESS


async def test_a_plan_set_while_a_crisis_is_told_does_not_outlive_it(app: App) -> None:
    person = await app.store.add_person(known_person())
    talk = Talk(app, person, app.engine)
    await talk.open()
    stored = await app.store.person(person.id)
    assert stored is not None
    await app.store.add_plan(stored, _window(person.id))

    await talk.say(CRISIS)

    plans = (await app.store.course(person.id)).plans
    assert [plan.action for plan in plans] == [Action.START, Action.SUSPEND]


async def _with_a_window(app: App) -> Person:
    person = await app.store.add_person(known_person())
    screen = Screening(person.id, MORNING, Occasion.SCREEN, Lane.A, "lanes 1", completed_at=MORNING)
    return await app.store.add_milestones(person, screen, _window(person.id))


def _window(person_id: UUID) -> Plan:
    return Plan(
        person_id,
        MORNING - timedelta(days=3),
        (MORNING - timedelta(days=2)).date(),
        Measure.WINDOW,
        Action.START,
        Lane.A,
        time(7),
        time_in_bed_min=390,
        baseline_time_in_bed_min=480,
        rules=("window.start",),
        by="Grace",
        reason="asked for",
    )
