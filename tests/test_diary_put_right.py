"""Nights put right later: by command and by talk, asked about, remembered late, never repaired."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coach.__main__ import main
from coach.bootstrap import App
from coach.dialogue.earlier import night_named
from memory.diary import DiaryEntry, Field, Source
from memory.doubts import AskedAbout, Outcome, doubts_in, mark_of
from memory.validity import is_recalled, is_valid
from tests.kept import NIGHT, NOW, ada, keep, kept_nights, slept
from tests.talking import Talk, known_person, talk_with

Out = pytest.CaptureFixture[str]
DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def _a_monday_in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.commands.diary.utc_now", lambda: NOW)
    monkeypatch.setenv("COLUMNS", "80")


def _night(night: date) -> DiaryEntry:
    return next(entry for entry in kept_nights() if entry.night == night)


@pytest.mark.usefixtures("_a_monday_in_march")
def test_a_night_is_put_right_by_command_and_read_back(capsys: Out) -> None:
    keep([ada()], [slept()])

    code = main(["diary", "--set", "today", "up=07:15", "wakings=2", "awake=20", "--yes"])

    entry = _night(NIGHT)
    assert code == 0
    assert "up at 7:15" in capsys.readouterr().out
    assert entry.out_of_bed_at == datetime(2026, 3, 2, 7, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    assert entry.awakenings == 2
    assert entry.sources[Field.OUT_OF_BED] is Source.CORRECTED
    assert entry.confirmed_at == NOW


@pytest.mark.usefixtures("_a_monday_in_march")
def test_without_a_yes_the_night_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    keep([ada()], [slept()])
    monkeypatch.setattr("coach.commands.diary_set.answered", lambda _question: "no")

    code = main(["diary", "--set", "today", "up=07:15"])

    assert code == 1
    assert _night(NIGHT) == slept()


@pytest.mark.usefixtures("_a_monday_in_march")
def test_a_night_told_days_later_is_remembered_and_decides_nothing_however_often(
    capsys: Out,
) -> None:
    keep([ada()], [slept()])
    changes = ["bed=22:30", "tried=22:40", "asleep-after=10", "wakings=0", "woke=06:00", "up=06:10"]

    main(["diary", "--set", "2026-02-27", *changes, "--yes"])
    main(["diary", "--set", "2026-02-27", *changes, "--yes"])
    main(["diary"])

    entry = _night(date(2026, 2, 27))
    assert entry.sources[Field.OUT_OF_BED] is Source.RECALLED
    assert is_recalled(entry)
    assert not is_valid(entry)
    assert "told more than a day later" in capsys.readouterr().out


@pytest.mark.usefixtures("_a_monday_in_march")
def test_what_does_not_fit_is_said_and_kept_as_given(capsys: Out) -> None:
    keep([ada()], [slept()])

    main(["diary", "--set", "today", "asleep-after=700", "--yes"])

    assert "does not fit" in capsys.readouterr().out
    assert _night(NIGHT).sleep_onset_latency_min == 700


@pytest.mark.usefixtures("_a_monday_in_march")
def test_getting_up_later_than_now_is_refused_with_its_day(capsys: Out) -> None:
    keep([ada()], [slept()])

    code = main(["diary", "--set", "today", "up=23:15", "--yes"])

    assert code == 2
    assert "up=23:15 on Monday 2026-03-02 is still to come" in capsys.readouterr().err
    assert _night(NIGHT) == slept()


@pytest.mark.usefixtures("_a_monday_in_march")
@pytest.mark.parametrize(
    "change", ["up", "up=25:00", "up=7", "quality=6", "quality=0", "wakings=-1", "mood=3"]
)
def test_a_change_that_cannot_be_read_changes_nothing(change: str) -> None:
    keep([ada()], [slept()])

    code = main(["diary", "--set", "today", change, "--yes"])

    assert code == 2
    assert _night(NIGHT) == slept()


@pytest.mark.usefixtures("_a_monday_in_march")
def test_getting_up_before_waking_is_named_as_what_it_is(capsys: Out) -> None:
    keep([ada()], [slept()])

    main(["diary", "--set", "today", "woke=06:15", "up=05:00", "--yes"])

    told = capsys.readouterr().out
    assert "up=05:00 lies before woke=06:15" in told
    assert "16 hours" not in told


@pytest.mark.usefixtures("_a_monday_in_march")
def test_a_night_in_bed_that_is_truly_too_long_is_called_too_long(capsys: Out) -> None:
    keep([ada()], [slept()])

    main(["diary", "--set", "today", "bed=14:00", "tried=22:00", "--yes"])

    assert "more than 16 hours in bed" in capsys.readouterr().out


@pytest.mark.usefixtures("_a_monday_in_march")
def test_a_night_that_is_still_to_come_cannot_be_told() -> None:
    keep([ada()], [slept()])

    assert main(["diary", "--set", "2026-03-09", "up=07:15", "--yes"]) == 2


@pytest.mark.usefixtures("_a_monday_in_march")
def test_a_time_that_came_twice_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    night = date(2025, 10, 26)
    keep([ada()], [slept(night)])
    told = iter(["second", "yes"])
    monkeypatch.setattr("coach.commands.diary_set.answered", lambda _question: next(told))

    main(["diary", "--set", "2025-10-26", "tried=02:30"])

    entry = _night(night)
    assert entry.tried_to_sleep_at is not None
    assert entry.tried_to_sleep_at.astimezone(ZoneInfo("UTC")).time() == time(1, 30)


@pytest.mark.usefixtures("_a_monday_in_march")
def test_a_night_can_be_confirmed_by_command() -> None:
    keep([ada()], [slept(confirmed_at=None)])

    code = main(["diary", "--confirm", "today", "--yes"])

    assert code == 0
    assert _night(NIGHT).confirmed_at == NOW


@pytest.mark.usefixtures("_a_monday_in_march")
def test_the_pages_name_the_doubts_only_where_there_were_any(capsys: Out) -> None:
    keep([ada()], [slept()])

    main(["diary", "--json"])

    assert json.loads(capsys.readouterr().out)["nights"][0]["doubts"] == []


def test_a_mark_of_the_ledger_comes_back_as_it_was() -> None:
    asked = AskedAbout(NIGHT, "tib_gt_16h", "out_of_bed_at", Outcome.CHANGED)

    assert doubts_in({mark_of(asked), "diary.open", "doubt.twice:out_of_bed_at"}) == (asked,)


@pytest.mark.parametrize(
    ("words", "outcome", "minutes"),
    [
        ("yes, that's so", Outcome.KEPT, 0),
        ("ten minutes", Outcome.CHANGED, 10),
        ("purple", Outcome.UNANSWERED, 0),
    ],
)
async def test_what_came_of_a_doubt_is_kept_in_the_ledger(
    app: App, words: str, outcome: Outcome, minutes: int
) -> None:
    talk = await talk_with(app)
    await talk.say(
        "bed and lights out at eleven, ten minutes to drop off, woke twice for no time at all, "
        "awake at six and up straight away"
    )
    await talk.say("zero")
    while not (talk.question or "").startswith(("doubt.", "diary.confirm")):
        await talk.say("three" if talk.question == "diary.quality_1_5" else "no")
    assert talk.question == "doubt.awakening_without_minutes:wake_after_sleep_onset_min"

    await talk.say(words)

    entry = await talk.entry()
    assert entry is not None
    assert entry.wake_after_sleep_onset_min == minutes
    assert talk.state is not None
    (told,) = doubts_in(talk.state.check_in.answered)
    assert told.outcome is outcome
    assert told.night == talk.night


def _like(entry: DiaryEntry, back: int) -> DiaryEntry:
    moved = {
        str(f): getattr(entry, f) - back * DAY
        for f in (
            Field.GOT_INTO_BED,
            Field.TRIED_TO_SLEEP,
            Field.FINAL_AWAKENING,
            Field.OUT_OF_BED,
        )
    }
    values = {**vars(entry), **moved, "night": entry.night - back * DAY}
    return DiaryEntry(**values)


async def _after_six_like(app: App) -> Talk:
    talk = await talk_with(app)
    await talk.say(
        "bed and lights out at eleven, ten minutes to drop off, no wakings, awake at seven and up "
        "at ten past",
        "no naps",
        "three",
    )
    entry = await talk.entry()
    assert entry is not None
    for back in range(1, 7):
        await app.store.put_entry(_like(entry, back))
    await talk.open()
    return talk


async def test_seven_nights_all_alike_are_asked_about_once(app: App) -> None:
    talk = await _after_six_like(app)
    first = talk.question

    await talk.say("yes, just like the others")
    second = talk.question
    await talk.say("yes")

    assert first == "doubt.identical:"
    assert second == "diary.confirm"
    entry = await talk.entry()
    assert entry is not None
    assert entry.confirmed_at is not None


async def test_a_no_to_seven_nights_alike_asks_what_was_different(app: App) -> None:
    talk = await _after_six_like(app)

    told = await talk.say("no")
    await talk.say("I got up at half past eight")

    entry = await talk.entry()
    assert told.endswith("?")
    assert entry is not None
    assert entry.out_of_bed_at is not None
    assert entry.out_of_bed_at.astimezone(LONDON).time() == time(8, 30)


@pytest.mark.parametrize(
    ("words", "night"),
    [
        ("can we correct monday", date(2026, 3, 2)),
        ("I want to change last Saturday's entry", date(2026, 2, 28)),
        ("I forgot to tell you about Sunday night", date(2026, 3, 2)),
        ("please fix the night to friday", date(2026, 2, 27)),
        ("I got it wrong about three nights ago", date(2026, 3, 1)),
        ("on Monday it was two but last night eleven", None),
        ("I'll try again on Friday", None),
        ("I went to bed at ten on Saturday", None),
    ],
)
def test_an_earlier_night_is_found_by_its_day(words: str, night: date | None) -> None:
    assert night_named(words, date(2026, 3, 3)) == night


async def test_a_night_of_days_ago_told_by_talk_is_kept_as_remembered(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("I forgot to tell you about Saturday's entry")

    told = await talk.say("bed at eleven, up at seven")
    await talk.say("no wait, I got up at half past seven")
    while talk.question != "diary.confirm":
        await talk.say("skip that")
    await talk.say("yes")

    found = await app.store.nights(talk.person.id, date(2026, 2, 28), date(2026, 2, 28))
    assert "remembered" in told
    assert found[0].sources[Field.OUT_OF_BED] is Source.RECALLED
    assert found[0].confirmed_at is not None
    assert talk.state is not None
    assert talk.state.check_in.editing is None


async def test_yesterdays_night_told_a_day_late_counts(app: App) -> None:
    talk = await talk_with(app)

    await talk.say("I forgot to do yesterday. I want to change yesterday's entry")
    await talk.say("bed at eleven, up at seven", "yes")

    found = await app.store.nights(talk.person.id, date(2026, 3, 2), date(2026, 3, 2))
    assert found[0].sources[Field.OUT_OF_BED] is Source.SAID


async def test_nights_keep_the_zone_they_were_slept_in(app: App) -> None:
    talk = await talk_with(app, known_person(tz="America/New_York"))

    await talk.say("bed at eleven, up at seven")

    entry = await talk.entry()
    assert entry is not None
    assert entry.tz == "America/New_York"
    assert entry.out_of_bed_at == datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("UTC"))


async def test_a_talk_goes_on_from_what_a_command_put_right_meanwhile(app: App) -> None:
    talk = await talk_with(app)
    await talk.say("bed and lights out at eleven, forty minutes to drop off, awake and up at seven")
    before = await talk.entry()
    assert before is not None
    by_hand = replace(before, sleep_onset_latency_min=10, quality_1_5=5)
    await app.store.put_entry(by_hand, seen=before)

    await talk.say("no naps")

    after = await talk.entry()
    assert after is not None
    assert (after.sleep_onset_latency_min, after.quality_1_5) == (10, 5)
