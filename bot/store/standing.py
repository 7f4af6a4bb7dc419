"""How it stands now, in numbers, for who watches the bot: what the outbox holds, and what is open."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, text

from bot.store.tables import incidents, outbox

ROWS: Final = select(outbox.c.state, outbox.c.due, outbox.c.incident).where(text("state <> 'done'"))
OPEN: Final = select(incidents.c.id, incidents.c.severity, incidents.c.audience).where(
    text("life <> 'closed'")
)
RESTRICTED: Final = select(incidents.c.id).where(
    text("audience <> ''"), incidents.c.id.in_(select(outbox.c.incident).where(text("state <> 'done'")))
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`late`: seconds since the oldest row became due that is not delivered, 0 when there is none.

    Of restricted incidents only what an operator has to see to counts: what is due, under way or dead.
    """

    due: int
    later: int
    under_way: int
    dead: int
    late: float
    incidents: Mapping[str, int]
    """Open ones by severity, without the restricted ones."""
    procedures: int


def standing(conn: Connection, now: datetime) -> Standing:
    """By statements that do not read what is done or closed: what they find is not much."""
    rows = [(state, due, of) for state, due, of in conn.execute(ROWS)]
    restricted = set(conn.execute(RESTRICTED).scalars())
    states = Counter(state for state, _, _ in rows)
    late = [now - due for state, due, _ in rows if state == "waiting" and due <= now]
    opened = [(name, severity) for name, severity, those in conn.execute(OPEN) if not those]
    return Standing(
        due=len(late),
        later=sum(state == "waiting" and due > now and of not in restricted for state, due, of in rows),
        under_way=states["leased"],
        dead=states["dead"],
        late=max(late, default=timedelta()).total_seconds(),
        incidents=Counter(severity for name, severity in opened if name.startswith("INC-")),
        procedures=sum(name.startswith("PRC-") for name, _ in opened),
    )
