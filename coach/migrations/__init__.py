"""Brings a database to the tables of `memory.tables`; `coach.bootstrap` and `coach migrate` call.

SQLite migrates by itself, under a file lock. PostgreSQL only when told to: until then `ensure`
refuses. A database already at `HEAD` is recognised without importing Alembic.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.pool import NullPool

from memory.database import sqlite_file

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"
"""The newest migration; a test holds that it is the scripts' head."""

LOCK_LIMIT_S = 60
CONNECT_LIMIT_S = 5


class MigrationError(Exception):
    """The database cannot be used as it is; says what to do."""


class MigrationNeeded(MigrationError):  # noqa: N818 - a state to act on, as its callers name it
    """The database is not at `HEAD`, and is not ours to change without being told to."""


class UnreachableError(MigrationError):
    """PostgreSQL does not answer, or its driver is not installed; says which."""


class UnknownMigrationError(MigrationError):
    """The database was written by a newer Nightjar than this one."""


def current(url: str) -> str | None:
    """The migration a database is at, None when it has no tables yet.

    Raises:
        UnreachableError: PostgreSQL does not answer, or its driver is not installed.
        ValueError: neither a SQLite file nor PostgreSQL.
    """
    file = sqlite_file(url)
    return _current_sqlite(file) if file else _current_postgresql(make_url(url))


def pending(url: str) -> bool:
    """True when the database is not at `HEAD`."""
    return current(url) != HEAD


def ensure(url: str) -> list[str]:
    """Makes the database ready, or refuses; returns the migrations it applied.

    Raises:
        MigrationNeeded: on PostgreSQL, when a migration is pending.
        UnknownMigrationError: as `migrate`.
    """
    if not pending(url):
        return []
    if sqlite_file(url) is None:
        raise MigrationNeeded(
            f"the database is at migration {current(url) or 'none'}, this Nightjar needs {HEAD}: "
            "run `coach migrate`"
        )
    return migrate(url)


def migrate(url: str) -> list[str]:
    """Applies what is pending, oldest first; returns the ids of what it applied.

    Several processes may call it at once. Creates the SQLite file (mode 0600) and its folder.

    Raises:
        UnknownMigrationError: the database is at a migration this Nightjar does not know.
    """
    file = sqlite_file(url)
    if file is None:
        return _upgrade(url)
    from filelock import FileLock

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)
    with FileLock(file.with_name(f".{file.name}.migrate.lock"), timeout=LOCK_LIMIT_S):
        return _upgrade(url)


def config(connection: Connection) -> "Config":
    """Alembic's configuration, without an ini file."""
    from alembic.config import Config

    # Its own default is the stdout of its first import, which may be closed by now.
    made = Config(stdout=sys.stdout)
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A blocking connection for Alembic, whose transactions hold SQLite's write lock."""
    parsed = make_url(url)
    sqlite = sqlite_file(url) is not None
    engine = create_engine(
        parsed.set(drivername="sqlite" if sqlite else "postgresql+psycopg"), poolclass=NullPool
    )
    if sqlite:
        event.listen(engine, "connect", _no_implicit_begin)
        event.listen(engine, "begin", _begin_immediate)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _upgrade(url: str) -> list[str]:
    from alembic import command
    from alembic.script import ScriptDirectory

    with connected(url) as connection:
        made = config(connection)
        script = ScriptDirectory.from_config(made)
        known = [revision.revision for revision in script.walk_revisions()][::-1]
        before = current(url)
        if before is not None and before not in known:
            raise UnknownMigrationError(
                f"the database is at migration {before!r}, which this Nightjar does not know: "
                "it was written by a newer one. Update Nightjar"
            )
        command.upgrade(made, "head")
        connection.commit()
    return known if before is None else known[known.index(before) + 1 :]


def _current_sqlite(file: Path) -> str | None:
    if not file.exists():
        return None
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
    return None if row is None else str(row[0])


def _current_postgresql(url: URL) -> str | None:
    try:
        import psycopg
    except ImportError as error:
        raise UnreachableError(
            "PostgreSQL needs its driver: pip install psycopg[binary]"
        ) from error

    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(address, connect_timeout=CONNECT_LIMIT_S)
    except psycopg.OperationalError as error:
        raise UnreachableError(f"{url!r} does not answer: {error}") from error
    with connection:
        exists = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if exists is None or exists[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _no_implicit_begin(connection: sqlite3.Connection, _entry: object) -> None:
    connection.isolation_level = None


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
