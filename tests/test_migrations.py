import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from coach import migrations
from memory.course import Course
from memory.database import sqlite_file
from memory.tables import Table
from tests.courses import one_of_each, planned
from tests.postgres import new_database
from tests.stored import (
    ADA,
    BOTH,
    POSTGRESQL,
    ada,
    night_of_ada,
    opened_store,
    opening,
    reply,
)

ROOT = Path(__file__).parent.parent


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return new_database(migrated=False)
    return f"sqlite:///{tmp_path / 'data' / 'nightjar.db'}"


def test_an_empty_database_gets_every_table(url: str) -> None:
    before = migrations.current(url)

    applied = migrations.migrate(url)

    assert (before, applied) == (None, ["0001", "0002", "0003"])
    assert migrations.current(url) == migrations.HEAD
    assert not migrations.pending(url)
    with migrations.connected(url) as connection:
        assert set(inspect(connection).get_table_names()) == {
            *Table.metadata.tables,
            "alembic_version",
        }


def test_a_migrated_database_is_left_as_it_is(url: str) -> None:
    migrations.migrate(url)

    assert migrations.migrate(url) == []
    assert migrations.ensure(url) == []


def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    migrations.migrate(url)

    with migrations.connected(url) as connection:
        command.check(migrations.config(connection))


async def test_what_the_first_migration_kept_is_kept_by_the_next(url: str, tmp_path: Path) -> None:
    await asyncio.to_thread(migrated_to, "0001", url)
    async with await opened_store(url, tmp_path / "config") as store:
        await store.add_person(ada())
        check_in = await store.hear(opening())
        await store.said(reply(check_in, "Good morning."))
        await store.put_entry(night_of_ada())
        before = [await store.persons(), await store.nights(ADA), await store.check_ins(ADA)]

    applied = await asyncio.to_thread(migrations.migrate, url)

    assert applied == ["0002", "0003"]
    async with await opened_store(url, tmp_path / "config") as store:
        after = [await store.persons(), await store.nights(ADA), await store.check_ins(ADA)]
        (person,) = await store.persons()
        assert after == before
        assert await store.course(ADA) == Course()
        await store.add_milestones(person, *one_of_each())
        assert (await store.course(ADA)).plan == planned()
        assert await store.verify_audit() == (1, None)


def migrated_to(revision: str, url: str) -> None:
    """A database as an earlier Nightjar left it."""
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir()
    with migrations.connected(url) as connection:
        command.upgrade(migrations.config(connection), revision)
        connection.commit()


@pytest.mark.usefixtures("capsys")
def test_alembic_writes_where_standard_output_is_now(tmp_path: Path) -> None:
    with migrations.connected(f"sqlite:///{tmp_path / 'x.db'}") as connection:
        assert migrations.config(connection).stdout is sys.stdout


def test_the_head_is_the_newest_script(tmp_path: Path) -> None:
    with migrations.connected(f"sqlite:///{tmp_path / 'x.db'}") as connection:
        script = ScriptDirectory.from_config(migrations.config(connection))

    assert script.get_heads() == [migrations.HEAD]


def test_a_database_of_a_newer_nightjar_is_refused(url: str) -> None:
    migrations.migrate(url)
    with migrations.connected(url) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(migrations.UnknownMigrationError, match="'9999'"):
        migrations.migrate(url)


def test_a_failed_migration_leaves_nothing_behind(url: str) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
    with migrations.connected(url) as connection, connection.begin():
        connection.execute(text("CREATE TABLE turn (x INTEGER)"))

    with pytest.raises(Exception, match="turn"):
        migrations.migrate(url)

    with migrations.connected(url) as connection:
        assert inspect(connection).get_table_names() == ["turn"]


def test_sqlite_migrates_by_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / '100% mine & so on' / 'nightjar.db'}"

    assert migrations.ensure(url) == ["0001", "0002", "0003"]
    assert (tmp_path / "100% mine & so on" / "nightjar.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.system
def test_a_postgresql_that_does_not_answer_is_said_not_to_answer(tmp_path: Path) -> None:
    with pytest.raises(migrations.UnreachableError, match="does not answer") as refusal:
        migrations.ensure(f"postgresql://me:secret@/nightjar?host={tmp_path}")

    assert "secret" not in str(refusal.value)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        migrations.ensure("mysql://somewhere/nightjar")


@pytest.mark.parametrize("_", [POSTGRESQL])
def test_postgresql_waits_to_be_told(_: str) -> None:
    url = new_database(migrated=False)

    with pytest.raises(migrations.MigrationNeeded, match="coach migrate"):
        migrations.ensure(url)

    assert migrations.pending(url)


async def test_a_database_in_use_is_recognised(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'nightjar.db'}"
    migrations.migrate(url)
    async with await opened_store(url, tmp_path / "config") as store:
        await store.add_person(ada())
        while_open = migrations.current(url)

    assert (while_open, migrations.current(url)) == (migrations.HEAD, migrations.HEAD)


def test_what_is_no_database_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "nightjar.db").write_text("not a database, but long enough to be read as one" * 99)

    with pytest.raises(sqlite3.DatabaseError):
        migrations.ensure(f"sqlite:///{tmp_path / 'nightjar.db'}")


@pytest.mark.system
@pytest.mark.timeout(60)
def test_two_processes_starting_at_once_both_find_a_ready_database(tmp_path: Path) -> None:
    file = tmp_path / "data" / "nightjar.db"
    program = "import sys; from coach import migrations; migrations.ensure(sys.argv[1])"

    started = [
        subprocess.Popen([sys.executable, "-c", program, f"sqlite:///{file}"], cwd=ROOT)  # noqa: S603
        for _ in range(4)
    ]

    assert [process.wait(timeout=50) for process in started] == [0, 0, 0, 0]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (migrations.HEAD,)
        ]


@pytest.mark.system
@pytest.mark.timeout(60)
def test_a_ready_database_costs_no_import_of_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nightjar.db'}"
    migrations.migrate(url)
    program = (
        "import sys; from coach import migrations; migrations.ensure(sys.argv[1]); "
        "sys.exit('alembic' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program, url], cwd=ROOT, check=False)  # noqa: S603

    assert done.returncode == 0
