"""What is asked of whom, over all incidents: rows beside each state, written in the same transaction."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select

from bot.core.duties import Duty, duties
from bot.core.incident import Incident
from bot.engine.ports import Asked
from bot.store.lines import LINE, line_of
from bot.store.tables import duties as table
from bot.store.tables import incidents

FORGET = delete(table).where(table.c.incident == bindparam("of"))
REMEMBER = insert(table)
_DUTY: Final = (
    table.c.kind,
    table.c.what,
    table.c.who,
    table.c.person,
    table.c.until,
    table.c.ref,
    table.c.besides,
)
OF_PEOPLE = (
    select(*LINE, *_DUTY)
    .join(incidents, incidents.c.id == table.c.incident)
    .where(
        or_(
            table.c.who.in_(bindparam("keys", expanding=True)),
            and_(table.c.who >= "@", table.c.who < "A"),  # of a group: its name is not known here
        )
    )
)


def rows_of(incident: Incident) -> list[dict[str, Any]]:
    """What an incident asks of people, as rows."""
    return [
        {
            "incident": incident.id,
            "place": place,
            "kind": one.kind,
            "what": one.what,
            "who": one.who,
            "person": one.name,
            "until": one.until,
            "ref": one.ref,
            "besides": one.besides,
        }
        for place, one in enumerate(duties(incident))
    ]


def keep(conn: Connection, incident: Incident) -> None:
    """What is asked of people by the state as it is now, in place of what was."""
    conn.execute(FORGET, {"of": incident.id})
    rows = rows_of(incident)
    if rows:
        conn.execute(REMEMBER, rows)


def asked_of(conn: Connection, keys: Collection[str]) -> Sequence[Asked]:
    """What is asked of these people, and of any group."""
    found = conn.execute(OF_PEOPLE, {"keys": list(keys)})
    return [Asked(line_of(row), _duty(row)) for row in found]


def _duty(row: Any) -> Duty:
    return Duty(row.kind, row.what, row.who, row.person, row.until, row.ref, row.besides)
