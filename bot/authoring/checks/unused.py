"""unused: commands, facts and endpoints that nothing needs."""

import re
from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding
from bot.authoring.library import Loaded
from bot.core.runbook import Ask, Call, Runbook

ABOUT = About(
    "unused",
    "Every command, fact and endpoint is needed by something",
    "What nobody uses grows old unseen, and in a hurry somebody trusts it",
    "Scan for the names: entries that steps and policies run, endpoints that entries ask, facts that an "
    "expression, a text or a caller reads; what a person was asked is read by people",
)
_FACT = re.compile(r"facts\.([a-z][a-z0-9_]*)")
"""Without a word boundary before it, so that the search is one for a fixed text: four times as fast."""
_CHILD = re.compile(r"\bchild\.([a-z][a-z0-9_]*)")


def unused(loaded: Loaded) -> Iterator[Finding]:
    """Nothing is said of a tree that could not be read as a whole: what is missing may be what uses it."""
    if loaded.problems:
        return
    yield from _entries(loaded)
    yield from _endpoints(loaded)
    taken = _taken(loaded)
    for runbook in loaded.runbooks.values():
        yield from _facts(loaded, runbook, taken.get(runbook.id, frozenset()))


def _entries(loaded: Loaded) -> Iterator[Finding]:
    """An entry that encodes a statement of the documents is there for people to run."""
    run = {name for book in loaded.runbooks.values() for name in book.meanings} | loaded.spoken
    for entry in loaded.own_entries().values():
        if entry.id not in run and not entry.covers:
            yield Finding(
                "unused",
                entry.id,
                ("commands", entry.id.partition(".")[2]),
                f"no runbook runs `{entry.id}`.",
                "Run it in a step, or remove it.",
                key=True,
            )


def _endpoints(loaded: Loaded) -> Iterator[Finding]:
    asked = {(entry.system, name) for entry in loaded.entries.values() for name in entry.endpoints}
    for system in loaded.systems.values():
        for name in system.endpoints:
            if (system.id, name) not in asked:
                yield Finding(
                    "unused",
                    f"{system.id}.system",
                    ("endpoints", name),
                    f"no command asks the endpoint `{name}`.",
                    "Remove it, or give it a command.",
                    key=True,
                )


def _facts(loaded: Loaded, runbook: Runbook, taken: frozenset[str]) -> Iterator[Finding]:
    read = {*_FACT.findall(loaded.document(runbook.id).text), *taken}
    for step in runbook.steps.values():
        if isinstance(step.kind, Ask):
            read |= {*step.kind.facts}
    for name in runbook.facts:
        if name not in read:
            yield Finding(
                "unused",
                runbook.id,
                ("facts", name),
                "nothing reads this fact: no expression, no text and no caller.",
                "Show it to people (`{facts." + name + "}`), let a step depend on it, or remove it.",
                key=True,
            )


def _taken(loaded: Loaded) -> dict[str, frozenset[str]]:
    """By runbook: the facts that its callers take."""
    found: dict[str, frozenset[str]] = {}
    for runbook in loaded.runbooks.values():
        for step in runbook.steps.values():
            if isinstance(step.kind, Call):
                names = {name for one in step.kind.sets.values() for name in _CHILD.findall(one.source)}
                found[step.kind.runbook] = found.get(step.kind.runbook, frozenset()) | names
    return found
