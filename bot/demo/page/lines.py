"""Messages as the lines of a channel or a thread: who, when, and what stands beside the words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from markupsafe import Markup

from bot.demo.page.dates import clock_time, day, full_time
from bot.demo.page.emoji import QUICK, symbol
from bot.demo.page.mrkdwn import mrkdwn
from bot.demo.page.reader import Reader
from bot.demo.workspace.model import Channel, Ephemeral, File, Message, Person
from bot.demo.workspace.wire import mime_type

TOGETHER_SECONDS = 300
QUICK_REACTIONS = tuple((name, symbol(name)) for name in QUICK)
SLACK = Person("USLACK", "workspace", "Workspace", "W", "#6b6f76", "", "", "", "UTC", 0)
"""Who says what Slack itself says to one person."""


@dataclass(frozen=True, slots=True)
class ReactionView:
    """An emoji under a message, and who gave it."""

    name: str
    symbol: Markup
    count: int
    who: str
    mine: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as the page shows it."""

    id: str
    name: str
    title: str
    kind: str
    size: str
    alt: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One message in its place.

    `follows`: the line above is by the same author, a moment before. `is_quiet`: nothing but small print.
    """

    message: Message | Ephemeral
    author: Person
    words: Markup
    time: str
    full_time: str
    iso: str
    day: str = ""
    first_unread: bool = False
    follows: bool = False
    is_quiet: bool = False
    is_private: bool = False
    is_aside: bool = False
    is_pinned: bool = False
    is_edited: bool = False
    is_broadcast: bool = False
    files: tuple[FileView, ...] = ()
    reactions: tuple[ReactionView, ...] = ()
    replies: int = 0
    repliers: tuple[Person, ...] = ()
    quick: tuple[tuple[str, Markup], ...] = QUICK_REACTIONS


def channel_lines(reader: Reader, channel: Channel, unread_after: str = "") -> list[Line]:
    """What the channel shows, oldest first; everything newer than `unread_after` is new."""
    whispered = reader.state.ephemerals_seen_by(reader.me.id, channel.id)
    shown: list[Message | Ephemeral] = [
        *channel.timeline(),
        *(each for each in whispered if not each.thread_ts),
    ]
    return list(_lines(reader, channel, shown, unread_after))


def thread_lines(reader: Reader, channel: Channel, ts: str) -> list[Line]:
    """A thread: its first message, the replies, and what was whispered there."""
    whispered = reader.state.ephemerals_seen_by(reader.me.id, channel.id)
    shown: list[Message | Ephemeral] = [
        *channel.thread(ts),
        *(each for each in whispered if each.thread_ts == ts),
    ]
    return list(_lines(reader, channel, shown, ""))


def pinned_lines(reader: Reader, channel: Channel) -> list[Line]:
    """The pinned messages, the last pinned first."""
    pinned = [channel.messages[pin.ts] for pin in reversed(channel.pins) if pin.ts in channel.messages]
    return [replace(_line(reader, channel, message, None, is_new=False), day="") for message in pinned]


def file_view(file: File) -> FileView:
    """What the page says about a file."""
    ending = file.name.rpartition(".")[2].upper() if "." in file.name else "FILE"
    is_picture = mime_type(file.name).startswith("image/") and file.content is not None
    title = file.title or file.name
    return FileView(
        file.id, file.name, title, ending[:4], size(file.length), file.alt_text or title, is_picture
    )


def size(length: int) -> str:
    """A number of bytes, for people."""
    if length < 1000:
        return f"{length} bytes"
    return f"{length / 1000:.1f} kB" if length < 1_000_000 else f"{length / 1_000_000:.1f} MB"


def _lines(
    reader: Reader, channel: Channel, shown: Iterable[Message | Ephemeral], unread_after: str
) -> Iterator[Line]:
    in_order = sorted(shown, key=lambda each: each.ts)
    ordered: Sequence[Message | Ephemeral | None] = [None, *_arrivals_together(in_order)]
    marked = not unread_after
    for before, message in pairwise(ordered):
        assert message is not None
        is_new = not marked and message.ts > unread_after and _author(reader, message).id != reader.me.id
        marked = marked or is_new
        yield _line(reader, channel, message, before, is_new=is_new)


def _arrivals_together(shown: Iterable[Message | Ephemeral]) -> Iterator[Message | Ephemeral]:
    """People who joined one after the other, as one line: the last of them says who all came."""
    for is_arrival, group in groupby(shown, lambda each: getattr(each, "subtype", "") == "channel_join"):
        run = list(group)
        if not is_arrival or len(run) == 1:
            yield from run
            continue
        names = [f"<@{each.author}>" for each in run if isinstance(each, Message)]
        yield replace(run[-1], text=f"{', '.join(names[:-1])} and {names[-1]} have joined the channel")


def _line(
    reader: Reader,
    channel: Channel,
    message: Message | Ephemeral,
    before: Message | Ephemeral | None,
    *,
    is_new: bool,
) -> Line:
    today = day(reader, message.ts)
    divider = "" if before is not None and day(reader, before.ts) == today else today
    author = _author(reader, message)
    is_aside = isinstance(message, Message) and message.subtype.startswith("channel_")
    line = Line(
        message=message,
        author=author,
        words=mrkdwn(reader, message.text),
        time=clock_time(reader, message.ts),
        full_time=full_time(reader, message.ts),
        iso=reader.local(float(message.ts)).isoformat(timespec="seconds"),
        day=divider,
        first_unread=is_new,
        follows=not divider and not is_new and not is_aside and _follows(before, message),
        is_quiet=_is_quiet(message),
        is_private=isinstance(message, Ephemeral),
        is_aside=is_aside,
    )
    return _with_surroundings(reader, channel, message, line) if isinstance(message, Message) else line


def _with_surroundings(reader: Reader, channel: Channel, message: Message, line: Line) -> Line:
    replies = [] if message.is_reply else reader.replies(message)
    people = list(dict.fromkeys(reply.author for reply in replies))[:4]
    return replace(
        line,
        is_pinned=any(pin.ts == message.ts for pin in channel.pins),
        is_edited=message.edited_ts != "",
        is_broadcast=message.is_broadcast,
        files=tuple(file_view(reader.state.files[name]) for name in message.files),
        reactions=tuple(
            ReactionView(
                each.name,
                symbol(each.name),
                len(each.people),
                ", ".join(reader.name(who) for who in each.people),
                reader.me.id in each.people,
            )
            for each in message.reactions
        ),
        replies=len(replies),
        repliers=tuple(reader.state.people[who] for who in people),
    )


def _author(reader: Reader, message: Message | Ephemeral) -> Person:
    if isinstance(message, Ephemeral):
        return SLACK if message.is_notice else reader.state.bot
    return reader.state.people[message.author]


def _follows(before: Message | Ephemeral | None, message: Message | Ephemeral) -> bool:
    if not isinstance(before, Message) or not isinstance(message, Message) or before.subtype:
        return False
    gap = float(message.ts) - float(before.ts)
    return before.author == message.author and gap < TOGETHER_SECONDS and not _is_loud(before, message)


def _is_loud(*messages: Message) -> bool:
    """Whether one of them stands for itself: it has blocks that are more than small print."""
    return any(each.blocks and not _is_quiet(each) for each in messages)


def _is_quiet(message: Message | Ephemeral) -> bool:
    return bool(message.blocks) and all(block["type"] == "context" for block in message.blocks)
