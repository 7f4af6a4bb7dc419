"""approval: whatever changes or destroys has somebody to ask, and nothing but reading starts by itself."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding
from bot.authoring.library import Loaded
from bot.authoring.problem import Path
from bot.core.catalogue import Entry
from bot.core.policy import Policy
from bot.core.runbook import ListOf, Risk, Run, Runbook, Step, Wait

ABOUT = About(
    "approval",
    "Whatever changes or destroys has somebody to ask, and nothing but reading starts by itself",
    "An approval that nobody may give stops the walk; a change that starts by itself is nobody's decision",
    "Scan the catalogue for groups, and the steps, polls and lists that start by themselves for their risk",
)


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
    """What starts without a person, and may not."""
    for step in runbook.steps.values():
        for command, path, how, hint in _starting(step):
            risk = runbook.meanings[command].risk
            if risk is not Risk.READ:
                said = f"`{command}` has the risk `{risk.value}`, so it cannot {how}."
                yield Finding("approval", runbook.id, path, said, hint)
        if step.approval and isinstance(step.kind, Run) and step.kind.auto:
            said = "a step that waits for an approval cannot start by itself."
            path = ("steps", step.id, "auto")
            yield Finding("approval", runbook.id, path, said, "Leave out `auto` or `approval`.")


def _starting(step: Step) -> Iterator[tuple[str, Path, str, str]]:
    """Commands that start by themselves in this step: where that is written, in words, and the hint."""
    at: Path = ("steps", step.id)
    match step.kind:
        case Run(command=command, auto=True):
            hint = "Only what reads can. Leave `auto` out, so that a person starts it."
            yield command, (*at, "auto"), "start by itself", hint
        case Wait(command=command) if command:
            yield command, (*at, "wait", "run"), "be polled", "Only what reads can. Poll an entry that reads."
        case ListOf(auto=True):
            hint = "Only what reads can. Move it to a list without `auto`."
            for command in step.commands():
                yield command, (*at, "auto"), "start by itself as an item of this list", hint
        case _:
            return
