"""What came of the calls of a program such as `tests/voice_calls.py`, for the tests that ask."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

Outcome = dict[str, Any]


def held_by(
    module: str, *, behind: Sequence[str] = (), patience_s: float = 1180.0
) -> dict[str, Any]:
    """What a module's `main` gives, run under the time warp; `behind` goes before the command."""
    done = subprocess.run(  # noqa: S603 - our own program
        [*behind, sys.executable, "-m", "tests.timewarp", module],
        capture_output=True,
        text=True,
        timeout=patience_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def call(calls: dict[str, Outcome], name: str) -> Outcome:
    """The outcome of one call, which ended in no error."""
    outcome = calls[name]
    assert "error" not in outcome, outcome["error"]
    return outcome


def said(outcome: Outcome, speaker: str) -> list[str | None]:
    """The words of one side, turn by turn, as the store holds them."""
    return [text for _, who, text, *_ in outcome["turns"] if who == speaker]
