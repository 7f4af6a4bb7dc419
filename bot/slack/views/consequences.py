"""What another severity would bring, for people to read before they say yes."""

from datetime import datetime

from bot.core.consequences import Moved, consequences
from bot.core.picture import Picture
from bot.core.runbook import Severity
from bot.core.wording import CLOCKS
from bot.slack.views.text import due_time, safe


def consequence_text(picture: Picture, to: Severity) -> str:
    """In our own mark-up: whom it calls, and each clock that moves."""
    found = consequences(picture.incident, picture.rulebook.policy, to, picture.now)
    lines = [f"*{to}* {_people(picture, found.pages, found.tells)}"]
    lines += [f"• {_moved(one, picture.now)}" for one in found.clocks]
    return "\n".join(lines)


def _people(picture: Picture, pages: tuple[str, ...], tells: tuple[str, ...]) -> str:
    said = [
        f"{verb} {_titles(picture, groups)}"
        for verb, groups in (("pages", pages), ("tells", tells))
        if groups
    ]
    return " and ".join(said) if said else "calls nobody more"


def _titles(picture: Picture, groups: tuple[str, ...]) -> str:
    return ", ".join(f"*{safe(picture.group_title(group), 60)}*" for group in groups)


def _moved(one: Moved, now: datetime) -> str:
    title = CLOCKS[one.clock]
    if one.after is None:
        return f"{title}: asked for no more"
    if one.over:
        return f"{title}: was due {due_time(one.after, now)}, :warning: *over at once*"
    before = f" instead of {due_time(one.before, now)}" if one.before else ""
    return f"{title} by *{due_time(one.after, now)}*{before}"
