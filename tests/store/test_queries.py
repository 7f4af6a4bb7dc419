"""Hot statements go by an index: no table is read through, nothing is sorted by hand."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import Executable, create_engine, event

from bot.store import duties, keeping, lines, log, pruning, queue, search, standing
from bot.store.tables import Kept

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)

HOT: dict[str, tuple[Executable, dict[str, object]]] = {
    "last of the chain": (log.LAST, {}),
    "version": (log.VERSION, {"incident": "x"}),
    "snapshot": (log.SNAPSHOT, {"incident": "x"}),
    "of a channel": (log.OF_CHANNEL, {"channel": "C"}),
    "log": (log.LOG, {"incident": "x"}),
    "newest": (lines.NEWEST, {"most": 50}),
    "open": (lines.OPEN, {"most": 50}),
    "asked of people": (duties.OF_PEOPLE, {"keys": ["T1/U1"]}),
    "forget what was asked": (duties.FORGET, {"of": "x"}),
    "next": (queue.NEXT, {"now": NOON}),
    "free": (queue.FREE, {}),
    "orphans": (queue.ORPHANS, {"by": "b"}),
    "undone": (queue.UNDONE, {}),
    "blocking": (queue.BLOCKING, {}),
    "same key": (queue.SAME_KEY, {"incident": "x", "keys": ["a", "b"]}),
    "named": (queue.NAMED, {"names": ["a", "b"]}),
    "newest place": (queue.NEWEST_PLACE, {}),
    "lease": (queue.LEASE, {"at": 1, "by": "b"}),
    "finish": (queue.FINISH, {"name": "a"}),
    "bury": (queue.BURY, {"name": "a", "because": "w"}),
    "adopt": (queue.ADOPT, {"name": "a", "by": "b", "again": NOON}),
    "rows to prune": (pruning.ROWS, {"after": 0, "before": NOON}),
    "acts to prune": (pruning.ACTS, {"after": "", "before": NOON, "recent": NOON}),
    **{f"forget {n}": (one, {"places": [1, 2]}) for n, one in enumerate(pruning.FORGET_ROWS)},
    "forget acts": (pruning.FORGET_ACTS, {"acts": ["a", "b"]}),
    "rows undone, counted": (standing.ROWS, {}),
    "open, counted": (standing.OPEN, {}),
    "restricted, counted": (standing.RESTRICTED, {}),
    "answered": (keeping.ANSWERED, {"key": "a"}),
    "document": (keeping.DOCUMENT, {"name": "a"}),
    "findable": (search.KEEP, {"incident": "x", "about": "title", "kind": "title", "text": "t"}),
    "unfindable": (search.DROP, {"of": "x", "named": "title"}),
    "object": (keeping.OBJECT, {"name": "a"}),
}


def plan_of(statement: Executable, values: dict[str, object]) -> list[str]:
    """How SQLite goes about the statement, with its values written into it."""
    engine = create_engine("sqlite://")
    Kept.metadata.create_all(engine)
    with engine.connect() as conn:
        compiled = []
        event.listen(engine, "before_cursor_execute", lambda *told: compiled.append(told[2:4]))
        conn.execute(statement, values)
        ((asked, bound),) = compiled
        return [str(row[3]) for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", bound)]


@pytest.mark.parametrize("name", HOT)
def test_a_hot_statement_goes_by_an_index(name: str) -> None:
    plan = plan_of(*HOT[name])

    scans = [line for line in plan if re.match(r"SCAN (?!CONSTANT)", line) and "USING" not in line]
    assert scans == []
    assert not [line for line in plan if "TEMP B-TREE" in line]


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("next", "outbox_due"),
        ("next", "outbox_lane"),
        ("free", "outbox_due"),
        ("free", "outbox_lane"),
        ("same key", "outbox_key"),
        ("undone", "outbox_undone"),
        ("orphans", "outbox_undone"),
        ("blocking", "outbox_undone"),
        ("of a channel", "incidents_channel"),
        ("open", "incidents_open"),
    ],
)
def test_a_partial_index_is_used(name: str, index: str) -> None:
    assert any(index in line for line in plan_of(*HOT[name]))
