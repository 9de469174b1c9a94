"""Calibration: people's labels against a judge's rulings. All labels here are made up."""

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.agreement import agreement
from evals.calibration import Calibration, calibrate, load_trust
from evals.case_file import CaseError
from evals.interval import exact
from evals.judged import Judged, JudgedItem, read_judged
from evals.labels import Label, read_labels

TRUST = load_trust()
GOT = ["fail"] * 58 + ["pass"] * 2 + ["pass"] * 57 + ["fail"] * 3
"""What a judge said of 60 failures and then of 60 passes: right but five times."""


def judged(got: list[str], criterion: str = "no_leak") -> Judged:
    items = tuple(
        JudgedItem.model_validate({"transcript": f"t{place}", "criterion": criterion, "got": each})
        for place, each in enumerate(got)
    )
    return Judged(
        suite="judge",
        n=len(items),
        version="0",
        judge="m",
        fingerprint="f",
        criteria_version="1",
        items=items,
    )


def label(place: int, said: str, rater: str = "r1", **more: object) -> Label:
    raw = {"transcript": f"t{place}", "criterion": "no_leak", "label": said, "rater": rater}
    return Label.model_validate({"synthetic": False, **raw, **more})


def labels(*raters: str, **more: object) -> list[Label]:
    said = ["fail"] * 60 + ["pass"] * 60
    return [label(n, each, rater, **more) for n, each in enumerate(said) for rater in raters]


def one(got: list[str], said: list[Label], **more: bool) -> Calibration:
    (found,) = calibrate(judged(got), said, TRUST, **more)
    return found


def test_what_a_judge_finds_and_lets_pass_is_counted_with_exact_intervals() -> None:
    found = one(GOT, labels("r1", "r2"))

    assert (found.tpr.hits, found.tpr.n) == (58, 60)
    assert (found.tnr.hits, found.tnr.n) == (57, 60)
    assert found.tpr.interval == pytest.approx((0.8847, 0.9959), abs=1e-4)
    assert found.with_people is not None
    assert found.with_people.raw == pytest.approx(115 / 120)
    assert found.state == "calibrated"


def test_without_labels_by_people_nothing_is_calibrated() -> None:
    assert one(GOT, []).state == "not calibrated: no human labels"
    assert one(GOT, labels("r1", "r2", synthetic=True)).state == "not calibrated: no human labels"


def test_made_up_labels_are_counted_apart_and_calibrate_nothing() -> None:
    found = one(GOT, labels("r1", "r2", synthetic=True), synthetic=True)

    assert found.tpr.n == 60
    assert not found.holds
    assert found.state.startswith("synthetic labels")


@pytest.mark.parametrize("instead", ["unscored", None])
def test_what_a_judge_left_unscored_or_never_saw_counts_as_wrong(instead: str | None) -> None:
    rest = [instead] * 2 if instead else []
    got = ["fail"] * 60 + ["pass"] * 58 + rest

    found = one(got, labels("r1", "r2"))

    assert (found.tnr.hits, found.tnr.n, found.unscored) == (58, 60, 2)
    assert found.with_people is not None
    assert found.with_people.n == 118


@pytest.mark.parametrize(
    ("got", "said", "wanting"),
    [
        (GOT, labels("r1"), "0 of 50 rated by two people"),
        (GOT[:30] + GOT[60:], labels("r1", "r2")[:60] + labels("r1", "r2")[120:], "30 of 50 fail"),
        (["fail"] * 45 + ["pass"] * 75, labels("r1", "r2"), "may find only 0.6"),
        (["fail"] * 75 + ["pass"] * 45, labels("r1", "r2"), "passes it may find only 0.6"),
    ],
)
def test_too_few_labels_or_too_many_mistakes_leave_a_judge_uncalibrated(
    got: list[str], said: list[Label], wanting: str
) -> None:
    found = one(got, said)

    assert not found.holds
    assert wanting in found.state


def test_raters_who_hardly_agree_calibrate_nothing() -> None:
    second = [label(n, "fail" if n % 2 else "pass", "r2") for n in range(120)]
    settling = [label(n, "fail" if n < 60 else "pass", "r3", adjudicated=True) for n in range(120)]

    found = one(GOT, [*labels("r1"), *second, *settling])

    assert found.tpr.n == 60
    assert "raters agree only by AC1" in found.state


def test_what_raters_differ_on_is_left_out_until_it_is_settled() -> None:
    differing = [*labels("r1"), label(0, "pass", "r2")]
    settled = [*differing, label(0, "fail", "r3", adjudicated=True)]

    assert (one(GOT, differing).disputed, one(GOT, differing).tpr.n) == (1, 59)
    assert (one(GOT, settled).disputed, one(GOT, settled).tpr.n) == (0, 60)


def test_agreement_beyond_chance_is_kappa_and_ac1() -> None:
    # 98 alike of 100, 3 fails each: kappa falls, AC1 does not (EVALS 4.4).
    first = [False] * 3 + [True] * 97
    second = [False] * 2 + [True] * 97 + [False]

    found = agreement(first, second)

    assert found is not None
    assert found.raw == 0.98
    assert found.kappa == pytest.approx(0.6564, abs=1e-4)
    assert found.ac1 == pytest.approx(0.9788, abs=1e-4)
    assert agreement([], []) is None
    alike = agreement([True] * 4, [True] * 4)
    assert alike is not None
    assert (alike.kappa, alike.ac1) == (None, 1.0)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 299, 0.0, 0.01226), (45, 50, 0.7819, 0.9667), (50, 50, 0.9289, 1.0), (1, 1, 0.025, 1.0)],
)
def test_the_exact_interval_is_clopper_and_pearsons(
    hits: int, n: int, low: float, high: float
) -> None:
    assert exact(hits, n) == pytest.approx((low, high), abs=1e-4)


def stored(folder: Path, got: list[str], said: list[Label]) -> list[str]:
    runs, words = folder / "judged.json", folder / "labels.jsonl"
    runs.write_text(judged(got).model_dump_json(), encoding="utf-8")
    words.write_text("".join(f"{each.model_dump_json()}\n" for each in said), encoding="utf-8")
    return ["calibrate", "--judged", str(runs), "--labels", str(words)]


def test_the_command_says_so_where_nobody_labelled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = stored(tmp_path, GOT, labels("r1", "r2", synthetic=True))

    without, made_up = main(command[:3]), main(command)

    told = capsys.readouterr().out
    assert (without, made_up) == (1, 1)
    assert "not calibrated: no human labels" in told
    assert "SYNTHETIC LABELS" in told


def test_the_command_calibrates_by_people_and_writes_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"

    code = main([*stored(tmp_path, GOT, labels("r1", "r2")), "--json", str(out)])

    whole = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert whole["calibrated"] is True
    assert whole["criteria"][0]["tpr"]["hits"] == 58
    assert "kappa" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"transcript": "t"}', "criterion"),
        ("pass", "not JSON"),
        (label(1, "pass").model_dump_json().replace("false", "0", 1), "synthetic"),
        (f"{label(1, 'pass').model_dump_json()}\n{label(1, 'fail').model_dump_json()}", "before"),
    ],
)
def test_labels_that_cannot_be_used_are_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(line, encoding="utf-8")

    with pytest.raises(CaseError, match=says):
        read_labels(path)


def test_a_run_that_lost_items_is_refused(tmp_path: Path) -> None:
    whole = judged(GOT).model_dump()
    path = tmp_path / "judged.json"
    path.write_text(json.dumps({**whole, "n": 121}), encoding="utf-8")

    with pytest.raises(CaseError, match="120 items where 121 are named"):
        read_judged(path)
