"""How far each person has read each channel."""

from dataclasses import dataclass, field

from bot.demo.page.reader import Reader
from bot.demo.workspace.model import Channel

HOME = "home"
"""Stands for the app's home tab among the ids of channels."""


@dataclass(slots=True)
class Marks:
    """In memory: the last message read, where this visit began, and the channel that was looked at last."""

    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    new_from: dict[tuple[str, str], str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def read(self, reader: Reader, channel: Channel, *, is_visit: bool) -> str:
        """Note that everything is read; a visit begins when the person comes from another channel.

        Returns the ts after which messages count as new on this visit.
        """
        key = (reader.me.id, channel.id)
        if is_visit and self.where.get(reader.me.id) != channel.id:
            self.new_from[key] = self.seen.get(key, "")
        self.where[reader.me.id] = channel.id
        whispered = (each.ts for each in reader.state.ephemerals_seen_by(*key))
        self.seen[key] = max(*channel.messages, *whispered, "", "")
        return self.new_from.get(key, "")

    def at_home(self, reader: Reader) -> None:
        """Note that the person looks at the app's home tab, where nothing is read."""
        self.where[reader.me.id] = HOME

    def unread(self, reader: Reader, channel: Channel) -> int:
        """How many messages of others there are that this person has not seen."""
        if reader.me.id not in channel.members:
            return 0
        seen = self.seen.get((reader.me.id, channel.id), "")
        return sum(
            message.ts > seen and message.author != reader.me.id and not message.subtype
            for message in channel.timeline()
        )
