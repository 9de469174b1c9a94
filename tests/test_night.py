import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.dialogue.night import Doubt, Oddity, Placed, doubts, place, wall
from memory.diary import DiaryEntry, Field
from memory.figures import time_in_bed_min
from memory.validity import Issue, is_valid

BED, LIGHTS, WAKE, UP = (
    Field.GOT_INTO_BED,
    Field.TRIED_TO_SLEEP,
    Field.FINAL_AWAKENING,
    Field.OUT_OF_BED,
)
LONDON = ZoneInfo("Europe/London")
NIGHT = date(2026, 2, 3)
GOLDEN_CLOCKS = {
    "into_bed": BED,
    "tried_to_sleep": LIGHTS,
    "final_awakening": WAKE,
    "out_of_bed": UP,
}
GOLDEN = json.loads(
    (Path(__file__).parents[1] / "evals" / "cases" / "golden_vectors.json").read_text("utf-8")
)["nights"]


def entry(placed: Placed, tz: ZoneInfo = LONDON, night: date = NIGHT) -> DiaryEntry:
    times = {str(each): at for each, at in placed.instants.items()}
    return replace(DiaryEntry(UUID(int=1), night, tz.key), **times)  # type: ignore[arg-type]


def local(placed: Placed, each: Field, tz: ZoneInfo = LONDON) -> str:
    return placed.instants[each].astimezone(tz).strftime("%m-%d %H:%M")


@pytest.mark.parametrize("golden", GOLDEN, ids=[night["id"] for night in GOLDEN])
def test_a_golden_night_follows_from_its_wall_clock_alone(
    golden: Mapping[str, Any],
) -> None:
    tz = ZoneInfo(str(golden["tz"]))
    stamps = {
        each: datetime.strptime(golden["in"][name], "%Y-%m-%d %H:%M").replace(tzinfo=tz)
        for name, each in GOLDEN_CLOCKS.items()
    }

    placed = place(
        {each: at.time() for each, at in stamps.items()}, stamps[UP].date(), tz, rise_time=None
    )

    assert placed.instants == {each: at.astimezone(UTC) for each, at in stamps.items()}
    assert time_in_bed_min(entry(placed, tz)) == golden["out"]["tib_full"]
    assert not placed.twice
    assert not placed.never


def test_a_bedtime_after_midnight_is_on_the_morning_s_date() -> None:
    placed = place({BED: time(0, 40), UP: time(7, 0)}, NIGHT, LONDON, rise_time=None)

    assert local(placed, BED) == "02-03 00:40"


def test_a_day_sleeper_s_night_lies_within_one_day() -> None:
    placed = place({BED: time(8, 30), UP: time(15, 0)}, NIGHT, LONDON, rise_time=None)

    assert local(placed, BED) == "02-03 08:30"


def test_getting_up_soon_after_midnight_puts_the_waking_before_it() -> None:
    placed = place(
        {BED: time(17, 0), WAKE: time(23, 50), UP: time(0, 10)}, NIGHT, LONDON, rise_time=None
    )

    assert local(placed, WAKE) == "02-02 23:50"
    assert local(placed, BED) == "02-02 17:00"


def test_the_final_awakening_stands_in_for_an_unknown_getting_up() -> None:
    placed = place({BED: time(23, 0), WAKE: time(6, 30)}, NIGHT, LONDON, rise_time=time(5, 0))

    assert local(placed, WAKE) == "02-03 06:30"
    assert local(placed, BED) == "02-02 23:00"


@pytest.mark.parametrize(
    ("bed", "rise", "expected"),
    [
        (time(22, 30), None, "02-02 22:30"),
        (time(2, 15), None, "02-03 02:15"),
        (time(8, 30), time(16, 0), "02-03 08:30"),
        (time(8, 30), time(7, 0), "02-02 08:30"),
    ],
)
def test_a_lone_bedtime_falls_before_the_planned_rise(
    bed: time, rise: time | None, expected: str
) -> None:
    placed = place({BED: bed}, NIGHT, LONDON, rise_time=rise)

    assert local(placed, BED) == expected
    assert set(placed.instants) == {BED}


def test_equal_times_are_the_same_instant() -> None:
    clocks = {BED: time(23, 0), LIGHTS: time(23, 0), WAKE: time(7, 0), UP: time(7, 0)}

    placed = place(clocks, NIGHT, LONDON, rise_time=None)

    assert placed.instants[BED] == placed.instants[LIGHTS]
    assert placed.instants[WAKE] == placed.instants[UP]


def test_a_time_that_the_clocks_skipped_is_named_and_placed_after_the_gap() -> None:
    night = date(2026, 3, 29)

    placed = place({BED: time(1, 30), UP: time(8, 0)}, night, LONDON, rise_time=None)

    assert placed.never == {BED}
    assert local(placed, BED) == "03-29 02:00"
    assert doubts(entry(placed), placed) == (Doubt(BED, Oddity.NEVER),)


def test_a_gap_that_ends_at_midnight_is_still_noticed() -> None:
    nuuk = ZoneInfo("America/Nuuk")
    night = date(2025, 3, 30)

    placed = place({BED: time(23, 30), UP: time(7, 0)}, night, nuuk, rise_time=None)

    assert placed.never == {BED}
    assert local(placed, BED, nuuk) == "03-30 00:00"


def test_a_time_that_the_clocks_showed_twice_is_named_and_placed_at_the_first() -> None:
    night = date(2026, 10, 25)

    placed = place({BED: time(1, 30), UP: time(8, 0)}, night, LONDON, rise_time=None)

    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert placed.twice == {BED: (first, first + timedelta(hours=1))}
    assert placed.instants[BED] == first
    assert doubts(entry(placed), placed) == (Doubt(BED, Oddity.TWICE),)


def test_the_second_of_two_readings_is_taken_when_the_person_said_so() -> None:
    night = date(2026, 10, 25)

    placed = place({BED: time(1, 30, fold=1), UP: time(8, 0)}, night, LONDON, rise_time=None)

    assert placed.instants[BED] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_lights_out_before_bed_leaves_both_in_doubt() -> None:
    clocks = {BED: time(23, 0), LIGHTS: time(22, 30), WAKE: time(6, 30), UP: time(7, 0)}

    found = doubts(entry(place(clocks, NIGHT, LONDON, rise_time=None)))

    assert [each.field for each in found] == [BED, LIGHTS]


def test_up_before_waking_leaves_both_in_doubt() -> None:
    clocks = {BED: time(23, 0), LIGHTS: time(23, 0), WAKE: time(7, 30), UP: time(7, 0)}

    found = doubts(entry(place(clocks, NIGHT, LONDON, rise_time=None)))

    assert [each.field for each in found] == [WAKE, UP]


def test_a_bedtime_at_eleven_in_the_morning_is_doubted_and_the_waking_is_not() -> None:
    clocks = {BED: time(11, 0), LIGHTS: time(11, 15), WAKE: time(6, 30), UP: time(6, 45)}

    found = doubts(entry(place(clocks, NIGHT, LONDON, rise_time=None)))

    assert found == (Doubt(BED, Issue.TIB_GT_16H), Doubt(LIGHTS, Issue.TIB_GT_16H))


def test_getting_up_in_the_evening_is_doubted_alone() -> None:
    clocks = {BED: time(23, 0), LIGHTS: time(23, 0), WAKE: time(6, 30), UP: time(19, 0)}

    found = doubts(entry(place(clocks, NIGHT, LONDON, rise_time=None)))

    assert found == (Doubt(UP, Issue.TIB_GT_16H),)


def test_an_ordinary_night_raises_no_doubt() -> None:
    clocks = {BED: time(22, 30), LIGHTS: time(23, 0), WAKE: time(6, 30), UP: time(7, 0)}
    night = replace(
        entry(place(clocks, NIGHT, LONDON, rise_time=None)),
        sleep_onset_latency_min=20,
        wake_after_sleep_onset_min=10,
    )

    assert doubts(night) == ()
    assert is_valid(night)


@pytest.mark.parametrize(
    ("latency", "awake", "doubted"),
    [
        (500, 0, [Field.SLEEP_ONSET_LATENCY]),
        (30, 440, [Field.WAKE_AFTER_SLEEP_ONSET]),
        (-5, 20, [Field.SLEEP_ONSET_LATENCY]),
    ],
)
def test_minutes_that_leave_no_sleep_are_doubted(
    latency: int, awake: int, doubted: list[Field]
) -> None:
    clocks = {BED: time(23, 0), LIGHTS: time(23, 0), WAKE: time(6, 0), UP: time(7, 0)}
    night = replace(
        entry(place(clocks, NIGHT, LONDON, rise_time=None)),
        sleep_onset_latency_min=latency,
        wake_after_sleep_onset_min=awake,
    )

    assert [each.field for each in doubts(night)] == doubted


def test_waking_at_the_time_of_lights_out_doubts_the_times() -> None:
    clocks = {LIGHTS: time(6, 0), WAKE: time(6, 0)}
    night = replace(
        entry(place(clocks, NIGHT, LONDON, rise_time=None)),
        sleep_onset_latency_min=0,
        wake_after_sleep_onset_min=0,
    )

    assert [each.field for each in doubts(night)] == [LIGHTS, WAKE]


def test_times_out_of_order_are_doubted_in_an_entry_that_was_typed() -> None:
    clocks = {BED: time(23, 0), LIGHTS: time(23, 30), WAKE: time(6, 0), UP: time(7, 0)}
    night = entry(place(clocks, NIGHT, LONDON, rise_time=None))
    typed = replace(
        night,
        out_of_bed_at=night.tried_to_sleep_at,
        sleep_onset_latency_min=10,
        wake_after_sleep_onset_min=500,
    )

    found = doubts(typed)

    assert [each.field for each in found if each.why is Issue.ORDER_VIOLATED] == [WAKE, UP]


def test_minutes_below_nought_are_doubted() -> None:
    night = replace(entry(Placed({}, {}, frozenset())), naps_min=-10)

    assert doubts(night) == (Doubt(Field.NAPS, Issue.MINUTES_NEGATIVE),)


def test_awakenings_without_minutes_ask_for_the_minutes() -> None:
    night = replace(entry(Placed({}, {}, frozenset())), awakenings=2, wake_after_sleep_onset_min=0)

    assert doubts(night) == (Doubt(Field.WAKE_AFTER_SLEEP_ONSET, Issue.AWAKENING_WITHOUT_MINUTES),)


readings = st.times().map(lambda reading: reading.replace(second=0, microsecond=0))


@given(
    st.dictionaries(st.sampled_from([BED, LIGHTS, WAKE, UP]), readings),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_what_was_placed_reads_back_as_it_was_said(
    clocks: dict[Field, time], night: date, zone: str
) -> None:
    tz = ZoneInfo(zone)

    placed = place(clocks, night, tz, rise_time=None)

    shown = wall(entry(placed, tz, night))
    assert {each for each in clocks if shown[each] != clocks[each]} == placed.never
    in_order = list(placed.instants.values())
    assert in_order == sorted(in_order)
