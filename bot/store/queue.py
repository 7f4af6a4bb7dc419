"""The statements of the outbox. What a row waits for: its time, its needs, and those ahead in its lane."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, select, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

from bot.core.effects import Queued
from bot.engine.ports import Leased
from bot.store.codec import Unreadable, effect_from, effect_text
from bot.store.queueing import Placement, Waiting, place
from bot.store.rows import OutboxRow
from bot.store.tables import outbox, outbox_names, outbox_needs

_ahead = outbox.alias("ahead")
_needed = outbox.alias("needed")

_UNMET = exists(
    select(outbox_needs.c.place)
    .join(_needed, _needed.c.place == outbox_needs.c.needs)
    .where(outbox_needs.c.place == outbox.c.place, text("needed.state <> 'done'"))
)
_AHEAD = exists(
    select(_ahead.c.place).where(
        _ahead.c.lane == outbox.c.lane,
        _ahead.c.place < outbox.c.place,
        text("ahead.lane <> '' AND ahead.state IN ('waiting', 'leased')"),
    )
)
_FREE = (text("outbox.state = 'waiting'"), ~_UNMET, ~_AHEAD)

FREE = select(outbox.c.due).where(*_FREE).order_by(outbox.c.due).limit(1)
NEXT = (
    select(outbox)
    .where(outbox.c.due <= bindparam("now"), *_FREE)
    .order_by(outbox.c.due, outbox.c.place)
    .limit(1)
)
LEASE = (
    update(outbox)
    .where(outbox.c.place == bindparam("at"))
    .values(state="leased", attempts=outbox.c.attempts + 1, boot=bindparam("by"))
)
_named = select(outbox_names.c.place).where(outbox_names.c.id == bindparam("name")).scalar_subquery()
FINISH = update(outbox).where(outbox.c.place == _named).values(state="done")
BURY = (
    update(outbox)
    .where(outbox.c.place == _named, outbox.c.state != "done")
    .values(state="dead", why=bindparam("because"))
)
_GIVE_BACK = update(outbox).where(outbox.c.place == _named, outbox.c.state == "leased")
RETRY = _GIVE_BACK.values(state="waiting", due=bindparam("again"), why=bindparam("because"))
POSTPONE = _GIVE_BACK.values(state="waiting", due=bindparam("again"), attempts=outbox.c.attempts - 1)
ADOPT = _GIVE_BACK.where(outbox.c.boot != bindparam("by")).values(state="waiting", due=bindparam("again"))
ORPHANS = (
    select(outbox)
    .where(text("state <> 'done'"), outbox.c.state == "leased", outbox.c.boot != bindparam("by"))
    .order_by(outbox.c.place)
)
UNDONE = select(outbox).where(text("state <> 'done'")).order_by(outbox.c.place)
BLOCKING = (
    select(outbox_needs.c.place, _needed.c.id)
    .join(_needed, _needed.c.place == outbox_needs.c.needs)
    .where(
        outbox_needs.c.place.in_(select(outbox.c.place).where(text("outbox.state <> 'done'"))),
        text("needed.state <> 'done'"),
    )
    .order_by(outbox_needs.c.place, outbox_needs.c.needs)
)
SAME_KEY = select(outbox.c.place, outbox.c.key, outbox.c.lane, outbox.c.due, outbox.c.attempts).where(
    outbox.c.incident == bindparam("incident"),
    outbox.c.key.in_(bindparam("keys", expanding=True)),
    text("key <> '' AND state = 'waiting'"),
)
NAMED = select(outbox_names.c.id, outbox_names.c.place).where(
    outbox_names.c.id.in_(bindparam("names", expanding=True))
)
NEWEST_PLACE = select(func.max(outbox.c.place))
ADD = insert(outbox)
NAME = insert(outbox_names)
NEED = sqlite.insert(outbox_needs).on_conflict_do_nothing()
SUPERSEDE = (
    update(outbox)
    .where(outbox.c.place == bindparam("at"))
    .values(kind=bindparam("as_kind"), effect=bindparam("as_effect"), due=bindparam("as_due"))
)


def enqueue(conn: Connection, incident: str, effects: Sequence[Queued]) -> None:
    """Put the effects into the outbox, each in its place."""
    keys = [queued.key for queued in effects if queued.key]
    needs = {name for queued in effects for name in queued.after}
    same = conn.execute(SAME_KEY, {"incident": incident, "keys": keys}) if keys else ()
    waiting = [Waiting(row.place, row.key, row.lane, row.due, row.attempts) for row in same]
    named = conn.execute(NAMED, {"names": sorted(needs)}) if needs else ()
    known = {row.id: row.place for row in named}
    last = conn.execute(NEWEST_PLACE).scalar() or 0
    _write(conn, incident, place(effects, waiting, known, last))


def _write(conn: Connection, incident: str, plan: Placement) -> None:
    try:
        if plan.added:
            conn.execute(ADD, [_row(incident, at, queued) for at, queued in plan.added.items()])
        if plan.names:
            conn.execute(NAME, [{"id": name, "place": at} for name, at in plan.names.items()])
    except IntegrityError as error:
        raise ValueError(f"one of the effects {', '.join(plan.names)} is in the outbox already") from error
    if plan.needs:
        conn.execute(NEED, [{"place": at, "needs": need} for at, need in sorted(plan.needs)])
    for at, row in plan.superseded.items():
        assert row.effect is not None, "it took the effect that superseded it"
        taken = {"as_kind": row.effect.kind, "as_effect": effect_text(row.effect), "as_due": row.due}
        conn.execute(SUPERSEDE, {"at": at, **taken})


def _row(incident: str, at: int, queued: Queued) -> dict[str, Any]:
    return {
        "place": at,
        "id": queued.id,
        "incident": incident,
        "kind": queued.effect.kind,
        "effect": effect_text(queued.effect),
        "due": queued.due,
        "lane": queued.lane,
        "key": queued.key,
        "state": "waiting",
        "attempts": 0,
        "boot": "",
        "why": "",
    }


def take(conn: Connection, now: datetime, boot: str, kinds: Collection[str] = ()) -> Leased | None:
    """Lease the next row (of these kinds); one that this version cannot read is buried, the next taken."""
    following = NEXT.where(outbox.c.kind.in_(kinds)) if kinds else NEXT
    while (row := conn.execute(following, {"now": now}).first()) is not None:
        try:
            leased = _leased(row, row.attempts + 1)
        except Unreadable as error:
            bury(conn, row.id, str(error))
            continue
        conn.execute(LEASE, {"at": row.place, "by": boot})
        return leased
    return None


def first_due(conn: Connection, kinds: Collection[str] = ()) -> datetime | None:
    """When the first row (of these kinds) is due that waits for nothing but its time."""
    return conn.execute(FREE.where(outbox.c.kind.in_(kinds)) if kinds else FREE).scalar()


def finish(conn: Connection, effect: str) -> None:
    """The row is done; what waited for it is free."""
    _need_row(conn, effect, conn.execute(FINISH, {"name": effect}).rowcount)


def bury(conn: Connection, effect: str, why: str) -> None:
    """The row is dead, unless it is done."""
    _need_row(conn, effect, conn.execute(BURY, {"name": effect, "because": why}).rowcount)


def retry(conn: Connection, effect: str, due: datetime, why: str) -> None:
    """Give back a row in flight; of any other state it is left as it is."""
    changed = conn.execute(RETRY, {"name": effect, "again": due, "because": why})
    _need_row(conn, effect, changed.rowcount)


def postpone(conn: Connection, effect: str, due: datetime) -> None:
    """Give back a row in flight that was not tried."""
    _need_row(conn, effect, conn.execute(POSTPONE, {"name": effect, "again": due}).rowcount)


def adopt(conn: Connection, effect: str, due: datetime, boot: str) -> None:
    """Give back a row that another boot left in flight."""
    _need_row(conn, effect, conn.execute(ADOPT, {"name": effect, "by": boot, "again": due}).rowcount)


def orphans(conn: Connection, boot: str) -> Sequence[Leased]:
    """Rows that another boot left in flight, in order; those that cannot be read are buried."""
    found = []
    for row in conn.execute(ORPHANS, {"by": boot}).all():
        try:
            found.append(_leased(row, row.attempts))
        except Unreadable as error:
            bury(conn, row.id, str(error))
    return found


def undone(conn: Connection) -> Sequence[OutboxRow]:
    """Every row that is not done, in order of enqueuing, with what it waits for."""
    blocking: dict[int, list[str]] = {}
    for at, name in conn.execute(BLOCKING):
        blocking.setdefault(at, []).append(name)
    return [
        OutboxRow(
            row.id,
            row.incident,
            row.kind,
            row.state,
            row.due,
            row.attempts,
            row.lane,
            row.why,
            tuple(blocking.get(row.place, ())),
        )
        for row in conn.execute(UNDONE)
    ]


def _leased(row: Any, attempt: int) -> Leased:
    return Leased(row.id, row.incident, effect_from(row.kind, row.effect), attempt)


def _need_row(conn: Connection, effect: str, changed: int) -> None:
    if not changed and conn.execute(NAMED, {"names": [effect]}).first() is None:
        raise LookupError(f"there is no effect {effect} in the outbox")
