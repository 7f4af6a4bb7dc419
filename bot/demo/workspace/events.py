"""Events for the bot: what moved where it is a member, sent signed, and sent again when it failed."""

import json

from bot.demo.workspace.feed import Change, Moved
from bot.demo.workspace.line import JSON, Answered, Delivery, TimedOut
from bot.demo.workspace.model import Json, Message
from bot.demo.workspace.wire import channel_json, message_json, person_json, view_json
from bot.demo.workspace.workspace import Workspace


def announce(workspace: Workspace, change: Change) -> None:
    """Begin to deliver the events of this change that the app subscribes to."""
    for subscription, event in _events(workspace, change):
        if subscription in workspace.config.events:
            workspace.begin(_deliver(workspace, envelope(workspace, event)))


def envelope(workspace: Workspace, event: Json) -> Json:
    """An `event_callback` as the Events API sends it."""
    state = workspace.state
    return {
        "token": workspace.config.verification_token,
        "team_id": state.team.id,
        "context_team_id": state.team.id,
        "context_enterprise_id": None,
        "api_app_id": workspace.config.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": state.now(),
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": state.team.id,
                "user_id": state.bot_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


async def _deliver(workspace: Workspace, payload: Json) -> None:
    """Send until acknowledged: at once, then after each delay of the settings."""
    body = json.dumps(payload).encode()
    delivery = await workspace.line.send(body, JSON)
    for number, delay in enumerate(workspace.config.event_retry_delays, start=1):
        if _is_final(delivery):
            return
        await workspace.sleep(delay)
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": _reason(delivery)}
        delivery = await workspace.line.send(body, JSON, headers)


def _is_final(delivery: Delivery) -> bool:
    if not isinstance(delivery, Answered):
        return False
    return delivery.is_ack or delivery.headers.get("x-slack-no-retry") == "1"


def _reason(delivery: Delivery) -> str:
    match delivery:
        case TimedOut():
            return "http_timeout"
        case Answered():
            return "http_error"
        case _:
            return "connection_failed"


def _events(workspace: Workspace, change: Change) -> list[tuple[str, Json]]:
    """Subscription names and events; nothing of channels where the bot is not a member."""
    state = workspace.state
    if change.what is Moved.PERSON_CHANGED:
        return [("user_change", {"type": "user_change", "user": person_json(state.people[change.detail])})]
    channel = state.channels.get(change.channel)
    if channel is None:
        return []
    if change.what is Moved.CHANNEL_CREATED:
        told = {"type": "channel_created", "channel": channel_json(workspace, channel)}
        return [("channel_created", told)] if channel.kind == "channel" else []
    if state.bot_id not in channel.members:
        return []
    at = state.new_ts()
    if change.what is Moved.APP_OPENED:
        told = {"type": "app_home_opened", "user": change.actor, "channel": channel.id, "event_ts": at}
        shown = state.homes.get(change.actor) if change.detail == "home" else None
        told |= {"tab": change.detail} | ({"view": view_json(workspace, shown)} if shown else {})
        return [("app_home_opened", told)]
    match change.what:
        case Moved.MESSAGE_POSTED | Moved.MESSAGE_CHANGED | Moved.MESSAGE_DELETED:
            return _message_events(workspace, change, at)
        case Moved.REACTION_ADDED | Moved.REACTION_REMOVED:
            item: Json = {"type": "message", "channel": channel.id, "ts": change.ts}
            event = {"type": str(change.what), "user": change.actor, "reaction": change.detail, "item": item}
            author = state.find_message(channel.id, change.ts)
            told = event | {"item_user": author.author if author else "", "event_ts": at}
            return [(str(change.what), told)]
        case Moved.PIN_ADDED | Moved.PIN_REMOVED:
            told = {"type": str(change.what), "user": change.actor, "channel_id": channel.id, "event_ts": at}
            message = state.find_message(channel.id, change.ts)
            pinned: Json = {"type": "message", "channel": channel.id, "created": state.now()}
            said = {"message": message_json(workspace, message)} if message else {}
            return [(str(change.what), told | {"item": pinned | said})]
        case Moved.MEMBER_JOINED | Moved.MEMBER_LEFT:
            kind = "member_joined_channel" if change.what is Moved.MEMBER_JOINED else "member_left_channel"
            told = {"type": kind, "user": change.detail, "channel": channel.id, "event_ts": at}
            told |= {"channel_type": "G" if channel.is_private else "C", "team": state.team.id}
            told |= {"inviter": change.actor} if change.actor else {}
            return [(kind, told), *_sharing(workspace, change, at)]
        case Moved.CHANNEL_ARCHIVED:
            kind = "group_archive" if channel.is_private else "channel_archive"
            return [(kind, {"type": kind, "channel": channel.id, "user": change.actor, "event_ts": at})]
        case Moved.FILE_SHARED:
            told = {"type": "file_shared", "file_id": change.detail, "user_id": change.actor}
            told |= {"file": {"id": change.detail}, "channel_id": channel.id, "event_ts": at}
            return [("file_shared", told)]
        case _:
            return []


def _sharing(workspace: Workspace, change: Change, at: str) -> list[tuple[str, Json]]:
    """The first of another organisation who comes makes a channel shared, and the last who goes ends that."""
    people, channel = workspace.state.people, workspace.state.channels[change.channel]
    others = {member for member in channel.members if people[member].is_stranger}
    if not people[change.detail].is_stranger or others - {change.detail}:
        return []
    team = people[change.detail].team_id
    if change.what is Moved.MEMBER_JOINED:
        told = {"type": "channel_shared", "channel": channel.id, "connected_team_id": team, "event_ts": at}
        return [("channel_shared", told)]
    told = {"type": "channel_unshared", "channel": channel.id, "event_ts": at}
    return [("channel_unshared", told | {"previously_connected_team_id": team, "is_ext_shared": False})]


_KINDS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


def _message_events(workspace: Workspace, change: Change, at: str) -> list[tuple[str, Json]]:
    channel = workspace.state.channels[change.channel]
    where: Json = {"channel": channel.id, "channel_type": channel.kind}
    subscription = _KINDS[channel.kind]
    message = workspace.state.find_message(channel.id, change.ts)
    if change.what is Moved.MESSAGE_DELETED or message is None:
        gone = workspace.state.deleted.get((channel.id, change.ts))
        told = {"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": change.ts}
        before = {"previous_message": message_json(workspace, gone, metadata=True)} if gone else {}
        return [(subscription, told | where | before | {"ts": at, "event_ts": at})]
    said = message_json(workspace, message, metadata=True)
    if change.what is Moved.MESSAGE_CHANGED:
        told = {"type": "message", "subtype": "message_changed", "hidden": True, "message": said}
        return [(subscription, told | where | {"ts": at, "event_ts": at})]
    shares = {"subtype": "file_share"} if message.files else {}
    events = [(subscription, said | shares | where | {"event_ts": message.ts})]
    if _is_mention(workspace, message):
        mention = {**said, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        events.append(("app_mention", mention))
    return events


def _is_mention(workspace: Workspace, message: Message) -> bool:
    return f"<@{workspace.state.bot_id}>" in message.text and not message.subtype
