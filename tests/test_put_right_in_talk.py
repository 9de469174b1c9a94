"""What is corrected at the read-back: asked about where it fits more than one thing."""

import pytest

from coach.bootstrap import App
from memory.diary import Field, Source
from tests.talking import NIGHT, REST, Talk, talk_with


async def _read_back(app: App) -> Talk:
    talk = await talk_with(app)
    await talk.say(NIGHT, *REST)
    return talk


@pytest.mark.parametrize(
    "words", ["you had that wrong, it was one", "no, it was one", "it was one"]
)
async def test_a_bare_value_that_fits_several_fields_is_asked_about(app: App, words: str) -> None:
    talk = await _read_back(app)
    before = await talk.entry()

    await talk.say(words)

    assert await talk.entry() == before
    assert "wakings or how the night was" in talk.told


@pytest.mark.parametrize(
    ("answer", "awakenings", "quality"),
    [
        ("the wakings", 1, 3),
        ("how the night was", 2, 1),
        ("the first", 1, 3),
        ("I woke once", 1, 3),
    ],
)
async def test_the_field_that_is_named_then_takes_it(
    app: App, answer: str, awakenings: int, quality: int
) -> None:
    talk = await _read_back(app)

    await talk.say("you had that wrong, it was one", answer)

    entry = await talk.entry()
    assert entry is not None
    assert (entry.awakenings, entry.quality_1_5) == (awakenings, quality)
    assert talk.question == "diary.confirm"


async def test_a_bare_value_that_fits_one_field_only_is_taken(app: App) -> None:
    talk = await _read_back(app)

    await talk.say("no, it was twenty past seven")

    entry = await talk.entry()
    assert entry is not None
    assert entry.out_of_bed_at is not None
    assert f"{entry.out_of_bed_at:%H:%M}" == "07:20"


async def test_a_correction_after_the_goodbye_is_asked_about_just_the_same(app: App) -> None:
    talk = await _read_back(app)
    await talk.say("yes", "yes")
    again = Talk(talk.app, talk.person, talk.engine, now=talk.now)
    await again.open()

    await again.say("you had that wrong, it was one")

    assert "wakings or how the night was" in again.told


async def test_a_yes_to_what_should_change_confirms_nothing(app: App) -> None:
    talk = await _read_back(app)

    await talk.say("no", "yes")

    entry = await talk.entry()
    assert entry is not None
    assert entry.confirmed_at is None
    assert "?" in talk.told or "tell me which part" in talk.told
    assert talk.question == "diary.change"


async def test_after_a_yes_to_what_should_change_the_part_is_taken(app: App) -> None:
    talk = await _read_back(app)

    await talk.say("no", "yes", "I got up at half past seven")

    entry = await talk.entry()
    assert entry is not None
    assert "7:30 am" in talk.told
    assert talk.question == "diary.confirm"


async def test_a_correction_keeps_what_was_not_corrected_as_it_was_said(app: App) -> None:
    talk = await _read_back(app)

    await talk.say("you had that wrong, it was one", "the wakings")

    entry = await talk.entry()
    assert entry is not None
    assert entry.sources[Field.AWAKENINGS] is Source.CORRECTED
    assert entry.sources[Field.QUALITY] is Source.SAID


@pytest.mark.parametrize(
    "words",
    [
        "you had that wrong, it was 20 minutes",
        "no, that's wrong, it was 20",
        "I got that wrong, 20",
    ],
)
async def test_in_the_middle_of_the_diary_it_is_asked_about_as_well(app: App, words: str) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT)
    before = await talk.entry()

    told = await talk.say(words)

    assert await talk.entry() == before
    assert "falling asleep or the time awake in the night" in told


async def test_what_was_meant_is_put_right_and_the_diary_goes_on(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT)
    question = talk.question

    await talk.say("no, that's wrong, it was 20", "falling asleep")

    entry = await talk.entry()
    assert entry is not None
    assert (entry.sleep_onset_latency_min, entry.wake_after_sleep_onset_min) == (20, 30)
    assert talk.question == question


async def test_in_the_middle_what_fits_one_field_is_taken_for_that(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT)

    await talk.say("you had that wrong, it was one")

    entry = await talk.entry()
    assert entry is not None
    assert (entry.awakenings, entry.wake_after_sleep_onset_min) == (1, 30)
    assert entry.early_wake_awake_min is None


@pytest.mark.parametrize("words", ["nothing wrong, ten minutes", "ten minutes, no more"])
async def test_an_answer_is_no_correction(app: App, words: str) -> None:
    talk = await talk_with(app)
    await talk.say(NIGHT)

    await talk.say(words)

    entry = await talk.entry()
    assert entry is not None
    assert entry.early_wake_awake_min == 10
