"""The same as yesterday, where yesterday's figure is blank."""

from coach.bootstrap import App
from memory.diary import Field, Source
from tests.living import next_morning
from tests.talking import talk_with

BLANK = (
    "in bed at eleven, lights out at eleven",
    "don't know",
    "woke once for 10 minutes",
    "woke for good and got up at 7 am",
    "no naps",
    "three",
    "yes",
)


async def test_a_blank_is_taken_over_as_a_blank_and_said_to_be_one(app: App) -> None:
    talk = await talk_with(app)
    await talk.say(*BLANK)
    next_morning(talk)
    await talk.open()

    told = await talk.say("in bed at eleven, lights out at eleven", "same as yesterday")

    entry = await talk.entry()
    assert "blank" in told
    assert "yesterday" in told
    assert entry is not None
    assert entry.sources[Field.SLEEP_ONSET_LATENCY] is Source.UNKNOWN
    assert talk.question == "diary.awakenings"
