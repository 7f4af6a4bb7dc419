"""Who acts, and by what surface."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Surface: TypeAlias = Literal[
    "button", "typed", "form", "shortcut", "reaction", "timer", "result", "alert", "channel"
]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: workspace, user and the name that was shown then. Handrail itself has no user."""

    team: str
    user: str
    name: str

    @property
    def is_person(self) -> bool:
        return bool(self.user)

    @property
    def key(self) -> str:
        """The person as one word, for ever: names change."""
        return f"{self.team}/{self.user}"

    def is_same_person(self, other: "Actor") -> bool:
        return (self.team, self.user) == (other.team, other.user)


HANDRAIL = Actor("", "", "Handrail")
