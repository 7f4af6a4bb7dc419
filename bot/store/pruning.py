"""Forgetting what nobody needs any more: effects that are done, and acts that were answered long ago.

The log, its documents and its objects are never pruned. What is kept whatever its age:

* a row that made or opened a channel: later effects of the incident may name it as what they come after;
* a row that one which is not done needs;
* the act by which a row was enqueued once (an occasion of a schedule), as long as the row is there.

What was answered to a request (`request/…`, by `bot.slack.once`) is kept for an hour and no longer: Slack
sends none again after six minutes, and a signed one is worth nothing after five.

A sweep reads so many rows from where the last one ended, and so never reads a large table as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, case, delete, select, text

from bot.store.tables import inbox, outbox, outbox_names, outbox_needs

AT_ONCE: Final = 500
"""Rows of each table that one sweep looks at."""
OPENING: Final = ("create_channel", "open_in")

_needing = outbox.alias("needing")
_NEEDED = (
    select(outbox_needs.c.needs)
    .join(_needing, _needing.c.place == outbox_needs.c.place)
    .where(outbox_needs.c.needs == outbox.c.place, text("needing.state <> 'done'"))
    .exists()
)
ROWS = (
    select(
        outbox.c.place,
        (
            (outbox.c.state == "done")
            & (outbox.c.due < bindparam("before"))
            & outbox.c.kind.not_in(OPENING)
            & ~_NEEDED
        ).label("old"),
    )
    .where(outbox.c.place > bindparam("after"))
    .order_by(outbox.c.place)
    .limit(AT_ONCE)
)
_NAMES = select(outbox_names.c.id).where(outbox_names.c.id == inbox.c.act).exists()
REQUESTS: Final = timedelta(hours=1)
_SINCE = case(
    (inbox.c.act.startswith("request/"), bindparam("recent", type_=inbox.c.at.type)),
    else_=bindparam("before", type_=inbox.c.at.type),
)
ACTS = (
    select(inbox.c.act, ((inbox.c.at < _SINCE) & ~_NAMES).label("old"))
    .where(inbox.c.act > bindparam("after"))
    .order_by(inbox.c.act)
    .limit(AT_ONCE)
)
_PLACES: BindParameter[int] = bindparam("places", expanding=True)
FORGET_ROWS = (
    delete(outbox_needs).where(outbox_needs.c.place.in_(_PLACES)),
    delete(outbox_needs).where(outbox_needs.c.needs.in_(_PLACES)),
    delete(outbox_names).where(outbox_names.c.place.in_(_PLACES)),
    delete(outbox).where(outbox.c.place.in_(_PLACES)),
)
FORGET_ACTS = delete(inbox).where(inbox.c.act.in_(bindparam("acts", expanding=True)))


@dataclass(frozen=True, slots=True)
class Sweep:
    """Where the next look begins, and what this one found old."""

    row: int = 0
    act: str = ""
    rows: Sequence[int] = ()
    acts: Sequence[str] = ()

    @property
    def found(self) -> int:
        return len(self.rows) + len(self.acts)


def look(conn: Connection, last: Sweep, before: datetime, now: datetime) -> Sweep:
    """What is old among the rows after those of the last sweep; from the first again after the end."""
    limits = {"before": before, "recent": max(before, now - REQUESTS)}
    rows = conn.execute(ROWS, {"after": last.row, "before": before}).all()
    acts = conn.execute(ACTS, {"after": last.act, **limits}).all()
    return Sweep(
        rows[-1].place if len(rows) == AT_ONCE else 0,
        acts[-1].act if len(acts) == AT_ONCE else "",
        [row.place for row in rows if row.old],
        [row.act for row in acts if row.old],
    )


def forget(conn: Connection, sweep: Sweep) -> None:
    """Remove what a sweep found."""
    if sweep.rows:
        for statement in FORGET_ROWS:
            conn.execute(statement, {"places": sweep.rows})
    if sweep.acts:
        conn.execute(FORGET_ACTS, {"acts": sweep.acts})
