"""Who was paged, who was reached, who answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Paged:
    """A group is paged, or only told (`tells`). `rung` counts the ladder's from 1; `key` is its deadline."""

    page: str
    group: str
    title: str
    why: str
    rung: int = 0
    tells: bool = False
    key: str = ""
    due: datetime | None = None
    late_seconds: int = 0
    kind: Literal["paged.v1"] = "paged.v1"


@dataclass(frozen=True, slots=True)
class PageReached:
    """To whom (user ids) or where (a channel's) the page goes; with `trouble` to nobody, and why."""

    page: str
    title: str
    to: tuple[str, ...]
    trouble: str = ""
    kind: Literal["page_reached.v1"] = "page_reached.v1"


@dataclass(frozen=True, slots=True)
class PageAnswered:
    """A person who was paged is on it."""

    page: str
    title: str
    kind: Literal["page_answered.v1"] = "page_answered.v1"


Paging: TypeAlias = Paged | PageReached | PageAnswered
