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
from memory.backup import DATA_FILE, RestoreReport, restore


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    if not args.folder.is_dir():
        raise UsageError(f"there is no folder {args.folder}.")
    if not (args.folder / DATA_FILE).exists():
        raise UsageError(f"{args.folder} holds no backup: {DATA_FILE} is missing.")
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
