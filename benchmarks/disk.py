"""What the disk gives: one small row, one commit, by sqlite3 alone and with the bot's own pragmas."""

import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.figures import took


def raw_commits(file: Path, times: int) -> list[float]:
    """One after the other, with `synchronous=FULL`: each waits for the disk. A new file is made."""
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("CREATE TABLE t (x BLOB)")

        def commit() -> None:
            conn.execute("BEGIN IMMEDIATE")
            conn.execute("INSERT INTO t VALUES (?)", (b"x" * 300,))
            conn.execute("COMMIT")

        return [took(commit) for _ in range(times)]
