"""Who can read a channel: this organisation alone, or another one too. What Slack does not say is no.

Slack is asked, with a second's time, and what it says holds for five minutes at most; an event that tells of
a change makes it be asked again. The door asks before it takes what was done in a channel, and every message
goes out through `Guarded`, which asks before anything is said in one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from slack_sdk.web import SlackResponse, WebClient

from bot.engine.ports import Clock, Held, Retry
from bot.slack.client import Refused, call
from bot.slack.directory import FRESH_FOR, Workspace
from bot.slack.quiet import Quietly

SHARED_FOR: Final = timedelta(seconds=4)
"""That a channel is shared is looked at anew so soon: something waits for its end."""

SAYS: Final = frozenset(
    {
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.setTopic",
        "files.completeUploadExternal",
        "pins.add",
    }
)
"""Methods by which something is said in a channel. What was said can still be deleted."""

ChannelInfo = Callable[[str], Any]
"""Slack's channel object by id; may raise Retry or Refused. Has a second's time."""


class _Channel(BaseModel):
    """Slack's channel object; what is missing counts as unknown."""

    model_config = ConfigDict(extra="ignore")

    id: str
    is_ext_shared: bool
    is_org_shared: bool = False
    is_pending_ext_shared: bool = False
    pending_connected_team_ids: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Seen:
    is_shared: bool
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return now - self.at < (SHARED_FOR if self.is_shared else FRESH_FOR)


def is_shared(channel: Any, workspace: Workspace) -> bool | None:
    """Whether others than this workspace (or organisation) read it or are invited; None: it does not say."""
    try:
        found = _Channel.model_validate(channel)
    except ValidationError:
        return None
    elsewhere = found.is_org_shared and not workspace.enterprise
    return (
        found.is_ext_shared
        or found.is_pending_ext_shared
        or bool(found.pending_connected_team_ids)
        or elsewhere
    )


def asks_of_channel(client: WebClient) -> ChannelInfo:
    """How Slack is asked for a channel. Give a client with a second's timeout."""

    def info(channel: str) -> Any:
        return call("conversations.info", lambda: client.conversations_info(channel=channel)).get("channel")

    return info


@dataclass(frozen=True, slots=True)
class Sharing:
    """One object for the process."""

    workspace: Workspace
    ask: ChannelInfo
    clock: Clock
    _known: dict[str, _Seen] = field(default_factory=dict)

    def is_shared(self, channel: str) -> bool:
        """Raises Retry or Refused when Slack does not say. With one person alone, nobody else reads."""
        if not channel.startswith(("C", "G")):
            return False
        now = self.clock.now()
        seen = self._known.get(channel)
        if seen is not None and seen.is_fresh(now):
            return seen.is_shared
        found = is_shared(self.ask(channel), self.workspace)
        if found is None:
            raise Retry(f"Slack does not say who can read {channel}")
        self._known[channel] = _Seen(found, now)
        return found

    def may_be_shared(self, channel: str) -> bool:
        """Whether it is, as far as Slack says; what it does not say counts as shared."""
        try:
            return self.is_shared(channel)
        except (Retry, Refused):
            return True

    def forget(self, channel: str) -> None:
        """Something about the channel changed: ask again before anything is said or taken there."""
        self._known.pop(channel, None)


class Guarded(Quietly):
    """A client that says nothing in a channel that another organisation reads. Raises Held instead."""

    def __init__(self, sharing: Sharing, token: str, base_url: str, timeout: int = 10) -> None:
        super().__init__(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])
        self._sharing = sharing

    def api_call(self, api_method: str, **how: Any) -> SlackResponse:
        """As the SDK calls every method."""
        if api_method in SAYS:
            said: Mapping[str, Any] = {**(how.get("params") or {}), **(how.get("json") or {})}
            if said.get("topic") != "":  # an empty topic says nothing
                self._only_ours(str(said.get("channel") or said.get("channel_id") or ""))
        return super().api_call(api_method, **how)

    def files_upload_v2(self, *, channel: str | None = None, **what: Any) -> SlackResponse:
        """Nothing is uploaded before it is known that it may be shown."""
        self._only_ours(channel or "")
        return super().files_upload_v2(channel=channel, **what)

    def _only_ours(self, channel: str) -> None:
        if self._sharing.is_shared(channel):
            raise Held(channel)
