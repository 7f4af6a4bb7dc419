"""What came of commands and ticks, in a few words."""

from typing import Final

from bot.core.result import CommandResult
from bot.core.signals import Mark
from bot.core.values import shown

TICKS: Final[dict[Mark, str]] = {
    "passed": "done",
    "failed": "failed",
    "not_applicable": "not applicable",
    "open": "open again",
}
"""What a tick says, in words."""


def said(result: CommandResult) -> str:
    """A result in a few words."""
    if not result.trouble:
        return result.reading.verdict
    words = {
        "not_started": "did not start",
        "timed_out": "timed out",
        "refused": "was refused",
        "unreadable": "its output does not read as declared",
        "interrupted": "was interrupted",
        "cancelled": "was cancelled",
    }
    return f"{words[result.trouble]}: {result.why}" if result.why else words[result.trouble]


def values(result: CommandResult) -> str:
    """What was read of a result, `name: value` side by side."""
    return ", ".join(f"{name}: {shown(value)}" for name, value in result.reading.values.items())[:500]
