"""Every table. Hot statements repeat the whole predicate of the partial index they use: SQLite needs that."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Dialect, Index, LargeBinary, String, Table, Text, TypeDecorator, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

HEAD: Final = "0006"
"""The newest revision in `migrations/versions`; a new file is made at it."""

GENESIS: Final = "0" * 64
"""What the first row of the log is chained to."""


class Utc(TypeDecorator[datetime]):
    """An aware time as a text of fixed width in UTC, so that it sorts as it reads."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - signature
        return None if value is None else datetime.fromisoformat(value)


class Kept(SQLModel, registry=registry()):
    """All tables of the store, apart from any other SQLModel."""


class IncidentRow(Kept, table=True):
    """The state of an incident as its log leaves it, and what lists and look-ups need of it."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("incidents_channel", "channel", "declared_at", "id", sqlite_where=text("channel <> ''")),
        Index("incidents_newest", "declared_at", "id"),
        Index("incidents_open", "declared_at", "id", sqlite_where=text("life <> 'closed'")),
    )

    id: str = Field(primary_key=True)
    version: int
    shape: int = Field(index=True)
    """Schema number of the snapshot; of another one it is made anew from the log."""
    title: str
    runbook: str
    severity: str
    life: str
    channel: str
    declared_at: datetime = Field(sa_type=Utc)
    declared_by: str = Field(sa_type=Text)
    snapshot: str = Field(sa_type=Text)
    audience: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    """Who may see it, one key a line; empty: everybody."""
    locked: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    """Whether another organisation can read its channel."""


class DutyRow(Kept, table=True):
    """One thing that an incident asks of a person or a group, as its state says (`core/duties.py`)."""

    __tablename__ = "duties"

    incident: str = Field(primary_key=True, foreign_key="incidents.id")
    place: int = Field(primary_key=True)
    who: str = Field(index=True)
    kind: str
    what: str = Field(sa_type=Text)
    person: str
    until: datetime | None = Field(default=None, sa_type=Utc)
    ref: str
    besides: str


class EventRow(Kept, table=True):
    """One event, for ever. `seq` is the order of commits over all incidents, and the order of the chain."""

    __tablename__ = "events"

    incident: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    seq: int = Field(unique=True)
    content: bytes = Field(sa_type=LargeBinary)
    """RFC 8785 bytes of {incident, version, at, by, via, bot, event}."""
    prev: str
    hash: str
    """sha256, in hex, of the bytes of `prev` followed by `content`."""


class EffectRow(Kept, table=True):
    """One row of the outbox. `place` is the order of enqueuing; whatever a row waits for has a lower one."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_due", "due", "place", sqlite_where=text("state = 'waiting'")),
        Index(
            "outbox_lane",
            "lane",
            "place",
            sqlite_where=text("lane <> '' AND state IN ('waiting', 'leased')"),
        ),
        Index("outbox_key", "incident", "key", sqlite_where=text("key <> '' AND state = 'waiting'")),
        Index("outbox_undone", "place", sqlite_where=text("state <> 'done'")),
    )

    place: int = Field(primary_key=True)
    id: str = Field(unique=True)
    incident: str
    kind: str
    effect: str = Field(sa_type=Text)
    due: datetime = Field(sa_type=Utc)
    lane: str
    key: str
    state: str
    attempts: int = 0
    boot: str = ""
    why: str = Field(default="", sa_type=Text)


class EffectName(Kept, table=True):
    """Every id that a row answers to: its own, and those of effects that superseded it."""

    __tablename__ = "outbox_names"
    __table_args__ = {"sqlite_with_rowid": False}

    id: str = Field(primary_key=True)
    place: int = Field(foreign_key="outbox.place", index=True)


class EffectNeed(Kept, table=True):
    """The row at `place` waits until the row at `needs` is done."""

    __tablename__ = "outbox_needs"
    __table_args__ = {"sqlite_with_rowid": False}

    place: int = Field(primary_key=True, foreign_key="outbox.place")
    needs: int = Field(primary_key=True, foreign_key="outbox.place", index=True)


class ActRow(Kept, table=True):
    """The inbox: what a person did, once, and what was answered."""

    __tablename__ = "inbox"

    act: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)
    answer: str | None = Field(default=None, sa_type=Text)


class DocumentRow(Kept, table=True):
    """Pinned runbooks, by digest."""

    __tablename__ = "documents"

    digest: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class ObjectRow(Kept, table=True):
    """Outputs, pasted texts and files, by sha256. A purged one keeps its row, without content."""

    __tablename__ = "objects"

    digest: str = Field(primary_key=True)
    media_type: str
    size: int
    kept_at: datetime = Field(sa_type=Utc)
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    purged_at: datetime | None = Field(default=None, sa_type=Utc)
    purged_by: str = ""
    purged_why: str = Field(default="", sa_type=Text)


class SearchText(Kept, table=True):
    """A text of an incident that can be found. `about` names it within the incident."""

    __tablename__ = "search_texts"
    __table_args__ = (UniqueConstraint("incident", "about"),)

    place: int | None = Field(default=None, primary_key=True)
    incident: str
    about: str
    kind: str
    text: str = Field(sa_type=Text)


class CounterRow(Kept, table=True):
    """The last number given out in a series."""

    __tablename__ = "counters"

    series: str = Field(primary_key=True)
    value: int


class Revision(Kept, table=True):
    """Which migrations the file has seen; Alembic's own table."""

    __tablename__ = "alembic_version"

    version_num: str = Field(primary_key=True, max_length=32)


def _table(name: str) -> Table:
    return Kept.metadata.tables[name]


incidents = _table("incidents")
duties = _table("duties")
events = _table("events")
outbox = _table("outbox")
outbox_names = _table("outbox_names")
outbox_needs = _table("outbox_needs")
inbox = _table("inbox")
documents = _table("documents")
objects = _table("objects")
counters = _table("counters")
search_texts = _table("search_texts")
revision = _table("alembic_version")

TRIGGERS: Final = tuple(
    f"CREATE TRIGGER events_refuse_{verb.lower()} BEFORE {verb} ON events "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only: its events are neither changed nor deleted'); END"
    for verb in ("UPDATE", "DELETE")
)

_FORGET: Final = (
    "INSERT INTO search_words (search_words, rowid, text) VALUES ('delete', old.place, old.text);"
)
_LEARN: Final = "INSERT INTO search_words (rowid, text) VALUES (new.place, new.text);"
SEARCH: Final = (
    "CREATE VIRTUAL TABLE search_words USING fts5(text, content='search_texts', content_rowid='place', "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    f"CREATE TRIGGER search_learn AFTER INSERT ON search_texts BEGIN {_LEARN} END",
    f"CREATE TRIGGER search_forget AFTER DELETE ON search_texts BEGIN {_FORGET} END",
    f"CREATE TRIGGER search_renew AFTER UPDATE ON search_texts BEGIN {_FORGET} {_LEARN} END",
)
"""The words of `search_texts`, by FTS5, which is part of every SQLite that Python brings."""
