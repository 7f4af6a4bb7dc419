"""A message as Slack's API and payloads carry it, read as what somebody said."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from slack_sdk.web import WebClient

from bot.core.signals import Actor, Attached, Source
from bot.slack.client import Refused, call
from bot.slack.names import called
from bot.slack.spoken import spoken

GONE = frozenset({"thread_not_found", "message_not_found"})
"""Slack's words for a message that does not stand there."""


class SharedFile(BaseModel):
    """A file as it hangs on a message."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    name: str | None = None
    title: str | None = None
    mimetype: str | None = None
    mode: str = ""


class SaidMessage(BaseModel):
    """One message; what is not needed here is left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    ts: str = Field(pattern=r"^[0-9]{1,12}\.[0-9]{1,6}$")
    text: str | None = None
    user: str | None = None
    bot_id: str | None = None
    username: str | None = None
    thread_ts: str | None = None
    files: tuple[SharedFile, ...] = Field(default=())


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages for the log. `bot` and `user` are Handrail's own ids, `site` the workspace's address."""

    team: str
    user: str
    bot: str
    site: str
    name_of: Callable[[str], str]

    def is_own(self, message: SaidMessage) -> bool:
        """Whether Handrail wrote it."""
        return bool((self.user and message.user == self.user) or (self.bot and message.bot_id == self.bot))

    def text(self, message: SaidMessage) -> str:
        """What was said, as plain text."""
        return spoken(message.text or "", self.name_of)

    def source(self, channel: str, message: SaidMessage) -> Source:
        """Where it stands, who wrote it, and what hangs on it."""
        name = self.name_of(message.user) if message.user else called(message.username or "") or "an app"
        author = Actor(self.team, message.user or "", name)
        at = datetime.fromtimestamp(float(message.ts), UTC)
        files = tuple(
            Attached(file.id, file.name or file.title or file.id, file.mimetype or "")
            for file in message.files
        )
        return Source(channel, message.ts, author, at, self._permalink(channel, message), files)

    def _permalink(self, channel: str, message: SaidMessage) -> str:
        site = self.site.rstrip("/")
        link = f"{site}/archives/{channel}/p{message.ts.replace('.', '')}"
        is_reply = message.thread_ts and message.thread_ts != message.ts
        thread = f"?thread_ts={message.thread_ts}&cid={channel}" if is_reply else ""
        return f"{link}{thread}" if site else ""


def read_message(client: WebClient, channel: str, ts: str) -> SaidMessage | None:
    """The message that stands there, also in a thread; None when none does. Raises Retry or Refused."""
    return _in_thread(client, channel, ts) or _in_channel(client, channel, ts)


def _in_thread(client: WebClient, channel: str, ts: str) -> SaidMessage | None:
    """A reply is asked for by its own time: the history of a channel leaves replies out."""
    try:
        body = call(
            "conversations.replies",
            lambda: client.conversations_replies(
                channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=2
            ),
        )
    except Refused as refused:
        if refused.error in GONE:
            return None
        raise
    return _at(body, ts)


def _in_channel(client: WebClient, channel: str, ts: str) -> SaidMessage | None:
    body = call(
        "conversations.history",
        lambda: client.conversations_history(channel=channel, oldest=ts, latest=ts, inclusive=True, limit=1),
    )
    return _at(body, ts)


def _at(body: dict[str, Any], ts: str) -> SaidMessage | None:
    found = (message for message in body.get("messages") or () if message.get("ts") == ts)
    message = next(found, None)
    return None if message is None else SaidMessage.model_validate(message)
