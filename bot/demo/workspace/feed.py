"""The change feed: what moved in the workspace, in order; read by pages, tests and the events for the bot."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum

KEPT = 10_000


class Moved(StrEnum):
    """What kind of thing changed. The names are those of the feed's JSON."""

    MESSAGE_POSTED = "message_posted"
    MESSAGE_CHANGED = "message_changed"
    MESSAGE_DELETED = "message_deleted"
    REACTION_ADDED = "reaction_added"
    REACTION_REMOVED = "reaction_removed"
    PIN_ADDED = "pin_added"
    PIN_REMOVED = "pin_removed"
    CHANNEL_CREATED = "channel_created"
    CHANNEL_CHANGED = "channel_changed"
    CHANNEL_ARCHIVED = "channel_archived"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    BOOKMARK_ADDED = "bookmark_added"
    FILE_SHARED = "file_shared"
    EPHEMERAL = "ephemeral"
    VIEW = "view"
    APP_OPENED = "app_opened"
    PERSON_CHANGED = "person_changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that moved. `person` is set when nobody else can see it; `actor` did it."""

    number: int
    what: Moved
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    person: str = ""
    actor: str = ""
    detail: str = ""

    def is_seen_by(self, person: str) -> bool:
        return self.person in {"", person}


@dataclass(slots=True)
class Feed:
    """Written and read on one event loop. Reading starts after a number, so that nothing is missed."""

    kept: deque[Change] = field(default_factory=lambda: deque(maxlen=KEPT))
    number: int = 0
    _listeners: list[Callable[[Change], None]] = field(default_factory=list)
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def publish(self, what: Moved, **where: str) -> None:
        self.number += 1
        change = Change(self.number, what, **where)
        self.kept.append(change)
        for listener in self._listeners:
            listener(change)
        for waiting in self._waiting:
            waiting.set()

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call `listener` at once, on every change from now on."""
        self._listeners.append(listener)

    def since(self, number: int) -> list[Change]:
        return [change for change in self.kept if change.number > number]

    async def after(self, number: int) -> list[Change]:
        """All changes after `number`; waits until there is at least one."""
        waiting = asyncio.Event()
        self._waiting.add(waiting)
        try:
            while not (changes := self.since(number)):
                waiting.clear()
                await waiting.wait()
        finally:
            self._waiting.discard(waiting)
        return changes

    async def stream(self, after: int | None = None) -> AsyncIterator[Change]:
        """Changes for ever, from now on or after the given number."""
        number = self.number if after is None else after
        while True:
            for change in await self.after(number):
                number = change.number
                yield change
