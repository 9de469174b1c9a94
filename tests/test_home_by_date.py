"""Back from another zone on the day that was told: no night is lost between two clocks."""

from datetime import UTC, datetime

from coach.bootstrap import App
from tests.talking import NIGHT, REST, Talk, talk_with

ABROAD = "I'm in New York now, back home on Thursday"


async def night_told(talk: Talk, at: datetime, *before: str) -> None:
    """Opens the door at this time and goes through the check-in."""
    talk.now = at
    await talk.open()
    await talk.say(*before, NIGHT, *REST, "yes")
    while not talk.ends:
        await talk.say("no" if (talk.question or "").startswith("screen.") else "yes")


async def home_again(app: App) -> Talk:
    """Somebody who was in New York until Thursday and opens the door that morning in London."""
    talk = await talk_with(app)
    await night_told(talk, datetime(2026, 3, 3, 12, 10, tzinfo=UTC), ABROAD)
    await night_told(talk, datetime(2026, 3, 4, 12, 10, tzinfo=UTC))
    talk.now = datetime(2026, 3, 5, 7, 20, tzinfo=UTC)
    await talk.open()
    return talk


async def test_on_the_day_of_the_return_the_clock_of_home_is_taken_up(app: App) -> None:
    talk = await home_again(app)

    assert "London time" in talk.told
    assert talk.ends

    await night_told(talk, talk.now)

    assert talk.night == datetime(2026, 3, 5).date()  # noqa: DTZ001 - a local date
    entry = await talk.entry()
    assert entry is not None
    assert entry.tz == "Europe/London"
    assert entry.confirmed_at is not None


async def test_before_the_day_of_the_return_the_clock_stays(app: App) -> None:
    talk = await talk_with(app)
    await night_told(talk, datetime(2026, 3, 3, 12, 10, tzinfo=UTC), ABROAD)

    await night_told(talk, datetime(2026, 3, 4, 12, 10, tzinfo=UTC))

    entry = await talk.entry()
    assert entry is not None
    assert entry.tz == "America/New_York"
