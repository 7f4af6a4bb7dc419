"""An incident that was not over: the commander reopens it with a runbook, from its file as it is now."""

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.owing import needs_reason, only_commander
from bot.core.performing import commander_of
from bot.core.refusals import NotNow, Unknown
from bot.core.signals import Reopen
from bot.core.walking import start_run


def reopen(draft: Draft, what: Reopen) -> None:
    """A new walk beside what the former ones still owe; clocks run on from the declaration."""
    incident = draft.incident
    if incident.resolved_at is None:
        raise NotNow(f"{incident.id} is open.", "`/incident` shows where it is.")
    only_commander(draft, "reopen the incident")
    reason = needs_reason(what.reason, "reopen the incident")
    book = draft.rulebook.runbooks.get(what.digest, {}).get(what.runbook)
    if book is None or book.kind != "incident":
        raise Unknown(f"There is no incident class `{what.runbook}`.", "Choose one of the list.")
    draft.emit(ev.Reopened(book.id, book.title, reason, incident.resolved_at))
    draft.notice(
        f"{incident.id} is open again: {reason}. The walk begins anew with “{book.title}”.",
        users=commander_of(incident),
    )
    start_run(draft, what.digest, what.runbook, {}, "the reopening", since=incident.declared_at)
