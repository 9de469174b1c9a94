"""Nights in which the clocks change, and an unlikely getting up, as they are talked through."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.bootstrap import App
from tests.talking import Talk, known_person

TOLD = "took twenty minutes, no wakings, woke and got up at 7, no naps, quality 3"


async def _talk(app: App, at: datetime, tz: str = "Europe/London") -> Talk:
    person = await app.store.add_person(known_person(tz=tz, ai_notice_at=at - timedelta(hours=20)))
    talk = Talk(app, person, app.engine, now=at)
    await talk.open()
    return talk


AUTUMN = datetime(2026, 10, 25, 7, 30, tzinfo=UTC)
SPRING = datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(("answer", "hour"), [("the second one", 1), ("the first time", 0)])
async def test_one_answer_settles_both_times_of_a_doubled_hour(
    app: App, answer: str, hour: int
) -> None:
    talk = await _talk(app, AUTUMN)

    await talk.say(f"got into bed and tried to sleep at 1:30, {TOLD}")
    asked = talk.told
    await talk.say(answer)

    entry = await talk.entry()
    assert "came twice" in asked
    assert entry is not None
    assert entry.got_into_bed_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert entry.tried_to_sleep_at == entry.got_into_bed_at
    assert talk.question == "diary.confirm"


@pytest.mark.parametrize("answer", ["1:30", "half past one", "purple elephants"])
async def test_a_skipped_hour_said_again_or_unanswered_stands_after_the_gap(
    app: App, answer: str
) -> None:
    talk = await _talk(app, SPRING)

    await talk.say(f"got into bed and tried to sleep at 1:30, {TOLD}")
    asked = talk.told
    await talk.say(answer)

    entry = await talk.entry()
    assert "was skipped" in asked
    assert entry is not None
    assert entry.got_into_bed_at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert entry.tried_to_sleep_at == entry.got_into_bed_at
    assert talk.question == "diary.confirm"


async def test_a_skipped_hour_may_be_put_right(app: App) -> None:
    talk = await _talk(app, SPRING)

    await talk.say(f"got into bed and tried to sleep at 1:30, {TOLD}", "half past twelve")

    entry = await talk.entry()
    assert entry is not None
    assert entry.got_into_bed_at == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


async def test_a_getting_up_hours_after_waking_is_doubted(app: App) -> None:
    talk = await _talk(app, datetime(2026, 3, 3, 15, 0, tzinfo=UTC))

    await talk.say(
        "bed and trying to sleep at eleven, took twenty minutes, no wakings, woke for good at "
        "seven, no naps, quality 3",
        "2",
    )
    for _ in range(3):
        if (talk.question or "").startswith("doubt.") or talk.question == "diary.confirm":
            break
        await talk.say("no")

    assert talk.question == "doubt.long_after_waking:out_of_bed_at"
    assert "7 hours" in talk.told


async def test_a_blank_nap_is_named_in_the_read_back(app: App) -> None:
    talk = await _talk(app, datetime(2026, 3, 3, 7, 30, tzinfo=UTC))

    await talk.say(
        "bed and trying to sleep at eleven, took twenty minutes, no wakings, woke and got up at "
        "seven, I don't know about naps, quality 3"
    )
    for _ in range(3):
        if talk.question == "diary.confirm":
            break
        await talk.say("I don't know")

    assert "the nap" in talk.told
    assert "left blank" in talk.told
