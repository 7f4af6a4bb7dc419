"""The fold over who has which role."""

from dataclasses import replace
from typing import assert_never

from bot.core import events as ev
from bot.core.incident import Incident, Stamp


def people(incident: Incident, event: ev.OfPeople, stamp: Stamp) -> Incident:
    """After a role was taken, given up, offered."""
    match event:
        case ev.RoleTaken():
            return replace(
                incident,
                roles={**incident.roles, event.role: event.holder},
                touched={**incident.touched, f"role/{event.role}": stamp},
            )
        case ev.RoleGivenUp():
            left = {role: holder for role, holder in incident.roles.items() if role != event.role}
            wanted = tuple(dict.fromkeys([*incident.wanted_roles, event.role]))
            touched = {**incident.touched, f"role/{event.role}": stamp}
            return replace(incident, roles=left, wanted_roles=wanted, touched=touched)
        case ev.HandoverOffered(handover=offered):
            return replace(incident, handovers={**incident.handovers, offered.id: offered})
        case ev.HandoverSettled():
            former = incident.handovers[event.handover]
            settled = replace(
                former, state=event.state, by=stamp.by, reason=event.reason, settled_at=stamp.at
            )
            return replace(incident, handovers={**incident.handovers, settled.id: settled})
        case _:
            assert_never(event)
