"""The page of events: what the log can hold."""

from dataclasses import fields
from typing import Any, get_args

from bot.core.events import Event
from tests.reference.prose import page, table, told


def events_page() -> str:
    """The Markdown of docs/reference/events.md."""
    intro = [
        "# Events",
        "",
        "What the log can hold. A stored event is a promise: its kind carries a version, and a log is read",
        "without the runbook it came from. Who did it, when and by what surface, and the version of",
        "Handrail stand beside each event.",
    ]
    rows = [(f"`{_kind(event)}`", told(event), _parts(event)) for event in get_args(Event)]
    return page(intro, table(("kind", "what happened", "holds"), rows))


def _kind(event: type[Any]) -> str:
    (kind,) = (part.default for part in fields(event) if part.name == "kind")
    return str(kind)


def _parts(event: type[Any]) -> str:
    return ", ".join(f"`{part.name}`" for part in fields(event) if part.name != "kind")
