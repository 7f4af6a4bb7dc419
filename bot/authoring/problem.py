"""One mistake in a file that an author wrote, and how near-misses are guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

from bot.unseen import written_out

Code: TypeAlias = Literal[
    "shape",
    "name",
    "type",
    "outcomes",
    "decided",
    "reach",
    "finish",
    "spin",
    "unset",
    "before",
    "undo",
    "phase",
    "approval",
    "argv",
    "samples",
    "calls",
    "blocks",
    "targets",
    "covers",
    "drills",
    "unused",
    "alike",
    "review",
]
"""The properties of language.md §6, and what authors are only warned of."""

WARNINGS: frozenset[Code] = frozenset({"unused", "alike", "review"})
"""Nothing is wrong with the runbooks, but somebody should look."""

Path: TypeAlias = tuple[str | int, ...]
"""Where something stands in a parsed file: keys, and positions in lists."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: where it is, what it is, what to write instead. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    code: Code
    path: str
    problem: str
    hint: str = ""

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS

    def __str__(self) -> str:
        level = "warning: " if self.is_warning else ""
        place = f"{self.path}: " if self.path else ""
        said = f"{self.file}:{self.line}:{self.column}: {level}{place}{self.problem} {self.hint}".rstrip()
        return written_out(said)  # it quotes what stands in the file, and is read in a terminal


def spelled(path: Path) -> str:
    """A path as people read it: `steps.verify.outcomes.ok`, `triggers[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant; "" when none is near."""
    near = get_close_matches(name, sorted(set(known)), n=1, cutoff=0.6)
    return near[0] if near else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The hint for a name that is not known: the nearest one, or all of them while they are few."""
    names = sorted(set(known))
    near = nearest(name, names)
    if near:
        return f"Did you mean `{near}`?"
    if not names:
        return "There are none here."
    listed = ", ".join(names[:12])
    return f"Known: {listed}{', …' if len(names) > 12 else ''}."
