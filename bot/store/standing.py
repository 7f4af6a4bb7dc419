"""How it stands now, in numbers, for who watches the bot: what the outbox holds, and what is open."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, text

from bot.store.tables import incidents, outbox

ROWS: Final = select(outbox.c.state, outbox.c.due).where(text("state <> 'done'"))
OPEN: Final = select(incidents.c.id, incidents.c.severity).where(text("life <> 'closed'"))


@dataclass(frozen=True, slots=True)
class Standing:
    """`late`: seconds since the oldest row became due that is not delivered, 0 when there is none."""

    due: int
    later: int
    under_way: int
    dead: int
    late: float
    incidents: Mapping[str, int]
    """Open ones by severity, restricted ones among them."""
    procedures: int


def standing(conn: Connection, now: datetime) -> Standing:
    """By two statements, neither of which reads what is done or closed: what they find is not much."""
    rows = [(state, due) for state, due in conn.execute(ROWS)]
    states = Counter(state for state, _ in rows)
    late = [now - due for state, due in rows if state == "waiting" and due <= now]
    opened = [(name, severity) for name, severity in conn.execute(OPEN)]
    return Standing(
        due=len(late),
        later=states["waiting"] - len(late),
        under_way=states["leased"],
        dead=states["dead"],
        late=max(late, default=timedelta()).total_seconds(),
        incidents=Counter(severity for name, severity in opened if name.startswith("INC-")),
        procedures=sum(name.startswith("PRC-") for name, _ in opened),
    )
