"""What the simulated people are there to show, held against the weeks that are on file."""

import pytest

from evals.persona import Persona, load_all
from evals.simulate import EXPECTED

PEOPLE = load_all()
SHOWN = {
    *("start.window", "start.compression", "start.regularity", "start.thin_baseline"),
    *("start.too_little_opportunity", "start.little_to_gain", "start.declined_window"),
    *("start.declined_change", "phase.first_was_enough", "window.tighten", "window.extend"),
    *(
        "compression.step",
        "compression.extend",
        "compression.reached",
        "hold.first_days",
        "hold.adherence",
    ),
    *("hold.declined", "hold.ceiling", "hold.content", "hold.referred", "hold.safety"),
    *("lane.short_sleep", "lane.safer", "lane.no_screen", "suspend.sleepiness", "resume.alert"),
    *("resume.compression", "refer.non_response", "refer.deterioration", "refer.over"),
    *("widen.deterioration", "reopen.bad_nights", "reopen.time_in_bed_creeps"),
    *("frozen.clocks_changed", "frozen.zone_changed", "frozen.returned"),
    *("pause.away", "pause.over"),
}
"""The rules that somebody among them is there to set off."""


def weeks_of(persona: Persona) -> list[str]:
    whole = EXPECTED.read_text(encoding="utf-8")
    section = whole.split(f"== {persona.name}: ", 1)[1].split("\n== ", 1)[0]
    return [row for row in section.splitlines() if row[:1].isdigit()]


@pytest.mark.parametrize("persona", PEOPLE, ids=lambda each: each.name)
def test_what_a_person_must_and_must_not_set_off_is_so_in_the_weeks_on_file(
    persona: Persona,
) -> None:
    fired = {rule for row in weeks_of(persona) for rule in row.split()}

    assert persona.must
    assert fired.issuperset(persona.must)
    assert fired.isdisjoint(persona.never)


def test_each_rule_that_weeks_can_set_off_is_somebodys_to_show() -> None:
    assert {rule for persona in PEOPLE for rule in persona.must} >= SHOWN


def test_somebody_comes_down_to_the_floor_and_nobody_below_it() -> None:
    minutes = [
        int(each) for p in PEOPLE for row in weeks_of(p) for each in row.split() if _is(each)
    ]

    assert min(minutes) == 360


def _is(cell: str) -> bool:
    """Whether a cell is the minutes in bed: three digits alone."""
    return len(cell) == 3 and cell.isdigit()
