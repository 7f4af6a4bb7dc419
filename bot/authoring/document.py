"""A parsed YAML file: plain data, and where each key and value stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.authoring.problem import Code, Path, Problem, spelled

Place = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file. Paths are tuples of keys and list positions; `()` is the whole file."""

    file: str
    data: object
    values: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)
    """Where the key of a mapping's element stands."""
    verbatim: frozenset[Path] = frozenset()
    """Texts that stand in the file character by character, quotes at most around them."""

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value (or its key) stands; for what is missing, where its nearest parent does."""
        while path and path not in self.values:
            path = path[:-1]
            key = True
        if key and path in self.keys:
            return self.keys[path]
        return self.values.get(path, (1, 1))

    def problem(self, code: Code, path: Path, problem: str, hint: str = "", *, key: bool = False) -> Problem:
        """A problem at the value of the path, or at its key."""
        line, column = self.place(path, key=key)
        return Problem(self.file, line, column, code, spelled(path), problem, hint)

    def inside(self, path: Path, offset: int) -> Place:
        """Where a character of a text stands, when that can be told; else where the text begins."""
        line, column = self.place(path)
        return (line, column + offset) if path in self.verbatim else (line, column)
