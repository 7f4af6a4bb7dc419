"""Whether an export says what the log said: every hash, every digest, and that no event is missing."""

import base64
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256
from typing import IO, Any, Final

import rfc8785
from pydantic_core import from_json

from bot.store.export import FORMAT
from bot.store.log import chained

LONGEST: Final = 128 << 20
"""Bytes of a line; the largest file that may be kept takes less, in base64."""


def flaws_of(file: IO[bytes]) -> list[str]:
    """As `flaws`, of a file that is read line by line, however long it is."""
    return flaws(iter(partial(file.readline, LONGEST), b""))


def flaws(lines: Iterable[bytes]) -> list[str]:
    """Every flaw, with its line; empty when there is none."""
    records = map(_record, lines)
    head = next(records, None)
    if head is None or head.get("handrail") != "export":
        return ["line 1: it is not the head of an export of Handrail"]
    if head.get("format") != FORMAT:
        return [f"line 1: its format is {head.get('format')}, and this version reads {FORMAT}"]
    return list(_of_lines(head, records))


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        found = from_json(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _of_lines(head: dict[str, Any], records: Iterable[dict[str, Any] | None]) -> Iterator[str]:
    version, seq = 0, 0
    for number, record in enumerate(records, 2):
        if record is None:
            yield f"line {number}: it is no JSON object"
        elif "event" in record:
            version += 1
            why = _of_event(record, head.get("incident"), version, seq)
            if why:
                yield f"line {number}: {why}"
            seq = record["seq"] if isinstance(record.get("seq"), int) else seq
        elif not _fits(record):
            yield f"line {number}: its content does not match its digest"
    if version != head.get("events"):
        yield f"it has {version} events, and its head says {head.get('events')}"


def _of_event(record: dict[str, Any], incident: object, version: int, after: int) -> str:
    """What is the matter with an event; empty when nothing is."""
    event, prev = record["event"], record.get("prev")
    if not isinstance(event, dict) or event.get("incident") != incident or event.get("version") != version:
        return f"it is not event {version} of {incident}"
    if not isinstance(record.get("seq"), int) or record["seq"] <= after:
        return "its place in the log is not behind the event before it"
    try:
        fits = chained(str(prev), rfc8785.dumps(event)) == record.get("hash")
    except ValueError:
        return "its hashes or its numbers cannot be read"
    return "" if fits else "its bytes are not those that were written: they do not match its hash"


def _fits(record: dict[str, Any]) -> bool:
    """Whether the bytes of an object or a document, where they are there, have its digest."""
    digest, content = record.get("object") or record.get("document"), record.get("content")
    if not digest:
        return False
    if content is None:
        return True
    try:
        return sha256(base64.b64decode(str(content), validate=True)).hexdigest() == str(digest)
    except ValueError:  # no base64, or not even ASCII
        return False
