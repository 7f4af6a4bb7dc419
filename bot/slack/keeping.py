"""What is asked of Handrail when a message is to be kept: by the message's shortcut, or by a reaction."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.refusals import NotNow
from bot.core.signals import KeepMessage, MarkMessage
from bot.slack.payloads import Reacted, Shortcut
from bot.slack.said import Reader


@dataclass(frozen=True, slots=True)
class Keeping:
    """`emoji` is the name of the reaction that keeps a message."""

    reader: Callable[[], Reader]
    emoji: str

    def chosen(self, shortcut: Shortcut) -> KeepMessage:
        """The message on which the shortcut was used, as Slack showed it. NotNow for Handrail's own."""
        reader = self.reader()
        if reader.is_own(shortcut.message):
            raise NotNow(
                "Handrail wrote this message, and what it says stands in the log already.",
                "`/incident timeline` shows it.",
            )
        text = reader.text(shortcut.message)
        return KeepMessage(text, reader.source(shortcut.channel.id, shortcut.message))

    def marked(self, reacted: Reacted) -> MarkMessage | None:
        """The message that the reaction asks to keep; None for any other reaction, or on something else."""
        name = reacted.reaction.partition("::")[0]
        if name != self.emoji or reacted.item.type != "message":
            return None
        return MarkMessage(reacted.item.channel, reacted.item.ts)
