"""What was done in a step: commands, results, approvals, items, updates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.incident import Approval, ItemOutcome
from bot.core.result import CommandResult
from bot.core.signals import Actor, Mark


@dataclass(frozen=True, slots=True)
class ApprovalRequested:
    approval: Approval
    kind: Literal["approval_requested.v1"] = "approval_requested.v1"


@dataclass(frozen=True, slots=True)
class ApprovalSettled:
    """Granted, denied, expired or void; the first of these stands."""

    token: str
    state: Literal["granted", "denied", "expired", "void"]
    reason: str = ""
    kind: Literal["approval_settled.v1"] = "approval_settled.v1"


@dataclass(frozen=True, slots=True)
class GlassOffered:
    """Nobody has answered for as long as the policy waits: from here on one person may do it alone."""

    token: str
    title: str
    key: str
    due: datetime
    kind: Literal["glass_offered.v1"] = "glass_offered.v1"


@dataclass(frozen=True, slots=True)
class GlassBroken:
    """What needs a second person was done by one alone, as the policy allows in need. A deviation."""

    token: str
    title: str
    text: str
    """Exactly what it was."""
    reason: str
    told: str
    """The group that is told."""
    kind: Literal["glass_broken.v1"] = "glass_broken.v1"


@dataclass(frozen=True, slots=True)
class CommandStarted:
    """Committed before the process starts."""

    run: str
    visit: int
    item: str
    command: str
    title: str
    text: str
    """Exactly what runs, as people would type it."""
    effect: str
    attempt: int
    token: str = ""
    """The approval it runs under, if it needed one."""
    waits: bool = False
    """Its process waits for the last look: `CommandLaunched`."""
    kind: Literal["command_started.v1"] = "command_started.v1"


@dataclass(frozen=True, slots=True)
class CommandLaunched:
    """The last look at an approved command was good: its process starts now, and a no comes too late."""

    run: str
    visit: int
    item: str
    title: str
    effect: str
    kind: Literal["command_launched.v1"] = "command_launched.v1"


@dataclass(frozen=True, slots=True)
class CommandFinished:
    """`counts` is false for a result that came after its step was left: recorded, it moves nothing."""

    run: str
    visit: int
    item: str
    command: str
    title: str
    effect: str
    result: CommandResult
    counts: bool = True
    outcome: ItemOutcome = ""
    """What it means for one of several items; empty for a step's one command."""
    kind: Literal["command_finished.v1"] = "command_finished.v1"


@dataclass(frozen=True, slots=True)
class CommandInterrupted:
    """Handrail died while it ran. `again`: a read, which is done again; else a person must look."""

    run: str
    visit: int
    item: str
    command: str
    title: str
    effect: str
    again: bool
    kind: Literal["command_interrupted.v1"] = "command_interrupted.v1"


@dataclass(frozen=True, slots=True)
class CommandCancelled:
    run: str
    visit: int
    item: str
    title: str
    effect: str
    kind: Literal["command_cancelled.v1"] = "command_cancelled.v1"


@dataclass(frozen=True, slots=True)
class ResultRecorded:
    """By hand: pasted output or a chosen verdict. `deviation`: an approval was due and was not asked."""

    run: str
    visit: int
    item: str
    command: str
    title: str
    result: CommandResult
    deviation: bool = False
    outcome: ItemOutcome = ""
    kind: Literal["result_recorded.v1"] = "result_recorded.v1"


@dataclass(frozen=True, slots=True)
class RowsPicked:
    """Somebody picked rows of the result's table; what they set is told by the facts."""

    run: str
    visit: int
    item: str
    title: str
    rows: tuple[int, ...]
    kind: Literal["rows_picked.v1"] = "rows_picked.v1"


@dataclass(frozen=True, slots=True)
class ItemClaimed:
    """Somebody sees to an item, or no longer (then there is no `holder`)."""

    run: str
    visit: int
    item: str
    title: str
    holder: Actor | None
    kind: Literal["item_claimed.v1"] = "item_claimed.v1"


@dataclass(frozen=True, slots=True)
class ItemTicked:
    """A person said what became of an item, or took that back (`open`)."""

    run: str
    visit: int
    item: str
    title: str
    outcome: Mark
    note: str = ""
    kind: Literal["item_ticked.v1"] = "item_ticked.v1"


@dataclass(frozen=True, slots=True)
class ItemsDone:
    """The last item was ticked: the step takes `done` at that time, unless a tick is taken back."""

    run: str
    visit: int
    moves_at: datetime
    kind: Literal["items_done.v1"] = "items_done.v1"


@dataclass(frozen=True, slots=True)
class UpdateDrafted:
    """The text of an update, filled in, for people to edit and send."""

    run: str
    visit: int
    to: str
    text: str
    component: str = ""
    kind: Literal["update_drafted.v1"] = "update_drafted.v1"


@dataclass(frozen=True, slots=True)
class UpdateSent:
    """`by_hand`: a person sent it elsewhere. `asked_by`: who wrote it, when a second person let it go."""

    run: str
    visit: int
    title: str
    to: str
    text: str
    component: str = ""
    by_hand: bool = False
    asked_by: Actor | None = None
    kind: Literal["update_sent.v1"] = "update_sent.v1"


Working: TypeAlias = (
    ApprovalRequested
    | ApprovalSettled
    | GlassOffered
    | GlassBroken
    | CommandStarted
    | CommandLaunched
    | CommandFinished
    | CommandInterrupted
    | CommandCancelled
    | ResultRecorded
    | RowsPicked
    | ItemClaimed
    | ItemTicked
    | ItemsDone
    | UpdateDrafted
    | UpdateSent
)
