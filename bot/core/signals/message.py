"""A message in Slack that people keep, and its files."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.signals.who import Actor


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message, as Slack names it. Its bytes are fetched and kept later."""

    id: str
    name: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a message stands in Slack, who wrote it, and when."""

    channel: str
    ts: str
    author: Actor
    at: datetime
    permalink: str = ""
    files: tuple[Attached, ...] = ()

    @property
    def key(self) -> str:
        """The message as one word, for ever."""
        return f"{self.channel}/{self.ts}"
