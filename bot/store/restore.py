"""Putting a back-up back. What happened after it was made is lost, and nothing of it may happen twice.

Every row that was on its way when the back-up was made has most likely been delivered since. So a restore
counts as a crash in the midst of all of them, and the next start does what it does after any crash: posts are
looked for before they are repeated, reads are done again, and a command that changes something is never run
again: a person is asked to look. Procedures whose time came meanwhile are not begun. The incidents themselves
are told by the next start (`bot.engine.restoring`), which also keeps it from calling people for what is over.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, bindparam, func, text, update

from bot.engine.restoring import RESTORED
from bot.store import keeping, schema
from bot.store.backup import Flawed, copy_of, put_file, settle, workshop
from bot.store.belongs import damages, strange
from bot.store.files import empty_journal, one_transaction, writing_engine
from bot.store.lock import FileLock
from bot.store.log import Fold
from bot.store.look import Extent, extent_of
from bot.store.seal import key_of
from bot.store.tables import outbox
from bot.store.trouble import StoreTrouble
from bot.store.verify import verify

TIMERS: Final = ("wake", "start_scheduled")
_UNDONE = outbox.c.state.in_(("waiting", "leased"))
CALLS = (
    update(outbox)
    .where(text("state <> 'done'"), _UNDONE, outbox.c.kind.in_(("page", "refresh_page")))
    .values(state="done")
)
"""Whoever was to be paged was paged in what is lost, or it was long ago: nobody is paged now."""
IN_FLIGHT = (
    update(outbox)
    .where(text("state <> 'done'"), _UNDONE, outbox.c.kind.not_in(TIMERS))
    .values(state="leased", boot=RESTORED, attempts=func.max(outbox.c.attempts, 1))
)
MISSED = (
    update(outbox)
    .where(
        text("state <> 'done'"), _UNDONE, outbox.c.kind == "start_scheduled", outbox.c.due <= bindparam("now")
    )
    .values(state="done")
)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was put back, and what became of what was there."""

    extent: Extent
    in_flight: int
    """Effects that were on their way when the back-up was made."""
    missed: int
    """Procedures whose time came meanwhile; none was begun."""
    aside: Path | None
    """Where the former database is now."""
    key: bool
    """Whether the back-up had its key with it."""


def put_back(copy: Path, database: Path, fold: Fold, now: datetime, *, replace: bool = False) -> PutBack:
    """Put the back-up in the database's place, once it is proven. After a StoreTrouble all is as it was."""
    if not copy.is_file():
        raise StoreTrouble(f"There is no file {copy}.", "Name the file that `handrail backup` wrote.")
    if not database.parent.is_dir():
        raise StoreTrouble(f"There is no folder {database.parent}.", "HANDRAIL_DATABASE says where it goes.")
    lock = FileLock(database).take()
    try:
        if database.exists() and not replace:
            raise StoreTrouble(
                f"{database} is there already.",
                "With --replace it is moved aside, and nothing of it is lost.",
            )
        return _put_back(copy, database, fold, now)
    finally:
        lock.release()


def _put_back(copy: Path, database: Path, fold: Fold, now: datetime) -> PutBack:
    with workshop(database) as part:
        copy_of(copy, part)
        engine = writing_engine(part)
        _prepare(engine, part, copy, now)
        _refuse_strange(engine, copy)
        flaws = verify(part, fold)
        if flaws:
            raise Flawed(copy, flaws, "It was not put back.")
        extent = extent_of(part)
        with engine.connect() as conn:
            with one_transaction(conn):
                in_flight, missed = _as_after_a_crash(conn, extent, now)
            empty_journal(conn)
        engine.dispose()
        settle(part)
        aside = _move_aside(database, now)
        part.replace(database)
        has_key = _put_back_key(copy, database, now)
        settle(database.parent)
    return PutBack(extent, in_flight, missed, aside, has_key)


def _prepare(engine: Engine, part: Path, copy: Path, now: datetime) -> None:
    """Bring what an older version wrote to the present tables."""
    try:
        with engine.connect() as conn:
            schema.prepare(conn, part, now)
    except StoreTrouble as trouble:
        raise StoreTrouble(trouble.problem.replace(str(part), str(copy)), trouble.hint) from trouble
    finally:
        engine.dispose()


def _refuse_strange(engine: Engine, copy: Path) -> None:
    """What is put back is written to: nothing may stand in it that would act then."""
    with engine.connect() as conn:
        found = [*strange(conn), *damages(conn)]
    engine.dispose()
    if found:
        said = "\n".join([*found, f"{copy} is not as Handrail made it."])
        raise StoreTrouble(said, "It was not put back. Take another back-up.")


def _as_after_a_crash(conn: Connection, extent: Extent, now: datetime) -> tuple[int, int]:
    missed = conn.execute(MISSED, {"now": now}).rowcount
    conn.execute(CALLS)
    in_flight = conn.execute(IN_FLIGHT).rowcount
    keeping.keep_answer(conn, RESTORED, (extent.until or now).isoformat(), now)
    return in_flight, missed


def _move_aside(path: Path, now: datetime) -> Path | None:
    """Rename the file, and what SQLite keeps beside it; None when there is none."""
    if not path.exists():
        return None
    aside = path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
    for suffix in ("-wal", "-shm", ""):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


def _put_back_key(copy: Path, database: Path, now: datetime) -> bool:
    """Whether the back-up had a key; one that is the same already is left, another one is moved aside."""
    given, target = key_of(copy), key_of(database)
    if not given.is_file():
        return False
    if not target.exists() or target.read_bytes() != given.read_bytes():
        _move_aside(target, now)
        put_file(given, target)
    return True
