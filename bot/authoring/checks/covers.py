"""covers: each statement is cited where it lives, and the element that cites it holds its literals."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import listed
from bot.authoring.document import Document
from bot.authoring.library import Loaded, Statement
from bot.authoring.problem import Path, Problem, did_you_mean

ABOUT = About(
    "covers",
    "Each statement is cited where it lives, and the element that cites it holds its literals",
    "The threshold that the documents demand would differ from the one that the bot watches",
    "Look at each citation for its system and its literals, then at each statement for its citation",
)

COVERAGE = "coverage.yaml"


@dataclass(frozen=True, slots=True)
class Citation:
    """An element names a statement."""

    id: str
    document: Document
    element: Path
    position: int

    @property
    def path(self) -> Path:
        return (*self.element, "covers", self.position)


def covers(loaded: Loaded) -> Iterator[Problem]:
    """Look at each citation, then at each statement that should have one."""
    statements = {name: found for system in loaded.coverage.values() for name, found in system.items()}
    cited = list(citations(loaded))
    texts: dict[tuple[str, Path], str] = {}
    for citation in cited:
        yield from _unheld(citation, statements, texts)
    yield from _elsewhere(loaded, cited)
    yield from _uncited(loaded, {citation.id for citation in cited})


def citations(loaded: Loaded) -> Iterator[Citation]:
    """Each `covers` of each file, whatever it stands on."""
    for document in loaded.documents.values():
        if not _is_coverage(document) and "covers" in document.text:
            found: list[Citation] = []
            _collect(document, document.data, (), found)
            yield from found


def not_yet_encoded(loaded: Loaded) -> Mapping[str, tuple[str, ...]]:
    """By system: the statements that nothing encodes yet. A report, not a problem."""
    return {
        system: tuple(name for name, statement in statements.items() if not statement.encoded)
        for system, statements in loaded.coverage.items()
    }


def _is_coverage(document: Document) -> bool:
    return PurePath(document.file).name == COVERAGE


def _collect(document: Document, value: object, path: Path, found: list[Citation]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "covers" and isinstance(inner, list):
                found += [
                    Citation(name, document, path, position)
                    for position, name in enumerate(inner)
                    if isinstance(name, str)
                ]
            elif isinstance(inner, dict | list):
                _collect(document, inner, (*path, key), found)
    else:
        for position, inner in enumerate(value if isinstance(value, list) else ()):
            if isinstance(inner, dict | list):
                _collect(document, inner, (*path, position), found)


def _unheld(
    citation: Citation, statements: Mapping[str, Statement], texts: dict[tuple[str, Path], str]
) -> Iterator[Problem]:
    """`texts` keeps the literals of an element for its next citation."""
    statement = statements.get(citation.id)
    if statement is None:
        hint = did_you_mean(citation.id, statements)
        said = f"`{citation.id}` is not a statement of {COVERAGE}."
        yield citation.document.problem("covers", citation.path, said, hint)
        return
    if not statement.has:
        return
    element = (citation.document.file, citation.element)
    held = texts.get(element) or texts.setdefault(element, literal_text(_element(citation)))
    missing = [literal for literal in statement.has if not holds(held, literal)]
    if missing:
        yield citation.document.problem(
            "covers",
            citation.path,
            f"this element cites `{citation.id}` ({statement.says}) but does not hold {listed(missing)}.",
            "Write it exactly so, or cite the statement on the element that holds it.",
        )


def _elsewhere(loaded: Loaded, cited: list[Citation]) -> Iterator[Problem]:
    """A statement about one system that a file of another cites; what stands above them is of all."""
    homes = {name: system for system, statements in loaded.coverage.items() for name in statements}
    root = next(
        (PurePath(each.file).parent for each in loaded.documents.values() if _is_coverage(each)), None
    )
    for citation in cited:
        home, file = homes.get(citation.id), PurePath(citation.document.file)
        inside = file.relative_to(root).parts if root and file.is_relative_to(root) else ()
        here = inside[0] if inside and inside[0] in loaded.systems else ""
        if home and here and home != here:
            said = f"`{citation.id}` is about `{home}`, and this file is of `{here}`."
            hint = "Cite it where the system's own files hold it."
            yield citation.document.problem("covers", citation.path, said, hint)


def _uncited(loaded: Loaded, cited: set[str]) -> Iterator[Problem]:
    document = next(filter(_is_coverage, loaded.documents.values()), None)
    if document is None:
        return
    for system, statements in loaded.coverage.items():
        for name, statement in statements.items():
            if statement.encoded and name not in cited:
                said = f"`{name}` counts as encoded, but no element cites it ({statement.says})."
                hint = "Cite it where it lives, or remove `encoded`."
            elif not statement.encoded and name in cited:
                said, hint = f"`{name}` is cited, but does not count as encoded.", "Add `encoded: true`."
            else:
                continue
            yield document.problem("covers", (system, name), said, hint, key=True)


def holds(held: str, literal: str) -> bool:
    """Whether the literal stands in the text; a figure must stand alone, so that 5 is not found in 15."""
    wanted = " ".join(literal.split())
    if re.fullmatch(r"[0-9.]+", wanted):
        return re.search(rf"(?<![\d.]){re.escape(wanted)}(\.0+)?(?!\.?\d)", held) is not None
    return wanted in held


def literal_text(element: object) -> str:
    """All keys and scalars of an element in one text; a list is joined by spaces, as an argv is typed."""
    found: list[str] = []
    _gather(element, found)
    return "\n".join(found)


def _gather(value: object, found: list[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "covers":
                found.append(key)
                _gather(inner, found)
    elif isinstance(value, list):
        found.append(" ".join(_word(inner) for inner in value))
        for inner in value:
            if isinstance(inner, dict | list):
                _gather(inner, found)
    else:
        found.append(" ".join(str(value).split()))


def _word(value: object) -> str:
    if isinstance(value, dict) and set(value) == {"param"}:
        return f"<{value['param']}>"
    return "" if isinstance(value, dict | list) else str(value)


def _element(citation: Citation) -> Any:
    value: Any = citation.document.data
    for part in citation.element:
        value = value[part]
    return value
