"""Looking before repeating: a post whose reply was lost may be there already."""

from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web import WebClient

from bot.slack.client import pages

EVENT_TYPE = "handrail_effect"
_CLOCKS_DIFFER = timedelta(minutes=5)


def mark(effect: str) -> dict[str, Any]:
    """The metadata by which a post is found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"effect": effect}}


def posted(client: WebClient, effect: str, channel: str, since: datetime, thread: str = "") -> str:
    """The `ts` of the message that carries the effect's id; empty when there is none after `since`."""
    for message in _messages(client, channel, since, thread):
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == EVENT_TYPE and payload.get("effect") == effect:
            return str(message["ts"])
    return ""


def filed(client: WebClient, name: str, channel: str, since: datetime, thread: str = "") -> bool:
    """Whether a file of this name was shared in the channel, or in a thread of it, after `since`."""
    return any(
        file.get("name") == name
        for message in _messages(client, channel, since, thread)
        for file in message.get("files") or ()
    )


def _messages(client: WebClient, channel: str, since: datetime, thread: str = "") -> list[dict[str, Any]]:
    oldest = f"{(since - _CLOCKS_DIFFER).timestamp():.6f}"
    if thread:
        found = pages(
            "conversations.replies",
            lambda cursor: client.conversations_replies(
                channel=channel,
                ts=thread,
                oldest=oldest,
                limit=200,
                cursor=cursor or None,
                include_all_metadata=True,
            ),
        )
    else:
        found = pages(
            "conversations.history",
            lambda cursor: client.conversations_history(
                channel=channel, oldest=oldest, limit=200, cursor=cursor or None, include_all_metadata=True
            ),
        )
    return [message for page in found for message in page.get("messages") or ()]
