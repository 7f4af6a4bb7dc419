"""Who may know that an incident exists. Every surface asks here before it shows anything of one."""

from typing import TypeAlias

from bot.core.incident import Incident
from bot.core.signals import Actor

Audience: TypeAlias = frozenset[str] | None
"""Keys of the people who may know of an incident (`Actor.key`); None: everybody who may use Handrail."""


def audience(incident: Incident) -> Audience:
    """Whom it may be shown to, from its state alone: all, or who declared it, has a part or was let in."""
    if not incident.restricted:
        return None
    parts = (incident.declared_by, *incident.roles.values())
    return frozenset({*(actor.key for actor in parts), *incident.insiders})


def may_see(person: Actor, those: Audience) -> bool:
    """Whether the person is one of those. Handrail itself, its timers and alerts see everything."""
    return those is None or not person.is_person or person.key in those
