"""An incident as JSON lines: its events with their hashes, and the objects and documents that they name.

Every line is RFC 8785, so that whoever has the file can check it without this program.
"""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import rfc8785
from pydantic_core import from_json
from sqlalchemy import Connection, select

from bot.core.values import stamp
from bot.store import log
from bot.store.look import looking
from bot.store.tables import documents, events, objects
from bot.store.trouble import StoreTrouble

FORMAT: Final = 1
Record: TypeAlias = dict[str, Any]

EVENTS = select(events).order_by(events.c.version)
_DIGEST: Final = re.compile("[0-9a-f]{64}")


def export(path: Path, name: str, bot: str, *, contents: bool) -> list[bytes]:
    """The lines, without their ends. `contents`: with the bytes of objects and documents, in base64.

    Raises StoreTrouble when the file is not a Handrail database, or holds no incident of that name.
    """
    with looking(path) as conn:
        found = log.incident(conn, name)
        if found is None:
            raise StoreTrouble(f"There is no incident {name} in {path}.", "`/incident list all` names them.")
        rows = conn.execute(EVENTS.where(events.c.incident == name)).all()
        head = {
            "handrail": "export",
            "format": FORMAT,
            "bot": bot,
            "incident": name,
            "title": found.title,
            "events": len(rows),
            "contents": contents,
        }
        records: list[Record] = [head, *(_event(row) for row in rows)]
        named = dict.fromkeys(digest for row in rows for digest in _DIGEST.findall(row.content.decode()))
        records += _kept(conn, list(named), contents=contents)
        return [rfc8785.dumps(record) for record in records]


def _event(row: Any) -> Record:
    return {"event": from_json(row.content), "seq": row.seq, "prev": row.prev, "hash": row.hash}


def _kept(conn: Connection, digests: list[str], *, contents: bool) -> Iterator[Record]:
    """What is kept under the digests that the events name, in the order in which they name them."""
    for digest in digests:
        found = conn.execute(select(objects).where(objects.c.digest == digest)).first()
        if found is not None:
            yield {"object": digest, "media_type": found.media_type, "size": found.size} | _of_object(
                found, contents=contents
            )
        pinned = conn.execute(select(documents.c.content).where(documents.c.digest == digest)).scalar()
        if pinned is not None:
            bytes_ = {"content": _base64(pinned)} if contents else {}
            yield {"document": digest, "size": len(pinned)} | bytes_


def _of_object(row: Any, *, contents: bool) -> Record:
    if row.content is None:
        purged = {"at": stamp(row.purged_at), "by": row.purged_by, "why": row.purged_why}
        return {"kept_at": stamp(row.kept_at), "purged": purged}
    bytes_ = {"content": _base64(row.content)} if contents else {}
    return {"kept_at": stamp(row.kept_at)} | bytes_


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
