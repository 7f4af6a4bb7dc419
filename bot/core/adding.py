"""More than one runbook in an incident: another walk begins beside those that are walked."""

from bot.core.draft import Draft
from bot.core.refusals import NotNow, Unknown
from bot.core.signals import AddRun
from bot.core.walking import start_run


def add_run(draft: Draft, what: AddRun) -> None:
    """Begin it from its current file; what it must know at the start is asked first."""
    incident = draft.incident
    if incident.procedure:
        raise NotNow(
            f"{incident.id} is a procedure, which walks one runbook.", "`/incident start` begins another."
        )
    if incident.resolved_at:
        raise NotNow(f"{incident.id} is {incident.life}.", "`/incident reopen` walks a runbook again.")
    book = draft.rulebook.runbooks.get(what.digest, {}).get(what.runbook)
    if book is None or book.system != incident.runbook.partition("/")[0]:
        raise Unknown(f"There is no runbook `{what.runbook}` for this system.", "`/incident add` lists them.")
    if any(run.runbook == what.runbook and run.is_walking for run in incident.runs.values()):
        raise NotNow(f"“{book.title}” is being walked already.", "`/incident` shows where.")
    draft.notice(f"{draft.signal.by.name} adds “{book.title}”. It is walked beside what is walked already.")
    start_run(draft, what.digest, what.runbook, {}, "what was added")
