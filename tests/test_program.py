"""The programme as data: what it holds, and what an editor is told when a file is bad."""

from pathlib import Path

import pytest

from agendas.agenda import from_json, to_json
from agendas.planner import plan
from agendas.program import PROGRAMS, load_program
from agendas.slots import DIARY_QUESTIONS
from memory.person import Person
from safety.content import ContentError
from tests.planning import day

SLEEP = (PROGRAMS / "sleep.yaml").read_text(encoding="utf-8")


def _edited(folder: Path, old: str, new: str) -> Path:
    assert old in SLEEP
    (folder / "sleep.yaml").write_text(SLEEP.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_programme_asks_for_every_field_of_the_diary() -> None:
    ids = {question.id for question in load_program().questions}

    assert {f"diary.{field}" for field in DIARY_QUESTIONS} <= ids


def test_nobody_has_reviewed_the_programme_and_it_says_so() -> None:
    program = load_program()

    assert program.reviewed_by is None
    assert program.reviewed_on is None


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("    max_turns: 3\n", "    max_turns: 9\n", "max_turns"),
        ("    weight: must\n", "    weight: perhaps\n", "weight"),
        ("    seconds: 10\n", "    second: 10\n", "questions.0"),
        ("      - Are you eighteen or over?", "      - Do you pay $ for it?", "say"),
        ("    entry: [stage.s1_basics_told]", "    entry: [stage.of_wonder]", "entry"),
        ("    contraindications: [screen.body, ", "    contraindications: [screen.bdy, ", "contra"),
        ("    technique: tech.rise", "    technique: tech.ris", "technique"),
        ("    after: [step.sleepy_first]", "    after: [step.sleepy]", "after"),
        ("    instead_of: step.get_up", "    instead_of: step.get", "instead_of"),
        ("  - id: step.naps\n    stage: S2", "  - id: step.naps\n    stage: S9", "stage"),
        ("  - id: step.naps\n", "  - id: step.rise\n", "id"),
        ("    done_when: agreed", "    done_when: perhaps", "done_when"),
        ("    marks: practice", "    marks: something", "marks"),
        ("  substantive_items: 3", "  substantive_items: 4", "substantive_items"),
        ("    heard: ['forg[eo]t", "    heard: ['(forg[eo]t", "heard"),
    ],
)
def test_a_bad_key_is_named_with_its_line(tmp_path: Path, old: str, new: str, key: str) -> None:
    line = SLEEP[: SLEEP.index(old)].count("\n") + 1

    with pytest.raises(ContentError) as error:
        load_program(folder=_edited(tmp_path, old, new))

    assert "sleep.yaml" in str(error.value)
    assert key in str(error.value)
    named = int(str(error.value).split("line ")[1].split(":")[0])
    assert 0 <= line - named <= 8 or 0 <= named - line <= 2


def test_what_is_no_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"sleep\.yaml line \d+"):
        load_program(folder=_edited(tmp_path, "stages:\n", "stages: [\n"))


def test_a_missing_programme_is_a_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        load_program(folder=tmp_path)


def test_a_step_looked_back_on_by_figures_needs_both_wordings(tmp_path: Path) -> None:
    folder = _edited(
        tmp_path, "    missed:\n      - It got later", "    kept:\n      - It got later"
    )

    with pytest.raises(ContentError):
        load_program(folder=folder)


def test_an_agenda_survives_its_json() -> None:
    agenda = plan(day(Person), load_program())

    assert from_json(to_json(agenda)) == agenda


def test_no_agenda_yet_is_none() -> None:
    assert from_json("{}") is None
