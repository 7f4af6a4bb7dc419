"""A database with an incident, for commands that read one."""

from pathlib import Path

import pytest

from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import load
from bot.core import events as ev
from bot.core.apply import apply
from bot.core.incident import Item
from bot.engine.ports import Transaction
from bot.store.store import SqlStore
from tests.cli.shell import HERE
from tests.fakes.clock import FakeClock
from tests.store.samples import STAMP, declaration, folded

GOOD = HERE / "good"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """An incident whose runbook found something bad, and is at the mending."""
    path = tmp_path / "handrail.db"
    store = SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)
    digest, content = FolderLibrary(load(GOOD)).pin("demo/outage")
    happened: tuple[ev.Event, ...] = (
        declaration("INC-0001"),
        ev.RunStarted("r1", "demo/outage", digest, "Outage", "", 0, (), ()),
        ev.StepEntered("r1", 1, "look", "Look", "diagnose", None, (), (Item(),)),
        ev.OutcomeTaken("r1", 1, "look", "Look", "bad", "", "mend", "person"),
        ev.StepEntered("r1", 2, "mend", "Mend it", "recover", None, (), (Item(),)),
    )

    def job(tx: Transaction) -> None:
        tx.put_document(digest, content)
        tx.append(folded(None, *happened), happened, STAMP)

    store.transact(job)
    store.close()
    return path
