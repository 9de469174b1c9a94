"""`coach backup`, `coach restore` and `coach migrate`: what they write and read, and say."""

from pathlib import Path

import pytest

from coach import migrations
from coach.__main__ import main
from tests.kept import ADA, ada, ben, keep, kept_nights, kept_people, slept

Out = pytest.CaptureFixture[str]


def test_a_backup_names_both_files_and_the_key_that_is_in_neither(
    capsys: Out, tmp_path: Path
) -> None:
    keep([ada()], [slept()])

    code = main(["backup", "--out", str(tmp_path / "copy")])

    told = capsys.readouterr().out
    assert code == 0
    assert "nightjar-backup.jsonl" in told
    assert "the keys of 1 person" in told
    assert "1 diary entry" in told
    assert str(tmp_path / "config" / "master.key") in told


def test_a_backup_fills_an_empty_store_without_the_erased(
    capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep([ada(), ben()], [slept()])
    main(["backup", "--out", str(tmp_path / "copy")])
    main(["person", "erase", "--yes", "--person", "Ben"])
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "new"))

    code = main(["restore", str(tmp_path / "copy")])

    assert code == 0
    assert "Restored 1 person" in capsys.readouterr().out
    assert [person.id for person in kept_people()] == [ADA]
    assert kept_nights() == [slept()]


def test_a_store_with_people_is_not_restored_into(capsys: Out, tmp_path: Path) -> None:
    keep([ada()])
    main(["backup", "--out", str(tmp_path / "copy")])

    assert main(["restore", str(tmp_path / "copy")]) == 1
    assert "not empty" in capsys.readouterr().err


def test_a_folder_without_a_backup_is_refused(capsys: Out, tmp_path: Path) -> None:
    assert main(["restore", str(tmp_path / "nowhere")]) == 2
    assert main(["restore", str(tmp_path)]) == 2
    assert "nightjar-backup.jsonl" in capsys.readouterr().err


def test_migrating_says_what_it_did(capsys: Out) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Applied:")
    assert second == f"Nothing to do: the database is at {migrations.HEAD}."
