"""The front door: its help, its exit codes, and errors as sentences."""

import subprocess
import sys
from pathlib import Path

import pytest

from coach import __version__
from coach.__main__ import COMMANDS, main
from memory.keys import MASTER_KEY_FILE

HEAVY = ("sqlalchemy", "sqlmodel", "openai", "alembic", "rich", "pydantic", "yaml", "asyncio")


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, *words], capture_output=True, text=True, check=False, timeout=20
    )


@pytest.mark.system
def test_the_help_page_loads_nothing_heavy() -> None:
    script = (
        "import sys; from coach.__main__ import main; code = main(['--help']);"
        f"print([m for m in {HEAVY!r} if m in sys.modules], code, file=sys.stderr)"
    )

    done = python("-c", script)

    assert done.stderr.strip() == "[] 0"
    assert "usage: coach COMMAND" in done.stdout


@pytest.mark.system
def test_the_module_runs_as_a_program() -> None:
    done = python("-m", "coach", "--version")

    assert (done.returncode, done.stdout) == (0, f"nightjar {__version__}\n")


@pytest.mark.system
@pytest.mark.parametrize(("flag", "shown"), [((), False), (("--traceback",), True)])
def test_what_libraries_log_is_kept_off_the_terminal_unless_asked_for(
    flag: tuple[str, ...],
    shown: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    script = (
        "import logging, sys, coach.commands.diary as d; from coach import __main__ as front;"
        "d.run = lambda _: logging.getLogger('library').error('inner workings') or 0;"
        f"sys.exit(front.main({['diary', *flag]!r}))"
    )

    done = python("-c", script)

    assert done.returncode == 0
    assert ("inner workings" in done.stderr) is shown


def test_the_help_page_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--help"])

    page = capsys.readouterr().out
    assert code == 0
    assert all(f"  {name} " in page and command.line in page for name, command in COMMANDS.items())
    assert max(map(len, page.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([name, "--help"])

    page = capsys.readouterr().out
    assert code == 0
    assert COMMANDS[name].examples[0] in page


@pytest.mark.parametrize("act", ["list", "show", "set", "export", "erase"])
def test_every_act_on_a_person_explains_itself(
    act: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["person", act, "--help"])

    assert code == 0
    assert f"coach person {act}" in capsys.readouterr().out


def test_a_slip_in_the_command_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["chekin"])

    assert code == 2
    assert "Did you mean `coach checkin`?" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--loud"], ["diary", "--nights", "0"], ["person"]])
def test_what_cannot_be_used_ends_with_two(words: list[str]) -> None:
    assert main(words) == 2


def test_a_wrong_setting_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_LLM__MODLE", "x")

    code = main(["diary"])

    said = capsys.readouterr().err
    assert code == 2
    assert "did you mean COACH_LLM__MODEL?" in said
    assert "Traceback" not in said


def test_a_master_key_open_to_others_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    main(["diary"])
    (tmp_path / "config" / MASTER_KEY_FILE).chmod(0o644)

    code = main(["person", "list"])

    said = capsys.readouterr().err
    assert code == 1
    assert "chmod 600" in said
    assert "Traceback" not in said


def test_a_damaged_database_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nightjar.db").write_bytes(b"this is no database at all " * 50)

    code = main(["person", "list"])

    said = capsys.readouterr().err
    assert code == 1
    assert "damaged" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_made_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    code = main(["person", "list"])

    said = capsys.readouterr().err
    assert code == 1
    assert str(tmp_path / "data") in said
    assert "unforeseen" not in said


def test_the_unforeseen_is_told_kindly_and_shown_on_request(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> None:
        raise RuntimeError("the words of a person")

    monkeypatch.setattr("coach.commands.diary.Settings", breaks)

    code = main(["diary"])

    said = capsys.readouterr().err
    assert code == 1
    assert "--traceback" in said
    assert "the words of a person" not in said
    with pytest.raises(RuntimeError):
        main(["diary", "--traceback"])


def test_ctrl_c_leaves_with_a_kind_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coach.commands.diary.Settings", interrupted)

    code = main(["diary"])

    assert code == 130
    assert "saved" in capsys.readouterr().err


@pytest.mark.system
@pytest.mark.enable_socket
def test_a_database_that_does_not_answer_is_told_without_its_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_STORE__URL", "postgresql://ada:secret@127.0.0.1:1/nightjar")

    code = main(["person", "list"])

    said = capsys.readouterr().err
    assert code == 1
    assert "does not answer" in said
    assert "secret" not in said
    assert "unforeseen" not in said
