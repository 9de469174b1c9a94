"""The weekly change of a window and of a compression, suspension, and the way back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agendas.schedule import RuleId
from agendas.titration import (
    Week,
    changed_on,
    days_since,
    end,
    hold,
    resume,
    retime,
    started,
    suspend,
    widen,
)
from agendas.window import TARGET
from memory.course import Action, Measure
from memory.week import NightSums, WeekFigures
from tests.sleeping import DAY, FIRST, plan, rules

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "evals" / "cases" / "golden_vectors.json").read_text("utf-8")
)


def sums(asleep_min: int, in_bed_min: int = 2940, count: int = 7) -> WeekFigures:
    one = NightSums(asleep_min // count, in_bed_min // count)
    rest = NightSums(
        asleep_min - one.total_sleep_time_min * (count - 1),
        in_bed_min - one.time_in_bed_min * (count - 1),
    )
    return WeekFigures((rest, *[one] * (count - 1)))


def week(asleep_min: int = 2400, *, effort: WeekFigures | None = None, **changes: object) -> Week:
    in_bed = sums(asleep_min)
    whole = Week(
        in_bed=in_bed,
        effort=effort or in_bed,
        valid_nights=7,
        adherent=True,
        since_start_days=21,
        since_change_days=7,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # names are checked by replace


@pytest.mark.parametrize("row", GOLDEN["titration"], ids=lambda row: row["id"])
def test_a_golden_week_comes_out(row: dict[str, object]) -> None:
    current = row.get("current", 420)
    label = row["policy_85_80"]
    assert isinstance(current, int)
    assert isinstance(label, list)
    figures = WeekFigures((NightSums(int(str(row["sum_tst"])), int(str(row["sum_tib"]))),))
    given = week(
        in_bed=figures,
        effort=figures,
        valid_nights=row["valid"],
        adherent=row["adherent"],
        sleepy=row["sleepy"],
        frozen=(RuleId.FROZEN_AWAY,) if row["frozen"] else (),
    )

    change = retime(plan(minutes=current), given, rules())

    action = {"widen_safety": "suspend"}.get(label[0], label[0])
    reason = {
        "sleepiness_flag": RuleId.SUSPEND_SLEEPINESS,
        "insufficient_nights": RuleId.HOLD_NIGHTS,
        "coach_adherence": RuleId.HOLD_ADHERENCE,
        "frozen": RuleId.HOLD_FROZEN,
    }.get(label[1])
    assert change.action == action
    assert reason is None or change.rules[0] is reason
    assert reason is not None or change.time_in_bed_min == label[1]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"frozen": (RuleId.FROZEN_CLOCKS,)}, (RuleId.HOLD_FROZEN, RuleId.FROZEN_CLOCKS)),
        ({"valid_nights": 4}, (RuleId.HOLD_NIGHTS,)),
        ({"adherent": False}, (RuleId.HOLD_ADHERENCE,)),
        ({"since_change_days": 6}, (RuleId.HOLD_TOO_SOON,)),
        ({"content": True}, (RuleId.HOLD_CONTENT,)),
    ],
)
@pytest.mark.parametrize("asleep", [2646, 2000])
@pytest.mark.parametrize("measure", [Measure.WINDOW, Measure.COMPRESSION])
def test_what_stands_against_a_change_holds_it(
    changes: dict[str, Any], why: tuple[RuleId, ...], asleep: int, measure: Measure
) -> None:
    change = retime(plan(measure=measure), week(asleep, **changes), rules())

    assert change.action is Action.HOLD
    assert change.time_in_bed_min == 420
    assert change.rules == why


@pytest.mark.parametrize(("days", "action"), [(9, Action.HOLD), (10, Action.TIGHTEN)])
def test_no_window_is_cut_in_its_first_ten_days(days: int, action: Action) -> None:
    change = retime(plan(), week(2200, since_start_days=days), rules())

    assert change.action is action
    assert (RuleId.HOLD_FIRST_DAYS in change.rules) is (action is Action.HOLD)


def test_a_window_is_widened_in_its_first_ten_days() -> None:
    change = retime(plan(), week(2600, since_start_days=7), rules())

    assert (change.action, change.time_in_bed_min) == (Action.EXTEND, 435)


@pytest.mark.parametrize(
    ("asleep", "effort", "rules_fired"),
    [
        (2220, sums(2220, 2434), (RuleId.WINDOW_HOLD, RuleId.HOLD_METRICS)),
        (2220, sums(2220, 2700), (RuleId.WINDOW_HOLD, RuleId.HOLD_METRICS)),
        (2400, sums(2400, 2700), (RuleId.WINDOW_HOLD, RuleId.HOLD_METRICS)),
        (2400, sums(2400, 2930), (RuleId.WINDOW_HOLD,)),
        (2220, sums(2220, 2930), (RuleId.WINDOW_TIGHTEN,)),
    ],
)
def test_where_the_two_efficiencies_ask_for_different_things_the_window_holds(
    asleep: int, effort: WeekFigures, rules_fired: tuple[RuleId, ...]
) -> None:
    change = retime(plan(), week(asleep, effort=effort), rules())

    assert change.rules == rules_fired


@pytest.mark.parametrize(
    ("minutes", "baseline", "wider"),
    [(420, 510, 435), (420, 425, 425), (540, 600, 540), (420, 420, 420)],
)
def test_a_window_is_never_wider_than_the_baseline_or_the_cap(
    minutes: int, baseline: int, wider: int
) -> None:
    change = retime(plan(minutes=minutes, baseline_min=baseline), week(2700), rules())

    assert change.time_in_bed_min == wider
    assert (RuleId.HOLD_CEILING in change.rules) is (wider == minutes)


def test_the_floor_binds() -> None:
    change = retime(plan(minutes=370), week(1764), rules())
    again = retime(plan(minutes=360), week(1764), rules())

    assert change.time_in_bed_min == 360
    assert again.rules == (RuleId.WINDOW_HOLD, RuleId.HOLD_FLOOR)


def test_somebody_referred_is_widened_but_never_cut() -> None:
    cut = retime(plan(), week(2200, referred=True), rules())
    compressed = plan(measure=Measure.COMPRESSION, figures={TARGET: 390})
    step = retime(compressed, week(2400, referred=True), rules())
    wider = retime(plan(), week(2600, referred=True), rules())

    assert cut.rules == (RuleId.WINDOW_HOLD, RuleId.HOLD_REFERRED)
    assert step.rules == (RuleId.HOLD_REFERRED,)
    assert step.figures == {TARGET: 390}
    assert wider.action is Action.EXTEND


def test_the_second_half_of_a_first_cut_follows_a_week_later() -> None:
    phased = plan(minutes=450, figures={TARGET: 375})

    change = retime(phased, week(2400, since_start_days=7), rules())

    assert change.action is Action.TIGHTEN
    assert change.time_in_bed_min == 375
    assert change.rules == (RuleId.PHASE_SECOND,)


def test_the_second_half_is_no_shorter_than_what_is_slept_by_now_and_a_little_more() -> None:
    phased = plan(minutes=450, figures={TARGET: 375})

    less = retime(phased, week(7 * 355, since_start_days=7), rules())
    none = retime(phased, week(7 * 430, since_start_days=7), rules())

    assert less.time_in_bed_min == 390
    assert none.action is Action.EXTEND
    assert none.time_in_bed_min == 465


@pytest.mark.parametrize(
    ("asleep", "action", "minutes"), [(2498, Action.TIGHTEN, 390), (2499, Action.HOLD, 450)]
)
def test_a_week_slept_well_is_never_cut_and_ends_a_phased_change(
    asleep: int, action: Action, minutes: int
) -> None:
    phased = plan(minutes=450, figures={TARGET: 375})

    change = retime(phased, week(asleep, since_start_days=7), rules())

    assert (change.action, change.time_in_bed_min) == (action, minutes)
    if action is Action.HOLD:
        assert change.rules == (RuleId.PHASE_ENOUGH,)
        assert TARGET not in change.figures


def test_compression_goes_on_by_a_step_a_week_and_stops_where_it_was_meant_to_go() -> None:
    compressed = plan(minutes=480, measure=Measure.COMPRESSION, figures={TARGET: 435})

    first = retime(compressed, week(2350), rules())
    second = retime(replace(compressed, time_in_bed_min=450), week(2350), rules())
    third = retime(replace(compressed, time_in_bed_min=435), week(2350), rules())

    assert (first.time_in_bed_min, first.rules) == (450, (RuleId.COMPRESSION_STEP,))
    assert second.time_in_bed_min == 435
    assert (third.action, third.rules) == (Action.HOLD, (RuleId.COMPRESSION_REACHED,))


def test_compression_that_has_arrived_is_never_cut_but_may_widen() -> None:
    arrived = plan(measure=Measure.COMPRESSION, figures={TARGET: 420})

    badly = retime(arrived, week(2200), rules())
    well = retime(arrived, week(2600), rules())

    assert badly.rules == (RuleId.COMPRESSION_REACHED,)
    assert (well.time_in_bed_min, well.rules) == (435, (RuleId.COMPRESSION_EXTEND,))
    assert TARGET not in well.figures


@pytest.mark.parametrize(("minutes", "back"), [(420, 510), (520, 520)])
def test_sleepiness_gives_the_former_time_in_bed_back(minutes: int, back: int) -> None:
    change = suspend(plan(minutes=minutes))

    assert change.action is Action.SUSPEND
    assert change.measure is Measure.REGULARITY
    assert change.time_in_bed_min == back
    assert change.rules == (RuleId.SUSPEND_SLEEPINESS,)


def test_without_a_baseline_the_time_in_bed_is_the_person_s_again() -> None:
    assert suspend(plan(baseline_min=None)).time_in_bed_min is None


def test_an_ended_window_gives_the_former_time_in_bed_back() -> None:
    change = end(plan(), RuleId.LANE_SAFER)

    assert (change.action, change.measure, change.time_in_bed_min) == (
        Action.WIDEN,
        Measure.REGULARITY,
        510,
    )


@pytest.mark.parametrize(("minutes", "wider"), [(420, 450), (490, 510), (510, 510)])
def test_who_gets_worse_gets_time_in_bed_back_up_to_the_baseline(minutes: int, wider: int) -> None:
    change = widen(plan(minutes=minutes), week(), rules())

    assert change.time_in_bed_min == wider
    assert change.action is (Action.HOLD if wider == minutes else Action.WIDEN)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"frozen": (RuleId.FROZEN_RETURNED,)}, RuleId.HOLD_FROZEN),
        ({"valid_nights": 4}, RuleId.HOLD_NIGHTS),
        ({"valid_nights": 0}, RuleId.HOLD_NIGHTS),
        ({"since_change_days": 6}, RuleId.HOLD_TOO_SOON),
    ],
)
def test_who_gets_worse_is_not_widened_in_a_frozen_week_or_on_too_few_nights(
    changes: dict[str, object], why: RuleId
) -> None:
    change = widen(plan(), week(**changes), rules())  # type: ignore[arg-type]  # names are Week's

    assert (change.action, change.time_in_bed_min) == (Action.HOLD, 420)
    assert change.rules[:2] == (RuleId.DETERIORATION, why)


def test_who_gets_worse_is_widened_although_content_or_not_keeping_to_the_plan() -> None:
    change = widen(plan(), week(adherent=False, content=True), rules())

    assert change.rules == (RuleId.WIDEN_WORSE, RuleId.DETERIORATION)


SUSPENDED = plan(
    FIRST + 7 * DAY, 510, measure=Measure.REGULARITY, action=Action.SUSPEND, baseline_min=510
)


@pytest.mark.parametrize(
    ("slept", "before", "target"),
    [(345, 375, 390), (345, 435, 450), (420, 375, 450), (200, 345, 360)],
)
def test_a_suspended_window_comes_back_by_compression_and_never_as_far(
    slept: int, before: int, target: int
) -> None:
    change = resume(SUSPENDED, plan(minutes=before), week(7 * slept), rules())

    assert change.action is Action.RESUME
    assert change.measure is Measure.COMPRESSION
    assert change.time_in_bed_min == 480
    assert change.figures[TARGET] == target


def test_a_suspended_window_waits_for_an_ordinary_week() -> None:
    change = resume(SUSPENDED, plan(), week(valid_nights=4), rules())

    assert change.action is Action.HOLD
    assert change.rules == (RuleId.HOLD_NIGHTS,)


def test_a_suspended_window_with_nothing_left_to_gain_stays_as_it_is() -> None:
    change = resume(SUSPENDED, plan(minutes=500), week(2400), rules())

    assert change.rules == (RuleId.COMPRESSION_REACHED,)
    assert change.time_in_bed_min == 510


def test_a_plan_without_minutes_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="none to change"):
        retime(plan(minutes=None), week(), rules())


def test_a_hold_does_not_forget_where_the_plan_is_going() -> None:
    assert hold(plan(figures={TARGET: 390, "valid_nights": 7})).figures == {TARGET: 390}


def test_a_change_dates_from_the_first_plan_of_its_minutes() -> None:
    plans = (
        plan(FIRST, 450),
        plan(FIRST + 7 * DAY, 435, action=Action.TIGHTEN),
        plan(FIRST + 14 * DAY, 435, action=Action.HOLD),
        plan(FIRST + 15 * DAY, 435, action=Action.MOVE),
    )

    assert changed_on(plans) == FIRST + 7 * DAY
    assert changed_on(plans[:1]) == FIRST
    assert changed_on(()) is None
    assert started(plans) == plans[0]
    assert started(plans[1:]) is None


def test_days_are_counted_to_the_night_that_a_decision_would_begin_with() -> None:
    assert days_since(FIRST, FIRST + 6 * DAY) == 7
    assert days_since(None, FIRST) == 0
