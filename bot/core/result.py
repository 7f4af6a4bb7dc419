"""What a command gave back: raw as it came, and as its entry reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.values import Values


@dataclass(frozen=True, slots=True)
class Output:
    """The raw output of one try, decoded. A program has `exit`, a request has `status`; 0 is "no answer"."""

    exit: int | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    text: str = ""
    """Standard output, or the body."""
    errors: str = ""
    """Standard error."""
    truncated: bool = False
    """Whether the output was longer than what is kept."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an output means: typed values and a verdict; or trouble, and then neither."""

    values: Values = field(default_factory=dict)
    verdict: str | None = None
    trouble: str = ""
    """Why the output does not fit what the entry declares; empty when it does."""
