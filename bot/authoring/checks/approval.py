"""approval: whatever changes or destroys has somebody to ask, and nothing but reading starts by itself."""

from collections.abc import Iterator

from bot.authoring.checks.finding import Finding
from bot.authoring.library import Loaded
from bot.authoring.problem import Path
from bot.core.catalogue import Entry
from bot.core.policy import Policy
from bot.core.runbook import Risk, Run, Runbook, Wait


def approval(loaded: Loaded) -> Iterator[Finding]:
    """Scan the catalogue for the groups, and the steps for `auto` and polls."""
    for entry in loaded.entries.values():
        if entry.risk.needs_approval and not _groups(loaded, entry):
            yield Finding(
                "approval",
                entry.id,
                _place(entry),
                f"it may {entry.risk.value}, and no group approves that.",
                f"Write `approval: [GROUP]` here, or `{entry.risk.value}: [GROUP]` in the policy.",
            )
    for runbook in loaded.runbooks.values():
        yield from _by_itself(runbook)


def _groups(loaded: Loaded, entry: Entry) -> tuple[str, ...]:
    policy = loaded.policies.get(entry.system) or loaded.policies.get("") or Policy()
    return entry.approval or policy.approve.get(entry.risk, ())


def _place(entry: Entry) -> tuple[str, ...]:
    return ("commands", entry.id.partition(".")[2], "risk")


def _by_itself(runbook: Runbook) -> Iterator[Finding]:
    path: Path
    for step in runbook.steps.values():
        match step.kind:
            case Run(command=command, auto=True):
                words, path = "start by itself", ("steps", step.id, "auto")
                hint = "Only what reads can. Leave `auto` out, so that a person starts it."
            case Wait(command=command) if command:
                words, path = "be polled", ("steps", step.id, "wait", "run")
                hint = "Only what reads can. Poll an entry that reads."
            case _:
                continue
        meaning = runbook.meanings.get(command)
        if meaning is not None and meaning.risk is not Risk.READ:
            yield Finding(
                "approval",
                runbook.id,
                path,
                f"`{command}` has the risk `{meaning.risk.value}`, so it cannot {words}.",
                hint,
            )
        elif isinstance(step.kind, Run) and step.approval:
            yield Finding(
                "approval",
                runbook.id,
                path,
                "a step that waits for an approval cannot start by itself.",
                "Leave out `auto` or `approval`.",
            )
