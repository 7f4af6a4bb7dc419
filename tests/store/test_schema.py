"""A new file is made at once; an older one is copied and migrated; any other is refused and left alone."""

import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.core.apply import apply
from bot.store import schema
from bot.store.files import one_transaction, writing_engine
from bot.store.store import SqlStore
from bot.store.tables import HEAD
from bot.store.trouble import StoreTrouble
from tests.fakes.clock import NOON, FakeClock
from tests.store.samples import declaring


@pytest.fixture
def conn(path: Path) -> Iterator[Connection]:
    with writing_engine(path).connect() as made:
        yield made


def made_of(conn: Connection) -> set[str]:
    """Every table, index and trigger, with its space made even; a table's parts in no order of their own."""
    found = conn.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").scalars()
    plain = (re.sub(r"\s+", " ", one).replace("( ", "(").replace(" )", ")") for one in found)
    return {in_order(one) for one in plain if "alembic_version" not in one}


def in_order(statement: str) -> str:
    """A table's columns sorted: one that was added later stands behind the keys."""
    head, _, body = statement.partition("(")
    if not head.startswith("CREATE TABLE"):
        return statement
    inside, _, tail = body.rpartition(")")
    return f"{head}({', '.join(sorted(re.split(r', (?![^(]*[)])', inside)))}){tail}"


def with_another(folder: Path, statement: str) -> Path:
    """The migrations, and one more that runs the statement."""
    migrations = folder / "migrations"
    shutil.copytree(schema.MIGRATIONS, migrations)
    (migrations / "versions" / "v9999_more.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = '9999', '{HEAD}', None, None\n"
        f"def upgrade():\n    op.execute('CREATE TABLE more (id)')\n    op.execute({statement!r})\n"
    )
    return migrations


def test_the_migrations_lead_to_the_tables_of_a_new_file(conn: Connection, tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.attributes["connection"] = conn
    with one_transaction(conn):
        command.upgrade(config, "head")

    with writing_engine(tmp_path / "new.db").connect() as new:
        schema.create(new)

        assert made_of(conn) == made_of(new)
        assert len(made_of(new)) > 15


def test_a_new_file_is_made_at_the_newest_revision(conn: Connection, path: Path) -> None:
    schema.prepare(conn, path, NOON)

    assert schema.revision_of(conn, path) == HEAD
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_file_of_the_newest_revision_is_left_alone(conn: Connection, path: Path) -> None:
    schema.prepare(conn, path, NOON)

    schema.prepare(conn, path, NOON)

    assert [one.name for one in path.parent.glob("*before*")] == []


def test_an_older_file_is_copied_and_then_migrated(
    conn: Connection, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.create(conn)
    conn.exec_driver_sql("INSERT INTO counters VALUES ('INC', 7)")
    migrations = with_another(tmp_path / "with %", "INSERT INTO more VALUES ('x')")
    monkeypatch.setattr(schema, "HEAD", "9999")

    schema.prepare(conn, path, NOON, migrations)

    assert schema.revision_of(conn, path) == "9999"
    assert conn.exec_driver_sql("SELECT id FROM more").scalars().all() == ["x"]
    copy = path.with_name("handrail.db.before-9999-20261121T120000Z")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT value FROM counters").fetchall() == [(7,)]
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    conn: Connection, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.create(conn)
    before = made_of(conn)
    migrations = with_another(tmp_path, "INSERT INTO nowhere VALUES (1)")
    monkeypatch.setattr(schema, "HEAD", "9999")

    with pytest.raises(Exception, match="nowhere"):
        schema.prepare(conn, path, NOON, migrations)

    assert schema.revision_of(conn, path) == HEAD
    assert made_of(conn) == before


def test_a_file_of_a_newer_handrail_is_refused(conn: Connection, path: Path) -> None:
    schema.create(conn)
    conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreTrouble, match="at revision 9999, which this version") as caught:
        schema.prepare(conn, path, NOON)

    assert "newer Handrail" in caught.value.hint
    assert list(path.parent.glob("*before*")) == []


def test_a_database_of_something_else_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (id)")

    with pytest.raises(StoreTrouble, match="is not a Handrail database"):
        SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)

    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_a_file_that_is_no_database_is_refused_and_let_go(path: Path) -> None:
    path.write_bytes(b"my diary\n" * 100)

    for _ in range(2):  # the second would find the lock, had the first kept it
        with pytest.raises(StoreTrouble, match="is not a Handrail database"):
            SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)

    assert path.read_bytes() == b"my diary\n" * 100


def test_the_file_is_for_its_owner_alone(store: SqlStore, path: Path) -> None:
    store.transact(declaring("INC-0001"))

    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}

    assert modes == dict.fromkeys(
        ["handrail.db", "handrail.db-shm", "handrail.db-wal", "handrail.db.lock"], 0o600
    )


def test_the_file_is_written_so_that_a_commit_survives_the_power(conn: Connection) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")

    found = [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert found == ["wal", 2, 1, 5000, 1]


@pytest.mark.process
def test_alembic_is_not_imported_when_no_migration_is_due(path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from bot.store.store import SqlStore\n"
        "from bot.core.apply import apply\n"
        "from tests.fakes.clock import FakeClock\n"
        "for _ in range(2):\n"
        "    SqlStore.open(pathlib.Path(sys.argv[1]), bot='t', clock=FakeClock(), fold=apply).close()\n"
        "print('alembic' in sys.modules)\n"
    )

    told = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)

    assert told.stdout == "False\n"
