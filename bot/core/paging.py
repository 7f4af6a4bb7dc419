"""Paging: groups are asked to come, by the severity, by the ladder or by a person, until somebody answers."""

from collections.abc import Iterable

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.clocks import Deadline, due, late_by
from bot.core.draft import Draft
from bot.core.incident import Incident, Page, surface_of_page
from bot.core.refusals import NotNow, Unknown
from bot.core.signals import Acknowledge, PageGroup, Reached
from bot.core.wording import lateness, span


def page_group(draft: Draft, what: PageGroup) -> None:
    """A person calls a group, whatever the ladder does."""
    groups = draft.rulebook.policy.groups
    if what.group not in groups:
        known = ", ".join(f"`{group}`" for group in groups) or "none"
        raise Unknown(f"There is no group `{what.group}`.", f"The policy has: {known}.")
    if draft.incident.resolved_at:
        raise NotNow(f"{draft.incident.id} is {draft.incident.life}.", "Reopen it if it is not over.")
    _page(draft, what.group, what.why.strip() or f"{draft.signal.by.name} asks for help")


def page_by_severity(draft: Draft) -> None:
    """Page and tell whom the severity names, and by the rungs that are due at once; nobody twice."""
    rules, why = draft.rulebook.policy.rules(draft.incident.severity), _because(draft)
    for deadline in due(draft.incident):
        if deadline.kind == "rung" and deadline.at <= draft.now:
            page_by_rung(draft, deadline)
    for group in not_yet(draft.incident, rules.page):
        _page(draft, group, why)
    for group in not_yet(draft.incident, rules.tell, or_told=True):
        _page(draft, group, why, tells=True)


def not_yet(incident: Incident, groups: Iterable[str], *, or_told: bool = False) -> tuple[str, ...]:
    """Those of the groups that have not been paged yet (`or_told`: nor told)."""
    paged = {page.group for page in incident.pages.values() if or_told or not page.tells}
    return tuple(group for group in dict.fromkeys(groups) if group not in paged)


def page_by_rung(draft: Draft, deadline: Deadline) -> None:
    """Nobody has acknowledged for so long: the ladder's next group is called."""
    terms, number = draft.incident.terms, int(deadline.subject)
    assert terms is not None
    rung = terms.rungs[number - 1]
    why = f"nobody has acknowledged it for {span(rung.after)}" if rung.after else _because(draft)
    _page(draft, rung.group, why, rung=number, deadline=deadline)


def tell_group(draft: Draft, group: str, why: str) -> None:
    """Tell a group what they have to know of; nobody is called."""
    _page(draft, group, why, tells=True)


def _because(draft: Draft) -> str:
    severity = draft.incident.severity
    means = draft.rulebook.policy.rules(severity).means
    return f"it is {severity}, {means}" if means else f"it is {severity}"


def _page(
    draft: Draft,
    group: str,
    why: str,
    *,
    rung: int = 0,
    tells: bool = False,
    deadline: Deadline | None = None,
) -> None:
    known = draft.rulebook.policy.groups.get(group)
    title = known.title if known else group
    number = f"p{len(draft.incident.pages) + 1}"
    late = late_by(draft.incident, deadline, draft.now) if deadline else 0
    key, at = (deadline.key, deadline.at) if deadline else ("", None)
    draft.emit(ev.Paged(number, group, title, why, rung, tells, key, at, late))
    draft.queue(fx.Page(number, group, tells))
    if tells:
        return
    draft.queue(fx.Invite((), (group,)))
    draft.notice(f"{title} is being paged: {why}.{lateness(late)}", groups=(group,))


def reached(draft: Draft, found: Reached) -> None:
    """It is known who is to be called: each of them is written to."""
    page = draft.incident.pages[found.page]
    if page.to or page.trouble:
        return  # of a repeated try
    draft.emit(ev.PageReached(page.id, page.title, found.to, found.trouble))
    if found.trouble:
        verb = "told" if page.tells else "paged"
        leader = draft.incident.commander or draft.incident.declared_by
        draft.notice(f"Nobody was {verb} for {page.title}: {found.trouble}.", users=(leader.user,))
    for to in found.to:
        name = surface_of_page(page.id, to)
        draft.queue(fx.RefreshPage(page.id, to), lane=name, key=name)


def acknowledge(draft: Draft, what: Acknowledge) -> None:
    """Somebody is on it: for the first time, or on the page that called them."""
    incident = draft.incident
    if not incident.acknowledged_at:
        draft.emit(ev.Acknowledged())  # which answers every page
        return
    waiting = [page for page in incident.pages.values() if page.waits and _is_for(page, what, draft)]
    if not waiting:
        page = incident.pages.get(what.page)
        by = page.answered_by if page and page.answered_by else incident.acknowledged_by
        who = f" by {by.name}" if by else ""
        raise NotNow(f"{incident.id} is acknowledged already{who}.", "`/incident` shows the present step.")
    for page in waiting:
        draft.emit(ev.PageAnswered(page.id, page.title))


def _is_for(page: Page, what: Acknowledge, draft: Draft) -> bool:
    return page.id == what.page if what.page else draft.signal.by.user in page.to
