"""The typed door as a stranger finds it: a piped check-in, and what goes wrong."""

import io
from functools import partial
from pathlib import Path

import pytest

from coach.__main__ import main
from memory.store import Store
from tests.running import DEMO, DEMO_NIGHT, as_told, coach, diary, in_store, person_and_nights
from tests.talking import NIGHT, REST, known_person

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

Printed = pytest.CaptureFixture[str]


def test_a_finished_check_in_called_again_is_not_said_to_be_unfinished(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))
    monkeypatch.setattr(
        "sys.stdin", io.StringIO("\n".join([NIGHT, *REST, "yes", "tomorrow", "yes"]))
    )
    main(["checkin", "--text"])
    first = capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    code = main(["checkin", "--text"])

    assert code == 0
    assert "Saved." in first
    assert "as far as we got" not in capsys.readouterr().out


def test_input_that_ends_in_the_middle_is_saved_and_taken_up_again(tmp_path: Path) -> None:
    first = coach("checkin", "--text", folder=tmp_path, stdin="\n".join(DEMO[:7]) + "\n")
    middle = in_store(tmp_path, person_and_nights)[1][0]

    second = coach("checkin", "--text", folder=tmp_path, stdin="\n".join(DEMO[7:]))

    _, (entry,) = in_store(tmp_path, person_and_nights)
    assert first.returncode == second.returncode == 0
    assert first.stdout.rstrip().splitlines()[-1].endswith("coach checkin")
    assert middle.sleep_onset_latency_min == 40
    assert "Sam" in second.stdout.splitlines()[0]
    assert as_told(diary(entry)) == DEMO_NIGHT


def test_a_byte_that_is_no_letter_does_not_hang_the_check_in(tmp_path: Path) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))

    done = coach(
        "checkin",
        "--text",
        folder=tmp_path,
        stdin="I slept \udcff badly\nno naps\n",
        PYTHONIOENCODING="utf-8:strict",
    )

    assert done.returncode == 0
    assert "no naps" in done.stdout


def test_a_no_to_keeping_anything_keeps_nothing(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\nno, don't keep anything\n"))

    code = main(["checkin", "--text"])

    assert code == 0
    assert "Nothing was kept." in capsys.readouterr().out
    assert in_store(tmp_path, lambda store: store.persons()) == []


def test_lines_beyond_the_goodbye_are_no_failure(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NIGHT}\nI have to go\nbye\nbye\n"))

    code = main(["checkin", "--text"])

    assert code == 0
    assert capsys.readouterr().err == ""


def test_a_person_who_is_not_on_file_is_named_back_with_those_who_are(
    tmp_path: Path, capsys: Printed
) -> None:
    in_store(tmp_path, lambda store: store.add_person(known_person()))

    code = main(["checkin", "--text", "--person", "Nobody"])

    out, told = capsys.readouterr()
    _refused(told, "'Nobody'", "Sam")
    assert (code, out) == (2, "")


def test_of_two_people_one_has_to_be_named(tmp_path: Path, capsys: Printed) -> None:
    for someone in (known_person(name="Ada"), known_person()):
        in_store(tmp_path, partial(Store.add_person, person=someone))

    code = main(["checkin", "--text"])

    out, told = capsys.readouterr()
    _refused(told, "Ada", "Sam")
    assert (code, out) == (2, "")


def test_the_one_of_two_people_who_is_named_checks_in(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for someone in (known_person(name="Ada"), known_person()):
        in_store(tmp_path, partial(Store.add_person, person=someone))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    code = main(["checkin", "--text", "--person", "ada"])

    assert code == 0
    assert "Ada" in capsys.readouterr().out


@pytest.mark.parametrize("setting", ["COACH_DATA_DIR", "COACH_CONFIG_DIR"])
def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(setting, str(tmp_path / "file" / "folder"))

    code = main(["checkin", "--text"])

    _refused(capsys.readouterr().err, str(tmp_path / "file"))
    assert code != 0


def _refused(told: str, *named: str) -> None:
    """A sentence or two that name what is wrong, and no traceback."""
    assert told.strip()
    assert "Traceback" not in told
    assert "unforeseen" not in told
    for each in named:
        assert each in told


def test_the_second_programme_is_run_by_a_setting_and_keeps_to_its_people(tmp_path: Path) -> None:
    said = "\n".join(["yes", "yes", "Sam", "Germany", "seven", "weekdays", "40 minutes", "yes"])

    walk = coach("checkin", "--text", folder=tmp_path, stdin=said, COACH_PROGRAM="walk")
    sleep = coach("checkin", "--text", folder=tmp_path, stdin="")

    person, nights = in_store(tmp_path, person_and_nights)
    assert walk.returncode == 0
    assert "You walked for about 40 minutes yesterday." in as_plain(walk.stdout)
    assert (person.stage, nights) == ("W1", [])
    assert sleep.returncode == 2
    assert "another programme" in sleep.stderr


def as_plain(page: str) -> str:
    return " ".join(page.split())
