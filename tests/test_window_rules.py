"""The schedule as data: every number is in the file, and none may be made less careful."""

from pathlib import Path

import pytest

from agendas.program import PROGRAMS, load_program
from agendas.schedule import RuleId
from safety.content import ContentError
from tests.sleeping import rules

SLEEP = (PROGRAMS / "sleep.yaml").read_text(encoding="utf-8")


def load(folder: Path, old: str, new: str) -> None:
    before, schedule = SLEEP.split("\nschedule:\n")
    assert old in schedule
    text = f"{before}\nschedule:\n{schedule.replace(old, new, 1)}"
    (folder / "sleep.yaml").write_text(text, encoding="utf-8")
    load_program(folder=folder)


def test_the_numbers_are_those_of_the_protocol() -> None:
    found = rules()

    assert (found.start.floor_min, found.start.cap_min) == (360, 540)
    assert (found.start.valid_nights, found.start.of_last_nights) == (7, 10)
    assert (found.titration.extend_percent, found.titration.tighten_below_percent) == (85, 80)
    assert (found.titration.step_min, found.compression.step_min) == (15, 30)


def test_every_rule_has_its_sentence_and_its_source() -> None:
    found = rules()

    assert set(found.rules) == set(RuleId)
    assert all(found.rules[rule].source for rule in RuleId)
    assert found.explain("hold.adherence") == found.rules[RuleId.HOLD_ADHERENCE].says
    assert not any(digit in found.explain(rule) for rule in RuleId for digit in "0123456789")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("floor_min: 360", "floor_min: 359", "schedule.start.floor_min"),
        ("cap_min: 540", "cap_min: 700\n    capp_min: 3", "schedule.start.capp_min"),
        ("floor_min: 360", "floor_min: 541", "schedule.start"),
        ("    thin_valid_nights: 5", "    thin_valid_nights: 7", "schedule.start"),
        ("    step_min: 30", "    step_min: 31", "schedule.compression.step_min"),
        ("    step_min: 15", "    step_min: 20", "schedule.titration.step_min"),
        ("days_between: 7", "days_between: 6", "schedule.titration.days_between"),
        ("no_cut_days: 10", "no_cut_days: 9", "schedule.titration.no_cut_days"),
        ("shortest_mean_sleep_min: 300", "shortest_mean_sleep_min: 299", "shortest_mean_sleep_min"),
        ("tighten_below_percent: 80", "tighten_below_percent: 86", "schedule"),
        ("    days: 7", "    days: 6", "schedule.freeze.days"),
        ("    lane.b:", "    lane.d:", "schedule.rules"),
        (
            "    refuse.safety_hold:\n      says: No plan",
            "    refuse.floor:\n      says: No plan",
            "refuse",
        ),
    ],
)
def test_a_file_less_careful_than_allowed_is_refused_with_its_key(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    with pytest.raises(ContentError, match=key):
        load(tmp_path, old, new)


def test_a_programme_of_another_behaviour_needs_no_schedule() -> None:
    assert load_program("walk").schedule is None


def test_a_diary_of_sleep_is_nothing_without_its_schedule(tmp_path: Path) -> None:
    text = SLEEP.split("\n# The arithmetic of the schedule")[0]
    (tmp_path / "sleep.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match="there is no figure"):
        load_program("sleep", tmp_path)
