"""Ctrl-C, once or more: the same two words, and no inner workings on the terminal."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.running import PATIENCE_S, environment

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
