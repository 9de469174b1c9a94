"""The doctor: every thing with its state and its repair, and nothing changed by looking."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coach import __version__
from coach.__main__ import main
from coach.doctor.check import Check
from coach.settings import Settings
from tests.kept import ada, keep

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _speech_is_examined_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_: Settings) -> list[Check]:
        return []

    monkeypatch.setattr("coach.doctor.examine.examine_speech", nothing)


def examined(capsys: Out) -> tuple[int, dict[str, dict[str, str]]]:
    capsys.readouterr()
    code = main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is (code == 0)
    assert told["version"] == __version__
    return code, {check["id"]: check for check in told["checks"]}


def test_a_new_machine_is_ready_and_left_untouched(capsys: Out, tmp_path: Path) -> None:
    code, found = examined(capsys)

    assert code == 0
    assert found["store"]["state"] == "off"
    assert found["model"]["state"] == "off"
    assert found["encryption"]["state"] == "ok"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["data_dir", "config_dir"])
def test_a_folder_that_nobody_can_make_is_not_called_ready(
    capsys: Out, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"COACH_{name.upper()}", "/proc/nope")

    code, found = examined(capsys)

    assert code == 1
    assert found[name]["state"] == "fail"
    assert found[name]["what"] == "/proc/nope cannot be made in /proc"


def test_a_store_in_use_is_examined(capsys: Out, tmp_path: Path) -> None:
    keep([ada()])
    main(["backup", "--out", str(tmp_path / "copy")])

    code, found = examined(capsys)

    assert code == 0
    assert [found[i]["state"] for i in ("store", "audit", "master_key", "backups")] == ["ok"] * 4
    assert "1 person" in found["store"]["what"]


def test_drafts_and_unverified_lines_are_said(capsys: Out) -> None:
    _, found = examined(capsys)

    assert all(found[name]["state"] == "warn" for name in ("program", "policy", "crisis"))
    assert "not reviewed by a clinician" in found["program"]["what"]
    assert all(found[name]["repair"] for name in ("program", "policy", "crisis"))


def test_a_key_open_to_others_fails_with_its_repair(capsys: Out, tmp_path: Path) -> None:
    keep([ada()])
    (tmp_path / "config" / "master.key").chmod(0o644)

    code, found = examined(capsys)

    assert code == 1
    assert found["master_key"]["state"] == "fail"
    assert found["crisis"]["state"] == "warn"


def test_a_lost_key_is_not_replaced_by_a_new_one(capsys: Out, tmp_path: Path) -> None:
    keep([ada()])
    (tmp_path / "config" / "master.key").unlink()

    code, found = examined(capsys)

    assert code == 1
    assert found["master_key"]["state"] == "fail"
    assert found["store"]["state"] == "fail"
    assert not (tmp_path / "config" / "master.key").exists()


def test_a_changed_audit_is_found(capsys: Out, tmp_path: Path) -> None:
    keep([ada()])
    main(["person", "erase", "--yes"])
    with closing(sqlite3.connect(tmp_path / "data" / "nightjar.db")) as db, db:
        db.execute("UPDATE audit SET kind = 'nothing'")

    code, found = examined(capsys)

    assert code == 1
    assert found["audit"]["state"] == "fail"


def test_a_wrong_setting_is_the_one_finding(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_STORE__URL", "mysql://x")

    code, found = examined(capsys)

    assert code == 1
    assert list(found) == ["settings"]
    assert "sqlite" in found["settings"]["what"]


@pytest.mark.system
@pytest.mark.enable_socket
def test_a_model_that_does_not_answer_fails(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("COACH_LLM__MODEL", "m")

    code, found = examined(capsys)

    assert code == 1
    assert found["model"]["state"] == "fail"
    assert "COACH_LLM__BASE_URL" in found["model"]["repair"]


def test_the_page_names_what_is_not_ready(capsys: Out, tmp_path: Path) -> None:
    keep([ada()])
    (tmp_path / "config" / "master.key").chmod(0o644)

    code = main(["doctor"])

    page = capsys.readouterr().out
    assert code == 1
    assert "fail master_key" in page
    assert "-> " in page
    assert "Not ready: master_key, store, audit" in page
