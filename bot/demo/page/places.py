"""Where a person is: a channel, perhaps a thread of it, or the home tab of the app."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from bot.demo.page.reader import Reader
from bot.demo.workspace.model import Channel


@dataclass(frozen=True, slots=True)
class Place:
    """A channel that the person sees; `thread` is the ts of its first message, or empty.

    The home tab stands beside the direct messages with the app: that is its channel.
    """

    channel: Channel
    thread: str = ""
    is_home: bool = False

    def address(self, reader: Reader) -> str:
        if self.is_home:
            return home_address(reader)
        thread = f"?thread={self.thread}" if self.thread else ""
        return f"{reader.home}/c/{self.channel.id}{thread}"


def home_address(reader: Reader) -> str:
    """Of the app's home tab."""
    return f"{reader.home}/home"


def home_place(reader: Reader) -> Place:
    """The app's home tab; the direct messages with the app are opened when they are not there yet."""
    return Place(reader.state.direct_channel(reader.me.id), is_home=True)


def place_at(reader: Reader, channel_id: str, thread: str) -> Place | None:
    """The place, if this person sees the channel; a thread that is gone is left out."""
    channel = reader.channel(channel_id)
    if channel is None:
        return None
    return Place(channel, thread if thread in channel.messages else "")


def first_place(reader: Reader) -> Place:
    """Where a person begins."""
    seen = reader.state.channels_seen_by(reader.me.id)
    mine = [channel for channel in seen if reader.me.id in channel.members and not channel.direct]
    return Place((mine or seen)[0])


def place_of(reader: Reader, address: str) -> Place:
    """The place of one of the page's own addresses; the first channel for any other."""
    parts = urlsplit(address)
    if parts.path == home_address(reader):
        return home_place(reader)
    thread = dict(parse_qsl(parts.query)).get("thread", "")
    return place_at(reader, parts.path.removeprefix(f"{reader.home}/c/"), thread) or first_place(reader)
