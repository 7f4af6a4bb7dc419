"""Two incidents in one act: linked, or one merged into the other. Both logs say so, or neither."""

from collections.abc import Sequence

from bot.core.incident import Incident
from bot.core.refusals import NotNow
from bot.core.seeing import audience
from bot.core.signals import LeftOpen, Link, Merge, TakeIn
from bot.core.texts import how_of
from bot.engine.ports import Reader


def linked(one: Incident, other: Incident) -> tuple[Link, Link]:
    """What each of them is told of the other."""
    _alike(one, other, "linked")
    return Link(other.id, other.title), Link(one.id, one.title)


def merged(duplicate: Incident, other: Incident, reason: str) -> tuple[Merge, TakeIn]:
    """What the duplicate is told, and what the one that goes on takes over."""
    _alike(duplicate, other, "merged")
    if other.duplicate_of:
        raise NotNow(
            f"{other.id} is itself a duplicate of {other.duplicate_of}.",
            f"`/incident merge {duplicate.id} into {other.duplicate_of}` takes the one that goes on.",
        )
    if other.closed_at:
        raise NotNow(
            f"{other.id} is closed, so nothing goes on there.",
            f"Link them: `/incident link {other.id}`; or reopen it first.",
        )
    owed = tuple(
        LeftOpen(one.id, one.kind, one.title, how_of(one, duplicate), one.required)
        for one in duplicate.open_owed()
    )
    people = dict.fromkeys([duplicate.declared_by, *duplicate.roles.values()])
    return (
        Merge(other.id, reason, other.title, other.channel_name),
        TakeIn(duplicate.id, duplicate.title, duplicate.severity, duplicate.declared_at, owed, tuple(people)),
    )


def family(reader: Reader, incident: Incident) -> Sequence[Incident]:
    """The incident and all that were merged into one another with it."""
    found = {incident.id: incident}
    waiting = [incident]
    while waiting:
        one = waiting.pop()
        for name in filter(None, (one.duplicate_of, *one.duplicates)):
            kin = reader.incident(name) if name not in found else None
            if kin is not None:
                found[name] = kin
                waiting.append(kin)
    return list(found.values())


def _alike(one: Incident, other: Incident, done: str) -> None:
    """Each log names the other, so both are for everybody or neither is."""
    if (audience(one) is None) != (audience(other) is None):
        raise NotNow(
            f"{one.id} and {other.id} cannot be {done}: one is restricted, and the other would name it.",
            "Make the other restricted first.",
        )
