"""The schema number of snapshots: of another number, a snapshot is made anew from its log."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final, get_args, get_type_hints

from bot.core.incident import Incident

FOLD: Final = 2
"""Raise it when `apply` leads to another state, or `duties` to others, while the fields stay as they are."""


@cache
def shape_number(kind: type[Any] = Incident, fold: int = FOLD) -> int:
    """A number that changes with the fields of the state, at any depth, and with FOLD."""
    lines = sorted(_lines(kind, set()))
    return int.from_bytes(sha256("\n".join([str(fold), *lines]).encode()).digest()[:6])


def _lines(kind: Any, seen: set[Any]) -> Iterator[str]:
    if is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        for name, hint in get_type_hints(kind).items():
            yield f"{kind}.{name}: {hint}"
            yield from _lines(hint, seen)
    for part in get_args(kind):
        yield from _lines(part, seen)
