"""What a workspace consists of. All are values but `Channel`, which is a container. Never written to disk."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace as Slack names it: `domain` is the first part of its address."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a Slack account: a member, a guest, someone of another company, or the bot itself."""

    id: str
    handle: str
    name: str
    initials: str
    colour: str
    title: str
    email: str
    team_id: str
    tz: str
    tz_offset: int
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    is_deleted: bool = False

    @property
    def standing(self) -> str:
        """What colleagues should know before they share something: empty for an ordinary member."""
        if self.is_deleted:
            return "deactivated"
        if self.is_bot:
            return "app"
        if self.is_stranger:
            return "external"
        return "guest" if self.is_restricted else ""


@dataclass(frozen=True, slots=True)
class UserGroup:
    """People who are mentioned together, `@oncall`. `members` are their ids."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji on a message, named without colons, and the ids of who gave it."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the channel sees it. `thread_ts` is the first message's ts, in replies only."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str = ""
    subtype: str = ""
    metadata: Json | None = None
    files: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    edited_ts: str = ""
    is_broadcast: bool = False
    inputs: Json = field(default_factory=dict)
    """What was chosen so far in the message's menus, in the shape of Slack's `state.values`."""
    former: tuple[Json, ...] = ()
    """Blocks that edits replaced, newest first: who has not seen the edit yet still presses them."""

    @property
    def is_reply(self) -> bool:
        return self.thread_ts != ""


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message that one person sees, and that the channel's history does not have.

    `is_notice` marks Slack's own words to the person ("failed with the error …"), not the bot's.
    """

    channel: str
    ts: str
    person: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str = ""
    is_notice: bool = False
    inputs: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pin:
    """A pinned message; `at` in whole seconds since 1970, as every time of the Web API but `ts`."""

    ts: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A link in the bar above a channel."""

    id: str
    title: str
    link: str
    emoji: str
    at: int


@dataclass(frozen=True, slots=True)
class File:
    """An upload. `content` is None until the bytes came; `is_complete` once the bot said so."""

    id: str
    name: str
    title: str
    author: str
    length: int
    created: int
    content: bytes | None = None
    is_complete: bool = False
    channels: tuple[str, ...] = ()
    snippet_type: str = ""
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A modal that one person has open, or a home tab. `given` is as the bot sent it, ids filled in.

    `inputs` has the shape of Slack's `state.values`; `errors` is what a refused submission said,
    by block id.
    """

    id: str
    hash: str
    person: str
    root_id: str
    previous_id: str
    given: Json
    inputs: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    """Slack's own words, when the bot could not be reached."""

    @property
    def blocks(self) -> tuple[Json, ...]:
        return tuple(self.given["blocks"])

    @property
    def is_home(self) -> bool:
        return bool(self.given["type"] == "home")

    @property
    def title(self) -> str:
        return str(self.given["title"]["text"])

    @property
    def external_id(self) -> str:
        return str(self.given.get("external_id", ""))


@dataclass(slots=True)
class Channel:
    """A conversation: public, private, or direct (`direct` is then the person the bot speaks with)."""

    id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_archived: bool = False
    direct: str = ""
    topic: str = ""
    purpose: str = ""
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Slack's `channel_type`: channel, group or im."""
        if self.direct:
            return "im"
        return "group" if self.is_private else "channel"

    def thread(self, ts: str) -> list[Message]:
        """The first message (when it still exists) and its replies, oldest first."""
        return [message for message in self.messages.values() if ts in {message.ts, message.thread_ts}]

    def replies(self, ts: str) -> list[Message]:
        return [message for message in self.messages.values() if message.thread_ts == ts]

    def timeline(self) -> list[Message]:
        """What the channel itself shows, oldest first: no replies but those also sent to the channel."""
        return [message for message in self.messages.values() if not message.is_reply or message.is_broadcast]
