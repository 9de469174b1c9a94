import json
import subprocess
import sys
from datetime import time
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from coach import __version__
from coach.dialogue.listen.reading import Known, Reading
from evals import suites
from evals.__main__ import main
from evals.case import DiaryCase
from evals.case_file import read_cases
from evals.diary import run as run_diary
from evals.interval import wilson
from evals.report import show, write_json
from evals.scorecard import Bound, Item, Metric, Scorecard, bounds, holds
from evals.window import run as run_window
from memory.diary import Field

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "evals" / "cases" / "golden_vectors.json"


@pytest.fixture
def golden() -> dict[str, object]:
    whole = json.loads(GOLDEN.read_text("utf-8"))
    assert isinstance(whole, dict)
    return whole


NIGHT = json.loads(GOLDEN.read_text("utf-8"))["nights"][0]


def write(path: Path, whole: object) -> Path:
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_every_golden_case_comes_out() -> None:
    card = run_window(GOLDEN)

    assert [item.why for item in card.items if not item.ok] == []
    assert [item.id for item in card.items[:2]] == ["G01", "G02"]
    assert [item.id for item in card.items[17:25]] == [
        *(f"init-{number}" for number in range(1, 6)),
        "compression-1",
        "compression-2",
        "T01",
    ]
    assert len(card.items) == 34
    assert holds(card, bounds("window"))


def test_a_night_tells_the_computed_values_and_its_issues() -> None:
    card = run_window(GOLDEN)

    night = next(item for item in card.items if item.id == "G06")
    assert night.got is not None
    assert night.got["tst"] == -10
    assert night.got["se_dse"] == -2.22
    assert night.got["issues"] == ["tst_nonpositive", "sol_exceeds_window"]


def test_a_wrong_label_fails_the_night_and_leaves_what_was_computed(tmp_path: Path) -> None:
    whole = json.loads(GOLDEN.read_text("utf-8"))
    whole["nights"][0]["out"]["tst"] = 331
    whole["nights"][1]["issues"] = ["tib_gt_16h"]
    whole["nights"][2]["out"]["phase_of_the_moon"] = 3
    whole["weeks"]["W1_boundary_85_exact"]["sum_tib"] = 1

    card = run_window(write(tmp_path / "golden.json", whole))

    wrong = {item.id: item for item in card.items if not item.ok}
    assert set(wrong) == {"G01", "G02", "G03", "W1_boundary_85_exact"}
    assert wrong["G01"].got is not None
    assert wrong["G01"].got["tst"] == 330
    assert wrong["G01"].why == "tst: 330, expected 331"
    assert not holds(card, bounds("window"))


def test_the_schedule_s_families_tell_the_computed_values() -> None:
    got = {item.id: item.got for item in run_window(GOLDEN).items}

    assert got["init-1"] == {"bbti_style(TST+30, floor 360)": 375}
    assert got["compression-1"] == {
        "weeks": 5,
        "target": 375,
        "weekly_step": 30,
        "schedule": [480, 450, 420, 390, 375],
    }
    assert got["T01"] == {"policy_85_80": ["extend", 435]}
    assert got["T06"] == {"policy_85_80": ["widen_safety", "sleepiness_flag"]}
    assert got["T07"] == {"policy_85_80": ["hold", "insufficient_nights"]}
    assert got["T08"] == {"policy_85_80": ["hold", "coach_adherence"]}
    assert got["T09"] == {"policy_85_80": ["hold", "frozen"]}
    assert got["T10"] == {"policy_85_80": ["hold", 360]}


def test_a_wrong_label_in_the_schedule_s_families_fails_the_case(tmp_path: Path) -> None:
    whole = json.loads(GOLDEN.read_text("utf-8"))
    whole["init_window_minutes"][0]["bbti_style(TST+30, floor 360)"] = 345
    whole["compression"][1]["schedule"] = [360]
    whole["titration"][3]["policy_85_80"] = ["hold", 420]

    card = run_window(write(tmp_path / "golden.json", whole))

    wrong = {item.id: item.why for item in card.items if not item.ok}
    assert set(wrong) == {"init-1", "compression-2", "T04"}
    assert wrong["T04"] == "policy_85_80: ['tighten', 405], expected ['hold', 420]"
    assert not holds(card, bounds("window"))


def test_a_limit_takes_the_first_cases() -> None:
    assert len(run_window(GOLDEN, 3).items) == 3
    assert len(run_window(GOLDEN, 15).items) == 15


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nights": [{"id": "G01"}]}, "nights.0.tz"),
        ({"nights": [], "weeks": {"W": {"nights": [[300, 0]]}}}, "weeks.W.nights.0.1"),
        ({"nights": 3}, "nights"),
        ({"titration": [{"id": "T01"}]}, "titration.0.sum_tst"),
        (
            {"init_window_minutes": [{"mean_tst": 345, "baseline_mean_tib": 510}]},
            "init_window_minutes.0.bbti_style(TST+30, floor 360)",
        ),
        ({"nights": [NIGHT | {"tz": "Mars/Olympus"}]}, "nights.0.tz"),
    ],
)
def test_a_golden_file_that_cannot_be_used_names_the_field(
    tmp_path: Path,
    golden: dict[str, object],
    capsys: pytest.CaptureFixture[str],
    change: dict[str, object],
    told: str,
) -> None:
    path = write(tmp_path / "golden.json", golden | change)

    status = main(["run", "window", "--cases", str(path)])

    assert status == 2
    assert f"golden.json:1: {told}: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("out_of_bed", "seven", "G01.in.out_of_bed"),
        ("out_of_bed", None, "G01.in.out_of_bed"),
        ("sol_min", "long", "G01.in.sol_min"),
    ],
)
def test_an_input_of_a_night_that_cannot_be_used_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: object,
    field: str,
) -> None:
    whole = json.loads(GOLDEN.read_text("utf-8"))
    whole["nights"][0]["in"][name] = value
    path = write(tmp_path / "golden.json", whole)

    status = main(["run", "window", "--cases", str(path)])

    assert status == 2
    assert f"golden.json:1: {field}: " in capsys.readouterr().err


def test_a_missed_threshold_exits_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = json.loads(GOLDEN.read_text("utf-8"))
    whole["nights"][0]["out"]["tst"] = 331
    path = write(tmp_path / "golden.json", whole)

    status = main(["run", "window", "--cases", str(path)])

    told = capsys.readouterr().out
    assert status == 1
    assert "MISSED" in told
    assert "failed  G01  tst: 330, expected 331" in told


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["run"],
        ["run", "moods"],
        ["run", "window", "--limit", "0"],
        ["run", "window", "--limit", "some"],
    ],
)
def test_a_command_that_makes_no_sense_exits_two(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(argv)

    assert left.value.code == 2
    assert "usage: coach-evals" in capsys.readouterr().err


def test_a_golden_file_without_a_case_exits_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "golden.json", {"licence": "none", "nights": []})

    status = main(["run", "window", "--cases", str(path)])

    assert status == 2
    assert "golden.json: no case in it" in capsys.readouterr().err


def test_a_missing_file_exits_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["run", "window", "--cases", str(tmp_path / "none.json")])

    assert status == 2
    assert "none.json: No such file" in capsys.readouterr().err


def test_an_unwritable_json_exits_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["run", "window", "--json", str(tmp_path / "none" / "out.json")])

    assert status == 2
    assert "none/out.json: No such file" in capsys.readouterr().err


def test_the_json_has_exactly_the_agreed_shape(tmp_path: Path) -> None:
    out = tmp_path / "out.json"

    status = main(["run", "window", "--limit", "14", "--json", str(out)])

    whole = json.loads(out.read_text("utf-8"))
    assert status == 0
    assert list(whole) == ["suite", "n", "version", "metrics", "counts", "items"]
    assert (whole["suite"], whole["n"], whole["version"]) == ("window", 14, __version__)
    assert whole["metrics"] == {"nights_right": 1.0}
    assert all(list(item) == ["id", "got", "ok", "why", "ms"] for item in whole["items"])


def test_a_run_of_the_diary_exits_by_its_thresholds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = {
        "id": "d1",
        "style": "spoken",
        "question": "When did you get into bed?",
        "asked": ["bed_time"],
        "known": {},
        "utterance": "eleven",
        "expected": {"bed_time": "23:00"},
    }
    cases = write(tmp_path / "diary.jsonl", line)
    wrong = write(tmp_path / "wrong.jsonl", line | {"expected": {"bed_time": "22:00"}})

    def eleven(words: str, asked: object, known: Known) -> Reading:
        return Reading({Field.GOT_INTO_BED: time(23, 0)})

    fixed = suites.Suite(
        "a fake", cases, lambda path, limit: run_diary(read_cases(path, DiaryCase)[:limit], eleven)
    )
    monkeypatch.setitem(suites.SUITES, "diary", fixed)

    statuses = [main(["run", "diary"]), main(["run", "diary", "--cases", str(wrong)])]

    assert statuses == [0, 1]
    assert "ask_back_recall" in capsys.readouterr().out


def test_the_diary_suite_drives_the_product_s_own_reader(tmp_path: Path) -> None:
    out = tmp_path / "out.json"

    status = main(["run", "diary", "--limit", "5", "--json", str(out)])

    items = json.loads(out.read_text("utf-8"))["items"]
    assert status in {0, 1}
    assert len(items) == 5
    assert any(item["got"]["set"] for item in items)


def test_the_list_shows_each_suite_with_its_thresholds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(["list"])

    told = capsys.readouterr().out
    assert status == 0
    assert "false_sets ≤ 0.005" in told
    assert "nights_right ≥ 1" in told


def test_what_failed_is_listed_up_to_a_screenful() -> None:
    items = [Item(f"d{each}", None, ok=False, why="[missed]", ms=0.1) for each in range(50)]
    console = Console(record=True, width=100, file=StringIO())

    show(Scorecard("diary", items, [Metric("all_fields_right", 0, 50)]), {}, console)

    told = console.export_text()
    assert "failed  d39  [missed]" in told
    assert "d40" not in told
    assert "and 10 more that failed" in told


def test_a_metric_of_nothing_has_no_value_and_is_left_out_of_the_json(tmp_path: Path) -> None:
    none = Metric("ask_back_recall", 0, 0)
    out = tmp_path / "out.json"

    write_json(Scorecard("diary", [], [none]), "1", out)

    assert json.loads(out.read_text("utf-8"))["metrics"] == {}
    assert Bound(at_least=1.0).holds(none)


@pytest.mark.parametrize(
    ("bound", "hits", "kept"),
    [
        (Bound(at_least=0.95), 95, True),
        (Bound(at_least=0.95), 94, False),
        (Bound(at_most=0.01), 1, True),
        (Bound(at_most=0.01), 2, False),
    ],
)
def test_a_bound_is_kept_at_its_very_value(bound: Bound, hits: int, *, kept: bool) -> None:
    assert bound.holds(Metric("m", hits, 100)) is kept


def test_a_threshold_without_its_metric_is_an_error() -> None:
    with pytest.raises(KeyError, match="m"):
        holds(Scorecard("diary", [], []), {"m": Bound(at_least=1.0)})


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(45, 50, 0.7864, 0.9565), (0, 50, 0.0, 0.0713), (50, 50, 0.9287, 1.0)],
)
def test_the_interval_is_wilson_s(hits: int, n: int, low: float, high: float) -> None:
    interval = wilson(hits, n)

    assert interval.low == pytest.approx(low, abs=1e-4)
    assert interval.high == pytest.approx(high, abs=1e-4)


def test_no_rate_has_no_interval() -> None:
    with pytest.raises(ValueError, match="3 out of 2"):
        wilson(3, 2)


@pytest.mark.system
@pytest.mark.timeout(60)
def test_the_real_command_says_by_its_exit_status_what_happened(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()

    def run(*argv: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "evals", *argv],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    good, bad, help_text = (
        run("run", "window"),
        run("run", "window", "--cases", str(empty)),
        run("run", "--help"),
    )

    assert (good.returncode, bad.returncode, help_text.returncode) == (0, 2, 0)
    assert "nights_right" in good.stdout
    assert bad.stderr == f"coach-evals: {empty}: no case in it\n"
    assert "exit status:" in help_text.stdout


@pytest.mark.system
def test_help_imports_nothing_heavy() -> None:
    heavy = "{'pydantic', 'rich', 'yaml', 'coach.dialogue'} & set(sys.modules)"
    code = f"import sys, evals.__main__ as m; m._parser().format_help(); print({heavy})"

    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "set()"
