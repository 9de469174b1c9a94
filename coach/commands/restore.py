"""`coach restore FOLDER`: fills an empty store from a backup, without those who were erased."""

import argparse
import asyncio
from datetime import datetime
from pathlib import Path

from coach.commands.backup import people, rows_line
from coach.commands.clock import utc_now
from coach.commands.usage import UsageError
from coach.keeping import opened_store
from coach.settings import Settings
from memory.backup import RestoreReport, restore

REFUSES = """\
It refuses a store that is not empty, a backup of a version that does not fit, damaged files, and
another master key than the one the backup was made under; then nothing is written. Whoever was
erased stays erased. To restore into a new place, point COACH_DATA_DIR at an empty folder."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.description = f"{parser.description}\n\n{REFUSES}"
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder of the two files")


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    if not args.folder.is_dir():
        raise UsageError(f"there is no folder {args.folder}.")
    return asyncio.run(_run(args.folder, Settings(), utc_now()))


async def _run(folder: Path, settings: Settings, now: datetime) -> int:
    async with opened_store(settings) as store:
        report = await restore(store, folder, now)
    _tell(report)
    return 0


def _tell(report: RestoreReport) -> None:
    print(f"Restored {report.persons} {people(report.persons)}; {rows_line(report.rows)}.")
    if report.erased:
        print(f"Left out: {report.erased} who had been erased. They stay erased.")
    if report.without_key:
        print(
            f"Left out: {report.without_key} whose key is not in the keys file: their words cannot "
            "be read\nby anyone. A later keys file of the same store may hold it."
        )
