"""What is told of a deadline that has passed, and to whom; once, and with how late it is told."""

from bot.core import events as ev
from bot.core.aim import item_of
from bot.core.clocks import Deadline, late_by, severity_clocks
from bot.core.draft import Draft
from bot.core.incident import MAIN, Run
from bot.core.performing import commander_of
from bot.core.wording import CLOCKS, OVERDUE, lateness, span


def step_overdue(draft: Draft, deadline: Deadline, run: Run) -> None:
    """The present step has taken its time: ask who is on it, else those who are to do it."""
    step = draft.rulebook.step(run)
    users, groups = asked(draft, step.by)
    on_it = run.visit.item(MAIN) if run.visit else None
    if on_it is not None and on_it.claimed_by is not None:
        users, groups = (on_it.claimed_by.user,), ()
    _tell(draft, deadline, step.title, f"“{step.title}” was to be done by now.", users, groups)


def step_overdue_again(draft: Draft, deadline: Deadline, run: Run) -> None:
    """It has taken twice its time: that is the commander's."""
    title = draft.rulebook.step(run).title
    text = f"“{title}” has taken twice the time it was given."
    _tell(draft, deadline, title, text, commander_of(draft.incident), ())


def item_overdue(draft: Draft, deadline: Deadline, run: Run) -> None:
    """Remind whoever claimed the item, else those who are to do it."""
    assert run.visit is not None
    item = item_of(run.visit, deadline.subject)
    users, groups = asked(draft, item.by or draft.rulebook.step(run).by)
    if item.claimed_by is not None:
        users, groups = (item.claimed_by.user,), ()
    _tell(draft, deadline, item.title, f"“{item.title}” was to be done by now.", users, groups)


def limit_over(draft: Draft, deadline: Deadline, run: Run) -> None:
    """A clock of the runbook has run out."""
    clock = next(clock for clock in run.clocks if clock.id == deadline.subject)
    text = f"{clock.title}: the limit is over."
    _tell(draft, deadline, clock.title, text, commander_of(draft.incident), ())


def severity_overdue(draft: Draft, deadline: Deadline) -> None:
    """A clock of the severity has run out: ask who leads, or before that whom it pages."""
    incident = draft.incident
    clock = next(one for one in severity_clocks(incident) if one.key == deadline.key)
    users, groups = commander_of(incident), tuple[str, ...]()
    if clock.id == "respond":
        users, groups = (), draft.rulebook.policy.rules(incident.severity).page
    elif clock.id == "update" and "comms" in incident.roles:
        users = (incident.roles["comms"].user,)
    text = f"{OVERDUE[clock.id]} {incident.severity} gives {span(clock.limit)}."
    if incident.terms and deadline.at < incident.terms.since:
        text += f" That was over when it became {incident.severity}."
    _tell(draft, deadline, CLOCKS[clock.id], text, users, groups)


def asked(draft: Draft, by: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Users and groups whom a `by` names; the commander where it names nobody."""
    groups = (by,) if by in draft.rulebook.policy.groups else ()
    holder = draft.incident.roles.get(by)
    return (holder.user,) if holder else () if groups else commander_of(draft.incident), groups


def _tell(
    draft: Draft, deadline: Deadline, title: str, text: str, users: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    late = late_by(draft.incident, deadline, draft.now)
    draft.emit(ev.DeadlinePassed(deadline.key, title, deadline.at, late))
    draft.notice(text + lateness(late), users=users, groups=groups, run=deadline.run, nag=True)
