"""The receipts store: rows in SQLite, each bound to the one before by a hash.

`hash_hex = sha256(prev_hash_hex ‖ id ‖ at ‖ body)`, fields separated by a line feed. The first receipt
follows `GENESIS`. Everything is read as bytes, because a damaged store need not hold valid text.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

GENESIS = "0" * 64
FIRST_NUMBER = 8001

_SCHEMA = """
CREATE TABLE IF NOT EXISTS receipts (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    prev_hash_hex TEXT NOT NULL,
    hash_hex TEXT NOT NULL
) STRICT
"""
_ROWS = "SELECT seq, id, at, body, prev_hash_hex, hash_hex FROM receipts ORDER BY seq"
_LAST = "SELECT seq, hash_hex FROM receipts ORDER BY seq DESC LIMIT 1"
_INSERT = "INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, before it has a place in the chain: an ISO time and canonical JSON."""

    at: str
    body: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a row says happened."""

    id: str
    at: str
    body: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over the whole chain found.

    `prev_hash_hex` is what the first bad receipt should have named as its predecessor.
    """

    ok: bool
    checked: int
    last_id: str | None = None
    first_bad_id: str | None = None
    prev_hash_hex: str | None = None
    found_prev_hash_hex: str | None = None
    problem: str | None = None


def link(prev_hash_hex: bytes, receipt_id: bytes, at: bytes, body: bytes) -> str:
    """Hash of a receipt, given the hash of the one before."""
    return hashlib.sha256(b"\n".join((prev_hash_hex, receipt_id, at, body))).hexdigest()


@contextmanager
def reading(store: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can only read, and gives bytes."""
    with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
        db.text_factory = bytes
        yield db


def append(store: Path, entries: Iterable[Entry]) -> int:
    """Continue the chain from its last row. Return the number of the last receipt."""
    with closing(sqlite3.connect(store, timeout=5)) as db, db:
        db.execute(_SCHEMA)
        seq, prev = db.execute(_LAST).fetchone() or (FIRST_NUMBER - 1, GENESIS)
        for entry in entries:
            seq += 1
            receipt_id = f"r-{seq}"
            digest = link(prev.encode(), receipt_id.encode(), entry.at.encode(), entry.body.encode())
            db.execute(_INSERT, (seq, receipt_id, entry.at, entry.body, prev, digest))
            prev = digest
    return int(seq)


def latest(store: Path, count: int) -> list[Receipt]:
    """The last receipts, newest first."""
    with reading(store) as db:
        rows = db.execute("SELECT id, at, body FROM receipts ORDER BY seq DESC LIMIT ?", (count,)).fetchall()
    return [Receipt(_text(row[0]), _text(row[1]), _text(row[2])) for row in rows]


def verify(store: Path) -> Verification:
    """Recompute every link and stop at the first that does not hold. Never raises for a damaged file."""
    checked, last_id, prev = 0, None, GENESIS.encode()
    try:
        with reading(store) as db:
            for _, receipt_id, at, body, named_prev, digest in db.execute(_ROWS):
                problem = _problem(prev, named_prev, link(named_prev, receipt_id, at, body).encode(), digest)
                if problem is not None:
                    return Verification(
                        ok=False,
                        checked=checked,
                        last_id=last_id,
                        first_bad_id=_text(receipt_id),
                        prev_hash_hex=_text(prev),
                        found_prev_hash_hex=_text(named_prev),
                        problem=problem,
                    )
                checked, last_id, prev = checked + 1, _text(receipt_id), digest
    except sqlite3.Error as error:
        return Verification(ok=False, checked=checked, last_id=last_id, problem=f"unreadable store: {error}")
    return Verification(ok=True, checked=checked, last_id=last_id)


def _problem(prev: bytes, named_prev: bytes, computed: bytes, digest: bytes) -> str | None:
    if named_prev != prev:
        return "chain break"
    return "hash mismatch" if computed != digest else None


def integrity(store: Path) -> str:
    """SQLite's own opinion of the file: `ok`, or the first thing it finds."""
    try:
        with reading(store) as db:
            return _text(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")
