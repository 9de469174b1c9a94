"""What a tired newcomer says at the typed check-in: half a yes, a slip, a grumble, a bad night."""

from datetime import time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from coach.bootstrap import App
from coach.dialogue.agreeing import agrees
from coach.dialogue.basics import name_in, work_days_in
from coach.dialogue.consenting import affirms, leaves_open
from coach.dialogue.listen.reading import Reading
from memory.diary import Field, Source
from memory.person import Person
from tests.talking import MORNING, NIGHT, REST, Talk, known_person, talk_with

LONDON = ZoneInfo("Europe/London")


async def _at_the_read_back(app: App) -> Talk:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST)
    assert talk.question == "diary.confirm"
    return talk


@pytest.mark.parametrize(
    "words",
    ["yes that'll do", "close enough", "I think so", "that's it", "yeah, go on then", "yep spot on",
     "yes please", "more or less", "that sounds about right", "as far as I remember", "not far off",
     "fine", "I suppose so"],
)  # fmt: skip
async def test_any_yes_at_the_read_back_confirms_the_night(app: App, words: str) -> None:
    talk = await _at_the_read_back(app)

    await talk.say(words)

    entry = await talk.entry()
    assert entry is not None
    assert entry.confirmed_at is not None


@pytest.mark.parametrize(
    "words",
    ["yes but I got up at eight", "nearly", "not quite", "yes, except the wakings", "no",
     "that's not it", "it's wrong", "yes no that isn't right"],
)  # fmt: skip
def test_a_yes_with_a_but_is_no_yes(words: str) -> None:
    assert not agrees(words, Reading())


async def test_a_correction_uses_up_no_try_of_the_read_back(app: App) -> None:
    talk = await _at_the_read_back(app)

    await talk.say(
        "no, I got up at half past seven", "hm, weather's nice", "no I got up at ten to eight"
    )

    entry = await talk.entry()
    assert entry is not None
    assert entry.out_of_bed_at is not None
    assert entry.out_of_bed_at.astimezone(LONDON).time() == time(7, 50)
    assert talk.question == "diary.confirm"


async def test_a_no_after_a_break_still_asks_what_is_wrong(app: App) -> None:
    talk = await _at_the_read_back(app)
    await talk.say("bye")
    await talk.open()

    told = await talk.say("no")

    assert talk.question == "diary.change"
    assert told.endswith("?")


async def test_reading_in_bed_until_a_time_corrects_lights_out_at_the_read_back(app: App) -> None:
    talk = await _at_the_read_back(app)

    await talk.say("no I read til quarter to twelve")

    entry = await talk.entry()
    assert entry is not None
    assert entry.tried_to_sleep_at is not None
    assert entry.tried_to_sleep_at.astimezone(LONDON).time() == time(23, 45)


async def test_a_night_kept_without_a_yes_can_be_confirmed_later(app: App) -> None:
    talk = await _at_the_read_back(app)
    await talk.say("purple", "green", "no")
    before = await talk.entry()
    await talk.open()

    await talk.say("last night is right as you have it")

    after = await talk.entry()
    assert before is not None
    assert before.confirmed_at is None
    assert after is not None
    assert after.confirmed_at is not None


async def test_wanting_to_stop_is_a_goodbye(app: App) -> None:
    talk = await _at_the_read_back(app)

    await talk.say("I want to stop")

    assert talk.ends


async def test_the_same_is_the_time_of_getting_into_bed(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("bed at half ten")
    assert talk.question == "diary.tried_to_sleep_at"

    await talk.say("same")

    entry = await talk.entry()
    assert entry is not None
    assert entry.tried_to_sleep_at == entry.got_into_bed_at


async def test_one_number_is_filed_once(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT, REST[0])
    assert talk.question == "diary.naps_min"

    await talk.say("it was lovely, five")

    entry = await talk.entry()
    assert entry is not None
    assert entry.naps_min is None
    assert entry.quality_1_5 is None


@pytest.mark.parametrize("words", ["not bad actually!", "awful"])
async def test_a_mood_at_another_question_is_no_rating(app: App, words: str) -> None:
    talk = await talk_with(app)
    await talk.say("bed at half ten")

    await talk.say(words)

    entry = await talk.entry()
    assert entry is not None
    assert entry.quality_1_5 is None


async def test_a_grade_taken_from_a_word_is_said_at_once(app: App) -> None:
    talk = await talk_with(app)

    told = await talk.say("awful")

    assert "down as 1" in told


async def test_a_night_worker_is_put_to_bed_in_the_morning(app: App) -> None:
    talk = await talk_with(app)
    talk.now = MORNING + timedelta(hours=9)

    await talk.say("got in at eight this morning, bed by half eight, slept about nine til two")

    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at is not None
    assert entry.got_into_bed_at.astimezone(LONDON).time() == time(8, 30)
    assert entry.final_awakening_at is not None
    assert entry.final_awakening_at.astimezone(LONDON).time() == time(14)


async def test_when_sleep_came_is_remembered_until_it_can_be_counted(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("went up to bed at eleven, couldn't get off til two-ish")

    await talk.say("straight away")

    entry = await talk.entry()
    assert entry is not None
    assert entry.sleep_onset_latency_min == 180
    assert talk.question == "diary.awakenings"


async def test_a_night_without_sleep_is_met_kindly_and_loses_nothing(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("bed and lights out at eleven")

    told = await talk.say("I don't know. I didn't really sleep at all")

    entry = await talk.entry()
    assert entry is not None
    assert "hard night" in told or "night like that is hard" in told
    assert entry.sources[Field.AWAKENINGS] is Source.UNKNOWN
    assert entry.note == "I don't know. I didn't really sleep at all"


@pytest.mark.parametrize("words", ["i guess so", "i suppose", "if you like", "whatever, yes", "ok"])
async def test_leave_given_without_warmth_is_leave(app: App, words: str) -> None:
    talk = await talk_with(app, Person(id=uuid4(), created_at=MORNING))
    await talk.say("yes")

    await talk.say(words)

    assert talk.question == "s0.name"


@pytest.mark.parametrize(
    "words", ["no", "rather not", "I don't think so", "hm", "whatever", "if you must"]
)
def test_no_leave_is_made_up(words: str) -> None:
    assert not affirms(words)


@pytest.mark.parametrize(
    ("words", "name"),
    [("my friends call me Mags, short for Margaret", "Mags"), ("Mags", "Mags"),
     ("everyone calls me Bo", "Bo"), ("Sam, it's short for Samantha", "Sam")],
)  # fmt: skip
def test_a_name_is_found_among_its_company(words: str, name: str) -> None:
    assert name_in(words) == name


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("every other saturday", frozenset()),
        ("monday to friday and every other saturday", frozenset({1, 2, 3, 4, 5})),
        ("no", frozenset()),
        ("no, I'm retired", frozenset()),
        ("no wait, the light was off at half past", None),
    ],
)
def test_work_days_are_those_of_every_week(words: str, days: frozenset[int] | None) -> None:
    assert work_days_in(words) == days


async def test_what_do_you_mean_is_answered_with_other_words(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("bed and lights out at half ten")
    assert talk.question == "diary.sleep_onset_latency_min"

    told = await talk.say("what do you mean")
    again = await talk.say("I don't understand")

    assert "wanted to be asleep" in told
    assert "wanted to be asleep" in again
    assert talk.question == "diary.sleep_onset_latency_min"


@pytest.mark.parametrize("words", ["I can try but I'm not promising", "I'll give it a go"])
async def test_trying_is_agreeing(app: App, words: str) -> None:
    talk = await _at_the_read_back(app)
    await talk.say("yes")
    assert talk.question == "agree"

    await talk.say(words)

    assert talk.ends
    assert talk.state is not None
    assert talk.state.check_in.commitment is not None
    assert talk.state.check_in.commitment.agreed


def test_maybe_is_no_agreement_and_no_riddle() -> None:
    assert leaves_open("maybe, we'll see")
    assert not affirms("maybe, we'll see")


async def test_asking_for_help_at_the_step_is_not_met_with_yes_or_no(app: App) -> None:
    talk = await _at_the_read_back(app)
    await talk.say("yes")

    told = await talk.say("can you help me sleep better? i'm so tired of this")

    assert "Just a yes or a no" not in told
    assert "sorry" in told


async def test_little_sleep_is_met_with_a_kind_word(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(
        "bed and lights out at two, twenty minutes to drop off, woke once for ten minutes, "
        "awake for good at half five and up straight away",
        "no naps",
        "three",
    )

    told = await talk.say("yes")

    assert "little sleep" in told or "short night" in told


async def test_a_break_at_a_question_goes_on_with_that_question(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I had a nap yesterday but I don't know how long for")
    await talk.say("bye")
    left_at = talk.question

    await talk.open()

    assert left_at is None or talk.question == left_at


async def test_yesterday_may_be_said_of_this_morning(app: App) -> None:
    talk = await _at_the_read_back(app)

    await talk.say("yesterday I said seven but it was half past")

    entry = await talk.entry()
    assert entry is not None
    assert entry.out_of_bed_at is not None
    assert entry.out_of_bed_at.astimezone(LONDON).time() == time(7, 30)
    assert talk.state is not None
    assert talk.state.check_in.editing is None


async def test_another_time_is_said_back_and_no_call_is_promised(app: App) -> None:
    talk = await talk_with(app)

    told = await talk.say("can you call me at nine")

    assert "9 o'clock" in told
    assert "can't call you" in told
    assert talk.ends


async def test_a_shift_worker_is_not_taken_for_a_night_sleeper(app: App) -> None:
    talk = await talk_with(app, known_person(day_starts_at=time(15)))
    await talk.say("good morning")
    assert talk.question == "diary.got_into_bed_at"

    told = await talk.say("eight")

    entry = await talk.entry()
    assert entry is None or entry.got_into_bed_at is None
    assert "8:00 am" in told
    assert "8:00 pm" in told
