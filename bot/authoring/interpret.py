"""Raw output to typed values and a verdict, as a catalogue entry declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.result import Output, Reading
from bot.core.runbook import Meaning


@dataclass(frozen=True, slots=True)
class OutputReader:
    """What one entry's output means."""

    meaning: Meaning
    samples: Mapping[str, Output] = field(default_factory=dict)
    """By verdict."""

    def interpret(self, output: Output) -> Reading:
        """Values and the first verdict that holds, or trouble. Never raises."""
        raise NotImplementedError
