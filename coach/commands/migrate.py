"""`coach migrate`: brings the database to the tables of this version."""

import argparse

from coach import migrations
from coach.settings import Settings


def run(_args: argparse.Namespace) -> int:
    """Runs the command."""
    settings = Settings()
    done = migrations.migrate(settings.store_url.get_secret_value())
    if done:
        print(f"Applied: {', '.join(done)}. The database is at {migrations.HEAD}.")
    else:
        print(f"Nothing to do: the database is at {migrations.HEAD}.")
    return 0
