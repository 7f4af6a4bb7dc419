"""Two parts without Slack around them: checking the runbooks, and signals through the engine on SQLite."""

import secrets
from pathlib import Path

from benchmarks.figures import took
from bot import __version__
from bot.app import Redaction, SystemClock
from bot.authoring.checks import check_library
from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import load
from bot.core.apply import apply
from bot.core.signals import Actor, Note
from bot.diagnostics.bindings import Bindings
from bot.diagnostics.run import Commands
from bot.diagnostics.sandbox import Sandboxes
from bot.engine.incidents import Declaration, Incidents
from bot.redaction import Redactor
from bot.store.store import SqlStore


def check(runbooks: Path) -> float:
    """Milliseconds to read and prove all runbooks, every expression compiled."""

    def work() -> None:
        problems = check_library(load(runbooks))
        assert not problems, problems

    return took(work)


def signals(folder: Path, runbooks: Path, times: int) -> float:
    """Signals a second that one person gets through: decided, logged, snapshot and outbox committed."""
    library, clock = FolderLibrary(load(runbooks, compile_all=False)), SystemClock()
    store = SqlStore.open(folder / "engine.db", bot=__version__, clock=clock, fold=apply)
    try:
        commands = Commands(Bindings({}, {}), folder / "commands", Sandboxes)
        token = secrets.token_hex
        incidents = Incidents(store, library, library, commands, Redaction(Redactor([])), clock, token)
        by = Actor("T0LOCAL", "U0ANA", "Ana")
        incident = incidents.declare(Declaration("briefcase/receipt-chain"), by, "typed").incident.id

        def work() -> None:
            for turn in range(times):
                incidents.offer(incident, Note(f"note {turn}, as long as a line of a timeline"), by, "typed")

        return times / took(work) * 1000
    finally:
        store.close()
