"""An update: the drafted text, who will read it, and the form in which it is edited and sent."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.core.informing import INTERNAL, drafted, title_of
from bot.core.picture import At, Picture
from bot.core.runbook import STATUS_PAGE, Update
from bot.slack.carried import Carried
from bot.slack.views.inputs import labelled, text_input
from bot.slack.views.modals import form
from bot.slack.views.text import markup, paragraphs, preformatted, safe


def update_body(picture: Picture, at: At, update: Update, *, brief: bool) -> Iterator[Block]:
    """Who reads it, and the draft as it would be sent."""
    yield SectionBlock(text=markup(f"*An update* {readers(picture, update)}. Nothing is sent yet."))
    agreed = _agreed(picture, at)
    if agreed:
        yield SectionBlock(text=markup(":white_check_mark: It is approved. Send exactly this yourself:"))
        yield preformatted(agreed, 2500)
    elif not brief and at.visit.draft:
        yield paragraphs(("The draft:", at.visit.draft), limit=2000)


def readers(picture: Picture, update: Update) -> str:
    """`for Product, in #product`; our own mark-up."""
    hand = picture.rulebook.by_hand.get(update.to)
    yourself = f", which you send yourself ({safe(hand, 200)})" if hand else ""
    if update.to == STATUS_PAGE:
        part = f" ({safe(update.component, 60)})" if update.component else ""
        return f"for the status page{part}{yourself}"
    group = picture.rulebook.policy.groups.get(update.to)
    where = f", in {safe(group.channel, 80)}" if group and group.channel else ", in its own channel"
    return f"for *{safe(picture.group_title(update.to), 60)}*{yourself or where}"


def _agreed(picture: Picture, at: At) -> str:
    """The text that a second person has agreed to and that a person now sends; empty when there is none."""
    granted = (
        one.text
        for one in picture.incident.approvals.values()
        if (one.run, one.visit) == (at.run.id, at.visit.number) and one.state == "granted"
    )
    return next(granted, "") if at.item.cleared else ""


def update_form(picture: Picture, at: At) -> View:
    """The text to edit, under who will read it."""
    update = at.step.kind
    assert isinstance(update, Update), "only an update opens this form"
    hand = update.to in picture.rulebook.by_hand
    agreed = _agreed(picture, at)
    asks = bool(at.step.approval) and not agreed
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
            labelled("text", "The text", text_input(agreed or at.visit.draft)),
        ],
    )


def inform_form(picture: Picture, to: str) -> View:
    """An update about the incident, drafted for those who read it."""
    incident, rulebook = picture.incident, picture.rulebook
    if to == INTERNAL:
        where = "It is posted here, and in the thread of the announcement."
    else:
        group = rulebook.policy.groups.get(to)
        channel = group.channel if group else ""
        where = f"It is posted in {safe(channel, 80)}." if channel else "It is posted in their channel."
    lead = f"An update for *{safe(title_of(rulebook, to), 60)}*, made from what is known. {where}"
    return form(
        "inform",
        "Send an update",
        "Send it",
        Carried(incident.id, name=to),
        [
            SectionBlock(text=markup(f"{lead} It is sent as it stands here.")),
            labelled("text", "The text", text_input(drafted(rulebook, incident, to, picture.now))),
        ],
    )
