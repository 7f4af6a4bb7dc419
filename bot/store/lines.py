"""Lines of lists: what is told of an incident without reading its state."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from bot.core.runbook import Severity
from bot.engine.ports import Summary
from bot.store.codec import actor_from, audience_from
from bot.store.tables import incidents

LINE = (
    incidents.c.id,
    incidents.c.title,
    incidents.c.runbook,
    incidents.c.severity,
    incidents.c.life,
    incidents.c.channel,
    incidents.c.declared_at,
    incidents.c.declared_by,
    incidents.c.audience,
    incidents.c.locked,
)
NEWEST = (
    select(*LINE).order_by(incidents.c.declared_at.desc(), incidents.c.id.desc()).limit(bindparam("most"))
)
OPEN = NEWEST.where(text("life <> 'closed'"))


def summaries(conn: Connection, *, open_only: bool, limit: int) -> Sequence[Summary]:
    """Lines of a list, newest first."""
    return [line_of(row) for row in conn.execute(OPEN if open_only else NEWEST, {"most": limit})]


def line_of(row: Any) -> Summary:
    """A line of a list, of a row that has the columns of one."""
    return Summary(
        row.id,
        row.title,
        row.runbook,
        Severity(row.severity),
        row.life,
        row.channel,
        row.declared_at,
        actor_from(row.declared_by),
        audience_from(row.audience),
        locked=bool(row.locked),
    )
