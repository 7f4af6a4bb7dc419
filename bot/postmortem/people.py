"""Who held which role when, and who else took part."""

from collections.abc import Sequence

from bot.core import events as ev
from bot.core.incident import Incident
from bot.core.signals import Actor
from bot.engine.ports import Logged
from bot.postmortem.markdown import plain
from bot.postmortem.words import clock, listed, named


def roles(log: Sequence[Logged], incident: Incident) -> list[str]:
    """Each role with its holders in order, and the roles that were wanted and never taken."""
    held: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for entry in log:
        if isinstance(entry.event, ev.RoleTaken):
            titles[entry.event.role] = entry.event.title
            held.setdefault(entry.event.role, []).append(
                f"{named(entry.event.holder)} from {clock(entry.stamp.at)}"
            )
        elif isinstance(entry.event, ev.RoleGivenUp):
            held[entry.event.role][-1] += f" until {clock(entry.stamp.at)}"
    rows = [f"**{plain(titles[role])}**: {', then '.join(holders)}" for role, holders in held.items()]
    vacant = [role for role in incident.wanted_roles if role not in held]
    return [*rows, *(f"**{plain(role)}**: nobody took it" for role in vacant)]


def others(log: Sequence[Logged]) -> str:
    """Those who acted and never held a role, in the order in which they came."""
    came: dict[tuple[str, str], Actor] = {}
    holders: set[tuple[str, str]] = set()
    for entry in log:
        by = entry.stamp.by
        if by.is_person:
            came.setdefault((by.team, by.user), by)
        if isinstance(entry.event, ev.RoleTaken):
            holders.add((entry.event.holder.team, entry.event.holder.user))
    return listed([named(by) for key, by in came.items() if key not in holders])
