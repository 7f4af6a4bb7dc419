"""A channel that people of another organisation can read: the incident in it is locked while they can.

Slack alone knows, and it is asked wherever something is said or taken. What is decided here is what the
incident makes of it: the log says so, whoever has a part is told directly, and a watch looks for the end.
What was to be said in the channel waits in the outbox, in its order.
"""

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.draft import Draft


def lock(draft: Draft, channel: str) -> None:
    """Nothing is said or taken in the channel from here on. Of another channel, it is no news."""
    incident = draft.incident
    place = incident.place
    if place is None or place.channel != channel or incident.is_locked:
        return
    draft.emit(ev.ChannelLocked(channel))
    draft.queue(fx.WatchChannel(channel), key="watch")
    people = (incident.declared_by, *incident.roles.values())
    for user in dict.fromkeys(person.user for person in people if person.user):
        draft.queue(fx.TellPerson(user, _what_now(draft), "locked"))


def unlock(draft: Draft, channel: str) -> None:
    """The watch found that only this organisation reads the channel."""
    if draft.incident.locked == channel:
        draft.emit(ev.ChannelUnlocked(channel))
        draft.notice(
            "Only this organisation reads this channel again. What Handrail had held back is posted."
        )


def _what_now(draft: Draft) -> str:
    name = draft.incident.id
    lines = [
        f"{name} is locked: people of another organisation can read its channel, or are invited to it. "
        "Handrail says nothing there, and takes no command, button or reaction there.",
        f"To go on at once, type in another channel: `/incident {name} step`.",
        "To unlock it, disconnect the other organisation in the channel's settings; then Handrail posts "
        "there what it held back.",
    ]
    if not (draft.incident.procedure or draft.incident.restricted):
        lines.append(f"Or move it: `/incident {name} restrict WHY` gives it a private channel of its own.")
    return "\n".join(lines)
