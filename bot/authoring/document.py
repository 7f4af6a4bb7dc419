"""A parsed YAML file: plain data, and where each key and value stands."""

from dataclasses import dataclass
from functools import cached_property

from bot.authoring.places import Place, Places, places_of
from bot.authoring.problem import Code, Path, Problem, spelled


@dataclass(frozen=True)
class Document:
    """One file. Paths are tuples of keys and list positions; `()` is the whole file."""

    file: str
    data: object
    text: str = ""
    """The file as it was read; none when the data did not come from one."""

    @cached_property
    def places(self) -> Places:
        """Where its keys and values stand."""
        return places_of(self.text)

    def __contains__(self, path: Path) -> bool:
        """Whether something stands at the path."""
        return path in self.places.values

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value (or its key) stands; for what is missing, where its nearest parent does."""
        keys, values = self.places.keys, self.places.values
        while path and path not in values:
            path = path[:-1]
            key = True
        if key and path in keys:
            return keys[path]
        return values.get(path, (1, 1))

    def problem(self, code: Code, path: Path, problem: str, hint: str = "", *, key: bool = False) -> Problem:
        """A problem at the value of the path, or at its key."""
        line, column = self.place(path, key=key)
        return Problem(self.file, line, column, code, spelled(path), problem, hint)

    def inside(self, path: Path, value: str, offset: int) -> Place:
        """Where a character of a text stands, when that can be told; else where the text begins."""
        line, column = self.place(path)
        lines = self.text.splitlines()
        start = lines[line - 1][column - 1 :] if line <= len(lines) else ""
        for lead in ("", '"', "'"):
            if value and start.startswith(lead + value) and "\n" not in value:
                return line, column + len(lead) + offset
        return line, column


class Broken:
    """What stands where the reader has already reported a problem; nothing more is said about it."""


BROKEN = Broken()
