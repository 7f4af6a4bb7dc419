"""Messages that are said once, and the announcement that is kept up to date."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from bot.core.picture import Picture
from bot.slack.carried import Carried
from bot.slack.views.buttons import button, row
from bot.slack.views.gist import LOCKED, TROUBLES, headline
from bot.slack.views.text import (
    code,
    cut,
    day_and_time,
    is_in_slack,
    markup,
    person,
    preformatted,
    safe,
    spans,
    word,
)


def announcement(picture: Picture) -> list[Block]:
    """For everybody else: what it is, how bad, who leads, where to follow it."""
    incident = picture.incident
    room = f"<#{incident.channel}>" if incident.channel else "its channel"
    if incident.is_ticket:
        room = f"this thread, or with `/incident {incident.id} step`"
    if incident.is_locked:
        room = f"another channel, by `/incident {incident.id} step`; it is *{LOCKED}*"
    state = f"a {incident.state}" if incident.false_alarm or incident.duplicate_of else incident.state
    means = picture.rulebook.policy.severities.get(incident.severity)
    impact = f" {safe(means.means, 150)}." if means else ""
    lines = [
        f"*{safe(headline(incident), 200)}*",
        f"It is *{state}*.{impact} Commander: {person(incident.commander)}. Follow it in {room}.",
    ]
    declared = f"declared {day_and_time(incident.declared_at)} by {person(incident.declared_by)}"
    return [SectionBlock(text=markup("\n".join(lines))), ContextBlock(elements=[markup(declared)])]


def notice(text: str, users: Sequence[str] = (), groups: Sequence[str] = ()) -> list[Block]:
    """A line of Handrail's own. `groups` are ids of Slack user groups; foreign text in it is only text."""
    parts: list[RichTextElementParts.Text | RichTextElementParts.User | RichTextElementParts.UserGroup] = []
    for user in filter(is_in_slack, users):
        parts += [RichTextElementParts.User(user_id=user), word(" ")]
    for group in groups:
        parts += [RichTextElementParts.UserGroup(usergroup_id=group), word(" ")]
    parts += spans(cut(text, 2900))
    return [RichTextBlock(elements=[RichTextSectionElement(elements=list(parts))])]


def snooze_row(incident: str) -> list[Block]:
    """Under a reminder: not now, for whoever presses it."""
    return row("snooze", button("do:snooze", "Remind me in 20 min", Carried(incident)))


def output(title: str, verdict: str, why: str, excerpt: str) -> list[Block]:
    """What a command showed: redacted before it came here, and shown without any mark-up."""
    end = code(verdict, 60) if verdict else f":warning: {safe(why or TROUBLES['unreadable'], 400)}"
    head = SectionBlock(text=markup(f"*{safe(title, 150)}* → {end}"))
    return [head, preformatted(excerpt, 2900)] if excerpt else [head]
