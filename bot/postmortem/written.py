"""What people have written: sections, action items, who agreed; and what is still to be written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeAlias

from bot.core import events as ev
from bot.core.incident import Incident, surface_of_draft
from bot.core.postmortem import SECTIONS, ActionItem, Postmortem, SectionName
from bot.engine.ports import Logged
from bot.postmortem.markdown import code, link, plain, prose
from bot.postmortem.words import because, clock, listed, named

Row: TypeAlias = dict[str, str | list[str]]

ASKS: Final[dict[SectionName, str]] = {
    "summary": "what happened, in three sentences that somebody outside the team understands.",
    "impact": "who could not do what, for how long; what was lost.",
    "well": "what helped, and should stay as it is.",
    "badly": "what cost time, or made it worse.",
    "lessons": "what we know now that we did not know before.",
}
"""What a section is for, where nobody has written it."""


def sections(log: Sequence[Logged], incident: Incident) -> dict[str, Row]:
    """Each section by its name: its paragraphs, who wrote it when, or what is to be written."""
    authors: dict[SectionName, list[str]] = {}
    for entry in log:
        if isinstance(entry.event, ev.SectionWritten):
            authors.setdefault(entry.event.section, []).append(named(entry.stamp.by))
    return {name: _section(name, incident.postmortem, authors.get(name, [])) for name in SECTIONS}


def _section(name: SectionName, now: Postmortem, authors: list[str]) -> Row:
    section = now.section(name)
    if not section.text or section.at is None:
        return {"lines": [f"_To be written: {ASKS[name]}_"], "by": ""}
    who = listed(list(dict.fromkeys(authors)))
    return {"lines": prose(section.text), "by": f"_Written by {who}, the last of it {clock(section.at)}._"}


def actions(incident: Incident, now: datetime) -> list[str]:
    """One row for each item, what is open first; or why there is none, or that they are to be written."""
    papers = incident.postmortem
    settled = [action for action in papers.actions.values() if not action.is_open]
    rows = [_action(action, now) for action in (*papers.open_actions(), *settled)]
    if papers.no_actions:
        rows.append(f"No others, because: {plain(papers.no_actions)}" if rows else _none(papers))
    return rows


def _none(papers: Postmortem) -> str:
    return f"None, because: {plain(papers.no_actions)}"


def _action(action: ActionItem, now: datetime) -> str:
    head = f"**{action.id}** {plain(action.text)}: {named(action.owner)}, due {action.due:%Y-%m-%d}"
    if action.is_open:
        return f"{head}, **{'overdue' if action.is_overdue(now) else 'open'}**"
    by = f" by {named(action.settled_by)}" if action.settled_by else ""
    when = f" at {clock(action.settled_at)}" if action.settled_at else ""
    why = because(action.why) if action.state == "dropped" else f": {plain(action.why)}" if action.why else ""
    return f"{head}, **{action.state}**{by}{when}{why}"


def review(incident: Incident) -> str:
    """How far it is agreed on, in words."""
    now = incident.postmortem.review
    match now.state:
        case "in review":
            asked = f"{named(now.asked_by)} asked " if now.asked_by else ""
            who = named(now.of) if now.of else "somebody"
            return f"in review: {asked}{who}{f' at {clock(now.asked_at)}' if now.asked_at else ''}"
        case "accepted":
            who = named(now.by) if now.by else "somebody"
            return f"accepted by {who}{f' at {clock(now.at)}' if now.at else ''}"
        case "draft":
            back = f", given back by {named(now.by)}" if now.by else ""
            return f"draft{back}{because(now.why)}"


def former(incident: Incident) -> str:
    """The draft that this one replaces, with its digest; empty for the first."""
    versions = incident.postmortem.versions
    if not versions:
        return ""
    last = versions[-1]
    message = incident.messages.get(surface_of_draft(last.number))
    words = f"draft {last.number}"
    shown = (link(words, message.permalink) if message else "") or words
    return f"{shown} of {clock(last.at)}, sha256 {code(last.digest)}"
