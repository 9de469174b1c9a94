"""What is said beside the answer: a blank filled later, a why, a start over, something unasked."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from coach.bootstrap import App
from memory.diary import Field, Source
from memory.person import Person
from tests.talking import MORNING, NIGHT, REST, Talk, talk_with


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("it was a four", "quality_1_5", 4),
        ("a four", "quality_1_5", 4),
        ("about twenty minutes to fall asleep", "sleep_onset_latency_min", 20),
        ("about twenty minutes", "sleep_onset_latency_min", 20),
        ("three times", "awakenings", 3),
    ],
)
async def test_a_blank_can_be_filled_at_the_read_back(
    app: App, words: str, field: str, value: int
) -> None:
    talk = await talk_with(app)
    await talk.say("bed and lights out at eleven, woke for good at seven and got up at ten past")
    await talk.say("skip", "twice", "ten minutes", "none", "skip")
    before = talk.question

    await talk.say(words)

    entry = await talk.entry()
    assert before == "diary.confirm"
    assert getattr(entry, field) == value
    assert talk.question != "sure.restart"


async def test_a_bare_length_that_fits_two_blanks_goes_into_neither(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("bed and lights out at eleven, woke for good at seven and got up at ten past")
    await talk.say("skip", "twice", "skip", "none", "four")

    await talk.say("about twenty minutes")

    entry = await talk.entry()
    assert entry is not None
    assert entry.sleep_onset_latency_min is None
    assert entry.wake_after_sleep_onset_min is None


async def test_a_new_account_given_with_start_over_takes_the_place_of_the_old(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT)

    await talk.say("start over: bed at midnight, lights out at half past, got up at eight")

    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert entry.sleep_onset_latency_min is None
    assert talk.question == "diary.sleep_onset_latency_min"


async def test_starting_over_takes_back_what_was_told_of_the_night(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST, "yes")

    await talk.say("start over", "yes")

    assert talk.state is not None
    delivered = talk.state.check_in.delivered
    assert not [each for each in delivered if each.startswith(("observe", "step"))]


@pytest.mark.parametrize("words", ["why", "Why?", "but why", "what for?"])
async def test_why_is_heard_at_every_question(app: App, words: str) -> None:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))
    basics = ("yes", "yes", "Sam", "US", "New York", "seven", "weekdays")
    night = ("bed at eleven", "the same time", "ten minutes", "twice", "ten minutes", "six")
    answers = (*basics, *night, "seven", "none", "no", "three", "yes")
    asked, explained = [], []

    for answer in answers:
        question = talk.question
        before = talk.told
        await talk.say(words)
        asked.append((question, talk.question))
        explained.append(talk.told != before and "didn't get" not in talk.told)
        await talk.say(answer)

    assert [first for first, _ in asked] == [again for _, again in asked]
    assert len({first for first, _ in asked}) == len(answers)
    assert all(explained)


async def test_why_eighteen_is_a_question_and_no_age(app: App) -> None:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))

    await talk.say("why do I have to be eighteen?")

    assert talk.question == "s0.adult"
    assert "made for adults" in talk.told


async def test_why_and_again_are_answered_before_something_is_deleted(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, "start over")

    await talk.say("why?")

    assert talk.question == "sure.restart"
    assert "brought back" in talk.told
    assert await talk.entry() is not None


async def test_what_was_told_unasked_is_taken_up_before_the_question_goes_on(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven", "the same time", "ten minutes")

    await talk.say("actually I got into bed at half ten")

    entry = await talk.entry()
    assert entry is not None
    assert entry.sources[Field.GOT_INTO_BED] is Source.CORRECTED
    assert "ed at 10:30 pm" in talk.told
    assert talk.question == "diary.awakenings"


async def test_telling_something_else_is_no_failure_to_answer(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I got into bed at eleven", "the neighbour has a new car")

    await talk.say("it took me ten minutes to fall asleep", "at quarter past eleven")

    entry = await talk.entry()
    assert entry is not None
    assert entry.tried_to_sleep_at == datetime(2026, 3, 2, 23, 15, tzinfo=UTC)


async def test_lying_awake_is_no_nap(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, REST[0])
    asked = talk.question

    await talk.say("I lay awake an hour")

    entry = await talk.entry()
    assert entry is not None
    assert asked == "diary.naps_min"
    assert entry.naps_min is None
    assert entry.wake_after_sleep_onset_min == 30


async def test_what_is_not_known_came_from_nowhere(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I got into bed at eleven", "no idea")

    entry = await talk.entry()
    assert entry is not None
    assert entry.sources[Field.TRIED_TO_SLEEP] is Source.UNKNOWN


async def test_a_night_that_was_never_confirmed_does_not_count(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST)
    tomorrow = Talk(app, talk.person, app.engine, now=MORNING + timedelta(days=1))
    await tomorrow.open()

    await tomorrow.say(NIGHT, *REST, "yes")

    assert "first night" in tomorrow.told


async def test_a_full_name_is_spoken_by_its_first(app: App) -> None:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))

    await talk.say("yes", "yes", "Ana Maria Lopez")

    assert "Ana." in talk.told
    assert "Lopez" not in talk.told


@pytest.mark.parametrize(
    ("words", "echo"),
    [
        ("I work shifts", "Changing days"),
        ("I'm retired", "No work days"),
        ("weekdays", "Monday to Friday"),
        ("Monday and Thursday", "Monday and Thursday"),
        ("every day", "Every day"),
    ],
)
async def test_the_work_days_are_echoed(app: App, words: str, echo: str) -> None:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))
    await talk.say("yes", "yes", "Sam", "England", "seven")

    await talk.say(words)

    assert f"{echo}, noted." in talk.told


async def test_too_long_an_account_is_asked_for_again_in_a_few_words(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I went to bed at ten and thought about work. " * 200)

    assert "in a few words" in talk.told
    assert await talk.entry() is None
