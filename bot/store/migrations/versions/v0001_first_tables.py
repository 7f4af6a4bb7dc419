"""The first tables."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE incidents (
        id VARCHAR NOT NULL,
        version INTEGER NOT NULL,
        shape INTEGER NOT NULL,
        title VARCHAR NOT NULL,
        runbook VARCHAR NOT NULL,
        severity VARCHAR NOT NULL,
        life VARCHAR NOT NULL,
        channel VARCHAR NOT NULL,
        declared_at VARCHAR NOT NULL,
        declared_by TEXT NOT NULL,
        snapshot TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE events (
        incident VARCHAR NOT NULL,
        version INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        content BLOB NOT NULL,
        prev VARCHAR NOT NULL,
        hash VARCHAR NOT NULL,
        PRIMARY KEY (incident, version),
        UNIQUE (seq)
    )
    """,
    """
    CREATE TABLE outbox (
        place INTEGER NOT NULL,
        id VARCHAR NOT NULL,
        incident VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        effect TEXT NOT NULL,
        due VARCHAR NOT NULL,
        lane VARCHAR NOT NULL,
        "key" VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        attempts INTEGER NOT NULL,
        boot VARCHAR NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (place),
        UNIQUE (id)
    )
    """,
    """
    CREATE TABLE inbox (
        act VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        answer TEXT,
        PRIMARY KEY (act)
    )
    """,
    """
    CREATE TABLE documents (
        digest VARCHAR NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (digest)
    )
    """,
    """
    CREATE TABLE objects (
        digest VARCHAR NOT NULL,
        media_type VARCHAR NOT NULL,
        size INTEGER NOT NULL,
        kept_at VARCHAR NOT NULL,
        content BLOB,
        purged_at VARCHAR,
        purged_by VARCHAR NOT NULL,
        purged_why TEXT NOT NULL,
        PRIMARY KEY (digest)
    )
    """,
    """
    CREATE TABLE counters (
        series VARCHAR NOT NULL,
        value INTEGER NOT NULL,
        PRIMARY KEY (series)
    )
    """,
    """
    CREATE TABLE outbox_names (
        id VARCHAR NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(place) REFERENCES outbox (place)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE outbox_needs (
        place INTEGER NOT NULL,
        needs INTEGER NOT NULL,
        PRIMARY KEY (place, needs),
        FOREIGN KEY(place) REFERENCES outbox (place),
        FOREIGN KEY(needs) REFERENCES outbox (place)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX incidents_open ON incidents (declared_at, id) WHERE life <> 'closed'",
    "CREATE INDEX ix_incidents_shape ON incidents (shape)",
    "CREATE INDEX incidents_newest ON incidents (declared_at, id)",
    "CREATE INDEX incidents_channel ON incidents (channel, declared_at, id) WHERE channel <> ''",
    "CREATE INDEX outbox_due ON outbox (due, place) WHERE state = 'waiting'",
    "CREATE INDEX outbox_undone ON outbox (place) WHERE state <> 'done'",
    "CREATE INDEX outbox_key ON outbox (incident, \"key\") WHERE key <> '' AND state = 'waiting'",
    "CREATE INDEX outbox_lane ON outbox (lane, place) WHERE lane <> '' AND state IN ('waiting', 'leased')",
    "CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only: its events are neither changed nor deleted'); END",
    "CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only: its events are neither changed nor deleted'); END",
)


def upgrade() -> None:
    """Make them, with the triggers that keep the log append-only."""
    for statement in TABLES:
        op.execute(statement)
