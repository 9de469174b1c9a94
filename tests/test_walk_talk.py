"""A check-in of another behaviour, held by the very engine that holds those about sleep."""

from datetime import timedelta
from uuid import uuid4

import pytest

from agendas.program import load_program
from coach.bootstrap import App
from coach.dialogue.engine import Engine
from coach.dialogue.own_figures import amount_in
from memory.checkin import Status
from memory.person import Person
from safety.policy import load_policy
from tests.talking import MORNING, Talk, known_person

WALK = load_program("walk")


async def _talk(app: App, person: Person | None = None) -> Talk:
    known = await app.store.add_person(person or known_person(stage="W1"))
    return Talk(app, known, Engine(app.store, WALK, load_policy(), None))


async def _next_day(app: App, talk: Talk) -> Talk:
    later = talk.now + timedelta(days=1)
    return Talk(app, talk.person, talk.engine, now=later)


async def test_a_walk_is_asked_about_spoken_of_and_agreed_on_to_the_end(app: App) -> None:
    talk = await _talk(app)

    opening = await talk.open()
    about = await talk.say("I walked for about 40 minutes")
    end = await talk.say("yes")

    assert "walk" in opening
    assert "You walked for about 40 minutes yesterday." in about
    assert "Choose a time of the day for your walk" in about
    assert talk.ends
    assert talk.state is not None
    assert talk.state.check_in.status is Status.DONE
    assert talk.state.check_in.program_version == WALK.label
    assert talk.state.check_in.commitment is not None
    assert talk.state.check_in.commitment.item_id == "step.time"
    assert "day" in end


async def test_nothing_of_a_night_is_kept_and_no_stage_of_sleep_is_entered(app: App) -> None:
    talk = await _talk(app)

    await talk.open()
    await talk.say("I went to bed at eleven, got up at seven and walked half an hour", "20 minutes")
    await talk.say("yes")

    assert talk.ends
    assert await talk.entry() is None
    course = await app.store.course(talk.person.id)
    assert course.passages == ()
    assert course.plans == ()


async def test_somebody_new_tells_the_basics_first_and_then_of_the_walk(app: App) -> None:
    talk = await _talk(app, Person(uuid4(), MORNING))

    await talk.open()
    await talk.say("yes", "yes", "Sam", "Germany", "seven", "weekdays")
    asked = talk.question
    await talk.say("none", "yes")

    assert asked == "walk.minutes"
    assert talk.ends
    known = await app.store.person(talk.person.id)
    assert known is not None
    assert known.stage == "W1"


async def test_the_days_after_look_back_and_lead_to_the_next_stage(app: App) -> None:
    talk = await _talk(app)
    told = []

    for _ in range(3):
        await talk.open()
        await talk.say("25 minutes")
        told.append(talk.told)
        while not talk.ends:
            told.append(await talk.say("yes"))
        talk = await _next_day(app, talk)

    said = " ".join(told)
    assert "Last time you said you would walk at a time you choose" in said
    assert "Put your shoes by the door" in said
    assert "Take a new path this week" in said


async def test_what_was_told_stands_when_the_talk_is_taken_up_again(app: App) -> None:
    talk = await _talk(app)
    await talk.open()
    await talk.say("40 minutes", "I have to go")

    again = Talk(app, talk.person, talk.engine, now=talk.now + timedelta(minutes=20))
    await again.open()

    assert again.question == "agree"


@pytest.mark.parametrize(
    "words",
    [
        "I'm travelling for work right now",
        "what did you say?",
        "why do you ask?",
        "yesterday",
        "start over",
        "delete yesterday's entry",
        "can I put yesterday right",
        "",
        "same as yesterday",
        "what's my window?",
    ],
)
async def test_no_words_of_the_diary_break_it(app: App, words: str) -> None:
    talk = await _talk(app)

    await talk.open()
    await talk.say(words)

    assert talk.question == "walk.minutes"
    assert not talk.ends


async def test_what_stays_unknown_is_left_blank(app: App) -> None:
    talk = await _talk(app)

    await talk.open()
    told = await talk.say("I don't know")

    assert talk.question == "agree"
    assert "You walked" not in told


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("forty minutes", 40),
        ("about half an hour", 30),
        ("an hour and a half", 90),
        ("20", 20),
        ("not at all", 0),
        ("I didn't", 0),
        ("none, it rained", 0),
        ("I don't know", None),
        ("twenty in the morning and thirty at night", None),
        ("I did not walk forty minutes", None),
        ("at half past five", None),
        ("at 8 am I went for half an hour", None),
        ("a fair bit", None),
    ],
)
def test_an_amount_is_read_or_asked_for_again(words: str, amount: int | None) -> None:
    assert amount_in(words, in_minutes=True) == amount
