"""What a runbook's expressions are to the core: something that holds, does not, or cannot be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.values import Row, Value


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may look at. A fact that is unset is absent, and so is what does not apply."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    severity: str = ""
    target: str = ""
    now: datetime | None = None
    result: Mapping[str, Value] | None = None
    verdict: str = ""
    child: Mapping[str, Value] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    row: Row | None = None
    """Of a pick: the row that is looked at."""
    items: Mapping[str, tuple[str, ...]] | None = None
    """Of things side by side: which are `ok`, which `failed`."""


class Guard(Protocol):
    """A yes-or-no expression over a scope."""

    @property
    def source(self) -> str: ...

    @property
    def reads(self) -> frozenset[str]:
        """Names of the facts it reads."""
        ...

    def holds(self, scope: Scope) -> bool | None:
        """True, False, or None when it cannot be told (an unset fact, an error). Never raises."""
        ...


class Expression(Protocol):
    """An expression that yields a value."""

    @property
    def source(self) -> str: ...

    @property
    def reads(self) -> frozenset[str]: ...

    def value(self, scope: Scope) -> Value | None:
        """The value in its stored form, or None when it cannot be told. Never raises."""
        ...
