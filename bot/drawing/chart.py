"""What there is to draw of a runbook, before anybody knows where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Glyph: TypeAlias = Literal[
    "do", "run", "ask", "choose", "wait", "call", "list", "update",
    "end", "anytime", "start", "changes", "destroys", "approval", "gate", "keeps", "undo", "hand", "each",
]  # fmt: skip
Standing: TypeAlias = Literal["", "walked", "now"]
Kept: TypeAlias = Literal["owed", "met", "waived"]
Role: TypeAlias = Literal["step", "end", "anytime"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a reader must see of a box: a small sign and the words beside it."""

    glyph: Glyph
    text: str


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out of a box, with all outcomes that lead there."""

    to: str
    label: str = ""
    hint: str = ""
    """The number of the target, for a way whose line must be followed by eye."""
    taken: bool = False
    leap: bool = False
    """Not a way of the runbook: a person went there, or may go from anywhere."""


@dataclass(frozen=True, slots=True)
class Box:
    """A step, an end, or something that may happen at any time."""

    id: str
    role: Role
    group: str
    """The phase; ends have one of their own."""
    glyph: Glyph
    title: str
    marks: tuple[Mark, ...] = ()
    exits: tuple[Exit, ...] = ()
    standing: Standing = ""


@dataclass(frozen=True, slots=True)
class Keep:
    """A piece of evidence, as the foot of a picture tells it."""

    id: str
    title: str
    note: str
    standing: Kept | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """One runbook, or one walk of it."""

    title: str
    subtitle: str
    groups: Mapping[str, str]
    """Group → heading, in the order of the columns."""
    boxes: tuple[Box, ...]
    keeps: tuple[Keep, ...] = ()

    def box(self, name: str) -> Box:
        return next(box for box in self.boxes if box.id == name)


@dataclass(frozen=True, slots=True)
class Trace:
    """The path that was walked: where it is, what it left by which way, and what is owed no more."""

    at: str = ""
    ways: tuple[tuple[str, str, str], ...] = ()
    """Step, outcome (or `jump`), target; in the order they were taken."""
    kept: Mapping[str, Kept] = field(default_factory=dict)
    """Evidence → how it stands."""

    def standing(self, name: str) -> Standing:
        if name == self.at:
            return "now"
        return "walked" if any(name in {step, to} for step, _, to in self.ways) else ""
