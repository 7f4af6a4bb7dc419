"""Where an incident lives in Slack: a channel of its own, or for a ticket the thread of its announcement."""

from bot.core import effects as fx
from bot.core.draft import Draft
from bot.core.incident import surface_of_step


def open_place(draft: Draft, channel: str, *, private: bool) -> None:
    """The first effect of a declaration, which all others in Slack wait for."""
    if draft.incident.is_ticket:
        draft.queue(fx.OpenTicket(channel), lane="announcement")
        return
    open_channel(draft, private=private)
    draft.queue(fx.Invite((draft.signal.by.user,)))


def open_channel(draft: Draft, *, private: bool) -> str:
    """Make the channel; returns the id of the effect."""
    incident = draft.incident
    title = "" if private else incident.title  # even who sees the name alone must learn nothing from it
    return draft.queue(fx.CreateChannel(channel_name(incident.id, title), private=private))


def move_into_channel(draft: Draft) -> None:
    """A ticket has become an incident: what stood in the thread is posted in a channel, with who is on it."""
    incident = draft.incident
    people = (incident.declared_by, *incident.roles.values())
    draft.queue(fx.Invite(tuple(dict.fromkeys(person.user for person in people if person.user))))
    for run in incident.runs.values():
        if run.visit is not None and run.is_walking:
            draft.post(
                fx.RefreshStep(run.id, run.visit.number), key=surface_of_step(run.id, run.visit.number)
            )
    for approval in incident.approvals.values():
        if approval.state == "pending":
            draft.post(fx.RefreshApproval(approval.token), key=f"approval/{approval.token}")


def channel_name(incident: str, title: str) -> str:
    """`inc-0042-receipt-chain-broken`: lower case, at most 80 characters."""
    words = "".join(mark if mark.isascii() and mark.isalnum() else " " for mark in title.lower()).split()
    return "-".join([incident.lower(), *words])[:60].rstrip("-")
