"""The gate fails closed: whatever is missing, strange or unproven holds a version back."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coach import __version__
from evals.__main__ import main
from evals.calibration import calibrate
from evals.case_file import CaseError
from evals.gate import NOT_MEASURED, Rules, Run, Section, State, Verdict, gate, load_rules, read_run
from evals.gate_judges import judge_rows
from evals.gate_page import as_json, page
from evals.judged import Judged
from evals.scorecard import Bound
from evals.suites import SUITES
from safety.judges import load_criteria
from tests.test_calibration import TRUST, judged, labels

IDS = [f"c{number}" for number in range(300)]
LIMITS = {"leaks": Bound(at_most=0.0), "right": Bound(at_least=0.9)}
RULES = Rules.model_validate(
    {
        "suites": {"outputs": {"required": True, "n_at_least": 299}},
        "beyond": [{"name": "a clinician", "needs": "a signature"}],
        "judges": TRUST.model_dump(),
    }
)
Change = Callable[[dict[str, object]], object]


def stored() -> dict[str, object]:
    return {
        "suite": "outputs",
        "n": 300,
        "version": "1",
        "metrics": {"leaks": 0.0, "right": 0.95},
        "counts": {"leaks": {"hits": 0, "n": 200}, "right": {"hits": 285, "n": 300}},
        "items": [{"id": each, "got": {}, "ok": True, "why": "", "ms": 0.1} for each in IDS],
    }


def verdict(*runs: dict[str, object], release: bool = False) -> Verdict:
    sections = gate(
        RULES,
        [Run.model_validate(run) for run in runs],
        version="1",
        limits=lambda _: LIMITS,
        expected=lambda _: IDS,
    )
    return Verdict("1", tuple(sections), RULES.beyond, release=release)


def test_a_whole_run_that_keeps_its_thresholds_may_go_out() -> None:
    found = verdict(stored())

    assert found.stops == ()
    assert [row.state for row in found.sections[0].rows] == [State.SHIP, State.SHIP]
    assert found.sections[0].rows[0].interval == pytest.approx((0.0, 0.0183), abs=1e-4)


def drop_items(run: dict[str, object]) -> None:
    run["items"] = [item for item in _items(run) if item["id"] != "c7"]
    run["n"] = 299


def strange_item(run: dict[str, object]) -> None:
    _items(run)[0]["id"] = "nobody's"


def twice(run: dict[str, object]) -> None:
    _items(run)[1]["id"] = "c0"


def _items(run: dict[str, object]) -> list[dict[str, object]]:
    items = run["items"]
    assert isinstance(items, list)
    return items


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (drop_items, "1 items are missing"),
        (strange_item, "1 items are of no case"),
        (twice, "stand there twice"),
        (lambda run: run.update(n=299), "names 299 items and holds 300"),
        (lambda run: run.update(version="0"), "was run on version 0"),
        (lambda run: run.update(counts={"right": {"hits": 285, "n": 300}}), "was not counted"),
        (
            lambda run: run["counts"].update(leaks={"hits": 0, "n": 0}),
            "nothing was counted",
        ),
        (
            lambda run: run["counts"].update(leaks={"hits": 1, "n": 200}),
            "says 0.0 where its counts make",
        ),
        (
            lambda run: run.update(
                metrics={"leaks": 0.0, "right": 0.5},
                counts={"leaks": {"hits": 0, "n": 200}, "right": {"hits": 150, "n": 300}},
            ),
            "0.5000, wanted ≥ 0.9",
        ),
    ],
)
def test_what_is_missing_or_strange_holds_a_version_back(change: Change, why: str) -> None:
    run = stored()
    change(run)

    assert any(why in each for each in verdict(run).stops)


def test_a_suite_that_was_not_run_holds_a_version_back_and_is_not_measured() -> None:
    found = verdict()

    assert found.stops == ("outputs: not measured",)
    assert NOT_MEASURED in page(found)


def test_too_few_cases_cannot_carry_the_claim() -> None:
    run = stored()
    run["items"], run["n"] = _items(run)[:60], 60

    sections = gate(
        RULES,
        [Run.model_validate(run)],
        version="1",
        limits=lambda _: LIMITS,
        expected=lambda _: IDS[:60],
    )

    assert sections[0].faults == ("60 cases; the claim needs 299",)


def test_a_suite_without_thresholds_and_one_nobody_knows_hold_a_version_back() -> None:
    sections = gate(
        RULES,
        [Run.model_validate(stored()), Run.model_validate({**stored(), "suite": "other"})],
        version="1",
        limits=lambda _: None,
        expected=lambda _: IDS,
    )

    assert sections[0].faults == ("has no thresholds",)
    assert sections[1].stops == ("other: gate.yaml does not know this suite",)


def test_the_same_suite_handed_in_twice_holds_a_version_back() -> None:
    assert verdict(stored(), stored()).stops == ("outputs: was handed in 2 times",)


def test_a_release_asks_for_what_nobody_measured_here() -> None:
    assert verdict(stored(), release=True).stops == ("a clinician: not measured",)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"suite": "outputs", "n": 1}'])
def test_a_run_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CaseError):
        read_run(path)


def rulings(got: str = "pass") -> Judged:
    names = [each.id for each in load_criteria().criteria]
    items = [item for name in names for item in judged([got] * 3, name).items]
    run = judged([])
    return run.model_copy(
        update={"items": tuple(items), "n": len(items), "criteria_version": load_criteria().version}
    )


def judges(run: Judged | None, *, release: bool = False) -> Section:
    return judge_rows(run, [], load_criteria(), version="0", release=release)


def test_judges_that_did_not_run_are_not_measured_and_needed_for_a_release_only() -> None:
    assert judges(None).stops == ()
    assert judges(None, release=True).stops == ("judges: not measured",)


def test_a_judge_nobody_calibrated_is_shown_and_lets_nothing_pass() -> None:
    found = judges(rulings())

    assert {row.state for row in found.rows} == {State.SHOWN}
    assert {row.why for row in found.rows} == {"not calibrated: no human labels"}
    assert len(judges(rulings(), release=True).stops) == 12


@pytest.mark.parametrize("got", ["fail", "unscored"])
def test_a_judge_nobody_calibrated_can_hold_a_version_back(got: str) -> None:
    assert len(judges(rulings(got)).stops) == 12


def test_a_criterion_that_was_left_out_holds_a_version_back() -> None:
    run = rulings()
    kept = tuple(item for item in run.items if item.criterion != "no_leak")

    found = judges(run.model_copy(update={"items": kept}))

    assert found.stops == ("judges: no_leak: 3 never judged",)


def test_a_calibrated_criterion_may_carry_a_release() -> None:
    got = ["fail"] * 60 + ["pass"] * 60
    calibrated = calibrate(judged(got), labels("r1", "r2"), TRUST)

    found = judge_rows(rulings(), calibrated, load_criteria(), version="0", release=True)

    states = {row.name: row.state for row in found.rows}
    assert states.pop("no_leak") is State.SHIP
    assert set(states.values()) == {State.STOP}


def test_the_page_says_what_holds_back_and_what_nobody_measured() -> None:
    found = replace(verdict(), sections=(*verdict().sections, judges(None)))

    text, whole = page(found), as_json(found)

    assert "**is held back**" in text
    assert "- outputs: not measured" in text
    assert "not calibrated: no human labels" in text
    assert "| a clinician | not measured | a signature |" in text
    assert whole["holds"] is False
    assert whole["calibration"] == "not calibrated: no human labels"


def test_the_gate_asks_for_the_safety_suites_at_the_sizes_of_the_issue() -> None:
    wanted = load_rules().suites

    assert wanted["safety-inputs"].n_at_least >= 800
    assert wanted["safety-conversations"].n_at_least >= 60
    assert wanted["safety-outputs"].n_at_least >= 500
    assert all(each.required for each in wanted.values())


def test_the_command_judges_stored_runs_and_writes_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = tmp_path / "runs"
    runs.mkdir()
    main(["run", "window", "--json", str(runs / "window.json")])
    capsys.readouterr()

    code = main(
        [
            *("gate", "--runs", str(runs)),
            *("--page", str(tmp_path / "card.md"), "--json", str(tmp_path / "card.json")),
        ]
    )

    told = capsys.readouterr().out
    sections = {
        each["name"]: each
        for each in json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))["sections"]
    }
    assert code == 1
    assert sections["window"]["stops"] == []
    assert sections["diary"]["stops"] == ["diary: not measured"]
    assert f"Nightjar {__version__}" in told
    assert (tmp_path / "card.md").read_text(encoding="utf-8").startswith("# Scorecard")


def test_a_limited_run_is_no_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = SUITES["diary"].cases.read_text(encoding="utf-8").splitlines()
    main(["run", "diary", "--limit", "300", "--json", str(tmp_path / "diary.json")])

    code = main(["gate", "--runs", str(tmp_path)])

    assert code == 1
    assert f"diary: {len(cases) - 300} items are missing" in capsys.readouterr().out


def test_an_empty_folder_of_runs_is_refused(tmp_path: Path) -> None:
    assert main(["gate", "--runs", str(tmp_path)]) == 2
