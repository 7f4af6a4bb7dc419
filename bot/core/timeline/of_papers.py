"""Lines of the postmortem: what was written, what will be changed, who agreed."""

from typing import assert_never

from bot.core import events as ev
from bot.core.timeline.parts import Told


def of_papers(event: ev.OfPapers) -> Told | None:
    """What was written, with its text beside it; that people were reminded changes nothing."""
    match event:
        case ev.SectionWritten():
            return _told(f"Wrote “{event.title}”" if event.text else f"Emptied “{event.title}”", event.text)
        case ev.ActionAdded():
            return _told(f"{event.action} for {event.owner.name}, due {event.due:%Y-%m-%d}", event.text)
        case ev.ActionSettled(how="open"):
            return _told(f"{event.action} is open again", event.why or event.text)
        case ev.ActionSettled():
            why = f": {event.why}" if event.why else ""
            return _told(f"{event.action} is {event.how}", f"{event.text}{why}")
        case ev.ActionAssigned():
            former = "" if event.owner == event.former else f" instead of {event.former.name}"
            who = f"{event.action} is {event.owner.name}'s{former}"
            return _told(f"{who}, due {event.due:%Y-%m-%d}", event.text)
        case ev.NoActionsStated():
            return _told("No action items", event.reason)
        case ev.ReviewAsked():
            return _told(f"Asked {event.of.name} to read the postmortem")
        case ev.PostmortemAccepted():
            return _told("Accepted the postmortem")
        case ev.PostmortemGivenBack():
            return _told("Gave the postmortem back", event.reason)
        case ev.PostmortemReminded():
            return None
        case _:
            assert_never(event)


def _told(text: str, detail: str = "") -> Told:
    return Told("postmortem", text, detail)
