"""A database or a back-up of Handrail that somebody else has had in hand."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bot.core.apply import apply
from bot.store.restore import put_back
from bot.store.store import SqlStore
from bot.store.trouble import StoreTrouble
from bot.store.verify import verify
from tests.attack.outcome import Outcome, passes, refused
from tests.fakes.clock import NOON, FakeClock
from tests.store.samples import declaring, noting

FREED = "DROP TRIGGER events_refuse_update; DROP TRIGGER events_refuse_delete;"


def attack(*, sql: str = "", freed: bool = False, content: bytes = b"", restored: bool = False) -> Outcome:
    """`sql`: what somebody did to it; `freed`: after they took out what refuses changes of the log.

    `content`: what stands in the file instead. `restored`: it is then put back; else it is verified.
    """
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        path = Path(home) / "handrail.db"
        store = SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)
        store.transact(declaring("INC-0001"))
        for text in ("one", "two", "three"):
            store.transact(noting("INC-0001", text))
        store.close()
        if content:
            path.write_bytes(content)
        try:
            with closing(sqlite3.connect(path)) as changed:
                changed.executescript(f"{FREED if freed else ''}{sql}")
            if restored:
                return passes(put_back(path, Path(home) / "new.db", apply, NOON).extent)
            flaws = verify(path, apply)
        except (sqlite3.DatabaseError, StoreTrouble) as problem:
            return refused(problem)
    return refused(" ".join(map(str, flaws))) if flaws else passes("no flaw")
