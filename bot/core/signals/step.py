"""What people do in a step of a walk, and how they leave it."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.core.result import Reading
from bot.core.values import Values


@dataclass(frozen=True, slots=True)
class Place:
    """One visit of one run; what buttons of a step carry."""

    run: str
    visit: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what would run, made outside the core: its text and the digest an approval is bound to."""

    text: str
    digest: str
    parts: tuple["Part", ...] = ()
    """Of several items at once: what each of them would run."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one of several items would run."""

    item: str
    text: str
    digest: str


ALL_OPEN = "*"
"""In place of an item: all that can be started."""


@dataclass(frozen=True, slots=True)
class Perform:
    """Run the step's command, or those of its items; `item` may be `*` for all that are open.

    `plan` and `token` come from outside: what exactly, and an unguessable name.
    """

    place: Place
    item: str = "main"
    plan: Plan | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop a running read, or take back a request for approval."""

    place: Place
    item: str = "main"


@dataclass(frozen=True, slots=True)
class Record:
    """A result by hand: the pasted output as it reads, or a verdict and the facts it would have set."""

    place: Place
    verdict: str = ""
    facts: Values = field(default_factory=dict)
    reading: Reading | None = None
    output: str = ""
    """Digest of the pasted text in the objects; empty when nothing was pasted."""
    item: str = "main"


@dataclass(frozen=True, slots=True)
class Pick:
    """Take an outcome of the step. `token` names the approval that the step may need."""

    place: Place
    outcome: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Say that one sees to an item; `drop` gives it back."""

    place: Place
    item: str
    drop: bool = False


Mark: TypeAlias = Literal["passed", "failed", "not_applicable", "open"]
"""What a person says of an item; `open` takes it back."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Settle an item without a command. `not_applicable` goes for those that run one, too."""

    place: Place
    item: str
    outcome: Mark
    note: str = ""


@dataclass(frozen=True, slots=True)
class PickRows:
    """The rows that somebody picks of the result's table, by their places in it."""

    place: Place
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Answers to the step's question, or to what it needs to know first. `token` as of Pick."""

    place: Place
    facts: Values
    token: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """Send the step's update with this text; where only a person can send it, that it was sent."""

    place: Place
    text: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class TakeAnytime:
    """Leave by a way that whole phases offer. `seen` is the visit that was shown, to tell who moved."""

    run: str
    anytime: str
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Abort:
    """Give the walk of a run up."""

    run: str
    reason: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Take an outcome without doing the step; the facts it would have set may be given."""

    place: Place
    outcome: str
    reason: str
    facts: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Jump:
    """Go to another step of the same run; `saw` is what was seen instead of what the runbook expects."""

    place: Place
    to: str
    reason: str
    saw: bool = False


Step: TypeAlias = Perform | Cancel | Record | Pick | PickRows | Claim | Tick | Answer | Send | Skip | Jump

Leaving: TypeAlias = TakeAnytime | Abort
