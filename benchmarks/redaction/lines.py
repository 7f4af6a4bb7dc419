"""Reading the files of lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

FOLDER = Path(__file__).parent

Kind: TypeAlias = Literal["ordinary", "hard", "benign"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class LinesError(Exception):
    """A file of lines that cannot be read; says where."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with patterns in the place of its secrets. `place` is its file and number."""

    kind: Kind
    about: str
    line: str
    place: str


def files() -> tuple[Path, ...]:
    """The files that stand beside this one, those tuned to and those held back."""
    return tuple(sorted(FOLDER.glob("*.jsonl")))


def read(path: Path) -> tuple[Line, ...]:
    """The lines of a file; empty ones and those that begin with # are left out."""
    return tuple(_lines(path))


def _lines(path: Path) -> Iterator[Line]:
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not text.strip() or text.startswith("#"):
            continue
        place = f"{path.name}:{number}"
        try:
            given = json.loads(text)
            line = Line(given["kind"], given["about"], given["line"], place)
        except (ValueError, KeyError, TypeError) as error:
            raise LinesError(f"{place}: {error!r}") from error
        if line.kind not in KINDS or ("⟦" in line.line) == (line.kind == "benign"):
            raise LinesError(f"{place}: a line is ordinary or hard, with a secret, or benign, without one")
        yield line
