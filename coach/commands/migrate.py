"""`coach migrate`: brings the database to the tables of this version."""

import argparse

from coach import migrations
from coach.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no flags."""
    parser.description = (
        f"{parser.description} A SQLite file is brought up to date by every command by itself; "
        "PostgreSQL only\nby this one. Make a backup first."
    )


def run(_args: argparse.Namespace) -> int:
    """Runs the command."""
    settings = Settings()
    done = migrations.migrate(settings.store_url.get_secret_value())
    if done:
        print(f"Applied: {', '.join(done)}. The database is at {migrations.HEAD}.")
    else:
        print(f"Nothing to do: the database is at {migrations.HEAD}.")
    return 0
