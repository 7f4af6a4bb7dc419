"""Checking sixty different runbooks, beside a fixed piece of work in the same minutes.

    python -m benchmarks.sixty

The shipped tree, filled up with copies of its runbooks whose facts, words and triggers have other names, so
that nothing of one is known from another. Catalogues, drills and coverage are those that are shipped.
"""

import json
import re
import shutil
import statistics
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

from benchmarks.figures import Figures, figures, took
from bot.authoring.checks import check_library, warnings_of
from bot.authoring.document import Document
from bot.authoring.library import load

SHIPPED = Path("runbooks")
WANTED = 60
TIMES = 11
LIMIT_MS = 300
DAY = date(2026, 1, 1)

_FACT = re.compile(r"\bfacts\.([a-z][a-z0-9_]*)")


def sixty(folder: Path) -> Path:
    """A tree with as many runbooks as wanted, in a folder that does not exist yet."""
    shutil.copytree(SHIPPED, folder)
    loaded = load(folder)
    books = [(name, loaded.document(name)) for name in loaded.runbooks]
    for number in range(WANTED - len(books)):
        name, document = books[number % len(books)]
        system, _, own = name.partition("/")
        copy = folder / system / f"{own[:40]}-{number}.yaml"
        copy.write_text(_written(_renamed(document, str(number))), encoding="utf-8")
    return folder


def check(folder: Path) -> float:
    """Milliseconds to read, prove and look for warnings. The tree must be sound."""

    def work() -> None:
        loaded = load(folder)
        problems = check_library(loaded)
        assert not problems, problems[0]
        assert len(loaded.runbooks) >= WANTED, "they are all there"
        warnings_of(loaded, DAY)

    return took(work)


def reference() -> float:
    """Milliseconds for what never changes: small tuples, a table of them, and texts that are searched."""

    def work() -> None:
        table = {("steps", str(number), number % 7): f"facts.of_{number}" for number in range(60_000)}
        assert sum(len(_FACT.findall(text)) for text in table.values()) == len(table)

    return took(work)


def measured() -> tuple[Figures, float]:
    """Figures of checking, and the median of how many times the reference it takes."""
    with tempfile.TemporaryDirectory() as folder:
        tree = sixty(Path(folder) / "runbooks")
        check(tree)
        pairs = [(check(tree), reference()) for _ in range(TIMES)]
    return figures([taken for taken, _ in pairs]), statistics.median(taken / work for taken, work in pairs)


def _renamed(document: Document, suffix: str) -> Mapping[str, object]:
    """The data of a runbook with its facts under other names; what it calls stays as it is."""
    data = cast("dict[str, object]", document.data)
    facts = {*cast("dict[str, object]", data.get("facts", {}))}

    def name(old: str) -> str:
        return f"{old}_{suffix}" if old in facts else old

    def text(old: str) -> str:
        return _FACT.sub(lambda found: f"facts.{name(found[1])}", old)

    def value(old: object, key: str = "") -> object:
        match old:
            case list() if key == "triggers":
                return [text(re.sub(r'"(\w+)"', rf'"\g<1>{suffix}"', one)) for one in old]
            case list() if key == "words":
                return [f"{one} {suffix}" for one in old]
            case dict() if key in {"facts", "set"}:
                return {name(inner): value(one) for inner, one in old.items()}
            case dict():
                return {inner: value(one, inner) for inner, one in old.items()}
            case list():
                return [value(one, key) for one in old]
            case str() if key == "ask":
                return name(old)
            case str():
                return text(old)
            case _:
                return old

    return cast("dict[str, object]", value(data))


def _written(data: Mapping[str, object], indent: str = "") -> str:
    """As a person would lay it out: the outer levels in lines of their own, the inner ones in braces."""
    lines = []
    for key, value in data.items():
        if isinstance(value, dict) and value and len(indent) < 4:
            lines.append(f"{indent}{key}:\n{_written(value, indent + '  ')}")
        else:
            lines.append(f"{indent}{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines)


def main() -> None:
    """Measure and tell."""
    found, ratio = measured()
    print(
        f"{WANTED} runbooks checked in {found.median:.0f} ms, the median of {found.count} "
        f"({found.least:.0f} to {found.most:.0f}): {ratio:.1f} times the reference; the limit is {LIMIT_MS}."
    )


if __name__ == "__main__":
    main()
