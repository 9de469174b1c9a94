"""The suites that can be run, each with its dev set; called by the command.

Importing this is cheap: a suite is imported when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.scorecard import Scorecard

CASES = Path(__file__).with_name("cases")


@dataclass(frozen=True)
class Suite:
    """One suite: what it shows, the dev set it runs by default, and how to run a file."""

    about: str
    cases: Path
    run: Callable[[Path, int | None], Scorecard]


def _diary(path: Path, limit: int | None) -> Scorecard:
    from coach.dialogue.listen import read
    from evals.case import DiaryCase
    from evals.case_file import read_cases
    from evals.diary import run

    return run(read_cases(path, DiaryCase)[:limit], read)


def _window(path: Path, limit: int | None) -> Scorecard:
    from evals.window import run

    return run(path, limit)


def _inputs(path: Path, limit: int | None) -> Scorecard:
    from evals.case import InputCase
    from evals.case_file import read_cases
    from evals.inputs import run
    from safety.policy import load_policy

    return run(read_cases(path, InputCase)[:limit], load_policy())


def _conversations(path: Path, limit: int | None) -> Scorecard:
    from evals.case import ConversationCase
    from evals.case_file import read_cases
    from evals.conversations import run

    return run(read_cases(path, ConversationCase)[:limit])


def _outputs(path: Path, limit: int | None) -> Scorecard:
    from evals.case import OutputCase
    from evals.case_file import read_cases
    from evals.outputs import run
    from safety.policy import load_policy

    return run(read_cases(path, OutputCase)[:limit], load_policy())


SUITES = {
    "diary": Suite("what one spoken answer puts into the diary", CASES / "diary.jsonl", _diary),
    "safety-inputs": Suite(
        "what the input gate makes of what people say", CASES / "safety-inputs.jsonl", _inputs
    ),
    "safety-conversations": Suite(
        "what the coach does at each turn of a whole talk",
        CASES / "safety-conversations.jsonl",
        _conversations,
    ),
    "safety-outputs": Suite(
        "what the output gate makes of what the coach would say",
        CASES / "safety-outputs.jsonl",
        _outputs,
    ),
    "window": Suite(
        "the figures of nights and weeks, and the sleep window",
        CASES / "golden_vectors.json",
        _window,
    ),
}
