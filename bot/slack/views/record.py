"""Forms about the log: a note amended or struck, a message kept, incidents that belong together."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, Option
from slack_sdk.models.views import View

from bot.core.incident import Incident
from bot.core.timeline import Line
from bot.slack.carried import Carried
from bot.slack.views.answers import Line as Listed
from bot.slack.views.inputs import labelled, option, select, text_input
from bot.slack.views.modals import form, reason_input
from bot.slack.views.text import paragraphs

MOST_OPTIONS = 100
"""Slack lists no more."""


def amend_form(incident: Incident, notes: Sequence[Line], chosen: int) -> View:
    """Which note, how it should read, and why. Of one that was chosen, the text stands there already."""
    note = next((one for one in notes if one.note == chosen), None)
    return form(
        "amend",
        "Amend a note",
        "Amend it",
        Carried(incident.id, name=str(chosen) if note else ""),
        [
            *_which(notes, note),
            labelled("text", "How it should read", text_input(note.detail if note else "")),
            reason_input("Why is it amended?"),
        ],
    )


def strike_form(incident: Incident, notes: Sequence[Line], chosen: int) -> View:
    """Which note, and why it does not count."""
    note = next((one for one in notes if one.note == chosen), None)
    return form(
        "strike",
        "Strike a note",
        "Strike it",
        Carried(incident.id, name=str(chosen) if note else ""),
        [*_which(notes, note), reason_input("Why does it not count?")],
    )


def _which(notes: Sequence[Line], chosen: Line | None) -> list[Block]:
    """The note that is meant; else a list to choose it from, newest first."""
    if chosen is not None:
        return [paragraphs((f"n{chosen.note}:", chosen.detail), limit=1500)]
    options = [option(str(one.note), f"n{one.note}: {one.detail}") for one in reversed(notes)]
    return [labelled("note", "Which note", select(options[:MOST_OPTIONS]))]


def link_form(incident: Incident, others: Sequence[Listed]) -> View:
    """Which other incident has to do with this one."""
    return form(
        "link",
        "Link an incident",
        "Link them",
        Carried(incident.id),
        [labelled("other", f"What has to do with {incident.id}?", select(_listed(others)))],
    )


def merge_form(incident: Incident, others: Sequence[Listed]) -> View:
    """Which other incident this one is a duplicate of, and what that comes to."""
    means = (
        f"{incident.id} is closed: its walk stops, requests for approval die, and nobody is paged for it. "
        "What it still owes is owed by the other, and its people are invited there. Both logs stay."
    )
    return form(
        "merge",
        "Merge a duplicate",
        "Close it as duplicate",
        Carried(incident.id),
        [
            paragraphs(("", means), limit=600),
            labelled("into", f"{incident.id} is the same as", select(_listed(others))),
            labelled("reason", "How do you know?", text_input(), optional=True),
        ],
    )


def keep_form(carried: Carried, text: str, others: Sequence[Listed]) -> View:
    """In which incident's timeline a message is kept."""
    return form(
        "keep",
        "Keep in the timeline",
        "Keep it",
        carried,
        [
            paragraphs(("", text), limit=1500),
            labelled("incident", "In the timeline of", select(_listed(others))),
        ],
    )


def _listed(lines: Sequence[Listed]) -> list[Option]:
    found = [option(one.id, f"{one.id} · {one.title}", one.life) for one in lines[:MOST_OPTIONS]]
    return found or [option("-", "There is no other incident")]
