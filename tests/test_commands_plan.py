"""`coach plan` and `coach why`: what is shown, what a hand may change, and what it may not."""

import asyncio
import json
import re
import shlex
from dataclasses import replace
from datetime import timedelta

import pytest

from coach.__main__ import COMMANDS, main
from coach.commands import plan as command
from coach.keeping import opened_store
from coach.settings import Settings
from memory.course import Action, Course, Measure, Milestone, Plan, Standing
from memory.diary import Field
from memory.person import Person
from safety.lanes import Lane
from tests.courses import passed, planned, screened
from tests.kept import ADA, NIGHT, NOW, ada, keep, slept

Out = pytest.CaptureFixture[str]
BY_HAND = ("--by", "Dr Hopper", "--reason", "flies to Tokyo")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "utc_now", lambda: NOW)


def _person() -> Person:
    return replace(ada(), stage_entered_on=NIGHT - 14 * DAY)


def _keep(*course: Milestone, nights: int = 10) -> None:
    before = [slept(NIGHT - back * DAY, confirmed_at=NOW) for back in range(nights, 0, -1)]
    keep(
        [_person()],
        [replace(e, sources={Field.NAPS: e.sources[Field.QUALITY]}) for e in before],
        course,
    )


def _course() -> Course:
    async def look() -> Course:
        async with opened_store(Settings()) as store:
            return await store.course(ADA)

    return asyncio.run(look())


def _window(minutes: int | None = 420, **more: object) -> Plan:
    changes: dict[str, object] = {
        "action": Action.START,
        "by": None,
        "reason": None,
        "rules": ("start.window",),
        "time_in_bed_min": minutes,
        "from_night": NIGHT - 7 * DAY,
    }
    return planned(0, **(changes | more))


def test_the_page_says_when_to_be_in_bed_and_what_comes_next(capsys: Out) -> None:
    _keep(screened(Lane.A), _window())

    assert main(["plan"]) == 0

    page = capsys.readouterr().out
    assert "in bed from 23:30 to 6:30, 7 hours" in page
    assert "Today's check-in" in page
    assert "[tell.window]" in page
    assert "road not taken" not in page


def test_why_adds_inputs_rules_versions_and_the_road_not_taken(capsys: Out) -> None:
    _keep(screened(Lane.A), _window())

    assert main(["plan", "--why"]) == 0

    page = capsys.readouterr().out
    assert "start.window: Your time in bed is set to what you slept" in page
    assert "step.soon: a decision about the schedule is told today" in page
    assert "a draft that no clinician has reviewed" in page
    assert "nights kept to the plan" in page


def test_json_holds_the_same(capsys: Out) -> None:
    _keep(screened(Lane.A), _window())

    assert main(["plan", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["plan"]["time_in_bed_min"] == 420
    assert told["lane"] == "A"
    assert any(item["id"] == "tell.window" for item in told["agenda"])
    assert told["rules"]["start.window"]
    assert all(each["why"] for each in told["dropped"])


def test_a_plan_set_by_hand_is_kept_with_name_and_reason(capsys: Out) -> None:
    _keep(screened(Lane.A), _window())

    assert main(["plan", "--override", "450", *BY_HAND]) == 0

    kept = _course().plans[-1]
    assert (kept.time_in_bed_min, kept.measure) == (450, Measure.WINDOW)
    assert (kept.by, kept.reason, kept.action) == ("Dr Hopper", "flies to Tokyo", Action.OVERRIDE)
    assert kept.from_night == NIGHT + DAY
    assert "7 hours 30 minutes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("course", "minutes", "rule"),
    [
        ((screened(Lane.A), _window()), 359, "refuse.floor"),
        ((screened(Lane.A), _window()), 0, "refuse.floor"),
        ((screened(Lane.C),), 400, "refuse.lane"),
        ((), 400, "refuse.lane"),
        ((screened(Lane.B),), 400, "refuse.too_fast"),
        (
            (screened(Lane.A), _window(), passed(Standing.SAFETY_HOLD, rule="crisis")),
            480,
            "refuse.safety_hold",
        ),
        (
            (screened(Lane.A), _window(), passed(Standing.SAFETY_HOLD, rule="suspend.sleepiness")),
            480,
            "refuse.safety_hold",
        ),
    ],
)
def test_what_no_hand_may_set(
    course: tuple[Milestone, ...], minutes: int, rule: str, capsys: Out
) -> None:
    _keep(*course)
    before = _course()

    assert main(["plan", "--override", str(minutes), *BY_HAND]) == 2

    assert rule in capsys.readouterr().err
    assert _course() == before


@pytest.mark.parametrize(
    ("course", "minutes"),
    [
        ((screened(Lane.A), _window()), 300),
        ((screened(Lane.B),), 400),
        ((screened(Lane.C),), 400),
    ],
)
def test_a_refusal_by_hand_says_what_would_be_accepted(
    course: tuple[Milestone, ...], minutes: int, capsys: Out
) -> None:
    _keep(*course)

    main(["plan", "--override", str(minutes), *BY_HAND])

    told = capsys.readouterr().err
    offered = re.search(r"\((\d+)\) or more would be accepted", told)
    assert "6 hours (360)" in told
    assert offered is not None
    assert main(["plan", "--override", str(int(offered[1]) - 1), *BY_HAND]) == 2
    assert main(["plan", "--override", offered[1], *BY_HAND]) == 0


@pytest.mark.parametrize("lane", list(Lane))
def test_the_example_of_the_help_is_one_that_is_taken_in_every_lane(lane: Lane) -> None:
    _keep(screened(lane))
    example = next(each for each in COMMANDS["plan"].examples if "--override" in each)

    assert main(shlex.split(example)[1:]) == 0


def test_a_programme_without_a_schedule_takes_no_time_in_bed(
    monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    _keep(screened(Lane.A))
    monkeypatch.setenv("COACH_PROGRAM", "walk")

    assert main(["plan", "--override", "540", *BY_HAND]) == 2

    assert "sets no time in bed" in capsys.readouterr().err


@pytest.mark.parametrize(("awake_min", "code"), [(200, 2), (100, 0)])
def test_nobody_who_sleeps_under_five_hours_gets_a_window_by_hand(
    awake_min: int, code: int, capsys: Out
) -> None:
    nights = [
        slept(NIGHT - back * DAY, awakenings=2, wake_after_sleep_onset_min=awake_min)
        for back in range(10)
    ]
    keep([ada()], nights, [screened(Lane.A)])

    assert main(["plan", "--override", "400", *BY_HAND]) == code

    assert ("refuse.lane" in capsys.readouterr().err) is (code == 2)


def test_in_lane_b_or_c_nothing_is_set_without_a_night_to_hold_it_against(capsys: Out) -> None:
    _keep(screened(Lane.B), nights=0)

    assert main(["plan", "--override", "480", *BY_HAND]) == 2

    assert "no nights yet" in capsys.readouterr().err


def test_in_lane_c_more_time_in_bed_may_be_set() -> None:
    _keep(screened(Lane.C))

    assert main(["plan", "--override", "540", *BY_HAND]) == 0

    assert _course().plans[-1].measure is Measure.REGULARITY


@pytest.mark.parametrize(
    "words",
    [
        ("--override", "450"),
        ("--override", "450", "--by", "Dr Hopper"),
        ("--override", "450", "--by", " ", "--reason", "x"),
        ("--release-hold",),
        ("--by", "Dr Hopper"),
        ("--override", "450", "--release-hold", *BY_HAND),
        ("--override", "721", *BY_HAND),
        ("--override", "long", *BY_HAND),
    ],
)
def test_half_a_change_is_refused(words: tuple[str, ...]) -> None:
    _keep(screened(Lane.A), _window())
    before = _course()

    try:
        code = main(["plan", *words])
    except SystemExit as stop:
        code = stop.code  # type: ignore[assignment]  # argparse gives a number

    assert code == 2
    assert _course() == before


def test_a_hold_after_a_crisis_ends_by_a_persons_choice_and_is_kept_with_it(capsys: Out) -> None:
    _keep(screened(Lane.A), _window(), passed(Standing.SAFETY_HOLD, rule="crisis"))

    assert main(["plan", "--release-hold", *BY_HAND]) == 0

    course = _course()
    assert not course.is_in(Standing.SAFETY_HOLD)
    assert (course.plans[-1].by, course.plans[-1].time_in_bed_min) == ("Dr Hopper", 420)
    assert "by the choice of Dr Hopper" in capsys.readouterr().out


def test_a_hold_after_a_crisis_can_be_ended_before_there_is_a_plan() -> None:
    _keep(passed(Standing.SAFETY_HOLD, rule="crisis"))

    assert main(["plan", "--release-hold", *BY_HAND]) == 0

    assert not _course().is_in(Standing.SAFETY_HOLD)


@pytest.mark.parametrize("rule", [None, "suspend.sleepiness"])
def test_no_other_hold_ends_by_hand(rule: str | None, capsys: Out) -> None:
    held = () if rule is None else (passed(Standing.SAFETY_HOLD, rule=rule),)
    _keep(screened(Lane.A), _window(), *held)

    assert main(["plan", "--release-hold", *BY_HAND]) == 2

    assert _course().is_in(Standing.SAFETY_HOLD) is (rule is not None)
    assert "hold" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tell.window", "is on the next agenda"),
        ("step.soon", "a decision about the schedule is told today"),
        ("step.get_up", "its stage S2 is not open now"),
        ("observe.took_long", "nothing calls for it"),
        ("window.extend", "you get a little more of it"),
        ("lane.work", "lane C"),
    ],
)
def test_why_answers_for_an_item_or_a_rule(name: str, said: str, capsys: Out) -> None:
    _keep(screened(Lane.A), _window())

    assert main(["why", name]) == 0

    assert said in capsys.readouterr().out


def test_why_of_something_unknown_names_what_is_near(capsys: Out) -> None:
    _keep()

    assert main(["why", "step.get_upp"]) == 2

    assert "step.get_up" in capsys.readouterr().err


def test_a_newcomer_is_told_where_to_begin(capsys: Out) -> None:
    assert main(["plan"]) == 2

    assert "coach checkin" in capsys.readouterr().err


def test_the_help_of_both_names_an_example(capsys: Out) -> None:
    for name in ("plan", "why"):
        assert main([name, "--help"]) == 0
        assert f"coach {name}" in capsys.readouterr().out
