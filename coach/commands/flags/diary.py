"""What `coach diary` can be told."""

import argparse

from coach.commands.flags.whom import add_person_argument

MOST_NIGHTS = 3660
TERMINAL = "-"
"""What `--plot` means without a file."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's flags."""
    add_person_argument(parser)
    parser.add_argument(
        "--nights",
        metavar="N",
        type=_count,
        help="nights back from the latest morning (default: 14; 56 with --summary or --plot)",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON, times with their offset")
    form.add_argument(
        "--csv",
        action="store_true",
        help="print CSV for a spreadsheet or a clinician: ISO times, zone, minutes",
    )
    form.add_argument(
        "--words", action="store_true", help="print sentences instead of a table, for reading out"
    )
    form.add_argument(
        "--summary",
        action="store_true",
        help="print one page for a doctor: weeks, schedule, health answers, ratings, notes",
    )
    form.add_argument(
        "--plot",
        nargs="?",
        const=TERMINAL,
        metavar="FILE.png",
        help="draw the nights here, or as a picture in a file: hours, efficiency, getting up",
    )
    form.add_argument(
        "--delete",
        metavar="NIGHT",
        help="delete the night that ended on this day: 2026-03-02, today or yesterday",
    )
    form.add_argument(
        "--set",
        nargs="+",
        metavar=("NIGHT", "FIELD=VALUE"),
        help="put a night right: --set yesterday bed=22:30 wakings=2 up=-",
    )
    form.add_argument(
        "--confirm",
        metavar="NIGHT",
        help="say yes to the night that ended on this day, as it is on file",
    )
    parser.add_argument("--dark", action="store_true", help="with --plot FILE.png: light on dark")
    parser.add_argument(
        "--yes", action="store_true", help="with --delete, --set or --confirm: do not ask first"
    )


def _count(word: str) -> int:
    if not word.isascii() or not word.isdigit() or not 1 <= int(word) <= MOST_NIGHTS:
        raise argparse.ArgumentTypeError(f"{word!r} is not between 1 and {MOST_NIGHTS}")
    return int(word)
