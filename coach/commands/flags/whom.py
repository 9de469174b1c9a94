"""`--person`, which several commands share; `coach.commands.who` resolves it."""

import argparse


def add_person_argument(parser: argparse.ArgumentParser) -> None:
    """Adds `--person`, which `who.the_person` resolves."""
    parser.add_argument(
        "--person",
        metavar="NAME_OR_ID",
        help="whom it is about; not needed while there is only one person",
    )
