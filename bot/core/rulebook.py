"""What decisions are made by: pinned runbooks, the live catalogue, and the policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.catalogue import Entry
from bot.core.incident import Run
from bot.core.policy import Policy
from bot.core.runbook import Meaning, Risk, Runbook, Step

GRACE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """For one incident, at one moment."""

    runbooks: Mapping[str, Mapping[str, Runbook]]
    """Digest of the pinned document → runbook id → runbook."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    by_hand: Mapping[str, str] = field(default_factory=dict)
    """Entry id → why only a person can run it here (unbound, another host, `hand: true`); of an update,
    where it goes → why only a person can send it there."""
    policy: Policy = field(default_factory=Policy)
    grace: timedelta = GRACE
    """How long the tick that moves everyone can be taken back."""
    haste: float = 1.0
    """How many times faster than written a wait looks again and holds: more than 1 in a rehearsal."""

    def runbook(self, digest: str, name: str) -> Runbook:
        return self.runbooks[digest][name]

    def of(self, run: Run) -> Runbook:
        return self.runbook(run.digest, run.runbook)

    def step(self, run: Run) -> Step:
        """The step the run is at; it must be at one."""
        assert run.visit is not None
        return self.of(run).steps[run.visit.step]

    def meaning(self, run: Run, command: str) -> Meaning:
        return self.of(run).meanings[command]

    def hurried(self, span: timedelta) -> timedelta:
        """How long a wait lasts here that is written as so long. Its limit is not hurried."""
        return span / self.haste

    def is_by_hand(self, command: str) -> bool:
        return command in self.by_hand or command not in self.entries

    def approvers(self, entry: Entry, step: Step) -> tuple[str, ...]:
        """Groups of which one person must say yes: the entry's or the policy's, narrowed by the step's."""
        groups = entry.approval or (
            self.policy.approve.get(entry.risk, ()) if entry.risk.needs_approval else ()
        )
        if not step.approval:
            return groups
        return tuple(group for group in step.approval if group in groups) if groups else step.approval

    def approvers_of(self, book: Runbook, step: Step) -> tuple[str, ...]:
        """Groups of which one must say yes before the step, or any command of it, is done."""
        groups = dict.fromkeys(step.approval)
        for command in step.commands():
            entry = self.entries.get(command)
            if entry is not None:
                groups |= dict.fromkeys(self.approvers(entry, step))
            elif command in book.meanings and book.meanings[command].risk.needs_approval:
                groups |= dict.fromkeys(self.policy.approve.get(book.meanings[command].risk, ()))
        return tuple(groups)

    def risk(self, run: Run, command: str) -> Risk:
        """The live risk where the entry still exists, else what it was when pinned."""
        entry = self.entries.get(command)
        return entry.risk if entry else self.meaning(run, command).risk
