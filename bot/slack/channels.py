"""The channel of an incident: made once, and found again when the answer to making it was lost."""

import html
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from slack_sdk.web import WebClient

from bot.core.incident import Incident
from bot.core.signals import Channelled
from bot.engine.ports import Permanent
from bot.slack.client import Refused, call, pages
from bot.slack.names import channel_names
from bot.slack.views.text import safe

_CLOCKS_DIFFER = timedelta(minutes=5)
_THERE = frozenset({"already_in_channel", "cant_invite_self"})
_NOBODY = frozenset(
    {"user_not_found", "user_disabled", "user_is_restricted", "user_is_ultra_restricted", "cant_invite"}
)


def create(client: WebClient, bot: str, incident: Incident, name: str, *, private: bool) -> Channelled:
    """A channel of that name, or one that an earlier try made, or the next free name."""
    for candidate in channel_names(name):
        try:
            made = call(
                "conversations.create",
                partial(client.conversations_create, name=candidate, is_private=private),
            )
        except Refused as refused:
            if refused.error != "name_taken":
                raise
        else:
            channel = made["channel"]
            return Channelled(str(channel["id"]), str(channel["name"]))
        found = _named(client, candidate, private=private)
        if found is not None and _is_ours(found, bot, incident):
            return Channelled(str(found["id"]), str(found["name"]))
    raise Permanent(f"all names like #{name} are taken")


def enter(client: WebClient, channel: str) -> Channelled:
    """Be in a public channel that exists; a name with `#` is looked up. Permanent when there is none."""
    found = named(client, channel.removeprefix("#")) if channel.startswith("#") else channel
    if not found:
        raise Permanent(f"there is no channel {channel or 'bound to its group'} that the bot can see")
    joined = call("conversations.join", lambda: client.conversations_join(channel=found))
    return Channelled(found, str((joined.get("channel") or {}).get("name") or ""))


def direct(client: WebClient, user: str) -> str:
    """Id of the conversation with a person."""
    opened = call("conversations.open", lambda: client.conversations_open(users=user))
    return str((opened.get("channel") or {}).get("id") or user)


def _named(client: WebClient, name: str, *, private: bool) -> dict[str, Any] | None:
    kinds = "private_channel" if private else "public_channel"
    for page in pages(
        "conversations.list",
        lambda cursor: client.conversations_list(
            types=kinds, exclude_archived=True, limit=1000, cursor=cursor or None
        ),
    ):
        for channel in page.get("channels") or ():
            if channel.get("name") == name:
                return dict(channel)
    return None


def named(client: WebClient, name: str) -> str:
    """Id of the public channel of that name; empty when there is none."""
    found = _named(client, name, private=False)
    return str(found["id"]) if found else ""


def _is_ours(channel: dict[str, Any], bot: str, incident: Incident) -> bool:
    """Made by this bot, for this number, and not before this incident was declared."""
    number = incident.id.lower()
    name = str(channel.get("name", ""))
    numbered = name == number or name.startswith(f"{number}-")
    oldest = (incident.declared_at - _CLOCKS_DIFFER).timestamp()
    return channel.get("creator") == bot and numbered and float(channel.get("created", 0)) >= oldest


def invite(client: WebClient, channel: str, users: Iterable[str]) -> None:
    """Bring people in. Who is there already, and who cannot come, is no failure of the others'."""
    wanted = [user for user in dict.fromkeys(users) if user]
    if not wanted:
        return
    try:
        call("conversations.invite", lambda: client.conversations_invite(channel=channel, users=wanted))
    except Refused as refused:
        if len(wanted) == 1:
            _unless_harmless(refused)
            return
        for user in wanted:
            invite(client, channel, [user])


def _unless_harmless(refused: Refused) -> None:
    if refused.error not in _THERE | _NOBODY:
        raise refused


def set_topic(client: WebClient, channel: str, topic: str, *, look: bool) -> None:
    """What stands above the channel; at most 250 characters.

    Slack tells the channel of each setting, of the same topic too: `look` leaves alone what is set already.
    """
    wanted = safe(topic, 250)
    if look and html.unescape(_topic(client, channel)) == html.unescape(wanted):
        return
    call("conversations.setTopic", lambda: client.conversations_setTopic(channel=channel, topic=wanted))


def _topic(client: WebClient, channel: str) -> str:
    body = call("conversations.info", lambda: client.conversations_info(channel=channel))
    return str(((body.get("channel") or {}).get("topic") or {}).get("value") or "")


def pin(client: WebClient, channel: str, ts: str) -> None:
    """Pin a message; one that is pinned already, or is gone by now, is left as it is."""
    try:
        call("pins.add", lambda: client.pins_add(channel=channel, timestamp=ts))
    except Refused as refused:
        if refused.error not in {"already_pinned", "message_not_found"}:
            raise


_NOT_THERE = frozenset({"message_not_found", "thread_not_found", "channel_not_found", "is_archived"})


def withdraw(client: WebClient, bot: str, channel: str, ts: str) -> None:
    """Delete a message of the bot's, and first what it said in its thread; what is gone is as wanted."""
    try:
        replies = list(_own_replies(client, bot, channel, ts))
    except Refused as refused:
        if refused.error not in _NOT_THERE:
            raise
        replies = []
    for each in [*replies, ts]:
        _delete(client, channel, each)


def _delete(client: WebClient, channel: str, ts: str) -> None:
    try:
        call("chat.delete", lambda: client.chat_delete(channel=channel, ts=ts))
    except Refused as refused:
        if refused.error not in _NOT_THERE:
            raise


def close(client: WebClient, bot: str, channel: str, name: str) -> None:
    """Take what the bot said out of a channel, its topic and its name, and archive it.

    Each part that is done stays done, so a try that Slack's limits cut short goes on where it was.
    """
    try:
        for ts in list(_own(client, bot, channel)):
            _delete(client, channel, ts)
        call("conversations.setTopic", lambda: client.conversations_setTopic(channel=channel, topic=""))
        _rename(client, channel, name)
        call("conversations.archive", lambda: client.conversations_archive(channel=channel))
    except Refused as refused:
        if refused.error not in {"already_archived", "is_archived", "channel_not_found"}:
            raise


def _own(client: WebClient, bot: str, channel: str) -> Iterator[str]:
    """What the bot wrote there, in threads too; Slack's own lines about it are not its messages."""
    for page in pages(
        "conversations.history",
        lambda cursor: client.conversations_history(channel=channel, limit=200, cursor=cursor or None),
    ):
        for message in page.get("messages") or ():
            if message.get("reply_count"):
                yield from _own_replies(client, bot, channel, str(message["ts"]))
            if _is_said_by(bot, message):
                yield str(message["ts"])


def _own_replies(client: WebClient, bot: str, channel: str, thread: str) -> Iterator[str]:
    for page in pages(
        "conversations.replies",
        lambda cursor: client.conversations_replies(
            channel=channel, ts=thread, limit=200, cursor=cursor or None
        ),
    ):
        for message in page.get("messages") or ():
            if message.get("ts") != thread and _is_said_by(bot, message):
                yield str(message["ts"])


def _is_said_by(bot: str, message: dict[str, Any]) -> bool:
    return message.get("user") == bot and message.get("subtype") in {None, "bot_message", "file_share"}


def _rename(client: WebClient, channel: str, name: str) -> None:
    for candidate in channel_names(name):
        try:
            call(
                "conversations.rename", partial(client.conversations_rename, channel=channel, name=candidate)
            )
        except Refused as refused:
            if refused.error != "name_taken":
                raise
        else:
            return
