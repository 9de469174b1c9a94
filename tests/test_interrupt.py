"""Ctrl-C, once or more: the same two words, and no inner workings on the terminal."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import PATIENCE_S, environment, run

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]


@pytest.mark.parametrize("gaps_s", [(), (0.0,), (0.02,), (0.02, 0.02)])
def test_however_often_it_is_pressed_a_sentence_is_all_that_shows(
    tmp_path: Path, gaps_s: tuple[float, ...]
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "coach", "checkin", "--text"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        for gap_s in gaps_s:
            time.sleep(gap_s)
            process.send_signal(signal.SIGINT)

        _, told = process.communicate(timeout=PATIENCE_S)

    assert told.strip() == "Stopped. Whatever was saved stays saved."


_A_THREAD_FAILS = """
import sys, threading
from types import SimpleNamespace
import coach.__main__ as front

def fail(args):
    failing = threading.Thread(target=lambda: 1 / 0)
    failing.start()
    failing.join()
    raise KeyboardInterrupt

sys.modules["coach.commands.doctor"] = SimpleNamespace(run=fail)
sys.exit(front.main(["doctor", *sys.argv[1:]]))
"""


@pytest.mark.parametrize(("flags", "shown"), [((), False), (("--traceback",), True)])
def test_what_fails_in_a_thread_shows_only_to_who_asked_for_tracebacks(
    tmp_path: Path, flags: tuple[str, ...], *, shown: bool
) -> None:
    done = run(["-c", _A_THREAD_FAILS, *flags], tmp_path)

    assert ("ZeroDivisionError" in done.stderr) is shown
    assert done.stderr.endswith("Stopped. Whatever was saved stays saved.\n")
