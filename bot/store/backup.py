"""A copy of all that Handrail knows, made beside a running bot, and proven before it is called one.

It is two files: the database (the log, what is pinned and kept, the outbox), and beside it, with the suffix
`.key`, the key by which it is proven what a command really put out. `handrail.toml`, the secrets and the
runbooks are not in it: they are the operator's own.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from bot.store.belongs import refuse_views
from bot.store.log import Fold
from bot.store.look import Extent, extent_of, reader
from bot.store.schema import backup, revision_of
from bot.store.seal import key_of
from bot.store.trouble import StoreTrouble
from bot.store.verify import Flaw, verify


class Flawed(StoreTrouble):
    """The file was changed after it was written."""

    def __init__(self, path: Path, flaws: list[Flaw], hint: str) -> None:
        super().__init__("\n".join([*map(str, flaws), f"{path} was changed after it was written."]), hint)


@dataclass(frozen=True, slots=True)
class BackUp:
    """What a back-up holds. `key` is None when the database never had one."""

    extent: Extent
    key: Path | None


def back_up(database: Path, copy: Path, fold: Fold) -> BackUp:
    """Copy the database to a file that is not there yet. Raises StoreTrouble; then there is no copy."""
    if not database.is_file():
        raise StoreTrouble(f"There is no file {database}.", "HANDRAIL_DATABASE says where the database is.")
    key = key_of(copy)
    if copy == key:
        raise StoreTrouble(f"{copy} is the name of a key.", "Name the copy of the database, as backup.db.")
    for taken in (copy, key):
        if taken.exists():
            raise StoreTrouble(f"{taken} is there already.", "A back-up is never written over another one.")
    with workshop(copy) as part:
        copy_of(database, part)
        flaws = verify(part, fold)
        if flaws:
            raise Flawed(
                database, flaws, "It was not backed up. To keep it as it is, stop the bot and copy it."
            )
        extent = extent_of(part)
        has_key = key_of(database).is_file()
        if has_key:
            put_file(key_of(database), key)
        part.replace(copy)
        settle(copy.parent)
    return BackUp(extent, key if has_key else None)


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A file that has the target's name in a folder beside it, which is gone afterwards.

    What cannot be written, for want of room or of permission, is raised as StoreTrouble.
    """
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
            yield Path(folder) / target.name
    except (OSError, sqlite3.Error, DatabaseError) as error:
        reason = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
        raise StoreTrouble(
            f"{target} cannot be written: {reason}.", "Is the folder there, is it yours, and is there room?"
        ) from error


def copy_of(database: Path, copy: Path) -> None:
    """One view of the database as a single file, whatever is being written to it meanwhile."""
    engine = reader(database)
    try:
        with engine.connect() as conn:
            refuse_views(conn)
            if revision_of(conn, database) is None:
                raise StoreTrouble(f"{database} is empty.", "There is nothing in it to keep or to put back.")
            backup(conn, copy)
    finally:
        engine.dispose()
    with sqlite3.connect(copy, isolation_level=None) as made:
        made.execute("PRAGMA journal_mode = DELETE")
    made.close()
    settle(copy)


def put_file(source: Path, target: Path) -> None:
    """Copy a secret file; the copy is its owner's alone."""
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as made:
        made.write(source.read_bytes())
        made.flush()
        os.fsync(handle)


def settle(path: Path) -> None:
    """Let a file, or a folder's names, be on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
