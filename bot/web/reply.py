"""What goes back to who asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole HTTP answer, as values."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
