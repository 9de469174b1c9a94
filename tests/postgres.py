"""A throw-away PostgreSQL for the tests: started once, on a unix socket, removed at the end.

`new_database` skips the test where PostgreSQL is not installed, and fails with REQUIRE_SERVERS=1.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

from coach import migrations

START_LIMIT_S = 30
USER = "nightjar"
OPTIONS = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"]
_numbers = count()


class NoPostgresError(Exception):
    """No PostgreSQL can be started here; says why."""


@dataclass(frozen=True)
class Server:
    """A running cluster. `folder` holds its socket."""

    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=START_LIMIT_S)
        shutil.rmtree(self.folder, ignore_errors=True)


def new_database(*, migrated: bool = True) -> str:
    """The URL of a database for one test alone; with the newest tables unless told otherwise."""
    try:
        server = _server()
    except NoPostgresError as error:
        if os.environ.get("REQUIRE_SERVERS") == "1":  # noqa: TID251 - a switch of the test run
            pytest.fail(f"REQUIRE_SERVERS=1, but {error}")
        pytest.skip(str(error))
    name = f"test_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {_template() if migrated else 'template0'}")
    return server.url(name)


@cache
def _template() -> str:
    server = _server()
    server.run("CREATE DATABASE migrated")
    migrations.migrate(server.url("migrated"))
    return "migrated"


@cache
def _server() -> Server:
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="nightjar-pg-"))
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    try:
        if user:
            shutil.chown(folder, user)
        subprocess.run(  # noqa: S603 - fixed words
            [
                programs / "initdb",
                *f"-D data -U {USER} -A trust -E UTF8 --no-sync --locale=C".split(),
            ],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        process = subprocess.Popen(  # noqa: S603 - fixed words
            [programs / "postgres", "-D", "data", "-k", folder, *OPTIONS],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=user,
            cwd=folder,
        )
    except (OSError, LookupError, subprocess.CalledProcessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgresError(f"PostgreSQL could not be started: {error}") from error
    server = Server(folder, process)
    atexit.register(server.stop)
    _wait(server)
    return server


def _programs() -> Path:
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = shutil.which("initdb")
    if found:
        installed.append(Path(found).resolve().parent)
    for folder in reversed(installed):
        if (folder / "postgres").exists():
            return folder
    raise NoPostgresError("PostgreSQL is not installed (no initdb)")


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or server.process.poll() is not None:
                raise NoPostgresError(f"PostgreSQL did not start: {error}") from error
            time.sleep(0.05)
        else:
            return
