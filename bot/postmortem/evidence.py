"""What was kept, what was put back, and what was given up."""

from bot.core.incident import Incident, Owed
from bot.postmortem.markdown import code, plain
from bot.postmortem.words import because, clock, named


def evidence(incident: Incident) -> list[str]:
    """One row for each piece of evidence that was owed or kept."""
    return [_row(owed, "kept") for owed in incident.owed.values() if owed.kind == "evidence"]


def put_back(incident: Incident) -> list[str]:
    """One row for each thing that had to be undone."""
    return [_row(owed, "put back") for owed in incident.owed.values() if owed.kind == "undo"]


def _row(owed: Owed, met: str) -> str:
    title = f"**{plain(owed.title)}**"
    if owed.by is None or owed.at is None:
        return f"{title}: {'**still owed**' if owed.required else 'not required, and not there'}"
    done = f"by {named(owed.by)} at {clock(owed.at)}"
    if owed.state == "moved":
        return f"{title}: owed by {plain(owed.text)} now"
    if owed.state == "waived":
        return f"{title}: **waived** {done}{because(owed.text)}"
    where = f": {plain(owed.text)}" if owed.text else ""
    digest = f", sha256 {code(owed.digest)}" if owed.digest else ""
    return f"{title}: {met} {done}{where}{digest}"
