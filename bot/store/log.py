"""The append-only log, one chain of hashes over all incidents, and the state each log leads to."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from bot.core.events import Event
from bot.core.incident import Incident, Stamp
from bot.core.seeing import audience
from bot.engine.ports import Conflict, Logged
from bot.store import duties
from bot.store.codec import (
    actor_text,
    audience_text,
    event_bytes,
    event_from,
    incident_from,
    incident_text,
)
from bot.store.shape import shape_number
from bot.store.tables import GENESIS, events, incidents

Fold: TypeAlias = Callable[[Incident | None, Event, Stamp], Incident]
"""`bot.core.apply.apply`."""

EXTENT = select(
    select(func.count()).select_from(incidents).scalar_subquery(),
    select(func.count()).select_from(events).scalar_subquery(),
)
LAST_CONTENT = select(events.c.content).order_by(events.c.seq.desc()).limit(1)
LAST = select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
APPEND = insert(events)
DECLARE = insert(incidents)
MOVE = update(incidents).where(
    incidents.c.id == bindparam("incident"), incidents.c.version == bindparam("expected")
)
VERSION = select(incidents.c.version).where(incidents.c.id == bindparam("incident"))
SNAPSHOT = select(incidents.c.snapshot).where(incidents.c.id == bindparam("incident"))
OF_CHANNEL = (
    select(incidents.c.id, incidents.c.life)
    .where(incidents.c.channel == bindparam("channel"), text("channel <> ''"))
    .order_by(incidents.c.declared_at.desc(), incidents.c.id.desc())
)
LOG = select(events.c.content).where(events.c.incident == bindparam("incident")).order_by(events.c.version)


def chained(prev: str, content: bytes) -> str:
    """The hash of a row: over the hash before it, as bytes, and its own bytes."""
    return sha256(bytes.fromhex(prev) + content).hexdigest()


def append(conn: Connection, after: Incident, added: Sequence[Event], stamp: Stamp, bot: str) -> None:
    """Append the events and keep the state they lead to; Conflict when the log is elsewhere."""
    expected = after.version - len(added)
    if not added:
        at = conn.execute(VERSION, {"incident": after.id}).scalar() or 0
        if at != expected:
            raise Conflict(f"{after.id} is at version {at}, not {expected}")
        return
    _keep_state(conn, after, expected)
    last = conn.execute(LAST).first()
    seq, prev = (last.seq, last.hash) if last else (0, GENESIS)
    rows = []
    for version, event in enumerate(added, expected + 1):
        content = event_bytes(Logged(after.id, version, stamp, event, bot))
        seq, this = seq + 1, chained(prev, content)
        rows.append(
            {
                "incident": after.id,
                "version": version,
                "seq": seq,
                "content": content,
                "prev": prev,
                "hash": this,
            }
        )
        prev = this
    conn.execute(APPEND, rows)


def state_row(incident: Incident) -> dict[str, Any]:
    """The incident as its row: the snapshot, and what is looked up without reading it."""
    return {
        "id": incident.id,
        "version": incident.version,
        "shape": shape_number(),
        "title": incident.title,
        "runbook": incident.runbook,
        "severity": incident.severity.value,
        "life": incident.life,
        "channel": incident.channel,
        "declared_at": incident.declared_at,
        "declared_by": actor_text(incident.declared_by),
        "snapshot": incident_text(incident),
        "audience": audience_text(audience(incident)),
        "locked": incident.is_locked,
    }


def _keep_state(conn: Connection, after: Incident, expected: int) -> None:
    row = state_row(after)
    if expected == 0:
        try:
            conn.execute(DECLARE, row)
        except IntegrityError as error:
            raise Conflict(f"{after.id} has a log already") from error
    elif conn.execute(MOVE, {"incident": row.pop("id"), "expected": expected, **row}).rowcount != 1:
        raise Conflict(f"{after.id} is not at version {expected} any more")
    duties.keep(conn, after)


def incident(conn: Connection, name: str) -> Incident | None:
    """The incident's state; one read."""
    snapshot = conn.execute(SNAPSHOT, {"incident": name}).scalar()
    return None if snapshot is None else incident_from(snapshot)


def incident_of_channel(conn: Connection, channel: str) -> str | None:
    """Id of the incident that lives in the channel, while procedures are walked in it too.

    Of a channel that is no incident's: the newest procedure's, open ones first.
    """
    found = conn.execute(OF_CHANNEL, {"channel": channel}).all()
    best = sorted(found, key=lambda one: (not one.id.startswith("INC-"), one.life == "closed"))
    return best[0].id if best else None


def log(conn: Connection, name: str) -> Sequence[Logged]:
    """The incident's events in order; Unreadable when one of them is."""
    return [event_from(content) for content in conn.execute(LOG, {"incident": name}).scalars()]


def replayed(logged: Sequence[Logged], fold: Fold) -> Incident | None:
    """The state that a log leads to."""
    state: Incident | None = None
    for one in logged:
        state = fold(state, one.event, one.stamp)
    return state


def stale(conn: Connection) -> Iterator[str]:
    """Incidents whose snapshot was written by a version whose state looked otherwise."""
    yield from conn.execute(select(incidents.c.id).where(incidents.c.shape != shape_number())).scalars().all()


def renew(conn: Connection, name: str, fold: Fold) -> None:
    """Make the snapshot anew from the log."""
    state = replayed(log(conn, name), fold)
    assert state is not None, "an incident has events"
    _keep_state(conn, state, state.version)
