"""Cold start: how long each command takes from the shell to its last word."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evals.bench.measure import Row, row

COMMANDS: dict[str, tuple[Sequence[str], str | None]] = {
    "coach --version": (("--version",), None),
    "coach --help": (("--help",), "under 300 ms"),
    "coach checkin --help": (("checkin", "--help"), None),
    "coach person list": (("person", "list"), None),
    "coach diary": (("diary",), None),
    "coach doctor": (("doctor",), None),
    "coach checkin --text (opening, then leaving)": (("checkin", "--text"), None),
}


def cold_starts(folder: Path, runs: int) -> list[Row]:
    """Each command run anew, in a home of its own; the yardstick is Python itself."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "COACH_DATA_DIR": str(folder / "data"),
        "COACH_CONFIG_DIR": str(folder / "config"),
    }
    bare = _timed([sys.executable, "-c", "pass"], environment, runs)
    yardstick = "a bare Python"
    rows = [row("python -c pass", bare, bare, yardstick, None)]
    for name, (words, goal) in COMMANDS.items():
        times = _timed([sys.executable, "-m", "coach", *words], environment, runs)
        rows.append(row(name, times, bare, yardstick, goal))
    return rows


def _timed(command: Sequence[str], environment: dict[str, str], runs: int) -> list[float]:
    """Seconds of wall time per run; one run before them warms the disk's cache."""
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(  # noqa: S603  # our own interpreter and our own command
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        times.append(time.perf_counter() - began)
    return times[1:]
