"""`coach backup`: copies the store into two files of a folder."""

import argparse
import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from coach.commands.clock import utc_now
from coach.keeping import opened_store
from coach.settings import Settings
from memory.backup import backup
from memory.keys import MASTER_KEY_FILE


def run(args: argparse.Namespace) -> int:
    """Runs the command."""
    return asyncio.run(_run(args.out, Settings(), utc_now()))


async def _run(out: Path | None, settings: Settings, now: datetime) -> int:
    folder = out or Path(f"nightjar-backup-{now:%Y-%m-%d}")
    async with opened_store(settings) as store:
        report = await backup(store, folder, now)
    print(f"Written: {report.data_file}")
    print(f"  {rows_line(report.rows)}. Words are sealed in it, times and numbers are not")
    print(f"Written: {report.keys_file}")
    print(f"  the keys of {report.persons} {people(report.persons)}, locked by the master key")
    master = (
        "what COACH_KEY__COMMAND prints"
        if settings.key.command
        else str(settings.config_dir / MASTER_KEY_FILE)
    )
    print(
        f"Not in either: the master key ({master}).\n"
        "Keep a copy of it, and the keys file, in another place than the first file: whoever has "
        "all\nthree can read everything, and without the master key nobody can read a word. "
        "To restore, put\nboth files into one folder again."
    )
    return 0


def rows_line(rows: Mapping[str, int]) -> str:
    """Row counts in one line, tables in order; a store without rows is said to be empty."""
    told = [f"{count} {table.replace('_', ' ')}" for table, count in rows.items() if count]
    return f"rows: {', '.join(told)}" if told else "no rows: the store is empty"


def people(count: int) -> str:
    """`person` or `people`."""
    return "person" if count == 1 else "people"
