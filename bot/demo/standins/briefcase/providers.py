"""Providers and remote MCP servers: whom the daemon holds OAuth credentials of, and whether they are in use.

A revoked credential stays revoked until somebody logs in, which gives one of a new generation. What knows an
old generation only, as a thief does, is refused from then on.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.demo.standins.briefcase.home import Home

Kind: TypeAlias = Literal["provider", "mcp server"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS peers (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    oauth TEXT NOT NULL,
    generation INTEGER NOT NULL,
    minted INTEGER NOT NULL,
    enabled INTEGER NOT NULL
) STRICT
"""
SEEDED: tuple[tuple[str, Kind], ...] = (
    ("quotes", "provider"),
    ("mail", "provider"),
    ("payments", "provider"),
    ("calendar", "mcp server"),
    ("files", "mcp server"),
)


class NoSuchPeer(Exception):
    """The id names nobody; the message lists those that there are."""

    def __init__(self, kind: Kind, wanted: str, known: list[str]) -> None:
        super().__init__(f"no {kind} {wanted!r}; there are: {', '.join(known) or 'none'}")


@dataclass(frozen=True, slots=True)
class Peer:
    """One of them. `oauth`: `active` or `revoked`. `minted`: the generation that capability tokens are of."""

    id: str
    oauth: str
    generation: int
    minted: int
    enabled: bool

    @property
    def accepts_old_tokens(self) -> bool:
        """Whether a capability token is accepted that was made with a credential which is no more."""
        return self.minted > 0 and (self.oauth == "revoked" or self.minted < self.generation)


def furnish_peers(home: Home) -> None:
    """The peers that a daemon has after its first logins."""
    with closing(sqlite3.connect(home.database)) as db, db:
        db.execute(SCHEMA)
        db.executemany("INSERT INTO peers VALUES (?, ?, 'active', 1, 1, 1)", SEEDED)


def peers(home: Home, kind: Kind) -> list[Peer]:
    """All of a kind, by id."""
    with closing(sqlite3.connect(f"{home.database.absolute().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT id, oauth, generation, minted, enabled FROM peers WHERE kind = ? ORDER BY id", (kind,)
        )
        return [Peer(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def peer(home: Home, kind: Kind, wanted: str) -> Peer:
    """One of a kind. Raises NoSuchPeer."""
    known = peers(home, kind)
    found = next((one for one in known if one.id == wanted), None)
    if found is None:
        raise NoSuchPeer(kind, wanted, [one.id for one in known])
    return found


def revoke(home: Home, kind: Kind, wanted: str) -> None:
    """End its OAuth credentials. Raises NoSuchPeer."""
    peer(home, kind, wanted)
    _change(home, "UPDATE peers SET oauth = 'revoked' WHERE id = ?", wanted)


def log_in(home: Home, kind: Kind, wanted: str) -> None:
    """Get credentials of a new generation, as its login flow does. Raises NoSuchPeer."""
    peer(home, kind, wanted)
    _change(home, "UPDATE peers SET oauth = 'active', generation = generation + 1 WHERE id = ?", wanted)


def reissue(home: Home) -> None:
    """Make every capability token anew; none for whom there is no credential."""
    with closing(sqlite3.connect(home.database, timeout=5)) as db, db:
        db.execute("UPDATE peers SET minted = CASE oauth WHEN 'active' THEN generation ELSE 0 END")


def enable(home: Home, kind: Kind, wanted: str, *, enabled: bool) -> None:
    """Let calls through it, or none. Raises NoSuchPeer."""
    peer(home, kind, wanted)
    _change(home, "UPDATE peers SET enabled = ? WHERE id = ?", int(enabled), wanted)


def _change(home: Home, statement: str, *values: int | str) -> None:
    with closing(sqlite3.connect(home.database, timeout=5)) as db, db:
        db.execute(statement, values)
