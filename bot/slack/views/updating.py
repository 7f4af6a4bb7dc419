"""An update: the drafted text, who will read it, and the form in which it is edited and sent."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.core.runbook import STATUS_PAGE, Update
from bot.slack.carried import Carried
from bot.slack.views.inputs import labelled, text_input
from bot.slack.views.modals import form
from bot.slack.views.picture import At, Picture
from bot.slack.views.text import markup, paragraphs, safe


def update_body(picture: Picture, at: At, update: Update, *, brief: bool) -> Iterator[Block]:
    """Who reads it, and the draft as it would be sent."""
    yield SectionBlock(text=markup(f"*An update* {readers(picture, update)}. Nothing is sent yet."))
    if not brief and at.visit.draft:
        yield paragraphs(("The draft:", "\n" + at.visit.draft), limit=2000)


def readers(picture: Picture, update: Update) -> str:
    """`for Product, in #product`; our own mark-up."""
    if update.to == STATUS_PAGE:
        part = f" ({safe(update.component, 60)})" if update.component else ""
        return f"for the status page{part}"
    channel = _channel(picture, update)
    where = f", in {channel}" if channel else ", which has no channel: you send it yourself"
    return f"for *{safe(picture.group_title(update.to), 60)}*{where}"


def is_by_hand(picture: Picture, update: Update) -> bool:
    """Whether only a person can send it."""
    return update.to == STATUS_PAGE or not _channel(picture, update)


def _channel(picture: Picture, update: Update) -> str:
    group = picture.rulebook.policy.groups.get(update.to)
    name = group.channel if group else ""
    if not name:
        return ""
    return safe(name, 80) if name.startswith("#") else f"<#{name}>"


def update_form(picture: Picture, at: At) -> View:
    """The text to edit, under who will read it."""
    update = at.step.kind
    assert isinstance(update, Update), "only an update opens this form"
    hand = is_by_hand(picture, update)
    asks = bool(at.step.approval)
    lead = (
        "Send it yourself, then record here exactly what you sent."
        if hand
        else "It is sent as it stands here."
    )
    then = " A second person approves it first." if asks else ""
    return form(
        "update",
        "Send an update",
        "Ask for approval" if asks else "It is sent" if hand else "Send it",
        Carried(picture.incident.id, at.run.id, at.visit.number),
        [
            SectionBlock(text=markup(f"An update {readers(picture, update)}. {lead}{then}")),
            labelled("text", "The text", text_input(at.visit.draft)),
        ],
    )
