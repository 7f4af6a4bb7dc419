"""`pins.*`, `bookmarks.*` and `reactions.*`: what is put on messages and channels."""

import re

from bot.demo.workspace.api import lookup
from bot.demo.workspace.api.arguments import Arguments, wrong
from bot.demo.workspace.model import Bookmark, Channel, Json, Message
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.wire import message_json
from bot.demo.workspace.workspace import Workspace

MOST_PINS = 100
MOST_BOOKMARKS = 100
EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add_pin(workspace: Workspace, arguments: Arguments) -> Json:
    """Pin a message."""
    channel, message = _item(workspace, arguments)
    if any(pin.ts == message.ts for pin in channel.pins):
        raise Refused("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise Refused("too_many_pins")
    if message.subtype:
        raise Refused("not_pinnable")
    workspace.state.pin(message, workspace.state.bot_id)
    return {}


def remove_pin(workspace: Workspace, arguments: Arguments) -> Json:
    """Unpin a message."""
    channel, message = _item(workspace, arguments)
    if not any(pin.ts == message.ts for pin in channel.pins):
        raise Refused("no_pin")
    workspace.state.unpin(message, workspace.state.bot_id)
    return {}


def list_pins(workspace: Workspace, arguments: Arguments) -> Json:
    """Newest pin first."""
    channel = lookup.own_channel(workspace, arguments)
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin.at,
            "created_by": pin.by,
            "message": message_json(workspace, channel.messages[pin.ts]),
        }
        for pin in reversed(channel.pins)
    ]
    return {"items": items}


def add_reaction(workspace: Workspace, arguments: Arguments) -> Json:
    """Give an emoji."""
    name = _emoji(arguments)
    _, message = _item(workspace, arguments)
    if any(each.name == name and workspace.state.bot_id in each.people for each in message.reactions):
        raise Refused("already_reacted")
    workspace.state.react(message, name, workspace.state.bot_id)
    return {}


def remove_reaction(workspace: Workspace, arguments: Arguments) -> Json:
    """Take an emoji back."""
    name = _emoji(arguments)
    _, message = _item(workspace, arguments)
    if not any(each.name == name and workspace.state.bot_id in each.people for each in message.reactions):
        raise Refused("no_reaction")
    workspace.state.unreact(message, name, workspace.state.bot_id)
    return {}


def add_bookmark(workspace: Workspace, arguments: Arguments) -> Json:
    """Put a link in the bar above the channel."""
    channel = lookup.own_channel(workspace, arguments, "channel_id")
    title = arguments.needed("title")
    if arguments.needed("type") != "link":
        raise Refused("invalid_bookmark_type")
    link, emoji = arguments.text("link"), arguments.text("emoji")
    if not re.match(r"https?://\S", link):
        raise Refused("invalid_link")
    if emoji and not EMOJI.fullmatch(emoji.strip(":")):
        raise Refused("invalid_emoji")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise Refused("too_many_bookmarks")
    bookmark = Bookmark(workspace.state.new_id("Bk"), title, link, emoji, workspace.state.now())
    workspace.state.add_bookmark(channel, bookmark, workspace.state.bot_id)
    return {"bookmark": _bookmark_json(channel, bookmark)}


def list_bookmarks(workspace: Workspace, arguments: Arguments) -> Json:
    """The links above the channel, oldest first."""
    channel = lookup.own_channel(workspace, arguments, "channel_id")
    return {"bookmarks": [_bookmark_json(channel, bookmark) for bookmark in channel.bookmarks]}


def _bookmark_json(channel: Channel, bookmark: Bookmark) -> Json:
    return {
        "id": bookmark.id,
        "channel_id": channel.id,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "type": "link",
        "date_created": bookmark.at,
        "date_updated": 0,
    }


def _emoji(arguments: Arguments) -> str:
    name = arguments.needed("name")
    if not EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    return name


def _item(workspace: Workspace, arguments: Arguments) -> tuple[Channel, Message]:
    if not arguments.text("channel"):
        raise wrong("missing required field: channel")
    channel = lookup.own_channel(workspace, arguments)
    if channel.is_archived:
        raise Refused("is_archived")
    ts = arguments.timestamp("timestamp", "bad_timestamp")
    if not ts:
        raise Refused("no_item_specified")
    return channel, lookup.message(channel, ts)


METHODS = {
    "pins.add": add_pin,
    "pins.remove": remove_pin,
    "pins.list": list_pins,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "bookmarks.add": add_bookmark,
    "bookmarks.list": list_bookmarks,
}
