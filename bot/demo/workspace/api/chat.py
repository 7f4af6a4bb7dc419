"""`chat.*`: posting, changing and deleting messages."""

from dataclasses import replace

from bot.demo.workspace.answers import whisper
from bot.demo.workspace.api import lookup
from bot.demo.workspace.api.arguments import Arguments, wrong
from bot.demo.workspace.content import checked_metadata, content
from bot.demo.workspace.model import Channel, Json, Message
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.wire import message_json, permalink
from bot.demo.workspace.workspace import Workspace

UPDATE_TEXT = 4_000
"""Slack documents this limit for changed messages only; longer ones are refused, not cut."""


def post_message(workspace: Workspace, arguments: Arguments) -> Json:
    """Post in a channel that the bot is in, in a thread of it, or to a person."""
    channel = _destination(workspace, arguments)
    _only_text_and_blocks(arguments)
    said = content(workspace.state, arguments.text("text"), arguments.blocks())
    metadata = checked_metadata(arguments.parsed("metadata", "invalid_metadata_format"))
    message = Message(
        channel=channel.id,
        ts=workspace.state.new_ts(),
        author=workspace.state.bot_id,
        text=said.text,
        blocks=said.blocks,
        thread_ts=thread_root(channel, arguments),
        metadata=metadata,
        is_broadcast=arguments.flag("reply_broadcast"),
    )
    workspace.state.post(message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(workspace, message, metadata=True),
    }


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Change an own message. Blocks and metadata that are not given stay, as Slack documents."""
    channel = lookup.channel(workspace, arguments)
    message = lookup.message(channel, arguments.needed("ts"))
    _only_text_and_blocks(arguments)
    if message.author != workspace.state.bot_id or message.subtype:
        raise Refused("cant_update_message")
    if channel.is_archived:
        raise Refused("is_inactive")
    text = arguments.text("text")
    if len(text) > UPDATE_TEXT:
        raise Refused("msg_too_long")
    blocks = arguments.blocks()
    said = content(workspace.state, text, list(message.blocks) if blocks is None else blocks)
    given = arguments.parsed("metadata", "invalid_metadata_format")
    metadata = message.metadata if given is None else checked_metadata(given or None)
    changed = replace(
        message,
        text=said.text,
        blocks=said.blocks,
        metadata=metadata,
        edited_ts=workspace.state.new_ts(),
        inputs={},
    )
    workspace.state.edit(changed, workspace.state.bot_id)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": said.text,
        "message": message_json(workspace, changed),
    }


def delete(workspace: Workspace, arguments: Arguments) -> Json:
    """Delete an own message; its pin goes with it."""
    channel = lookup.channel(workspace, arguments)
    message = lookup.message(channel, arguments.needed("ts"))
    if message.author != workspace.state.bot_id or message.subtype:
        raise Refused("cant_delete_message")
    workspace.state.delete(message, workspace.state.bot_id)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Json:
    """Show something to one member of a channel."""
    channel = lookup.own_channel(workspace, arguments)
    if channel.is_archived:
        raise Refused("is_archived")
    person = arguments.needed("user")
    _only_text_and_blocks(arguments)
    if person not in channel.members:
        raise Refused("user_not_in_channel")
    said = content(workspace.state, arguments.text("text"), arguments.blocks())
    thread = thread_root(channel, arguments)
    return {"message_ts": whisper(workspace, channel.id, person, said, thread).ts}


def get_permalink(workspace: Workspace, arguments: Arguments) -> Json:
    """The address of a message."""
    channel = lookup.channel(workspace, arguments)
    message = lookup.message(channel, arguments.needed("message_ts"))
    return {"channel": channel.id, "permalink": permalink(workspace, message)}


def thread_root(channel: Channel, arguments: Arguments) -> str:
    """The first message of the thread to reply in; a reply's ts leads to its own first message."""
    ts = arguments.timestamp("thread_ts", "invalid_thread_ts")
    if not ts:
        return ""
    found = channel.messages.get(ts)
    if found is None:
        raise Refused("thread_not_found")
    if found.subtype:
        raise Refused("cannot_reply_to_message")
    return found.thread_ts or found.ts


def _destination(workspace: Workspace, arguments: Arguments) -> Channel:
    """A channel to post in; a person's id means the direct conversation with them."""
    person = workspace.state.people.get(arguments.needed("channel"))
    if person is not None:
        if person.is_deleted or person.is_bot:
            raise Refused("channel_not_found")
        return workspace.state.direct_channel(person.id)
    channel = lookup.own_channel(workspace, arguments)
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _only_text_and_blocks(arguments: Arguments) -> None:
    if arguments.given.get("attachments") not in (None, "", "[]", []):
        raise wrong("attachments are not shown in this workspace: use blocks")
    if arguments.text("markdown_text"):
        raise wrong("markdown_text is not shown in this workspace: use blocks")


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
