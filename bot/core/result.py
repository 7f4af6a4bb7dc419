"""What a command gave back: raw as it came, and as its entry reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.core.values import Values

Trouble: TypeAlias = Literal[
    "", "not_started", "timed_out", "refused", "unreadable", "interrupted", "cancelled"
]
"""Why a try has no verdict; empty when it has one."""


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
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What an output means: typed values and a verdict; or trouble, and then neither."""

    values: Values = field(default_factory=dict)
    verdict: str = ""
    trouble: str = ""
    """Why the output does not fit what the entry declares; empty when it does."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """A try as it is recorded; the output itself lies, redacted, in the objects."""

    trouble: Trouble = ""
    why: str = ""
    reading: Reading = field(default_factory=Reading)
    exit: int | None = None
    status: int | None = None
    output: str = ""
    """Digest of the redacted output; empty when there was none."""
    excerpt: str = ""
    """Its head and tail, short enough to show."""
    raw: str = ""
    """HMAC of the raw bytes under the incident's key: proof without keeping them."""
    binary: str = ""
    """sha256 of the program that ran, of a script also `by` its interpreter's; empty for HTTP."""
    sandbox: str = ""
    """What the program ran in, as `landlock 7, TCP anywhere` or `none`; empty for HTTP, and by hand."""
    duration_ms: int = 0
