"""A role that is offered to somebody: the brief, and the buttons to take it or not."""

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    RichTextBlock,
    RichTextListElement,
    SectionBlock,
)

from bot.core.handing import Handover, Part
from bot.core.incident import Incident
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.text import clock_time, markup, person, safe, section, spans, word

_SETTLED = {
    "accepted": ":white_check_mark: {to} took over {title} from {giver}",
    "declined": ":heavy_minus_sign: {to} cannot take over {title} now; {giver} keeps it",
    "withdrawn": ":heavy_minus_sign: {giver} keeps {title}; it is not offered to {to} any more",
    "expired": ":hourglass: {to} did not answer; {giver} keeps {title}",
    "void": ":heavy_minus_sign: {title} is not offered to {to} any more",
}


def handover_message(incident: Incident, offered: Handover) -> list[Block]:
    """The brief with its buttons while the answer is awaited; afterwards the brief as it was, to be read."""
    return fit(
        [
            SectionBlock(text=markup(_head(incident, offered))),
            *(_paragraph(part) for part in offered.brief),
            *_foot(incident, offered),
        ]
    )


def _head(incident: Incident, offered: Handover) -> str:
    giver, to, title = person(offered.giver), person(offered.to), safe(offered.title, 60)
    if offered.state == "offered":
        return f":handshake: {to}: {giver} asks you to take over *{title}* of *{incident.id}*."
    said = _SETTLED[offered.state].format(giver=giver, to=to, title=f"*{title}*")
    return f"{said}{f': {safe(offered.reason, 200)}' if offered.reason else ''}."


def _paragraph(part: Part) -> Block:
    lines = [section(*spans(line)) for line in part.lines]
    return RichTextBlock(
        elements=[
            section(word(part.title, bold=True)),
            RichTextListElement(style="bullet", elements=lines),
        ]
    )


def _foot(incident: Incident, offered: Handover) -> list[Block]:
    at = clock_time(offered.offered_at)
    if offered.state != "offered":
        return [ContextBlock(elements=[markup(f"How things stood at {at}.")])]
    carried = Carried(incident.id, name=offered.id)
    until = clock_time(offered.expires_at)
    keeps = f"{person(offered.giver)} keeps it until then, and after {until} if nobody answers."
    return [
        ContextBlock(
            elements=[markup(f"As of {at}. {keeps} Typed: `/incident accept`, `/incident decline`")]
        ),
        *row(
            "handover",
            button("do:accept", "Take over", carried, style="primary"),
            button("do:decline", "Not now", carried),
        ),
    ]
