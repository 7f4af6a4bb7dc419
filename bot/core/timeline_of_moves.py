"""The timeline's lines of what moves a walk besides its outcomes: ways out, updates, giving up, reopening."""

from typing import TypeAlias, assert_never

from bot.core import events as ev

Moves: TypeAlias = (
    ev.AnytimeSuggested | ev.AnytimeTaken | ev.UpdateSent | ev.RunStopped | ev.CallStuck | ev.Reopened
)


def of_moves(event: Moves) -> tuple[str, str, bool]:
    """The line, foreign text beside it, and whether it is a deviation."""
    match event:
        case ev.AnytimeSuggested():
            return f"An alert suggests “{event.label}”", event.about, False
        case ev.AnytimeTaken():
            by_alert = ", by an alert" if event.alert else ""
            return f"Left “{event.title}”: {event.label}{by_alert}", event.about, False
        case ev.UpdateSent():
            written = f", written by {event.asked_by.name}" if event.asked_by else ""
            by_hand = ", by hand" if event.by_hand else ""
            return f"Sent an update to {event.to}{by_hand}{written}", event.text, False
        case ev.RunStopped(how="abort"):
            return f"Gave the runbook up at “{event.title}”", event.reason, True
        case ev.RunStopped():  # the line of the resolve says why
            return f"The walk stopped at “{event.title}”", "", False
        case ev.CallStuck():
            return f"“{event.title}” does not go on by itself", event.why, False
        case ev.Reopened():
            was = event.resolved_at.strftime("%Y-%m-%d %H:%M UTC")
            return f"Reopened with “{event.title}”; it had been resolved at {was}", event.reason, True
        case _:
            assert_never(event)
