"""What another severity would bring, said before it is set: whom it calls, which clocks it moves."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.clocks import ClockId, is_breached, severity_clocks
from bot.core.incident import Incident
from bot.core.paging import not_yet
from bot.core.policy import Policy
from bot.core.runbook import Severity
from bot.core.severity import terms_of


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose deadline becomes another. None: it does not run. `over`: it is over at once."""

    clock: ClockId
    before: datetime | None
    after: datetime | None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Consequences:
    """Groups by their ids, clocks in their order."""

    to: Severity
    pages: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    clocks: tuple[Moved, ...] = ()


def consequences(incident: Incident, policy: Policy, to: Severity, now: datetime) -> Consequences:
    """Exactly what `change_severity` would do now."""
    terms = terms_of(policy, to, now, incident.terms)
    running, coming = severity_clocks(incident), severity_clocks(incident, terms)
    over = {clock.id for clock in (*running, *coming) if is_breached(incident, clock)}
    before = {clock.id: clock.due for clock in running if clock.id not in over}
    after = {clock.id: clock.due for clock in coming if clock.id not in over}
    moved = tuple(
        Moved(clock, before.get(clock), after.get(clock), over=clock in after and after[clock] <= now)
        for clock in dict.fromkeys([*before, *after])
        if before.get(clock) != after.get(clock)
    )
    if to > incident.severity:
        return Consequences(to, clocks=moved)
    rules = policy.rules(to)
    at_once = () if incident.acknowledged_at else [rung.group for rung in terms.rungs if rung.at == now]
    pages = tuple(dict.fromkeys([*at_once, *not_yet(incident, rules.page)]))
    tells = tuple(group for group in not_yet(incident, rules.tell, or_told=True) if group not in pages)
    return Consequences(to, pages, tells, moved)
