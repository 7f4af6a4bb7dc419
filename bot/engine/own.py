"""The bot's own commands, `handrail.…`: answered from the log, behind the same port as every other."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.catalogue import Entry, as_typed
from bot.core.guards import Scope
from bot.core.incident import Incident, Run
from bot.core.result import Output
from bot.core.runbook import Block, Runbook
from bot.core.seeing import audience
from bot.core.signals import Plan
from bot.core.texts import fill
from bot.core.values import Values
from bot.engine.ports import ByHand, Clock, Commands, Library, Ran, Reader, RunResult, Underway
from bot.engine.rules import document_of

SYSTEM = "handrail"


@dataclass(frozen=True, slots=True)
class WithOwn:
    """The port `Commands`: the bot's own commands are answered here, all others passed on."""

    others: Commands
    reader: Reader
    library: Library
    clock: Clock

    def by_hand(self, entries: Iterable[Entry], target: str) -> Mapping[str, str]:
        """By id, why only a person can run it; the bot's own it always can."""
        return self.others.by_hand([entry for entry in entries if entry.system != SYSTEM], target)

    def plan(self, entry: Entry, arguments: Values, target: str) -> Plan | ByHand:
        """Exactly what would run, now."""
        if entry.system != SYSTEM:
            return self.others.plan(entry, arguments, target)
        text = as_typed(entry, arguments)
        return Plan(text, hashlib.sha256(text.encode()).hexdigest())

    def run(self, effect: str, entry: Entry, arguments: Values, target: str, approved: str) -> RunResult:
        """Run it to its end."""
        if entry.system != SYSTEM:
            return self.others.run(effect, entry, arguments, target, approved)
        found = list(self._blockers(str(arguments["runbook"])))
        text = "\n".join(found) or "Nothing stands in the way."
        return Ran(Output(exit=1 if found else 0, text=text), text.encode())

    def cancel(self, effect: str) -> None:
        """Stop it; the bot's own are done at once."""
        self.others.cancel(effect)

    def underway(self) -> Sequence[Underway]:
        """What runs now; the bot's own are done at once."""
        return self.others.underway()

    def _blockers(self, name: str) -> Iterator[str]:
        """What stands in the way of starting the runbook: a line for each block that holds."""
        for summary in self.reader.summaries(open_only=True, limit=sys.maxsize):
            incident = self.reader.incident(summary.id)
            assert incident is not None, "a summary has its incident"
            for run in incident.runs.values():
                book = self._book(run)
                scope = Scope(run.values, incident.severity, incident.target, self.clock.now())
                for block in book.blocks if run.mode != "closed" else ():
                    if block.runbook == name and block.holds_while.holds(scope) is not False:
                        yield _line(incident, run, book, block)

    def _book(self, run: Run) -> Runbook:
        return self.library.pinned(run.digest, document_of(self.reader, run.digest))[run.runbook]


def _line(incident: Incident, run: Run, book: Runbook, block: Block) -> str:
    """Of a restricted incident, outsiders learn that it blocks and nothing else."""
    if book.private or audience(incident) is not None:
        return "A restricted incident blocks it."
    return f"{incident.id} blocks it: {fill(block.because, incident, run)}."
