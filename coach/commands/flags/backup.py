"""What `coach backup` can be told."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        type=Path,
        help="where to (default: ./nightjar-backup-DATE); a backup that is there is replaced",
    )
