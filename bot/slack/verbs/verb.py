"""One row of the table of what people can do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.core.incident import Life

Stage: TypeAlias = Life | Literal["none"]
"""Where an incident is in its life; `none`: the channel has no incident."""
Who: TypeAlias = Literal[
    "anyone", "the commander", "a second person of the group", "whom the policy allows it"
]
Topic: TypeAlias = Literal["this step", "what is owed", "the incident", "to look", "to begin"]

ALIVE: frozenset[Stage] = frozenset({"declared", "acknowledged", "mitigated"})
OPEN: frozenset[Stage] = ALIVE | {"resolved"}
INSIDE: frozenset[Stage] = OPEN | {"closed"}
EVERYWHERE: frozenset[Stage] = INSIDE | {"none"}


@dataclass(frozen=True, slots=True)
class Verb:
    """One row. `aliases` map a word to the words that it stands for after the verb."""

    name: str
    usage: str
    about: str
    topic: Topic
    signals: tuple[type[object], ...] = ()
    buttons: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stages: frozenset[Stage] = ALIVE
    who: Who = "anyone"

    @property
    def written(self) -> str:
        return f"/incident {self.name} {self.usage}".rstrip()


def same(*words: str) -> dict[str, tuple[str, ...]]:
    """Words that mean just what the verb does."""
    return dict.fromkeys(words, ())
