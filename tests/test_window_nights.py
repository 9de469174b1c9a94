"""Which nights count for a decision, and in which weeks nothing may change."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from agendas.nights import (
    away_on,
    clocks_change,
    counted,
    effort_figures,
    frozen_by,
    last_nights,
    plan_on,
)
from agendas.schedule import RuleId
from memory.course import Away
from memory.diary import DiaryEntry, Field, Source
from memory.week import NightSums, week_figures
from tests.sleeping import DAY, FIRST, away, nights, plan, rules, sleep

LONDON = "Europe/London"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def frozen(
    night: date,
    entries: tuple[DiaryEntry, ...] = (),
    spells: tuple[Away, ...] = (),
    zone: str = LONDON,
) -> tuple[RuleId, ...]:
    return frozen_by(night, [zone], entries, spells, rules().freeze)


@pytest.mark.parametrize(
    "changes",
    [
        {"part": 2},
        {"confirmed_at": None},
        {"wake_after_sleep_onset_min": 500},
        {"wake_after_sleep_onset_min": None},
        {"got_into_bed_at": None},
        {"sources": {Field.FINAL_AWAKENING: Source.RECALLED}},
        {"sources": {Field.SLEEP_ONSET_LATENCY: Source.RECALLED}},
    ],
)
def test_a_night_that_is_doubtful_unconfirmed_a_part_or_told_late_does_not_count(
    changes: dict[str, object],
) -> None:
    entry = replace(sleep(FIRST), **changes)  # type: ignore[arg-type]  # names checked by replace

    assert counted([entry]) == {}


@pytest.mark.parametrize(
    "sources",
    [
        {},
        {Field.OUT_OF_BED: Source.CORRECTED, Field.GOT_INTO_BED: Source.FORM},
        {Field.NOTE: Source.RECALLED, Field.QUALITY: Source.RECALLED},
    ],
)
def test_a_confirmed_night_told_in_time_counts(sources: dict[Field, Source]) -> None:
    entry = replace(sleep(FIRST), sources=sources)

    assert counted([entry]) == {FIRST: entry}


def test_nights_away_do_not_count() -> None:
    spell = away(FIRST + DAY, FIRST + 2 * DAY)

    kept = counted(nights(5), [spell])

    assert list(kept) == [FIRST, FIRST + 3 * DAY, FIRST + 4 * DAY]


def test_naps_change_no_figure_of_a_night() -> None:
    slept, napped = sleep(FIRST), sleep(FIRST, naps_min=90)

    assert week_figures([slept]) == week_figures([napped])


def test_the_last_nights_are_those_of_the_calendar() -> None:
    kept = counted([*nights(3), sleep(FIRST + 8 * DAY)])

    assert [e.night for e in last_nights(kept, FIRST + 8 * DAY, 7)] == [
        FIRST + 2 * DAY,
        FIRST + 8 * DAY,
    ]


def lay(trying_after_min: int | None, *, read_min: int = 60, lingered_min: int = 45) -> DiaryEntry:
    """In bed for 510 minutes, `read_min` of them before trying, asleep for 330 or less."""
    entry = sleep(FIRST, 510, 330)
    assert entry.got_into_bed_at is not None
    assert entry.out_of_bed_at is not None
    return replace(
        entry,
        tried_to_sleep_at=entry.got_into_bed_at + timedelta(minutes=read_min),
        final_awakening_at=entry.out_of_bed_at - timedelta(minutes=lingered_min),
        wake_after_sleep_onset_min=75,
        early_wake_awake_min=trying_after_min,
    )


@pytest.mark.parametrize(
    ("trying_after", "effort"), [(0, 405), (30, 435), (45, 450), (90, 450), (None, 450)]
)
def test_the_effort_leaves_out_what_was_by_choice_and_counts_the_unknown_against_it(
    trying_after: int | None, effort: int
) -> None:
    assert effort_figures([lay(trying_after)]).nights == (NightSums(330, effort),)


def test_the_plan_of_a_night_is_the_latest_that_had_begun() -> None:
    first, second, third = plan(FIRST), plan(FIRST + 7 * DAY, 405), plan(FIRST + 7 * DAY, 390)

    assert plan_on([first, second, third], FIRST + 6 * DAY) == first
    assert plan_on([first, second, third], FIRST + 7 * DAY) == third
    assert plan_on([first], FIRST - DAY) is None


def test_a_spell_away_lasts_until_it_ends() -> None:
    open_end, ended = away(FIRST, None), away(FIRST, FIRST + DAY)

    assert away_on([open_end], FIRST + 99 * DAY) == open_end
    assert away_on([ended], FIRST + DAY) == ended
    assert away_on([ended], FIRST + 2 * DAY) is None
    assert away_on([ended], FIRST - DAY) is None


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
@pytest.mark.parametrize(("days", "is_frozen"), [(-1, False), (0, True), (6, True), (7, False)])
def test_seven_nights_from_a_change_of_the_clocks_are_frozen(
    change: date, days: int, *, is_frozen: bool
) -> None:
    assert frozen(change + days * DAY) == ((RuleId.FROZEN_CLOCKS,) if is_frozen else ())


def test_clocks_change_on_their_own_dates_or_never() -> None:
    assert clocks_change(date(2026, 3, 8), "America/New_York")
    assert not clocks_change(SPRING, "America/New_York")
    assert not clocks_change(SPRING, "Asia/Tokyo")
    assert not clocks_change(SPRING - DAY, LONDON)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (-1, ()),
        (0, (RuleId.FROZEN_AWAY,)),
        (3, (RuleId.FROZEN_AWAY,)),
        (4, (RuleId.FROZEN_RETURNED,)),
        (10, (RuleId.FROZEN_RETURNED,)),
        (11, ()),
    ],
)
def test_a_spell_away_and_seven_nights_from_the_return_are_frozen(
    days: int, why: tuple[RuleId, ...]
) -> None:
    spell = away(FIRST, FIRST + 3 * DAY)

    assert frozen(FIRST + days * DAY, spells=(spell,)) == why


@pytest.mark.parametrize(("days", "is_frozen"), [(2, False), (3, True), (9, True), (10, False)])
def test_seven_nights_from_another_zone_are_frozen(days: int, *, is_frozen: bool) -> None:
    entries = (
        *nights(3),
        sleep(FIRST + 3 * DAY, tz="America/New_York"),
        sleep(FIRST + 4 * DAY, tz="America/New_York"),
    )
    told = tuple(entry for entry in entries if entry.night <= FIRST + days * DAY)

    found = frozen(FIRST + days * DAY, told)

    assert found == ((RuleId.FROZEN_ZONE,) if is_frozen else ())


def test_another_name_for_the_same_clock_is_no_travel() -> None:
    entries = (sleep(FIRST), sleep(FIRST + DAY, tz="Europe/Lisbon"))

    assert frozen(FIRST + DAY, entries) == ()


def test_a_change_of_the_clocks_is_no_travel() -> None:
    entries = (sleep(SPRING - DAY), sleep(SPRING, up=time(8)))

    assert frozen(SPRING, entries) == (RuleId.FROZEN_CLOCKS,)
