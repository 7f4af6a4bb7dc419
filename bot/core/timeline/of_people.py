"""Lines about who has which role."""

from typing import assert_never

from bot.core import events as ev
from bot.core.handing import Handover
from bot.core.timeline.parts import Told


def of_people(event: ev.OfPeople) -> Told | None:
    """Who has what now. That an offer was accepted is told by who has the role."""
    match event:
        case ev.RoleTaken():
            former = f" from {event.former.name}" if event.former else ""
            return Told("people", f"{event.holder.name} is {event.title}{former}")
        case ev.RoleGivenUp():
            return Told("people", f"{event.former.name} is {event.title} no longer, and nobody is")
        case ev.HandoverOffered(handover=offered):
            return Told("people", f"Offered {offered.title} to {offered.to.name}", in_words(offered))
        case ev.HandoverSettled(state="accepted"):
            return None
        case ev.HandoverSettled():
            how = {
                "declined": f"{event.to.name} does not take over {event.title}",
                "withdrawn": f"{event.title} is not offered to {event.to.name} any more",
                "expired": f"{event.to.name} did not answer about {event.title}",
            }.get(event.state, f"The offer of {event.title} to {event.to.name} is void")
            return Told("people", how, event.reason)
        case _:
            assert_never(event)


def in_words(offered: Handover) -> str:
    """The brief in plain text, as the log and the postmortem keep it."""
    return "\n".join(f"{part.title}: {'; '.join(part.lines)}" for part in offered.brief)
