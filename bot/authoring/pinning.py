"""What a run keeps: one document with its runbook, all that it may call, and what their commands mean."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from bot.authoring.canonical import canonical, parsed
from bot.authoring.document import Document
from bot.authoring.interpret import OutputReader
from bot.authoring.read_meaning import PINNED_KEYS, Answer, read_meaning
from bot.authoring.read_runbook import calls_of, read_runbook
from bot.authoring.shape import Page
from bot.authoring.sheet import Signature, Surroundings, read_signature
from bot.core.runbook import Runbook

FORMAT = 1


class UnreadablePin(Exception):
    """A pinned document that this version cannot read. It was written by this program, so it was damaged."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """The runbooks of a pinned document, as they were when the run began."""

    root: str
    runbooks: Mapping[str, Runbook]
    readers: Mapping[str, OutputReader]


def pin(name: str, runbooks: Mapping[str, Runbook], documents: Mapping[str, Document]) -> bytes:
    """The canonical document of a runbook. `documents` are by runbook id and by entry id's catalogue."""
    closure = dict(_closure(name, runbooks))
    commands = sorted({command for runbook in closure.values() for command in runbook.meanings})
    content: dict[str, object] = {
        "pin": FORMAT,
        "root": name,
        "runbooks": {key: documents[key].data for key in sorted(closure)},
        "targets": {key: list(closure[key].targets) for key in sorted(closure)},
        "entries": {command: _meaning(command, documents) for command in commands},
    }
    return canonical(content)


def from_pinned(content: bytes) -> Pinned:
    """Rebuild all from the document alone. Raises UnreadablePin."""
    try:
        data = cast("dict[str, dict[str, object]]", parsed(content))
        readers = {name: _reader(name, entry) for name, entry in data["entries"].items()}
        pages = {name: Page(Document(name, runbook)) for name, runbook in data["runbooks"].items()}
        signatures = {name: read_signature(page, compile_all=False) for name, page in pages.items()}
        digest = hashlib.sha256(content).hexdigest()
        runbooks = {
            name: _runbook(name, page, signatures, readers, cast("list[str]", data["targets"][name]), digest)
            for name, page in pages.items()
        }
        return Pinned(cast("str", data["root"]), runbooks, readers)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadablePin(f"the pinned runbook cannot be read: {error!r}") from error


def _closure(name: str, runbooks: Mapping[str, Runbook]) -> Iterator[tuple[str, Runbook]]:
    """The runbook and all that it may call, each once."""
    waiting, seen = [name], {name}
    while waiting:
        current = waiting.pop()
        yield current, runbooks[current]
        called = [callee for callee in calls_of(runbooks[current].steps.values()) if callee not in seen]
        seen.update(called)
        waiting += called


def _meaning(command: str, documents: Mapping[str, Document]) -> dict[str, object]:
    system, _, name = command.partition(".")
    entries = cast("dict[str, dict[str, dict[str, object]]]", documents[f"{system}.commands"].data)
    entry = entries["commands"][name]
    answer: Answer = "exit" if "exec" in entry else "status"
    return {"answer": answer, "means": {key: entry[key] for key in PINNED_KEYS if key in entry}}


def _reader(name: str, entry: object) -> OutputReader:
    pinned = cast("dict[str, object]", entry)
    page = Page(Document(name, pinned["means"]))
    fields = page.root().fields("a command", (), PINNED_KEYS)
    reader = None
    if fields is not None:
        reader = read_meaning(name, fields, cast("Answer", pinned["answer"]), compile_all=False)
    if reader is None:
        raise UnreadablePin(f"the meaning of `{name}` is missing")
    return reader


def _runbook(
    name: str,
    page: Page,
    signatures: Mapping[str, Signature],
    readers: Mapping[str, OutputReader],
    targets: list[str],
    digest: str,
) -> Runbook:
    meanings = {key: reader.meaning for key, reader in readers.items()}
    around = Surroundings(signatures, frozenset(meanings), meanings, targets=tuple(targets))
    runbook = read_runbook(name, page, signatures[name], around)
    if runbook is None:
        raise UnreadablePin(f"`{name}` cannot be read: {'; '.join(map(str, page.problems))}")
    return replace(runbook, targets=tuple(targets), digest=digest)
