"""Documents, objects, the inbox and the counters."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import sqlite

from bot.store.tables import counters, documents, inbox, objects

_counting = sqlite.insert(counters).values(series=bindparam("series"), value=1)
COUNT = _counting.on_conflict_do_update(
    index_elements=[counters.c.series], set_={"value": counters.c.value + 1}
).returning(counters.c.value)
CLAIM = sqlite.insert(inbox).on_conflict_do_nothing()
_answering = sqlite.insert(inbox)
ANSWER = _answering.on_conflict_do_update(
    index_elements=[inbox.c.act], set_={"answer": _answering.excluded.answer, "at": _answering.excluded.at}
)
ANSWERED = select(inbox.c.answer).where(inbox.c.act == bindparam("key"))
KEEP_DOCUMENT = sqlite.insert(documents).on_conflict_do_nothing()
DOCUMENT = select(documents.c.content).where(documents.c.digest == bindparam("name"))
KEEP_OBJECT = sqlite.insert(objects).on_conflict_do_nothing()
OBJECT = select(objects.c.content).where(objects.c.digest == bindparam("name"))
PURGE = (
    update(objects)
    .where(objects.c.digest == bindparam("name"), objects.c.content.is_not(None))
    .values(
        content=None, purged_at=bindparam("at"), purged_by=bindparam("by"), purged_why=bindparam("because")
    )
)


def next_number(conn: Connection, series: str) -> int:
    """The next number of the series, from 1."""
    number: int = conn.execute(COUNT, {"series": series}).scalar_one()
    return number


def claim(conn: Connection, key: str, at: datetime) -> bool:
    """Whether the act is new; if so it is taken now."""
    return conn.execute(CLAIM, {"act": key, "at": at, "answer": None}).rowcount == 1


def keep_answer(conn: Connection, key: str, answer: str, at: datetime) -> None:
    """Remember what the act was answered with; the last answer stands."""
    conn.execute(ANSWER, {"act": key, "at": at, "answer": answer})


def answer(conn: Connection, key: str) -> str | None:
    """What the act was answered with, if it was."""
    return conn.execute(ANSWERED, {"key": key}).scalar()


def put_document(conn: Connection, digest: str, content: bytes) -> None:
    """Keep the document for ever. Idempotent; other content under the same digest is refused."""
    kept = conn.execute(KEEP_DOCUMENT, {"digest": digest, "content": content})
    if kept.rowcount == 0 and document(conn, digest) != content:
        raise ValueError(f"document {digest} is kept with other content")


def document(conn: Connection, digest: str) -> bytes | None:
    """The document's bytes."""
    return conn.execute(DOCUMENT, {"name": digest}).scalar()


def put_object(conn: Connection, content: bytes, media_type: str, at: datetime) -> str:
    """Keep the bytes; returns their sha256. What was purged once stays purged."""
    digest = sha256(content).hexdigest()
    row: dict[str, Any] = {
        "digest": digest,
        "media_type": media_type,
        "size": len(content),
        "kept_at": at,
        "content": content,
        "purged_by": "",
        "purged_why": "",
    }
    conn.execute(KEEP_OBJECT, row)
    return digest


def object_(conn: Connection, digest: str) -> bytes | None:
    """The object's bytes; None also when it was purged."""
    return conn.execute(OBJECT, {"name": digest}).scalar()


def purge(conn: Connection, digest: str, by: str, why: str, at: datetime) -> bool:
    """Remove the bytes and leave a tombstone; whether there was something to remove."""
    purged = conn.execute(PURGE, {"name": digest, "at": at, "by": by, "because": why})
    return purged.rowcount == 1
