"""What `coach migrate` says of itself; it has no flags."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no flags."""
    parser.description = (
        f"{parser.description} A SQLite file is brought up to date by every command by itself; "
        "PostgreSQL only\nby this one. Make a backup first."
    )
