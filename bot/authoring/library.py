"""A whole tree of runbooks, read: `runbooks/<system>/*.yaml` with policy, catalogue, drills, coverage."""

import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as Folder

from bot.authoring.built_in import SYSTEM, built_in
from bot.authoring.catalogue import Known, read_catalogue
from bot.authoring.catalogue import Surroundings as CatalogueSurroundings
from bot.authoring.document import Document
from bot.authoring.drill import Drill
from bot.authoring.interpret import OutputReader
from bot.authoring.problem import Code, Problem
from bot.authoring.read_coverage import Statement, read_coverage
from bot.authoring.read_drill import read_drill
from bot.authoring.read_policy import PolicyFile, check_groups, laid_over, read_policy
from bot.authoring.read_runbook import calls_of, read_runbook
from bot.authoring.read_system import read_system
from bot.authoring.shape import Page
from bot.authoring.sheet import Signature, Surroundings, read_signature
from bot.authoring.tree import Tree, read_tree
from bot.core.catalogue import Entry
from bot.core.policy import Policy
from bot.core.runbook import Runbook
from bot.core.system import System

__all__ = ["Loaded", "Statement", "load"]

_STRUCTURAL: frozenset[Code] = frozenset({"shape", "name"})
"""Problems that leave a runbook so incomplete that proofs about it would only repeat them."""


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
    spoken: frozenset[str] = frozenset()
    """Entries that policies name: the status page is spoken to through them."""
    coverage: Mapping[str, Mapping[str, Statement]] = field(default_factory=dict)
    """System → id → statement."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    """By file, as problems name it. Those that are not YAML are missing."""
    files: Mapping[str, str] = field(default_factory=dict)
    """By name: runbook (`system/name`), `system.commands` and its entries, `system.system`."""

    def own_entries(self) -> Mapping[str, Entry]:
        """The entries of the tree itself, without the bot's own."""
        return {name: entry for name, entry in self.entries.items() if entry.system != SYSTEM}

    def document(self, name: str) -> Document:
        """The document of a runbook, a catalogue or an entry (an entry's path is `commands.<id>`)."""
        return self.documents[self.files[name]]


def load(folder: Folder, *, compile_all: bool = True) -> Loaded:
    """Read the tree. `compile_all` compiles every expression now (to check); else each at first use."""
    collects = gc.isenabled()
    gc.disable()  # what is read stays; looking for garbage in it again and again takes a fifth of the time
    try:
        return _Reading(read_tree(folder), compile_all=compile_all).loaded()
    finally:
        if collects:
            gc.enable()


class _Reading:
    """One tree under reading: each method fills in one kind of file, and uses those before it."""

    def __init__(self, tree: Tree, *, compile_all: bool) -> None:
        self._tree = tree
        self._compile_all = compile_all
        self._policy_files: dict[str, PolicyFile] = {}
        self._policies: dict[str, Policy] = {}
        self._systems: dict[str, System] = {}
        self._known: dict[str, Known] = {}
        self._own, self._own_document = built_in()

    def loaded(self) -> Loaded:
        tree = self._tree
        self._read_policies()
        for name in tree.systems:
            page = tree.system_files.get(name)
            system = read_system(name, page) if page is not None else System(name)
            objectives = {**self._policy_file(name).objectives, **system.objectives}
            self._systems[name] = replace(system, objectives=objectives)
        self._known |= self._own
        for name, page in tree.catalogues.items():
            self._known |= read_catalogue(name, page, self._beside(name))
        signatures = {
            name: read_signature(page, compile_all=self._compile_all) for name, page in tree.runbooks.items()
        }
        runbooks = self._runbooks(signatures)
        drills = [read_drill(page, signatures) for page in tree.drills]
        coverage = read_coverage(tree.coverage) if tree.coverage is not None else {}
        self._check_commands()
        return Loaded(
            problems=tuple(sorted({*tree.problems, *(p for page in tree.pages() for p in page.problems)})),
            runbooks=runbooks,
            entries={name: known.entry for name, known in self._known.items()},
            readers={name: known.reader for name, known in self._known.items()},
            policies=self._policies,
            systems=self._systems,
            drills=tuple(drill for drill in drills if drill is not None),
            spoken=frozenset(
                str(node.value) for file in self._policy_files.values() for node in file.commands
            ),
            coverage=coverage,
            documents={
                self._own_document.file: self._own_document,
                **{page.document.file: page.document for page in tree.pages()},
            },
            files=dict(self._files()),
        )

    def _read_policies(self) -> None:
        for name, page in self._tree.policies.items():
            self._policy_files[name] = read_policy(page)
        base = self._policy_file("").policy
        self._policies = {
            name: laid_over(base, self._policy_file(name).policy) for name in self._tree.systems
        }
        self._policies[""] = base
        for name, file in self._policy_files.items():
            check_groups(file, self._policies[name])

    def _policy_file(self, name: str) -> PolicyFile:
        return self._policy_files.get(name, PolicyFile())

    def _beside(self, system: str) -> CatalogueSurroundings:
        groups = frozenset(self._policies[system].groups)
        endpoints = frozenset(self._systems[system].endpoints)
        return CatalogueSurroundings(groups, endpoints, self._compile_all)

    def _commands(self) -> frozenset[str]:
        """All entries, those too that could not be read."""
        return frozenset(self._own) | frozenset(
            f"{system}.{name}"
            for system, page in self._tree.catalogues.items()
            for name in _keys_of(page.document.data, "commands")
        )

    def _runbooks(self, signatures: Mapping[str, Signature]) -> dict[str, Runbook]:
        meanings = {name: known.reader.meaning for name, known in self._known.items()}
        parameters = {name: known.entry.parameters for name, known in self._known.items()}
        commands = self._commands()
        found: dict[str, Runbook] = {}
        for name, page in self._tree.runbooks.items():
            system = name.partition("/")[0]
            policy = self._policies[system]
            around = Surroundings(
                signatures,
                commands,
                meanings,
                parameters,
                frozenset(policy.groups),
                frozenset(policy.roles),
                self._systems[system].targets,
                self._compile_all,
            )
            runbook = read_runbook(name, page, signatures[name], around)
            if runbook is not None:
                found[name] = runbook
        for page in self._tree.runbooks.values():
            page.settle()
        return _closed({name: found[name] for name in found if _is_whole(self._tree.runbooks[name])})

    def _check_commands(self) -> None:
        commands = dict.fromkeys(self._commands())
        for file in self._policy_files.values():
            for node in file.commands:
                node.reference("command of the catalogue", commands)

    def _files(self) -> Iterator[tuple[str, str]]:
        for name in (f"{SYSTEM}.commands", *self._own):
            yield name, self._own_document.file
        for name, page in self._tree.runbooks.items():
            yield name, page.document.file
        for system, page in self._tree.system_files.items():
            yield f"{system}.system", page.document.file
        for system, page in self._tree.catalogues.items():
            yield f"{system}.commands", page.document.file
            for name in _keys_of(page.document.data, "commands"):
                yield f"{system}.{name}", page.document.file


def _is_whole(page: Page) -> bool:
    """Whether the file has no problem that leaves parts of the runbook out."""
    return not any(problem.code in _STRUCTURAL for problem in page.problems)


def _closed(runbooks: dict[str, Runbook]) -> dict[str, Runbook]:
    """Without those that call, however far around, what could not be read."""
    while True:
        whole = {
            name: runbook
            for name, runbook in runbooks.items()
            if all(callee in runbooks for callee in calls_of(runbook.steps.values()))
        }
        if len(whole) == len(runbooks):
            return whole
        runbooks = whole


def _keys_of(data: object, key: str) -> list[str]:
    inner = data.get(key) if isinstance(data, dict) else None
    return list(inner) if isinstance(inner, dict) else []
