"""What runbooks need of the operator: people in groups, programs, endpoints; and which steps need it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.authoring.library import Loaded
from bot.core.catalogue import Entry
from bot.core.policy import Policy
from bot.core.rulebook import Rulebook
from bot.core.runbook import Runbook, Step


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A step of a runbook."""

    runbook: str
    step: str

    def __str__(self) -> str:
        return f"{self.runbook}: {self.step}"


def steps_of(loaded: Loaded) -> Iterator[tuple[Runbook, Step]]:
    """Every step of every runbook, in order."""
    for name in sorted(loaded.runbooks):
        book = loaded.runbooks[name]
        yield from ((book, step) for step in book.steps.values())


def uses(loaded: Loaded) -> Mapping[str, tuple[Place, ...]]:
    """By id of an entry, the steps that run it."""
    found: dict[str, dict[Place, None]] = {}
    for book, step in steps_of(loaded):
        for command in step.commands():
            found.setdefault(command, {})[Place(book.id, step.id)] = None
    return {command: tuple(places) for command, places in found.items()}


def approvals(loaded: Loaded) -> Mapping[tuple[str, ...], tuple[Place, ...]]:
    """By the groups of which one person must say yes, the steps that wait for it."""
    found: dict[tuple[str, ...], list[Place]] = {}
    for book, step in steps_of(loaded):
        rules = Rulebook({}, loaded.entries, policy=policy_of(loaded, book.system))
        groups = rules.approvers_of(book, step)
        if groups:
            found.setdefault(groups, []).append(Place(book.id, step.id))
    return {groups: tuple(places) for groups, places in found.items()}


def unanswerable(loaded: Loaded, bound: Collection[str]) -> Mapping[tuple[str, ...], tuple[Place, ...]]:
    """Those approvals for which nobody is in any of the groups: every request would wait in vain."""
    return {groups: places for groups, places in approvals(loaded).items() if not {*groups} & {*bound}}


def entries_of(loaded: Loaded, system: str) -> Iterator[Entry]:
    """The entries of one system's catalogue."""
    return (entry for entry in loaded.own_entries().values() if entry.system == system)


def policy_of(loaded: Loaded, system: str) -> Policy:
    """The system's policy; the organisation's for a system that is not in the folder."""
    return loaded.policies.get(system) or loaded.policies.get("") or Policy()
