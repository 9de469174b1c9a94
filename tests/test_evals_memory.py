"""The memory suite: fed in the order of the days, graded by labels it never answers from."""

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.case_file import CaseError, read_cases
from evals.memory import run, surfaces
from evals.memory_case import MemoryCase
from evals.suites import SUITES
from tests.remembering import policy


def _case(**query: object) -> MemoryCase:
    return MemoryCase.model_validate(
        {
            "user": "u",
            "name": "Ana",
            "timezone": "Europe/London",
            "start_date": "2026-01-05",
            "utterances": [
                {"day": 7, "date": "2026-01-12", "text": "My dentist appointment is on Friday."},
                {"day": 0, "date": "2026-01-05", "text": "I'm in Lisbon until Friday."},
            ],
            "queries": [{"id": "q", "day": 1, "situation": "Good morning.", **query}],
        }
    )


def test_nothing_said_later_is_known() -> None:
    (item,) = run([_case(date="2026-01-06")], policy()).items

    got = json.loads(json.dumps(item.got))
    (query,) = got["queries"]
    assert query["surfaced"] == ["I'm in Lisbon until Friday. (until Friday 9 January)"]
    assert query["id"] == "q"
    assert query["tokens"] > 0
    assert query["ms"] >= 0


def test_labels_are_graded_and_never_answer() -> None:
    labels = {"must_surface": ["Paris"], "must_not_surface": ["Lisbon"], "forgotten": ["Lisbon"]}
    card = run([_case(date="2026-01-06", **labels)], policy())

    rates = {metric.name: metric.value for metric in card.metrics}
    assert (rates["must_surface"], rates["must_not_surface"], rates["forgotten"]) == (0, 1, 1)
    assert not card.items[0].ok
    assert "missing: Paris" in card.items[0].why


def test_without_windows_what_is_over_comes_back() -> None:
    card = run([_case(date="2026-01-10", must_not_surface=["Lisbon"])], policy())

    rates = {metric.name: metric.value for metric in card.metrics}
    assert rates["must_not_surface"] == 0
    assert rates["must_not_surface_without_windows"] == 1


def test_a_file_without_labels_of_ours_is_run_all_the_same() -> None:
    card = run([_case(date="2026-01-06", must_surface=[{"fact": 3}], mood="x")], policy())

    assert card.items[0].ok
    assert {m.name: m.n for m in card.metrics}["must_surface"] == 0


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "1: not JSON"),
        ('{"user": "u"}', "1: timezone"),
        (
            '{"user":"u","timezone":"Mars/Base","utterances":[],"queries":[]}',
            "timezone",
        ),
        ("", "no case"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, line: str, named: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(line, encoding="utf-8")

    with pytest.raises(CaseError, match=named):
        read_cases(file, MemoryCase)
    assert main(["run", "memory", "--cases", str(file)]) == 2


def test_the_command_writes_what_was_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"

    status = main(["run", "memory", "--json", str(out)])

    written = json.loads(out.read_text(encoding="utf-8"))
    assert status == 0, capsys.readouterr().out
    assert written["n"] == len(read_cases(SUITES["memory"].cases, MemoryCase)) >= 5
    assert all(set(each["got"]) == {"queries"} for each in written["items"])
    assert written["metrics"]["forgotten"] == written["metrics"]["do_not_raise"] == 0


def test_a_label_surfaces_where_all_of_it_stands_in_one_line() -> None:
    assert surfaces("terrier barks", ["Our terriers bark at five."])
    assert not surfaces("terrier kitchen", ["Our terrier barks.", "The kitchen is cold."])
