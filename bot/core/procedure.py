"""An operation that is no incident: where it begins, who leads it, and that it closes with its run."""

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.refusals import NotNow
from bot.core.signals import Close, Declare, DueAgain, Mitigate, Reopen, Resolve, Room, SetSeverity

LEAD = "commander"


def open_procedure(draft: Draft, what: Declare) -> None:
    """Begin in a channel that is there. Who began it leads; a schedule asks its owner to."""
    draft.queue(fx.OpenIn(what.channel, what.owner))
    if draft.signal.by.is_person:
        lead_by_acting(draft)
        return
    text = f"It is time for “{draft.incident.title}”. Whoever takes the first step leads it."
    draft.notice(text, groups=(what.owner,))


def lead_by_acting(draft: Draft) -> None:
    """Whoever acts in a procedure that nobody leads, leads it."""
    incident, by = draft.incident, draft.signal.by
    if not incident.procedure or incident.commander or not by.is_person or incident.closed_at:
        return
    roles = draft.rulebook.policy.roles
    title = roles[LEAD].title if LEAD in roles else LEAD
    draft.emit(ev.RoleTaken(LEAD, title, by, None))
    if not incident.acknowledged_at:
        draft.emit(ev.Acknowledged())


def close_with_its_runs(draft: Draft) -> None:
    """A procedure is over when its runs are: nobody resolves it."""
    incident = draft.incident
    if (
        incident.procedure
        and not incident.closed_at
        and all(r.mode == "closed" for r in incident.runs.values())
    ):
        draft.emit(ev.Closed())


def only_of_incidents(draft: Draft, what: Room) -> None:
    """Refuse what has a meaning for incidents alone."""
    if draft.incident.procedure and isinstance(what, SetSeverity | Mitigate | Resolve | Close | Reopen):
        raise NotNow(
            f"{draft.incident.id} is a procedure: it has no severity, and it closes when its walk is over.",
            "`/incident abort` leaves it before its end.",
        )


def due_again(draft: Draft, what: DueAgain) -> None:
    """Its time came round while the last one is still open: none is started, and the owner is told."""
    incident = draft.incident
    late = max(0, int((draft.now - what.occasion).total_seconds()))
    key = f"schedule/{what.occasion.isoformat()}"
    draft.emit(ev.DeadlinePassed(key, incident.title, what.occasion, late))
    draft.notice(
        f"The next “{incident.title}” is due, and this one is still open, so none was started. "
        "Finish this one, or abort it.",
        users=(incident.commander.user,) if incident.commander else (),
        groups=(incident.owner,) if incident.owner else (),
    )
