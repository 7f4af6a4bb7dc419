"""Whether a file says what it said when it was written. Works beside a running bot; changes nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.core.incident import Incident
from bot.engine.ports import Logged
from bot.store.codec import Unreadable, event_from, incident_from
from bot.store.duties import rows_of
from bot.store.log import Fold, chained, replayed, state_row
from bot.store.look import looking
from bot.store.shape import shape_number
from bot.store.tables import GENESIS, duties, events, incidents, objects

CHAIN = select(events).order_by(events.c.seq)
NAMES = select(incidents.c.id).order_by(incidents.c.id)
STATE = select(incidents)
LOG = select(events.c.content).order_by(events.c.version)
ASKED = select(duties).where(duties.c.incident == bindparam("of")).order_by(duties.c.place)
OBJECTS = select(
    objects.c.digest, objects.c.content, objects.c.purged_at.is_not(None).label("purged")
).order_by(objects.c.digest)
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as it was written. `incident` and `version` are empty for what has none."""

    incident: str
    version: int
    what: str

    def __str__(self) -> str:
        if self.version:
            return f"{self.incident}, event {self.version}: {self.what}"
        return f"{self.incident}: {self.what}" if self.incident else self.what


def verify(path: Path, fold: Fold) -> list[Flaw]:
    """Every flaw of the file, those of the chain first and in its order; empty when there is none.

    `fold` is `bot.core.apply.apply`. Raises StoreTrouble when the file is not a Handrail database of
    this version.
    """
    with looking(path) as conn:
        return [*_of_chain(conn), *_of_states(conn, fold), *_of_objects(conn)]


def _of_chain(conn: Connection) -> Iterator[Flaw]:
    seq, prev = 0, GENESIS
    for row in conn.execute(CHAIN):
        seq += 1
        what = _broken(row, seq, prev)
        if what:
            yield Flaw(row.incident, row.version, what)
        seq, prev = row.seq, str(row.hash)


def _broken(row: Any, seq: int, prev: str) -> str:
    """What is the matter with a row of the log; empty when nothing is."""
    if row.seq != seq:
        return f"{row.seq - seq} row(s) of the log are missing before it"
    if row.prev != prev or not _HASH.fullmatch(prev):
        return "it is not chained to the row before it; that one, or its place, was changed"
    if not isinstance(row.content, bytes) or chained(prev, row.content) != row.hash:
        return "its bytes are not those that were written: they do not match its hash"
    try:
        logged = event_from(row.content)
    except Unreadable as error:
        return str(error)
    if (logged.incident, logged.version) != (row.incident, row.version):
        return f"its bytes say that it is event {logged.version} of {logged.incident}"
    return ""


def _of_states(conn: Connection, fold: Fold) -> Iterator[Flaw]:
    names = set(conn.execute(NAMES).scalars())
    logs = set(conn.execute(select(events.c.incident).distinct()).scalars())
    for name in sorted(logs - names):
        yield Flaw(name, 0, "it has a log and no state")
    for name in sorted(names):
        try:
            row = conn.execute(STATE.where(incidents.c.id == name)).one()
            content = conn.execute(LOG.where(events.c.incident == name)).scalars()
            asked = [dict(one) for one in conn.execute(ASKED, {"of": name}).mappings()]
            yield from _of_state(row, [event_from(one) for one in content], asked, fold)
        except Unreadable as error:
            yield Flaw(name, 0, f"its log or its snapshot cannot be read: {error}")
        except Exception as error:  # noqa: BLE001 - what was tampered with may break reading and folding anyhow
            yield Flaw(name, 0, f"its log cannot be replayed: {error!r}")


def _of_state(row: Any, logged: list[Logged], asked: list[dict[str, Any]], fold: Fold) -> Iterator[Flaw]:
    if row.version != len(logged):
        yield Flaw(row.id, 0, f"its state is at version {row.version}, and its log ends at {len(logged)}")
        return
    state = replayed(logged, fold)
    assert state is not None, "no version is 0"
    if row.shape != shape_number():
        return  # another version's snapshot: it is made anew when this version opens the file
    kept = incident_from(row.snapshot)
    different = list(_differences(kept, state))
    if different:
        yield Flaw(row.id, 0, f"its state differs from what its log says in: {', '.join(different)}")
    columns = (item for item in state_row(kept).items() if item[0] != "snapshot")
    wrong = [name for name, value in columns if value != getattr(row, name)]
    if wrong:
        yield Flaw(row.id, 0, f"its row differs from its state in: {', '.join(wrong)}")
    if asked != rows_of(kept):
        yield Flaw(row.id, 0, "what is kept as asked of people differs from its state")


def _differences(one: Incident, other: Incident) -> Iterable[str]:
    names = (part.name for part in fields(Incident))
    return (name for name in names if getattr(one, name) != getattr(other, name))


def _of_objects(conn: Connection) -> Iterator[Flaw]:
    for row in conn.execute(OBJECTS):
        if row.content is None:
            if not row.purged:
                yield Flaw("", 0, f"object {row.digest}: its content is gone, and nobody purged it")
        elif not isinstance(row.content, bytes) or sha256(row.content).hexdigest() != row.digest:
            yield Flaw("", 0, f"object {row.digest}: its content does not match its digest")
