"""An alert that looks like an incident, told where incidents are announced, with a button to declare it."""

from dataclasses import dataclass
from functools import partial

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.web import WebClient

from bot.core.anytime import about
from bot.core.runbook import Runbook
from bot.core.signals import Alert
from bot.engine.alerts import Suggested
from bot.engine.incidents import Declaration
from bot.slack.client import Refused, call
from bot.slack.declaring import carry
from bot.slack.views.budget import rendered
from bot.slack.views.buttons import button, row
from bot.slack.views.text import markup, safe

MOST = 3
"""Classes that are offered with a button; more is no help at night."""


@dataclass(frozen=True, slots=True)
class AnnouncedSuggestions:
    """`channel` is the id of the channel for announcements; empty for none: then nobody is told."""

    client: WebClient
    channel: str

    def __call__(self, found: Suggested) -> None:
        """Raises Retry when Slack cannot take it now, Permanent when it never will."""
        if not self.channel:
            return
        text = f"Alert: {about(found.alert)}"
        try:
            call(
                "chat.postMessage",
                partial(
                    self.client.chat_postMessage,
                    channel=self.channel,
                    text=text,
                    blocks=rendered(suggestion(found)),
                ),
            )
        except Refused as refused:
            raise refused.permanent() from refused


def suggestion(found: Suggested) -> list[Block]:
    """What fires, what it may be, and a button for each."""
    names = " or ".join(f"*{safe(book.title, 80)}*" for book in found.classes[:MOST])
    text = f":rotating_light: *{safe(about(found.alert), 300)}*\nIt may be {names}. Nothing is declared yet."
    buttons = [
        button("do:declare-anyway", f"Declare {book.title}", carry(_of(book, found.alert)), more=book.id)
        for book in found.classes[:MOST]
    ]
    return [SectionBlock(text=markup(text)), *row("alert", *buttons)]


def _of(book: Runbook, alert: Alert) -> Declaration:
    return Declaration(book.id, labels=alert.labels, annotations=alert.annotations)
