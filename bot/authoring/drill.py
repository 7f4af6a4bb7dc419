"""Drills as values: a played outside world, line by line. Running them is another's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, TypeAlias

from bot.authoring.document import Document
from bot.authoring.problem import Path

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

Deed: TypeAlias = Literal[
    "refused",
    "collect",
    "undone",
    "waive",
    "skip",
    "jump",
    "anytime",
    "alert",
    "abort",
    "kill",
    "elapse",
    "approve",
    "deny",
    "expire",
    "break-glass",
]
"""What a line may do besides taking the step it names."""


@dataclass(frozen=True, slots=True)
class Take:
    """`- verify: ok`: expects to be at the step, and does it.

    `answer` is as written: an outcome, a verdict, a mapping `{fact: value}` for an `ask`, a mapping
    `{verdict: …, rows: …}`, or the list of items that fail.
    """

    step: str
    answer: Plain
    path: Path


@dataclass(frozen=True, slots=True)
class Act:
    """`- collect: damage`: something else.

    `name` is a step, evidence, outcome or way out, as the deed has it; empty for a bare `- kill`. `duration`
    is set for `elapse`, `labels` for `alert`.
    """

    deed: Deed
    name: str
    path: Path
    duration: timedelta | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


Line: TypeAlias = Take | Act


@dataclass(frozen=True, slots=True)
class Expect:
    """What must hold after the walk."""

    end: str = ""
    severity: str = ""
    owed: tuple[str, ...] | None = None
    """`undo <step>`, `evidence <id>`; None: not looked at."""
    never: tuple[str, ...] = ()
    """Steps that must not have been entered."""
    facts: Mapping[str, Plain] = field(default_factory=dict)
    """What must be known then, as written."""


@dataclass(frozen=True, slots=True)
class Case:
    """One walk. `given` holds inputs as written; severity, labels and target stand beside them."""

    name: str
    given: Mapping[str, Plain] = field(default_factory=dict)
    severity: str = ""
    target: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    walk: tuple[Line, ...] = ()
    expect: Expect = field(default_factory=Expect)
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill file."""

    runbook: str
    cases: tuple[Case, ...]
    document: Document
