"""What the log cannot answer, for the people who finish the draft."""

from collections.abc import Callable, Sequence

from bot.core import events as ev
from bot.core.clocks import ACTION
from bot.core.incident import Incident
from bot.engine.ports import Logged
from bot.postmortem.markdown import plain
from bot.postmortem.walk import deviations
from bot.postmortem.words import named


def questions(log: Sequence[Logged], incident: Incident) -> list[str]:
    """Those that every incident leaves, and those that this one does."""
    return [
        "What was the impact, on whom, and for how long?",
        "Why did it happen, and why then?",
        "What would have shown it sooner?",
        *_of_people(incident),
        *_of_walk(log),
        *_of_owed(incident),
    ]


def _of_people(incident: Incident) -> list[str]:
    asked = [] if incident.acknowledged_at else ["Nobody acknowledged it. Who saw it first?"]
    if incident.dead:
        asked.append("Some messages could not be delivered. Who missed what?")
    return asked


def _of_walk(log: Sequence[Logged]) -> list[str]:
    asked: list[str] = []
    for entry in log:
        question = _question(entry)
        if question and question not in asked:
            asked.append(question)
    if deviations(log):
        asked.append("The runbook was left (see the deviations). Does it have to change?")
    return asked


def _question(entry: Logged) -> str:
    who = named(entry.stamp.by)
    match entry.event:
        case ev.Jumped(saw=True) as event:
            return f"Something else was seen at “{plain(event.title)}”. Which class of incident is that?"
        case ev.ApprovalSettled(state="denied"):
            return f"{who} denied an approval. What should have been asked for instead?"
        case ev.GlassBroken() as event:
            alone = f"“{plain(event.title)}” ran without a second person."
            return f"{alone} Was it needed, and who could have answered?"
        case ev.ApprovalSettled(state="expired"):
            return "An approval was not answered in time. Who could have been asked?"
        case ev.CommandInterrupted(again=False) as event:
            return f"“{plain(event.title)}” was interrupted. How far did it come?"
        case ev.DeadlinePassed(key=key) as event if not key.startswith(ACTION):
            return f"“{plain(event.title)}” was overdue. What took so long?"
        case ev.RunStopped(how="abort") as event:
            return f"The runbook was given up at “{plain(event.title)}”. What did it lack?"
        case ev.Reopened():
            return "It came back after it was resolved. What would have shown that it was not over?"
        case ev.RunHalted():
            return "The walk went in a circle and was stopped. Which outcomes led there?"
        case _:
            return ""


def _of_owed(incident: Incident) -> list[str]:
    states: dict[str, Callable[[str], str]] = {
        "open": lambda title: f"Still owed: {title}. Who sees to it?",
        "waived": lambda title: f"Waived: {title}. What does that cost us?",
    }
    return [
        states[owed.state](plain(owed.title))
        for owed in incident.owed.values()
        if owed.state in states and owed.required
    ]
