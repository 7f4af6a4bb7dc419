"""Who may declare, change the severity, resolve and close, where the policy narrows that for a severity.

Elsewhere whoever may respond may. Groups are resolved by the caller at the click; a group in which nobody
is, or that cannot be resolved, lets nobody.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.core.incident import Incident
from bot.core.policy import Act, Policy
from bot.core.refusals import NotAllowed
from bot.core.runbook import Severity
from bot.core.signals import Close, Merge, Resolve, SetSeverity, What


@dataclass(frozen=True, slots=True)
class Mandate:
    """What it takes to do something at a severity: to be in one of the groups."""

    act: Act
    severity: Severity
    groups: tuple[str, ...]


def to_declare(policy: Policy, severity: Severity) -> tuple[Mandate, ...]:
    """What it takes to declare an incident that is so bad."""
    return _of(policy, "declare", severity)


def to_do(policy: Policy, incident: Incident, what: What) -> tuple[Mandate, ...]:
    """What it takes to do this. To change the severity takes both: what it is, and what it becomes."""
    match what:
        case SetSeverity(to=to):
            return _of(policy, "severity", incident.severity, to)
        case Resolve():
            return _of(policy, "resolve", incident.severity)
        case Close() | Merge():
            return _of(policy, "close", incident.severity)
        case _:
            return ()


def held(mandates: Collection[Mandate], groups_of: Callable[[tuple[str, ...]], Collection[str]]) -> None:
    """Refuse who lacks one of them. `groups_of`: which of some groups the person is in, now."""
    for one in mandates:
        if not groups_of(one.groups):
            raise NotAllowed(
                f"{_WORDS[one.act]} {one.severity} is for {' or '.join(one.groups)}, and you are not in it.",
                "Ask one of them; `/incident page` calls a group.",
            )


_WORDS: dict[Act, str] = {
    "declare": "To declare a",
    "severity": "To change the severity to or from",
    "resolve": "To resolve a",
    "close": "To close a",
}


def _of(policy: Policy, act: Act, *severities: Severity) -> tuple[Mandate, ...]:
    found = ((one, policy.rules(one).may.get(act)) for one in dict.fromkeys(severities))
    return tuple(Mandate(act, one, groups) for one, groups in found if groups is not None)
