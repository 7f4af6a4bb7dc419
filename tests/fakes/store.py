"""The store and the outbox in memory, with real transactions: a job that raises leaves no trace."""

import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from bot.core.duties import duties
from bot.core.effects import Effect, Queued
from bot.core.events import Event
from bot.core.incident import Incident, Stamp
from bot.core.searching import Text, texts
from bot.core.seeing import audience
from bot.engine.ports import Asked, Conflict, Hit, Leased, Logged, Summary, Transaction
from bot.store.rows import OutboxRow, RowState

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox. `place` is its place in the order of enqueuing."""

    place: int
    id: str
    incident: str
    effect: Effect
    due: datetime
    needs: frozenset[int]
    lane: str
    key: str
    state: RowState = "waiting"
    attempts: int = 0
    boot: int = 0
    why: str = ""


@dataclass(slots=True)
class Tables:
    """Everything that is committed together. Values are immutable, so a copy of the dicts is a copy."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    logs: dict[str, tuple[Logged, ...]] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    acts: dict[str, str | None] = field(default_factory=dict)

    def copy(self) -> "Tables":
        return Tables(
            dict(self.incidents),
            dict(self.logs),
            dict(self.rows),
            dict(self.names),
            dict(self.documents),
            dict(self.objects),
            dict(self.counters),
            dict(self.acts),
        )

    def row(self, effect: str) -> Row:
        if effect not in self.names:
            raise LookupError(f"there is no effect {effect} in the outbox")
        return self.rows[self.names[effect]]

    def put(self, row: Row) -> None:
        self.rows[row.place] = row

    def undone(self) -> Iterator[Row]:
        return (row for place, row in sorted(self.rows.items()) if row.state != "done")

    def blockers(self, row: Row) -> tuple[str, ...]:
        """Ids of what the row still needs, in order of enqueuing."""
        return tuple(self.rows[place].id for place in sorted(row.needs) if self.rows[place].state != "done")

    def is_free(self, row: Row) -> bool:
        """Whether the row waits for nothing but its time."""
        ahead = (
            other
            for other in self.rows.values()
            if other.lane == row.lane and other.place < row.place and other.state in {"waiting", "leased"}
        )
        return row.state == "waiting" and not self.blockers(row) and not (row.lane and any(ahead))


class _Reads:
    """The Reader over some tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def incident(self, incident: str) -> Incident | None:
        return self._tables.incidents.get(incident)

    def incident_of_channel(self, channel: str) -> str | None:
        living = [one for one in reversed(self._tables.incidents.values()) if one.channel == channel]
        found = sorted(living, key=lambda one: (one.procedure, one.life == "closed"))
        return found[0].id if found and channel else None

    def summaries(self, *, open_only: bool, limit: int = 50) -> Sequence[Summary]:
        newest = sorted(
            self._tables.incidents.values(), key=lambda one: (one.declared_at, one.id), reverse=True
        )
        return [_summary(one) for one in newest if not (open_only and one.closed_at)][:limit]

    def asked_of(self, keys: Collection[str]) -> Sequence[Asked]:
        return [
            Asked(_summary(one), duty)
            for one in self._tables.incidents.values()
            for duty in duties(one)
            if duty.who in keys or duty.who.startswith("@")
        ]

    def log(self, incident: str) -> Sequence[Logged]:
        return self._tables.logs.get(incident, ())

    def document(self, digest: str) -> bytes | None:
        return self._tables.documents.get(digest)

    def object(self, digest: str) -> bytes | None:
        return self._tables.objects.get(digest)


class MemoryTransaction(_Reads):
    """One job's view: a copy of the tables, which the store keeps when the job returns."""

    def __init__(self, tables: Tables, bot: str) -> None:
        super().__init__(tables)
        self._bot = bot

    def next_number(self, series: str) -> int:
        number = self._tables.counters.get(series, 0) + 1
        self._tables.counters[series] = number
        return number

    def append(self, after: Incident, events: Sequence[Event], stamp: Stamp) -> None:
        log = self._tables.logs.get(after.id, ())
        if len(log) != after.version - len(events):
            raise Conflict(
                f"{after.id} is at {len(log)}, and {len(events)} events were to lead to {after.version}"
            )
        if events:
            added = (
                Logged(after.id, version, stamp, event, self._bot)
                for version, event in enumerate(events, len(log) + 1)
            )
            self._tables.logs[after.id] = (*log, *added)
            self._tables.incidents[after.id] = after

    def enqueue(self, incident: str, effects: Sequence[Queued]) -> None:
        for queued in effects:
            self._enqueue(incident, queued)

    def _enqueue(self, incident: str, queued: Queued) -> None:
        tables = self._tables
        if queued.id in tables.names:
            raise ValueError(f"effect {queued.id} is in the outbox already")
        needs = frozenset(tables.row(effect).place for effect in queued.after)
        old = self._superseded(incident, queued, needs)
        if old is None:
            place = len(tables.rows) + 1
            new = Row(place, queued.id, incident, queued.effect, queued.due, needs, queued.lane, queued.key)
        else:
            place = old.place
            due = max(old.due, queued.due) if old.attempts else queued.due
            new = replace(old, effect=queued.effect, due=due, needs=old.needs | needs)
        tables.put(new)
        tables.names[queued.id] = place

    def _superseded(self, incident: str, queued: Queued, needs: frozenset[int]) -> Row | None:
        """The newest waiting row with the same key, unless the new one needs what was enqueued after it."""
        wanted = (incident, queued.key, queued.lane)
        same = [
            row
            for row in self._tables.rows.values()
            if (row.incident, row.key, row.lane) == wanted and row.state == "waiting"
        ]
        newest = max(same, key=lambda row: row.place, default=None)
        if not queued.key or newest is None or any(place >= newest.place for place in needs):
            return None
        return newest

    def finish(self, effect: str) -> None:
        self._tables.put(replace(self._tables.row(effect), state="done"))

    def bury(self, effect: str, why: str) -> None:
        row = self._tables.row(effect)
        if row.state != "done":
            self._tables.put(replace(row, state="dead", why=why))

    def put_document(self, digest: str, content: bytes) -> None:
        if self._tables.documents.setdefault(digest, content) != content:
            raise ValueError(f"document {digest} is kept with other content")

    def put_object(self, content: bytes, media_type: str = "text/plain") -> str:
        digest = sha256(content).hexdigest()
        self._tables.objects[digest] = content
        return digest

    def claim(self, key: str) -> bool:
        if key in self._tables.acts:
            return False
        self._tables.acts[key] = None
        return True


class MemoryStore(_Reads):
    """Store and Outbox. `rows()` is what waits, `effects()` what was ever queued, for assertions."""

    def __init__(self, bot: str = "test", tables: Tables | None = None, boot: int = 1) -> None:
        super().__init__(tables or Tables())
        self._bot = bot
        self._boot = boot
        self._changed = threading.Condition(threading.Lock())
        self._writing = threading.RLock()
        self._inside = False
        self._generation = 0

    @property
    def outbox(self) -> "MemoryStore":
        return self

    def reboot(self) -> "MemoryStore":
        """The store as the next process finds it: what was leased is an orphan."""
        return MemoryStore(self._bot, self._tables.copy(), self._boot + 1)

    # -- Store --------------------------------------------------------------------------------

    def find(self, words: str, limit: int = 50) -> Sequence[Hit]:
        asked = words.lower().split()
        found = []
        for incident in self._tables.incidents.values():
            kept: dict[str, Text] = {}
            for one in texts(incident, [logged.event for logged in self.log(incident.id)]):
                kept[one.about] = one
            parts = [(one, re.findall(r"\w+", one.text.lower())) for one in kept.values()]
            lists = [
                [one for one, said in parts if any(part.startswith(word) for part in said)] for word in asked
            ]
            if asked and all(lists):
                hits = {one.about: (one.kind, one.text) for held in lists for one in held}
                found.append(Hit(_summary(incident), tuple(hits.values())))
        return found[:limit]

    def transact(self, job: Callable[[Transaction], T]) -> T:
        return self._commit(lambda tables: job(MemoryTransaction(tables, self._bot)))

    def answer(self, key: str) -> str | None:
        return self._tables.acts.get(key)

    def keep_answer(self, key: str, answer: str) -> None:
        self._commit(lambda tables: tables.acts.update({key: answer}))

    def _commit(self, change: Callable[[Tables], T], *, stirs: bool = True) -> T:
        """Keep what the change leaves, or nothing of it. `stirs`: another row may be free now."""
        with self._writing:
            if self._inside:
                raise RuntimeError("a job may not open a transaction of its own; use the one it has")
            self._inside = True
            try:
                tables = self._tables.copy()
                result = change(tables)
                self._tables = tables
            finally:
                self._inside = False
        if stirs:
            self.wake()
        return result

    # -- Outbox -------------------------------------------------------------------------------

    def lease(self, now: datetime) -> Leased | None:
        def take(tables: Tables) -> Leased | None:
            due = [row for row in tables.undone() if row.due <= now and tables.is_free(row)]
            row = min(due, key=lambda row: (row.due, row.place), default=None)
            if row is None:
                return None
            taken = replace(row, state="leased", boot=self._boot, attempts=row.attempts + 1)
            tables.put(taken)
            return _leased(taken)

        due = self._next_due()
        return self._commit(take, stirs=False) if due is not None and due <= now else None

    def retry(self, effect: str, due: datetime, why: str) -> None:
        self._give_back(effect, lambda row: replace(row, state="waiting", due=due, why=why))

    def postpone(self, effect: str, due: datetime) -> None:
        self._give_back(effect, lambda row: replace(row, state="waiting", due=due, attempts=row.attempts - 1))

    def adopt(self, effect: str, due: datetime) -> None:
        def adopted(row: Row) -> Row:
            return row if row.boot == self._boot else replace(row, state="waiting", due=due)

        self._give_back(effect, adopted)

    def orphans(self) -> Sequence[Leased]:
        return [
            _leased(row) for row in self._tables.undone() if row.state == "leased" and row.boot != self._boot
        ]

    def wait(self, now: datetime, *, stop: Callable[[], bool]) -> None:
        with self._changed:
            seen = self._generation
        due = self._next_due()
        if due is not None and due <= now:
            return
        timeout = None if due is None else min((due - now).total_seconds(), threading.TIMEOUT_MAX)
        with self._changed:
            self._changed.wait_for(lambda: stop() or self._generation != seen, timeout)

    def wake(self) -> None:
        with self._changed:
            self._generation += 1
            self._changed.notify_all()

    def _give_back(self, effect: str, change: Callable[[Row], Row]) -> None:
        def give(tables: Tables) -> None:
            row = tables.row(effect)
            if row.state == "leased":
                tables.put(change(row))

        self._commit(give)

    def _next_due(self) -> datetime | None:
        tables = self._tables
        return min((row.due for row in tables.undone() if tables.is_free(row)), default=None)

    # -- for assertions -----------------------------------------------------------------------

    def rows(self) -> Sequence[OutboxRow]:
        """What is not done, in order of enqueuing."""
        tables = self._tables
        return [
            OutboxRow(
                row.id,
                row.incident,
                row.effect.kind,
                row.state,
                row.due,
                row.attempts,
                row.lane,
                row.why,
                tables.blockers(row),
            )
            for row in tables.undone()
        ]

    def effects(self) -> Sequence[Effect]:
        """Every effect that has a row, done or not, in order of enqueuing."""
        return [row.effect for _, row in sorted(self._tables.rows.items())]


def _leased(row: Row) -> Leased:
    return Leased(row.id, row.incident, row.effect, row.attempts)


def _summary(one: Incident) -> Summary:
    return Summary(
        one.id,
        one.title,
        one.runbook,
        one.severity,
        one.life,
        one.channel,
        one.declared_at,
        one.declared_by,
        audience(one),
        one.is_locked,
    )
