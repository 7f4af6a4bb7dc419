"""What may be offered to an incident: by a person, a timer, or the result of an effect.

Each names what it decides (visit, item, token, holder or severity seen), so that one whose own
thing has moved can be told who moved it, and nothing else makes it stale.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.result import CommandResult, Reading
from bot.core.runbook import Severity
from bot.core.values import Values

Surface: TypeAlias = Literal["button", "typed", "form", "timer", "result", "alert"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: workspace, user and the name that was shown then. Handrail itself has no user."""

    team: str
    user: str
    name: str

    @property
    def is_person(self) -> bool:
        return bool(self.user)

    def is_same_person(self, other: "Actor") -> bool:
        return (self.team, self.user) == (other.team, other.user)


HANDRAIL = Actor("", "", "Handrail")


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
class Declare:
    """Open an incident, or begin a procedure. `runbook` must be in the rulebook and says which."""

    incident: str
    title: str
    runbook: str
    severity: Severity
    target: str = "prod"
    detected_at: datetime | None = None
    inputs: Values = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    channel: str = ""
    """Id of the channel where a procedure begins; empty: that of the group `owner`."""
    owner: str = ""
    """The group that a schedule begins it for; empty when a person begins it, who then leads it."""


@dataclass(frozen=True, slots=True)
class DueAgain:
    """The schedule of a procedure came round while the last run was still open."""

    occasion: datetime


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Somebody is on it."""


@dataclass(frozen=True, slots=True)
class TakeRole:
    """Take a role, or give it to `holder`; `seen` is the user who held it when the button was drawn."""

    role: str
    holder: Actor
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class SetSeverity:
    """Change the severity; `seen` is the one that was shown."""

    to: Severity
    reason: str
    seen: Severity | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A line for the timeline."""

    text: str


@dataclass(frozen=True, slots=True)
class Mitigate:
    """The impact is contained; the cause may remain."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """The impact is over (or never was). `reason` is needed while a run still walks."""

    false_alarm: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """The paperwork is done."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """It is not over: walk `runbook` from its current file, whose pinned `digest` comes from outside."""

    runbook: str
    reason: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class DraftPostmortem:
    """Write the postmortem draft from the log as it is now."""


@dataclass(frozen=True, slots=True)
class ShowMap:
    """Post a picture of the way through the runbook, as it is now."""


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
class Approve:
    """The second person's yes. `groups` are those the person is in at this moment; `plan` as it is now."""

    token: str
    groups: frozenset[str]
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Deny:
    """The second person's no."""

    token: str
    groups: frozenset[str]
    reason: str = ""


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


@dataclass(frozen=True, slots=True)
class Waive:
    """Give up something owed. `token` names the approval that a guard of a `destroy` needs."""

    owed: str
    reason: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Collect:
    """Evidence is kept: a text, a link or the digest of a file."""

    owed: str
    text: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """What had to be put back is back."""

    owed: str


@dataclass(frozen=True, slots=True)
class Correct:
    """A fact was wrong, or has changed."""

    run: str
    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A monitoring system says that something fires. `key`: its source, and what it calls this alert."""

    key: str
    labels: dict[str, str]
    annotations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Time:
    """The time that the incident asked to be woken at has come (perhaps long ago)."""


@dataclass(frozen=True, slots=True)
class Channelled:
    """The channel exists."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A message is there."""

    channel: str
    ts: str
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file was made; `digest` names its bytes in the objects, `path` where it lies, if anywhere else."""

    digest: str
    path: str = ""
    what: Literal["postmortem", "map"] = "postmortem"
    about: str = ""
    """What is to be seen in it, in words."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Done; there is nothing to remember."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be done and will not be tried again by itself."""

    why: str


Done: TypeAlias = Channelled | Posted | Filed | CommandResult | Nothing | Failed


@dataclass(frozen=True, slots=True)
class Ran:
    """The command that an effect ran, should its step be left before it ends; `changes` unless it reads."""

    run: str
    visit: int = 0
    item: str = "main"
    command: str = ""
    title: str = ""
    changes: bool = False


@dataclass(frozen=True, slots=True)
class EffectDone:
    """An effect was performed, with this result."""

    effect: str
    done: Done
    surface: str = ""
    """The name of the message that was posted, if one was."""
    kind: str = ""
    """The effect's kind."""
    ran: Ran | None = None


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The process died while this effect was being performed; nobody knows how far it came."""

    effect: str
    ran: Ran | None = None


Step: TypeAlias = Perform | Cancel | Record | Pick | PickRows | Claim | Tick | Answer | Send | Skip | Jump
Leaving: TypeAlias = TakeAnytime | Abort
Owing: TypeAlias = Waive | Collect | Undone
Deciding: TypeAlias = Approve | Deny
Room: TypeAlias = (
    Acknowledge
    | TakeRole
    | SetSeverity
    | Note
    | Mitigate
    | Resolve
    | Close
    | Reopen
    | DraftPostmortem
    | ShowMap
    | Correct
)
World: TypeAlias = Alert | Time | EffectDone | Interrupted | DueAgain
What: TypeAlias = Declare | Step | Leaving | Owing | Deciding | Room | World


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing offered to an incident, with who offers it, when, and by what surface."""

    what: What
    by: Actor
    at: datetime
    via: Surface = "button"
