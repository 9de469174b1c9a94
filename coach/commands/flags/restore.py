"""What `coach restore` can be told, and what it refuses."""

import argparse
from pathlib import Path

REFUSES = """\
It refuses a store that is not empty, a backup of a version that does not fit, damaged files, and
another master key than the one the backup was made under; then nothing is written. Whoever was
erased stays erased. To restore into a new place, point COACH_DATA_DIR at an empty folder."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.description = f"{parser.description}\n\n{REFUSES}"
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the folder of the two files")
