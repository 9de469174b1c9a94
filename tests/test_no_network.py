"""Nothing leaves the machine: each look-up, connection, datagram of a real process is listed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.network import LISTENER, cut_off, not_permitted
from tests.running import PATIENCE_S, environment, in_store, run
from tests.talking import NIGHT, REST, known_person

pytestmark = [pytest.mark.system, pytest.mark.timeout(90)]

TALKED = "\n".join([NIGHT, *REST, "yes", "tomorrow", "yes"]) + "\n"
COMMANDS = {
    "a check-in": (["-m", "coach", "checkin", "--text"], TALKED),
    "doctor": (["-m", "coach", "doctor"], ""),
    "diary": (["-m", "coach", "diary"], ""),
    "an evaluation": (["-m", "evals", "run", "window"], ""),
}


def _listened(folder: Path) -> tuple[dict[str, str], Path]:
    seen = folder / "seen.txt"
    (folder / "listener").mkdir()
    (folder / "listener" / "sitecustomize.py").write_text(LISTENER, encoding="utf-8")
    env = environment(folder, SEEN=str(seen))
    env["PYTHONPATH"] = f"{folder / 'listener'}{os.pathsep}{env['PYTHONPATH']}"
    return env, seen


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_looks_up_or_connects_to_anything(tmp_path: Path, name: str) -> None:
    command, stdin = COMMANDS[name]
    env, seen = _listened(tmp_path)
    in_store(tmp_path, lambda store: store.add_person(known_person()))

    done = run(command, tmp_path, stdin=stdin, env=env)

    assert "Traceback" not in done.stderr
    assert done.stdout
    assert seen.read_text(encoding="utf-8") == ""


def test_the_listener_does_hear_a_connection(tmp_path: Path) -> None:
    env, seen = _listened(tmp_path)
    attempt = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)"

    run(["-c", attempt], tmp_path, env=env)

    assert seen.read_text(encoding="utf-8").splitlines()[:2] == [
        "socket.getaddrinfo '127.0.0.1'",
        "socket.connect ('127.0.0.1', 9)",
    ]


def test_a_whole_check_in_is_held_on_a_machine_without_a_network(tmp_path: Path) -> None:
    alone = cut_off() or not_permitted()
    in_store(tmp_path, lambda store: store.add_person(known_person()))

    done = subprocess.run(  # noqa: S603 - our own command
        [*alone, sys.executable, "-m", "coach", "checkin", "--text"],
        cwd=tmp_path,
        env=environment(tmp_path),
        input=TALKED,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Saved." in done.stdout


@pytest.mark.parametrize(
    ("required", "outcome"), [("1", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_a_machine_set_up_to_run_everything_may_not_pass_over_the_cut_network(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("REQUIRE_SERVERS", required)

    with pytest.raises(outcome, match="give up its network"):
        not_permitted()
