"""What is said beside the question: help, advice, a grief, a delete, a way back, nothing."""

from uuid import uuid4

import pytest

from coach.bootstrap import App
from coach.dialogue.basics import name_in
from memory.diary import Field
from memory.person import Person
from tests.talking import MORNING, NIGHT, REST, Talk, talk_with

ASKED = "diary.sleep_onset_latency_min"


async def _at_a_question(app: App) -> Talk:
    talk = await talk_with(app)
    await talk.say("bed and lights out at eleven, woke for good at seven and got up at ten past")
    assert talk.question == ASKED
    return talk


async def _newcomer(app: App) -> Talk:
    return await talk_with(app, Person(id=uuid4(), created_at=MORNING))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("help", "own words"),
        ("what can you do", "own words"),
        ("go back", "put right"),
        ("what is the capital of France", "made for"),
        ("can you help me sleep better", "later"),
        ("I feel so alone", "lonely"),
        ("my back hurts", "hurting"),
        ("", "?"),
    ],
)
async def test_what_is_no_answer_uses_up_no_attempt(app: App, words: str, told: str) -> None:
    talk = await _at_a_question(app)

    for _ in range(3):
        await talk.say(words)

    entry = await talk.entry()
    assert entry is not None
    assert talk.question == ASKED
    assert Field.SLEEP_ONSET_LATENCY not in entry.sources
    assert told in talk.told


async def test_a_delete_in_the_middle_asks_first_and_then_begins_anew(app: App) -> None:
    talk = await _at_a_question(app)

    asked = await talk.say("delete that")
    await talk.say("yes")

    entry = await talk.entry()
    assert asked.endswith("?")
    assert talk.question == "diary.open"
    assert entry is None or entry.got_into_bed_at is None


async def test_a_finished_night_can_be_deleted_by_talk(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes", "yes")
    await talk.open()

    await talk.say("delete last night")
    kept = await talk.entry()
    await talk.say("yes")

    assert kept is not None
    assert await talk.entry() is None
    assert talk.ends


async def test_a_no_to_the_delete_keeps_the_night(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes", "yes")
    await talk.open()

    await talk.say("delete it", "no")

    entry = await talk.entry()
    assert entry is not None
    assert entry.confirmed_at is not None


@pytest.mark.parametrize("words", ["never mind", "no, today", "last night"])
async def test_there_is_a_way_back_out_of_correcting_yesterday(app: App, words: str) -> None:
    talk = await _at_a_question(app)
    await talk.say("I want to correct yesterday")
    assert talk.question == "edit"

    await talk.say(words)

    assert talk.question == ASKED
    assert await talk.entry(-1) is None


async def test_what_was_today_goes_into_today_and_not_into_yesterday(app: App) -> None:
    talk = await _at_a_question(app)
    await talk.say("I want to correct yesterday")

    await talk.say("today I woke at six not half past six")

    entry = await talk.entry()
    assert entry is not None
    assert entry.final_awakening_at is not None
    assert entry.final_awakening_at.hour == 6
    assert await talk.entry(-1) is None


async def test_a_night_of_nothing_but_blanks_is_not_kept(app: App) -> None:
    talk = await talk_with(app)
    for _ in range(14):
        if talk.question == "diary.confirm":
            break
        await talk.say("skip")
    assert talk.question == "diary.confirm"

    told = await talk.say("yes")

    assert "nothing to keep" in told
    assert await talk.entry() is None
    assert talk.question == "agree"


async def test_a_no_without_a_word_on_what_is_wrong_keeps_it_unconfirmed(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST)

    told = await talk.say("no I don't want to")

    entry = await talk.entry()
    assert "not confirmed" in told
    assert entry is not None
    assert entry.confirmed_at is None


async def test_a_yes_to_the_nap_is_asked_how_long(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, REST[0])
    assert talk.question == "diary.naps_min"

    told = await talk.say("yes")
    await talk.say("twenty minutes")

    entry = await talk.entry()
    assert "how long" in told
    assert entry is not None
    assert entry.naps_min == 20


async def test_somebody_unsure_of_their_age_is_asked_once_more_plainly(app: App) -> None:
    talk = await _newcomer(app)

    first = await talk.say("I'm not sure")
    ended_at_once = talk.ends
    await talk.say("I'm not sure")

    assert "adults" in first
    assert not ended_at_once
    assert talk.ends
    assert talk.erases


async def test_somebody_unsure_of_being_kept_is_asked_once_more_plainly(app: App) -> None:
    talk = await _newcomer(app)

    await talk.say("yes", "I'm not sure")
    still = talk.question
    await talk.say("yes")

    assert still == "s0.data"
    assert talk.question == "s0.name"


@pytest.mark.parametrize(
    ("country", "question"),
    [("Germany", "s0.rise"), ("the United States", "s0.zone"), ("Australia", "s0.zone")],
)
async def test_a_country_with_one_clock_is_asked_for_no_city(
    app: App, country: str, question: str
) -> None:
    talk = await _newcomer(app)

    await talk.say("yes", "yes", "Sam", country)

    assert talk.question == question


async def test_the_rise_time_taken_for_now_can_be_told_at_once(app: App) -> None:
    talk = await _newcomer(app)
    told = await talk.say("yes", "yes", "Sam", "England", "blue", "blue")
    assert "tell me" in told

    await talk.say("half past six")

    known = await talk.app.store.person(talk.person.id)
    assert known is not None
    assert known.rise_time is not None
    assert known.rise_time.isoformat() == "06:30:00"
    assert talk.question == "s0.work"


def test_a_long_name_is_a_name() -> None:
    words = "My name is Jean-Luc O'Brien the third"

    assert name_in(words) == "Jean-Luc O'Brien the third"
