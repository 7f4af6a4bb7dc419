"""The fold over the incident itself."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.core import events as ev
from bot.core.fold.paging import answered
from bot.core.fold.postmortem import with_version
from bot.core.fold.record import without_sought
from bot.core.incident import Dead, Incident, Message, Resolution, Stamp

Room: TypeAlias = (
    ev.Acknowledged
    | ev.SeverityChanged
    | ev.Hushed
    | ev.Informed
    | ev.MitigationProposed
    | ev.ResolveProposed
    | ev.Mitigated
    | ev.Resolved
    | ev.Closed
    | ev.Reopened
    | ev.DeadlinePassed
    | ev.Restored
    | ev.Returned
    | ev.Snoozed
    | ev.SnoozeEnded
    | ev.ChannelCreated
    | ev.MessagePosted
    | ev.DraftAsked
    | ev.DraftWritten
    | ev.MapAsked
    | ev.MapDrawn
    | ev.EffectDied
)

_OUTSIDE = ("announcement", "page/")
"""Messages that do not move with the incident into a channel."""


def room(incident: Incident, event: Room, stamp: Stamp) -> Incident:
    """After an event that is about no step."""
    match event:
        case ev.Acknowledged():
            pages = {name: answered(page, stamp) for name, page in incident.pages.items()}
            return replace(incident, acknowledged_at=stamp.at, acknowledged_by=stamp.by, pages=pages)
        case ev.SeverityChanged():
            touched = {**incident.touched, "severity": stamp}
            return replace(_severity(incident, event), touched=touched)
        case ev.DraftAsked() | ev.MapAsked() | ev.MapDrawn():
            return incident
        case ev.Hushed():
            return replace(incident, hushed=event.on)
        case ev.Informed():
            return replace(incident, updates=event.number, updated_at=stamp.at)
        case ev.MitigationProposed():
            return replace(incident, proposed="mitigated")
        case ev.ResolveProposed():
            return replace(incident, proposed="false_alarm" if event.false_alarm else "resolve")
        case ev.Mitigated():
            return replace(incident, mitigated_at=stamp.at, proposed="")
        case ev.Resolved():
            return replace(incident, resolved_at=stamp.at, false_alarm=event.false_alarm, proposed="")
        case ev.Closed():
            return replace(incident, closed_at=stamp.at)
        case ev.Reopened():
            return _reopened(incident, event, stamp)
        case ev.DeadlinePassed():
            return replace(incident, fired={**incident.fired, event.key: event.due})
        case ev.ChannelCreated():
            return replace(incident, channel=event.channel, channel_name=event.name)
        case ev.MessagePosted():
            message = Message(event.channel, event.ts, event.permalink)
            return replace(incident, messages={**incident.messages, event.surface: message})
        case ev.DraftWritten():
            return with_version(incident, event.digest, stamp)
        case ev.Snoozed():
            return replace(incident, snoozed={**incident.snoozed, stamp.by.user: event.until})
        case ev.SnoozeEnded():
            rest = {user: until for user, until in incident.snoozed.items() if user != event.user}
            return replace(incident, snoozed=rest)
        case ev.Returned():
            return incident
        case ev.Restored():
            return replace(incident, restored_at=stamp.at, fired={**incident.fired, **event.calls})
        case ev.EffectDied():
            dead = Dead(event.effect, event.effect_kind, event.why, stamp.at)
            after = replace(incident, dead=(*incident.dead, dead))
            return without_sought(after, event.effect)
        case _:
            assert_never(event)


def _severity(incident: Incident, event: ev.SeverityChanged) -> Incident:
    worst = min(incident.worst or event.to, event.to)
    after = replace(incident, severity=event.to, worst=worst, terms=event.terms or incident.terms)
    if not event.opens:
        return after
    kept = {name: message for name, message in incident.messages.items() if name.startswith(_OUTSIDE)}
    return replace(after, opening=event.opens, messages=kept)


def _reopened(incident: Incident, event: ev.Reopened, stamp: Stamp) -> Incident:
    ended = Resolution(
        event.resolved_at,
        incident.false_alarm,
        incident.mitigated_at,
        incident.closed_at,
        reopened_at=stamp.at,
    )
    return replace(
        incident,
        former=(*incident.former, ended),
        mitigated_at=None,
        resolved_at=None,
        closed_at=None,
        false_alarm=False,
        duplicate_of="",
        proposed="",
    )
