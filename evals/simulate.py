"""`coach-evals simulate`: runs the simulated people, shows their weeks, and judges them.

Called by the command. Several people at a time, each in a process and a store of their own.
"""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from rich.console import Console

from agendas.program import load_program
from coach import __version__
from evals.case_file import CaseError
from evals.invariants import broken
from evals.persona import PERSONAS, Persona, load_all
from evals.simulator import CirclesError, live
from evals.telling import UnansweredError
from evals.weeks import Row, heading, rows

EXPECTED = PERSONAS / "expected.txt"
_SECTION = "== "


@dataclass(frozen=True)
class Course:
    """One person's weeks, and what was broken in them."""

    persona: Persona
    rows: tuple[Row, ...]
    broken: tuple[str, ...]
    script: tuple[str, ...] = ()
    took_s: float = 0

    def table(self) -> tuple[str, ...]:
        """The weeks as lines of text: what is kept in the file of what is expected."""
        return tuple(row.line().rstrip() for row in self.rows)


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line; None is the default."""

    weeks: int = 8
    names: tuple[str, ...] = ()
    json_to: Path | None = None
    expect: Path | None = None
    write_to: Path | None = None
    script: bool = False
    jobs: int | None = None


def simulate(asked: Asked) -> bool:
    """Runs, shows and judges; whether nothing is broken and all is as expected.

    Raises:
        CaseError: a persona or the expected file cannot be used.
        OSError: what was asked for cannot be written.
    """
    people = load_all(names=asked.names)
    out, told = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True)
    jobs = min(asked.jobs or os.cpu_count() or 1, len(people))
    told.print(f"{len(people)} people, {asked.weeks} weeks each, {jobs} at a time", highlight=False)
    courses = run_all(people, asked.weeks, jobs, told)
    if asked.script:
        out.print("\n".join(line for each in courses for line in each.script), markup=False)
    out.print(text(courses), markup=False)
    faults = [f"{each.persona.name}: {what}" for each in courses for what in each.broken]
    if asked.json_to is not None:
        write_json(courses, __version__, asked.json_to)
    if asked.write_to is not None:
        asked.write_to.write_text(text(courses), encoding="utf-8")
        changed = []
    else:
        changed = differences(courses, asked.expect or EXPECTED)
    _show_faults(faults, changed, out)
    return not faults and not changed


def _show_faults(faults: Sequence[str], changed: Sequence[str], out: Console) -> None:
    for heading_of, lines in (("BROKEN", faults), ("NOT AS EXPECTED", changed)):
        if lines:
            out.print(heading_of, *(f"  {line}" for line in lines), sep="\n", markup=False)
    if not faults and not changed:
        out.print("nothing broken", markup=False)


def run(persona: Persona, weeks: int) -> Course:
    """One person's weeks, in this process."""
    started = perf_counter()
    schedule = load_program().schedule
    if schedule is None:
        raise LookupError("the programme has no schedule to simulate")
    try:
        lived = asyncio.run(live(persona, weeks))
    except (UnansweredError, CirclesError) as error:
        return Course(persona, (), (str(error),))
    took = perf_counter() - started
    return Course(persona, rows(lived, schedule), broken(lived), lived.script, took)


def run_all(people: Sequence[Persona], weeks: int, jobs: int, told: Console) -> list[Course]:
    """Everybody's weeks, in the order given; `told` hears of each who is done."""
    done: dict[str, Course] = {}
    for course in _as_done(people, weeks, jobs):
        done[course.persona.name] = course
        state = f"{len(course.broken)} BROKEN" if course.broken else "ok"
        told.print(
            f"  {len(done)} of {len(people)}  {course.persona.name}: {len(course.rows)} weeks in "
            f"{course.took_s:.0f} s, {state}",
            markup=False,
            highlight=False,
        )
    return [done[persona.name] for persona in people]


def _as_done(people: Sequence[Persona], weeks: int, jobs: int) -> Iterator[Course]:
    if jobs == 1:
        yield from (run(persona, weeks) for persona in people)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(run, persona, weeks) for persona in people]
        for future in as_completed(futures):
            yield future.result()


def text(courses: Sequence[Course]) -> str:
    """All tables, as shown and as kept."""
    parts: list[str] = []
    for course in courses:
        parts.append(f"{_SECTION}{course.persona.name}: {course.persona.about}")
        parts += [heading().rstrip(), *course.table(), ""]
    return "\n".join(parts)


def differences(courses: Sequence[Course], expected: Path) -> list[str]:
    """How the tables differ from those of a file, as far as they go in weeks.

    Raises:
        CaseError: the file cannot be read.
    """
    kept = _sections(expected)
    found: list[str] = []
    for course in courses:
        name, got = course.persona.name, course.table()
        if name not in kept:
            found.append(f"{name}: not in {expected}")
            continue
        wanted = kept[name][: len(got)]
        for week in range(max(len(wanted), len(got))):
            old = wanted[week] if week < len(wanted) else "(nothing)"
            new = got[week] if week < len(got) else "(nothing)"
            if old != new:
                found += [f"{name}, week {week + 1}", f"  expected {old}", f"  got      {new}"]
    return found


def write_json(courses: Sequence[Course], version: str, out: Path) -> None:
    """Writes `{"version", "ok", "personas": [{"name", "ok", "broken", "weeks"}]}`.

    Raises:
        OSError: the file cannot be written.
    """
    people = [
        {
            "name": course.persona.name,
            "ok": not course.broken,
            "broken": list(course.broken),
            "weeks": [row.as_json() for row in course.rows],
        }
        for course in courses
    ]
    whole = {"version": version, "ok": all(p["ok"] for p in people), "personas": people}
    out.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _sections(path: Path) -> Mapping[str, list[str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(path, error.strerror or "cannot be read") from error
    found: dict[str, list[str]] = {}
    rows_of: list[str] = []
    for line in lines:
        if line.startswith(_SECTION):
            name = line.removeprefix(_SECTION).partition(":")[0]
            rows_of = found.setdefault(name, [])
        elif line[:1].isdigit():
            rows_of.append(line.rstrip())
    return found
