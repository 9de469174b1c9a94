"""Runs Nightjar as people do: real processes with folders of their own, fed over a pipe, killed."""

import asyncio
import multiprocessing
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from coach.__main__ import main
from coach.keeping import opened_store
from coach.recording import load_recording
from coach.settings import apart
from memory.diary import CLOCK_FIELDS, DiaryEntry, Field
from memory.person import Person
from memory.store import Store

ROOT = Path(__file__).resolve().parents[1]
DEMO = load_recording("demo").script.says
"""What the person of the demonstration says, line by line."""

DEMO_NIGHT = {
    "got_into_bed_at": "22:30",
    "tried_to_sleep_at": "23:00",
    "final_awakening_at": "06:15",
    "out_of_bed_at": "07:00",
    "sleep_onset_latency_min": 40,
    "awakenings": 2,
    "wake_after_sleep_onset_min": 30,
    "naps_min": 0,
    "quality_1_5": 2,
}
"""What that person says about the night, in the end."""

PATIENCE_S = 60.0
_MEASURING = {"COVERAGE_PROCESS_CONFIG"}
"""What `make check` hands down to every process, so that it is measured too."""
T = TypeVar("T")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A clean environment: this checkout, London time, the data in `folder` as `apart` has it."""
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "Europe/London",
        "PYTHONPATH": str(ROOT),
        "COACH_DATA_DIR": str(folder / "data"),
        "COACH_CONFIG_DIR": str(folder / "config"),
        **{name: value for name, value in os.environ.items() if name in _MEASURING},  # noqa: TID251
        **more,
    }


def run(
    command: list[str], folder: Path, *, stdin: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command of `python ...`, run in `folder` to its end; standard input is never a terminal."""
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *command],
        cwd=folder,
        env=dict(env or environment(folder)),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=PATIENCE_S,
        check=False,
    )


def coach(
    *words: str, folder: Path, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """`coach WORDS...`; `more` are environment variables."""
    return run(["-m", "coach", *words], folder, stdin=stdin, env=environment(folder, **more))


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["coach.commands.checkin", "tests.running"])


def _held(folder: Path, lines: Connection, page: Connection) -> None:
    """The other end of `Typed`: takes the pipes for its own standard streams and runs `coach`."""
    for stream, number in ((lines, 0), (page, 1), (page, 2)):
        os.dup2(stream.fileno(), number)
    lines.close()
    page.close()
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: PLW1514, SIM115
    os.environ.clear()  # noqa: TID251 - as a process started with this environment
    os.environ.update(environment(folder))  # noqa: TID251
    time.tzset()
    os.chdir(folder)
    sys.exit(main(["checkin", "--text"]))


class Typed:
    """`coach checkin --text` in a process of its own; `printed` is all that came out so far.

    The process is forked from one that has only imported `coach`: starting Python anew for each of
    many costs seconds and shows nothing more.
    """

    def __init__(self, folder: Path) -> None:
        self.printed = ""
        self._written = 0
        lines, self._in = _FORKS.Pipe(duplex=False)
        self._out, page = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=_held, args=(folder, lines, page), daemon=True)
        self._process.start()
        lines.close()
        page.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def replies(self) -> int:
        """How many replies have begun to show; the opening is one."""
        return len(re.findall(r"^Nightjar: ", self.printed, re.MULTILINE))

    def write(self, words: str) -> None:
        """Hands a line over without waiting for anything."""
        self._written += 1
        os.write(self._in.fileno(), f"{words}\n".encode())

    def say(self, words: str) -> None:
        """Hands a line over and waits until it is answered."""
        self.write(words)
        self.wait_for_reply()

    def opened(self) -> None:
        """Waits for the coach's first words, to their end."""
        self.wait_for_reply()

    def wait_for_reply(self) -> None:
        """Waits until every line handed over is answered, and the answer written down."""
        self.wait_for(lambda: self.replies > self._written and self.printed.endswith("\n"))

    def wait_for(self, seen: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
        """Reads until `seen` holds; an end or too long a wait fails with what was printed."""
        until = time.monotonic() + within_s
        while not seen():
            if not self._read(until - time.monotonic()):
                raise AssertionError(f"waited in vain after:\n{self.printed}")

    def end(self) -> int | None:
        """Ends the input, reads to the end, and gives the exit code."""
        self._in.close()
        until = time.monotonic() + PATIENCE_S
        while self._read(until - time.monotonic()):
            pass
        self._process.join(PATIENCE_S)
        self._out.close()
        return self._process.exitcode

    def kill(self) -> None:
        """SIGKILL, as `kill -9`; keeps what it had printed."""
        if self._out.closed:
            return
        self._process.kill()
        self._process.join()
        while self._read(1.0):
            pass
        self._in.close()
        self._out.close()

    def _read(self, wait_s: float) -> bool:
        """Reads what is there, waiting for it; False at the end or after too long a wait."""
        if not select.select([self._out], [], [], max(wait_s, 0.0))[0]:
            return False
        piece = os.read(self._out.fileno(), 65536)
        self.printed += piece.decode()
        return bool(piece)


def in_store(folder: Path, look: Callable[[Store], Awaitable[T]]) -> T:
    """What `look` finds in the store that the processes of `folder` write."""

    async def looked() -> T:
        async with opened_store(apart(folder)) as store:
            return await look(store)

    return asyncio.run(looked())


def diary(entry: DiaryEntry | None) -> dict[str, object]:
    """A night's values by field, without whose it is and when it was confirmed."""
    assert entry is not None
    values: dict[str, object] = {str(field): getattr(entry, field) for field in Field}
    return {
        **values,
        "night": entry.night,
        "tz": entry.tz,
        "sources": dict(entry.sources),
        "confirmed": entry.confirmed_at is not None,
    }


async def person_and_nights(store: Store) -> tuple[Person, list[DiaryEntry]]:
    """The only person of a store, and the nights of that person."""
    (person,) = await store.persons()
    return person, await store.nights(person.id)


def as_told(entry: Mapping[str, object]) -> dict[str, object]:
    """A night by its wall clock, minutes, counts and quality, as anyone would say it."""
    told: dict[str, object] = {}
    for field in Field:
        value = entry[str(field)]
        if field in CLOCK_FIELDS:
            at = datetime.fromisoformat(value) if isinstance(value, str) else value
            assert isinstance(at, datetime)
            value = f"{at.astimezone(ZoneInfo(str(entry['tz']))):%H:%M}"
        if str(field) in DEMO_NIGHT:
            told[str(field)] = value
    return told
