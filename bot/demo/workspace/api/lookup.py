"""Finding what a call names, or refusing with Slack's name for its absence."""

from collections.abc import Sequence
from typing import TypeVar

from bot.demo.workspace.api.arguments import Arguments
from bot.demo.workspace.model import Channel, Message
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.workspace import Workspace

T = TypeVar("T")


def channel(workspace: Workspace, arguments: Arguments, name: str = "channel") -> Channel:
    """A conversation that the bot may know of: private ones only as a member."""
    wanted = arguments.needed(name)
    state = workspace.state
    found = state.channels.get(wanted) or state.channel_named(wanted.removeprefix("#"))
    if found is None or not state.is_seen(found, state.bot_id):
        raise Refused("channel_not_found")
    return found


def own_channel(workspace: Workspace, arguments: Arguments, name: str = "channel") -> Channel:
    """A conversation that the bot is a member of."""
    found = channel(workspace, arguments, name)
    if workspace.state.bot_id not in found.members:
        raise Refused("not_in_channel")
    return found


def open_channel(workspace: Workspace, arguments: Arguments) -> Channel:
    """A conversation that the bot is a member of, not archived, and not a direct message."""
    found = own_channel(workspace, arguments)
    if found.is_archived:
        raise Refused("is_archived")
    if found.direct:
        raise Refused("method_not_supported_for_channel_type")
    return found


def message(found: Channel, ts: str) -> Message:
    """A message that everybody sees."""
    if ts not in found.messages:
        raise Refused("message_not_found")
    return found.messages[ts]


def page(arguments: Arguments, items: Sequence[T], default: int, most: int) -> tuple[list[T], str]:
    """One page of a list and the cursor of the next, which is empty on the last."""
    limit = arguments.number("limit", default, most)
    cursor = arguments.text("cursor")
    if cursor and not (cursor.startswith("from-") and cursor[5:].isdigit() and int(cursor[5:]) < len(items)):
        raise Refused("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    end = start + limit
    return list(items[start:end]), f"from-{end}" if end < len(items) else ""
