"""Where each fact of the documents behind the runbooks is encoded, and which are not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.authoring.checks.covers import citations
from bot.authoring.library import Loaded, Statement
from bot.authoring.problem import spelled


@dataclass(frozen=True, slots=True)
class Where:
    """An element that cites a fact. Line and column from 1."""

    file: str
    line: int
    column: int
    element: str
    """Its keys, as `steps.restore`; empty for the whole file."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One fact and every element that encodes it."""

    system: str
    statement: Statement
    where: tuple[Where, ...]


def coverage(loaded: Loaded, system: str = "") -> list[Covered]:
    """Every fact of the system, or of all, in the order of coverage.yaml."""
    cited = _cited(loaded)
    return [
        Covered(name, statement, tuple(cited.get(statement.id, ())))
        for name, statements in loaded.coverage.items()
        if system in {"", name}
        for statement in statements.values()
    ]


def _cited(loaded: Loaded) -> Mapping[str, Sequence[Where]]:
    found: dict[str, list[Where]] = {}
    for citation in citations(loaded):
        document, element = citation.document, citation.element
        line, column = document.place(element, key=True)
        found.setdefault(citation.id, []).append(Where(document.file, line, column, spelled(element)))
    return found
