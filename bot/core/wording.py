"""Words for what people meet on a walk, the same on every surface. Plain text: who shows it escapes it."""

from datetime import timedelta

from bot.core.clocks import ClockId
from bot.core.picture import At, Picture
from bot.core.result import Trouble
from bot.core.runbook import Outcome, Risk
from bot.core.texts import fill

_TOLD_LATE = 60
"""Seconds from which on a deadline that is told says that it is told late."""

TROUBLES: dict[Trouble, str] = {
    "": "",
    "not_started": "It did not start",
    "timed_out": "It took too long and was stopped",
    "refused": "It was refused",
    "unreadable": "Its output is not what its entry declares",
    "interrupted": "Handrail stopped while it ran: it may have run, or not. Look before you run it again",
    "cancelled": "It was stopped",
}

RISKS = {
    Risk.READ: "It only looks.",
    Risk.TELL: "It tells people and changes no system.",
    Risk.CHANGE: "It changes the system: a second person approves first.",
    Risk.DESTROY: "It destroys something for good: a second person approves first.",
}


CLOCKS: dict[ClockId, str] = {
    "respond": "Response",
    "update": "Update",
    "resolve": "Resolution",
    "postmortem": "Postmortem",
}
"""What is due by the clocks of a severity."""

OVERDUE: dict[ClockId, str] = {
    "respond": "Nobody has acknowledged it yet; `/incident ack` says that you are on it.",
    "update": "An update is owed: `/incident update` drafts it.",
    "resolve": "It should be resolved by now.",
    "postmortem": "The postmortem is due: `/incident postmortem` writes its draft.",
}


def lateness(seconds: int) -> str:
    """What is added to what is told so late; empty when it is told in time."""
    return f" (Told {seconds // 60} min late: Handrail was away.)" if seconds >= _TOLD_LATE else ""


def numbered(incident: str, severity: str) -> str:
    """What an incident is called in a line: `INC-0042 · P1`; a procedure has no severity: `PRC-0007`."""
    return incident if incident.startswith("PRC-") else f"{incident} · {severity}"


def readable(name: str) -> str:
    """An id as a label: `send-again` → `Send again`."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def option_label(value: str) -> str:
    """An option as a label: `sound` → `Sound`; `DATABASE_URL` and `own-client` keep what they are called."""
    return value[:1].upper() + value[1:]


def outcome_label(outcome: Outcome) -> str:
    """What the button of an outcome says."""
    return outcome.label or readable(outcome.name)


def goes_to(picture: Picture, at: At, outcome: Outcome) -> str:
    """Where an outcome leads, in words; what its title does not know yet is left open."""
    if outcome.to in at.book.steps:
        return fill(at.book.steps[outcome.to].title, picture.incident, at.run, unknown="…")
    return f"the end “{readable(outcome.to)}”"


def title_now(picture: Picture, at: At) -> str:
    """The step's title by the facts as they are now: a correction must show beside what would run."""
    return fill(at.step.title, picture.incident, at.run)


def span(length: timedelta) -> str:
    """A length of time in the two largest units that matter."""
    seconds = int(abs(length).total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"
