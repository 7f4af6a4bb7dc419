"""The daemon's data directory: where each file is, and a first filling of it."""

import fcntl
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.standins.briefcase.chain import Entry

_TOOLS = ("quote", "search", "calendar.create", "files.read", "payments.transfer", "mail.send")
_DECISIONS = ("allowed", "allowed", "allowed by approval", "allowed", "denied by policy")

_SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE exports (id TEXT PRIMARY KEY, destination TEXT NOT NULL, state TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Home:
    """A data directory, by path."""

    path: Path

    @property
    def receipts(self) -> Path:
        return self.path / "receipts.sqlite"

    @property
    def database(self) -> Path:
        return self.path / "briefcase.sqlite"

    @property
    def policy(self) -> Path:
        return self.path / "policy.json"

    @property
    def token(self) -> Path:
        return self.path / "auth_token"

    @property
    def backups(self) -> Path:
        return self.path / "backups"

    @property
    def preserved(self) -> Path:
        return self.path / "preserved"

    @property
    def writers(self) -> Path:
        return self.path / "writers"

    @property
    def restores(self) -> Path:
        return self.path / "restores.log"

    @property
    def control_plane(self) -> Path:
        return self.path / "control-plane.json"

    @property
    def upstreams(self) -> Path:
        return self.path / "upstreams.json"

    @property
    def faults(self) -> Path:
        return self.path / "faults.json"

    @property
    def gateway(self) -> Path:
        return self.path / "gateway.json"

    @property
    def leak(self) -> Path:
        return self.path / "leak.json"

    @property
    def central_logs(self) -> Path:
        """Where the logs of all hosts are collected: not the daemon's, and beside its data."""
        return self.path / "central-logs"

    @property
    def state_files(self) -> tuple[Path, Path, Path]:
        """What a backup holds: the receipts store, the daemon's database and the policy state."""
        return self.receipts, self.database, self.policy


def iso(at: datetime) -> str:
    """UTC to the second, with a Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def replace_file(path: Path, content: bytes) -> None:
    """Put the content at the path in one step: a reader sees the old file or the new one."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with draft.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Keep every other thread and process from the store: a restore must not meet a half-written receipt."""
    with (home.path / "store.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def entry(number: int, at: datetime) -> Entry:
    """The receipt of one tool call; the number only varies what it says."""
    body = {
        "call": f"c-{number:06d}",
        "tool": _TOOLS[number % len(_TOOLS)],
        "decision": _DECISIONS[number % len(_DECISIONS)],
        "cost_microusd": number * 37 % 9000,
    }
    return Entry(iso(at), json.dumps(body, sort_keys=True, separators=(",", ":")))


def entries(start: int, count: int, since: datetime, until: datetime) -> Iterator[Entry]:
    """So many receipts, spread evenly over a time."""
    step = (until - since) / max(count, 1)
    return (entry(start + index, since + step * index) for index in range(count))


def furnish(home: Home, now: datetime) -> None:
    """Make the directory, its token, policy and database. The store and the backups come from elsewhere."""
    home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.path.chmod(0o700)
    for folder in (home.backups, home.preserved, home.writers):
        folder.mkdir(mode=0o700, exist_ok=True)
    home.token.touch(mode=0o600)
    home.token.write_text(f"bc_{secrets.token_urlsafe(24)}\n", encoding="ascii")
    policy = {
        "bundle_id": 41,
        "signed_by": "policy-root-2",
        "default": "deny",
        "approval_for": ["write", "admin"],
    }
    replace_file(home.policy, json.dumps(policy, indent=1).encode())
    with closing(sqlite3.connect(home.database)) as db, db:
        db.executescript(_SCHEMA)
        db.executemany(
            "INSERT INTO settings VALUES (?, ?)",
            [
                ("profile_mode", "ga"),
                ("strict_host", "1"),
                ("version", "1.0.3"),
                ("compat_profile", "aacp-1"),
                ("last_sync", iso(now - timedelta(minutes=2))),
                ("last_error", ""),
                ("receipt_watermark", "0"),
                ("device_generation", "1"),
            ],
        )
        db.executemany(
            "INSERT INTO exports VALUES (?, ?, ?)",
            [
                ("audit-warehouse", "warehouse, every 15 minutes", "active"),
                ("compliance-monthly", "object store, monthly", "active"),
            ],
        )


def settings(home: Home) -> dict[str, str]:
    """All settings of the daemon's database."""
    with closing(sqlite3.connect(f"{home.database.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return dict(db.execute("SELECT name, value FROM settings"))


def change_setting(home: Home, name: str, value: str) -> None:
    """Set one setting of the daemon's database."""
    with closing(sqlite3.connect(home.database, timeout=5)) as db, db:
        db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))
