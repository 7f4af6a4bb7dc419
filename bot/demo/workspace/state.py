"""The workspace's memory, and every way to change it. Each change is published on the feed.

Whether a change is allowed is decided by those who call: the Web API for the bot, `actions` for people.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.demo.workspace.clock import Clock
from bot.demo.workspace.feed import Feed, Moved
from bot.demo.workspace.model import (
    Bookmark,
    Channel,
    Ephemeral,
    File,
    Json,
    Message,
    Person,
    Pin,
    Reaction,
    Team,
    UserGroup,
    View,
)

FORMER_BLOCKS = 40
"""So many blocks that edits replaced can still be pressed."""


@dataclass(slots=True)
class State:
    """Everything a workspace knows. Dictionaries are keyed by id and keep the order of creation."""

    clock: Clock
    team: Team
    bot_id: str
    people: dict[str, Person]
    groups: dict[str, UserGroup]
    channels: dict[str, Channel]
    files: dict[str, File] = field(default_factory=dict)
    views: dict[str, list[View]] = field(default_factory=dict)
    """Open modals by person, the one on top last."""
    homes: dict[str, View] = field(default_factory=dict)
    """The app's home tab by person, as it was last published for them."""
    ephemerals: dict[str, Ephemeral] = field(default_factory=dict)
    """By ts, which no two messages of the workspace share."""
    deleted: dict[tuple[str, str], Message] = field(default_factory=dict)
    """By channel and ts: events and the audit of a test still know them, nobody sees them."""
    feed: Feed = field(default_factory=Feed)
    _last_ts: int = 0
    _last_id: int = 0

    # Names for new things.

    def new_ts(self) -> str:
        """The time in microseconds as Slack writes it; always later than the last one given out."""
        self._last_ts = max(self._last_ts + 1, int(self.clock().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        self._last_id += 1
        return f"{prefix}{self._last_id:08d}"

    def now(self) -> int:
        return int(self.clock().timestamp())

    # Looking.

    @property
    def bot(self) -> Person:
        return self.people[self.bot_id]

    def channel_named(self, name: str) -> Channel | None:
        return next(
            (found for found in self.channels.values() if not found.direct and found.name == name), None
        )

    def channels_seen_by(self, person: str) -> list[Channel]:
        """Own channels and direct messages, and for full members also public channels that can be joined."""
        return [channel for channel in self.channels.values() if self.is_seen(channel, person)]

    def is_seen(self, channel: Channel, person: str) -> bool:
        if person in channel.members:
            return True
        return channel.kind == "channel" and self.people[person].standing in {"", "app"}

    def ephemerals_seen_by(self, person: str, channel: str) -> list[Ephemeral]:
        return [each for each in self.ephemerals.values() if (each.person, each.channel) == (person, channel)]

    def open_view(self, person: str) -> View | None:
        """The modal on top of this person's screen."""
        stack = self.views.get(person, [])
        return stack[-1] if stack else None

    def view(self, view_id: str) -> View | None:
        return next((view for view in self.all_views() if view.id == view_id), None)

    def all_views(self) -> list[View]:
        """Every modal that is open, and every home tab."""
        return [*(view for stack in self.views.values() for view in stack), *self.homes.values()]

    def find_message(self, channel: str, ts: str) -> Message | None:
        found = self.channels.get(channel)
        return found.messages.get(ts) if found else None

    # Channels and members.

    def add_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self.feed.publish(Moved.CHANNEL_CREATED, channel=channel.id, actor=channel.creator)
        if not channel.direct:
            self.add_member(channel, channel.creator, inviter="")

    def direct_channel(self, person: str) -> Channel:
        """The conversation between the bot and a person, opened when it is first needed."""
        for channel in self.channels.values():
            if channel.direct == person:
                return channel
        opened = Channel(
            self.new_id("D"), "", self.bot_id, self.now(), direct=person, members=[self.bot_id, person]
        )
        self.add_channel(opened)
        return opened

    def add_member(self, channel: Channel, person: str, *, inviter: str) -> None:
        channel.members.append(person)
        text = f"<@{person}> has joined the channel"
        self.post(Message(channel.id, self.new_ts(), person, text, subtype="channel_join"))
        self.feed.publish(Moved.MEMBER_JOINED, channel=channel.id, actor=inviter, detail=person)

    def remove_member(self, channel: Channel, person: str) -> None:
        channel.members.remove(person)
        text = f"<@{person}> has left the channel"
        self.post(Message(channel.id, self.new_ts(), person, text, subtype="channel_leave"))
        self.feed.publish(Moved.MEMBER_LEFT, channel=channel.id, actor=person, detail=person)

    def set_topic(self, channel: Channel, topic: str, by: str) -> None:
        channel.topic = topic
        text = f'set the channel topic: "{topic}"' if topic else "cleared the channel topic"
        self.post(Message(channel.id, self.new_ts(), by, text, subtype="channel_topic"))
        self.feed.publish(Moved.CHANNEL_CHANGED, channel=channel.id, actor=by, detail="topic")

    def set_purpose(self, channel: Channel, purpose: str, by: str) -> None:
        channel.purpose = purpose
        text = f'set the channel description: "{purpose}"' if purpose else "cleared the channel description"
        self.post(Message(channel.id, self.new_ts(), by, text, subtype="channel_purpose"))
        self.feed.publish(Moved.CHANNEL_CHANGED, channel=channel.id, actor=by, detail="purpose")

    def rename(self, channel: Channel, name: str, by: str) -> None:
        text = f'has renamed the channel from "{channel.name}" to "{name}"'
        channel.name = name
        self.post(Message(channel.id, self.new_ts(), by, text, subtype="channel_name"))
        self.feed.publish(Moved.CHANNEL_CHANGED, channel=channel.id, actor=by, detail="name")

    def archive(self, channel: Channel, by: str) -> None:
        self.post(Message(channel.id, self.new_ts(), by, "archived the channel", subtype="channel_archive"))
        channel.is_archived = True
        self.feed.publish(Moved.CHANNEL_ARCHIVED, channel=channel.id, actor=by)

    def add_bookmark(self, channel: Channel, bookmark: Bookmark, by: str) -> None:
        channel.bookmarks.append(bookmark)
        self.feed.publish(Moved.BOOKMARK_ADDED, channel=channel.id, actor=by, detail=bookmark.id)

    # Messages.

    def post(self, message: Message) -> None:
        self.channels[message.channel].messages[message.ts] = message
        self._message_moved(Moved.MESSAGE_POSTED, message, message.author)

    def edit(self, message: Message, by: str) -> None:
        """Put a changed message in the place of the one with its ts."""
        messages = self.channels[message.channel].messages
        replaced = messages[message.ts]
        former = (*replaced.blocks, *replaced.former)[:FORMER_BLOCKS]
        messages[message.ts] = replace(message, former=former)
        self._message_moved(Moved.MESSAGE_CHANGED, message, by)

    def delete(self, message: Message, by: str) -> None:
        channel = self.channels[message.channel]
        self.deleted[channel.id, message.ts] = channel.messages.pop(message.ts)
        channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
        self._message_moved(Moved.MESSAGE_DELETED, message, by)

    def react(self, message: Message, name: str, by: str) -> None:
        others = [each for each in message.reactions if each.name != name]
        mine = next((each for each in message.reactions if each.name == name), Reaction(name, ()))
        reactions = (*others, Reaction(name, (*mine.people, by)))
        self._set_reactions(message, reactions)
        self._message_moved(Moved.REACTION_ADDED, message, by, detail=name)

    def unreact(self, message: Message, name: str, by: str) -> None:
        left = (
            Reaction(each.name, tuple(who for who in each.people if each.name != name or who != by))
            for each in message.reactions
        )
        self._set_reactions(message, (each for each in left if each.people))
        self._message_moved(Moved.REACTION_REMOVED, message, by, detail=name)

    def pin(self, message: Message, by: str) -> None:
        self.channels[message.channel].pins.append(Pin(message.ts, by, self.now()))
        self._message_moved(Moved.PIN_ADDED, message, by)

    def unpin(self, message: Message, by: str) -> None:
        channel = self.channels[message.channel]
        channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
        self._message_moved(Moved.PIN_REMOVED, message, by)

    # What one person sees.

    def whisper(self, ephemeral: Ephemeral) -> None:
        """Show, or show anew, a message to one person only."""
        self.ephemerals[ephemeral.ts] = ephemeral
        self._ephemeral_moved(ephemeral)

    def forget(self, ephemeral: Ephemeral) -> None:
        self.ephemerals.pop(ephemeral.ts, None)
        self._ephemeral_moved(ephemeral)

    def show_view(self, view: View) -> None:
        """Put a modal in the place of the one with its id, or on top of the stack; a home in its tab."""
        if view.is_home:
            self.homes[view.person] = view
        else:
            stack = self.views.setdefault(view.person, [])
            place = next((at for at, shown in enumerate(stack) if shown.id == view.id), len(stack))
            stack[place : place + 1] = [view]
        self.feed.publish(Moved.VIEW, person=view.person, detail=view.id)

    def close_view(self, view: View) -> None:
        """Take one view away; what lies under it is shown again."""
        stack = self.views.get(view.person, [])
        self.views[view.person] = [shown for shown in stack if shown.id != view.id]
        self.feed.publish(Moved.VIEW, person=view.person, detail=view.id)

    def close_all_views(self, person: str) -> None:
        self.views[person] = []
        self.feed.publish(Moved.VIEW, person=person)

    # Files and people.

    def keep_file(self, file: File) -> None:
        self.files[file.id] = file

    def share_files(self, files: Iterable[File], channel: Channel, message: Message) -> None:
        """Post the message that carries the files."""
        shared = list(files)
        for file in shared:
            self.keep_file(replace(file, channels=(*file.channels, channel.id)))
        self.post(message)
        for file in shared:
            self.feed.publish(
                Moved.FILE_SHARED, channel=channel.id, ts=message.ts, actor=message.author, detail=file.id
            )

    def change_person(self, person: Person) -> None:
        self.people[person.id] = person
        self.feed.publish(Moved.PERSON_CHANGED, actor=person.id, detail=person.id)

    def _set_reactions(self, message: Message, reactions: Iterable[Reaction]) -> None:
        self.channels[message.channel].messages[message.ts] = replace(message, reactions=tuple(reactions))

    def _message_moved(self, what: Moved, message: Message, by: str, detail: str = "") -> None:
        where = {"channel": message.channel, "ts": message.ts, "thread_ts": message.thread_ts}
        self.feed.publish(what, **where, actor=by, detail=detail)

    def _ephemeral_moved(self, ephemeral: Ephemeral) -> None:
        where = {"channel": ephemeral.channel, "ts": ephemeral.ts, "thread_ts": ephemeral.thread_ts}
        self.feed.publish(Moved.EPHEMERAL, **where, person=ephemeral.person)


def with_inputs(inputs: Json, block_id: str, action_id: str, entry: Json) -> Json:
    """Slack's `state.values` with one entry replaced."""
    return {**inputs, block_id: {**inputs.get(block_id, {}), action_id: entry}}
