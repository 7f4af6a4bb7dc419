"""`conversations.*`: channels, their members and what was said in them."""

import re

from bot.demo.workspace.api import lookup
from bot.demo.workspace.api.arguments import Arguments
from bot.demo.workspace.model import Channel, Json, Message
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.wire import channel_json, message_json
from bot.demo.workspace.workspace import Workspace

NAME_LENGTH = 80
TOPIC_LENGTH = 250


def create(workspace: Workspace, arguments: Arguments) -> Json:
    """A new channel with the bot as its creator and first member."""
    name = arguments.text("name")
    _check_name(name)
    if workspace.state.channel_named(name) is not None:
        raise Refused("name_taken")
    channel = Channel(
        id=workspace.state.new_id("C"),
        name=name,
        creator=workspace.state.bot_id,
        created=workspace.state.now(),
        is_private=arguments.flag("is_private"),
    )
    workspace.state.add_channel(channel)
    return {"channel": channel_json(workspace, channel)}


def _check_name(name: str) -> None:
    if not name:
        raise Refused("invalid_name_required")
    if len(name) > NAME_LENGTH:
        raise Refused("invalid_name_maxlength")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise Refused("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise Refused("invalid_name_punctuation")


def invite(workspace: Workspace, arguments: Arguments) -> Json:
    """Bring people in: all of them, or with `force` those that can be."""
    channel = lookup.open_channel(workspace, arguments)
    people = arguments.ids("users")
    if not people:
        raise Refused("no_user")
    if len(people) > 1000:
        raise Refused("too_many_users")
    refused = {person: error for person in people if (error := _invite_error(workspace, channel, person))}
    is_forced = arguments.flag("force") and len(people) > 1
    if refused and not is_forced:
        raise InvitesRefused(refused)
    for person in dict.fromkeys(people):
        if person not in refused:
            workspace.state.add_member(channel, person, inviter=workspace.state.bot_id)
    if refused:
        raise InvitesRefused(refused)
    return {"channel": channel_json(workspace, channel)}


class InvitesRefused(Refused):
    """Each person's own error stands in `errors`; the first of them is the call's."""

    def __init__(self, by_person: dict[str, str]) -> None:
        super().__init__(next(iter(by_person.values())))
        self.errors = [{"user": person, "ok": False, "error": why} for person, why in by_person.items()]


def _invite_error(workspace: Workspace, channel: Channel, person_id: str) -> str:
    person = workspace.state.people.get(person_id)
    if person is None:
        return "user_not_found"
    if person_id == workspace.state.bot_id:
        return "cant_invite_self"
    if person_id in channel.members:
        return "already_in_channel"
    return "cant_invite" if person.is_deleted or person.is_stranger else ""


def set_topic(workspace: Workspace, arguments: Arguments) -> Json:
    """The line above the channel."""
    channel = lookup.open_channel(workspace, arguments)
    topic = arguments.text("topic")
    if len(topic) > TOPIC_LENGTH:
        raise Refused("too_long")
    workspace.state.set_topic(channel, topic, workspace.state.bot_id)
    return {"channel": channel_json(workspace, channel)}


def set_purpose(workspace: Workspace, arguments: Arguments) -> Json:
    """The description of the channel."""
    channel = lookup.open_channel(workspace, arguments)
    purpose = arguments.text("purpose")
    if len(purpose) > TOPIC_LENGTH:
        raise Refused("too_long")
    workspace.state.set_purpose(channel, purpose, workspace.state.bot_id)
    return {"purpose": purpose, "channel": channel_json(workspace, channel)}


def rename(workspace: Workspace, arguments: Arguments) -> Json:
    """Another name for a channel."""
    channel = lookup.open_channel(workspace, arguments)
    name = arguments.text("name")
    _check_name(name)
    if workspace.state.channel_named(name) not in (None, channel):
        raise Refused("name_taken")
    workspace.state.rename(channel, name, workspace.state.bot_id)
    return {"channel": channel_json(workspace, channel)}


def archive(workspace: Workspace, arguments: Arguments) -> Json:
    """Close a channel for good."""
    channel = lookup.own_channel(workspace, arguments)
    if channel.direct:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("already_archived")
    if channel.name == "general":
        raise Refused("cant_archive_general")
    workspace.state.archive(channel, workspace.state.bot_id)
    return {}


def join(workspace: Workspace, arguments: Arguments) -> Json:
    """The bot walks into a public channel; being there already is a warning."""
    channel = lookup.channel(workspace, arguments)
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    if workspace.state.bot_id in channel.members:
        said = {"channel": channel_json(workspace, channel), "warning": "already_in_channel"}
        return said | {"response_metadata": {"warnings": ["already_in_channel"]}}
    workspace.state.add_member(channel, workspace.state.bot_id, inviter="")
    return {"channel": channel_json(workspace, channel)}


def open_direct(workspace: Workspace, arguments: Arguments) -> Json:
    """The direct conversation with one person."""
    people = arguments.ids("users")
    if not people:
        raise Refused("users_list_not_supplied")
    if len(people) > 1:
        raise Refused("too_many_users")
    person = workspace.state.people.get(people[0])
    if person is None:
        raise Refused("user_not_found")
    if person.is_deleted:
        raise Refused("user_disabled")
    channel = workspace.state.direct_channel(person.id)
    return {"channel": {"id": channel.id}}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """One conversation."""
    said = channel_json(workspace, lookup.channel(workspace, arguments))
    if not arguments.flag("include_num_members"):
        said.pop("num_members", None)
    return {"channel": said}


_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def list_all(workspace: Workspace, arguments: Arguments) -> Json:
    """The conversations that the bot may know of."""
    types = arguments.ids("types") or ["public_channel"]
    if not set(types) <= _KINDS.keys():
        raise Refused("invalid_types")
    wanted = {_KINDS[name] for name in types}
    hides_archived = arguments.flag("exclude_archived")
    found = [
        channel_json(workspace, channel)
        for channel in workspace.state.channels_seen_by(workspace.state.bot_id)
        if channel.kind in wanted and not (hides_archived and channel.is_archived)
    ]
    shown, cursor = lookup.page(arguments, found, 100, 1000)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def members(workspace: Workspace, arguments: Arguments) -> Json:
    """Who is in a conversation."""
    channel = lookup.channel(workspace, arguments)
    shown, cursor = lookup.page(arguments, channel.members, 100, 1000)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def history(workspace: Workspace, arguments: Arguments) -> Json:
    """Newest first, replies left out, as Slack does."""
    channel = lookup.own_channel(workspace, arguments)
    found = _between(channel.timeline()[::-1], arguments)
    shown, cursor = lookup.page(arguments, found, 100, 999)
    metadata = arguments.flag("include_all_metadata")
    return {
        "messages": [message_json(workspace, message, metadata=metadata) for message in shown],
        "has_more": bool(cursor),
        "pin_count": len(channel.pins),
        "response_metadata": {"next_cursor": cursor},
    }


def replies(workspace: Workspace, arguments: Arguments) -> Json:
    """The first message, then its replies, oldest first. The first one stands whatever the bounds."""
    channel = lookup.own_channel(workspace, arguments)
    ts = arguments.needed("ts")
    root = channel.messages.get(ts)
    if root is None:
        raise Refused("thread_not_found")
    root = channel.messages.get(root.thread_ts, root)
    found = [root, *_between(channel.replies(root.ts), arguments)]
    shown, cursor = lookup.page(arguments, found, 1000, 1000)
    metadata = arguments.flag("include_all_metadata")
    return {
        "messages": [message_json(workspace, message, metadata=metadata) for message in shown],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _between(messages: list[Message], arguments: Arguments) -> list[Message]:
    """The messages after `oldest` and before `latest`; both ends belong to it when `inclusive`."""
    oldest = _bound(arguments, "oldest")
    latest = _bound(arguments, "latest")
    is_inclusive = arguments.flag("inclusive")

    def fits(message: Message) -> bool:
        at = _microseconds(message.ts)
        if is_inclusive and at in {oldest, latest}:
            return True
        return (oldest is None or at > oldest) and (latest is None or at < latest)

    return [message for message in messages if fits(message)]


def _bound(arguments: Arguments, name: str) -> int | None:
    value = arguments.text(name)
    if not value or value == "0":
        return None
    if not re.fullmatch(r"\d+(\.\d{1,6})?", value):
        raise Refused(f"invalid_ts_{name}")
    return _microseconds(value)


def _microseconds(ts: str) -> int:
    seconds, _, rest = ts.partition(".")
    return int(seconds) * 1_000_000 + int(rest.ljust(6, "0") or 0)


METHODS = {
    "conversations.create": create,
    "conversations.invite": invite,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.archive": archive,
    "conversations.rename": rename,
    "conversations.join": join,
    "conversations.open": open_direct,
    "conversations.info": info,
    "conversations.list": list_all,
    "conversations.members": members,
    "conversations.history": history,
    "conversations.replies": replies,
}
