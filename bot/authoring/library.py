"""A whole tree of runbooks, read: `runbooks/<system>/*.yaml` with policy, catalogue, drills, coverage."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as Folder

from bot.authoring.document import Document
from bot.authoring.drill import Drill
from bot.authoring.interpret import OutputReader
from bot.authoring.problem import Problem
from bot.core.catalogue import Entry
from bot.core.policy import Policy
from bot.core.runbook import Runbook
from bot.core.system import System


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact of a seed document that something must cite (`coverage.yaml`)."""

    id: str
    says: str
    has: tuple[str, ...] = ()
    data: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a tree holds. What had problems of shape or name is left out; its problems say why."""

    problems: tuple[Problem, ...] = ()
    """In file order."""
    runbooks: Mapping[str, Runbook] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    readers: Mapping[str, OutputReader] = field(default_factory=dict)
    """By entry id: what an output means, and the samples."""
    policies: Mapping[str, Policy] = field(default_factory=dict)
    """By system; "" is the organisation's."""
    systems: Mapping[str, System] = field(default_factory=dict)
    drills: tuple[Drill, ...] = ()
    coverage: Mapping[str, Mapping[str, Statement]] = field(default_factory=dict)
    """System → id → statement."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    """By file, as problems name it. Those that are not YAML are missing."""
    files: Mapping[str, str] = field(default_factory=dict)
    """File of each runbook (`system/name`), commands (`system.commands`) and entry (`system.entry`)."""

    def document(self, name: str) -> Document:
        """The document of a runbook, a catalogue or an entry (an entry's path is `commands.<id>`)."""
        return self.documents[self.files[name]]


def load(folder: Folder, *, compile_all: bool = True) -> Loaded:
    """Read the tree. `compile_all` compiles every expression now (to check); else each at first use."""
    raise NotImplementedError
