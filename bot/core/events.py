"""What happened, in the past tense. A stored event is a promise: kinds carry their version.

Events hold all that `apply` needs, titles and deadlines as they were, so that a log is read
without the runbook. Who, when and by what surface stand in the log's row, not here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.incident import Approval, ClockState, Item, ItemOutcome, Owed, Waiting
from bot.core.result import CommandResult
from bot.core.runbook import EndKind, Phase, Severity
from bot.core.signals import Actor, Mark
from bot.core.values import Value

How: TypeAlias = Literal["person", "itself", "time", "skip", "override"]
"""Who took an outcome; `override`: a person, against the verdict."""


@dataclass(frozen=True, slots=True)
class IncidentDeclared:
    id: str
    title: str
    runbook: str
    severity: Severity
    target: str
    detected_at: datetime
    wanted_roles: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    procedure: bool = False
    """An operation and no incident: it has no severity of its own, and nobody resolves it."""
    owner: str = ""
    """The group that a schedule began it for."""
    kind: Literal["incident_declared.v1"] = "incident_declared.v1"


@dataclass(frozen=True, slots=True)
class RunStarted:
    run: str
    runbook: str
    digest: str
    title: str
    parent: str
    parent_visit: int
    owed: tuple[Owed, ...]
    clocks: tuple[ClockState, ...]
    kind: Literal["run_started.v1"] = "run_started.v1"


@dataclass(frozen=True, slots=True)
class StepEntered:
    run: str
    visit: int
    step: str
    title: str
    phase: Phase
    within: datetime | None
    needs: tuple[str, ...]
    items: tuple[Item, ...]
    kind: Literal["step_entered.v1"] = "step_entered.v1"


@dataclass(frozen=True, slots=True)
class ClockStarted:
    run: str
    clock: str
    due: datetime
    kind: Literal["clock_started.v1"] = "clock_started.v1"


@dataclass(frozen=True, slots=True)
class ClockStopped:
    run: str
    clock: str
    kind: Literal["clock_stopped.v1"] = "clock_stopped.v1"


@dataclass(frozen=True, slots=True)
class FactSet:
    run: str
    fact: str
    value: Value
    source: str
    about: str = ""
    kind: Literal["fact_set.v1"] = "fact_set.v1"


@dataclass(frozen=True, slots=True)
class NeedsAnswered:
    """What the step needed to know first is known, and with it what its `items` are."""

    run: str
    visit: int
    items: tuple[Item, ...] = ()
    kind: Literal["needs_answered.v1"] = "needs_answered.v1"


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    run: str
    visit: int
    facts: tuple[str, ...]
    kind: Literal["question_answered.v1"] = "question_answered.v1"


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
    kind: Literal["command_started.v1"] = "command_started.v1"


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
class WaitBegan:
    run: str
    visit: int
    waiting: Waiting
    kind: Literal["wait_began.v1"] = "wait_began.v1"


@dataclass(frozen=True, slots=True)
class PollStarted:
    run: str
    visit: int
    effect: str
    kind: Literal["poll_started.v1"] = "poll_started.v1"


@dataclass(frozen=True, slots=True)
class Polled:
    run: str
    visit: int
    result: CommandResult
    good: bool
    next_poll: datetime | None
    kind: Literal["polled.v1"] = "polled.v1"


@dataclass(frozen=True, slots=True)
class OutcomeTaken:
    run: str
    visit: int
    step: str
    title: str
    outcome: str
    label: str
    to: str
    how: How
    reason: str = ""
    kind: Literal["outcome_taken.v1"] = "outcome_taken.v1"


@dataclass(frozen=True, slots=True)
class Jumped:
    """The commander moved the cursor; `saw`: because something else was seen than the runbook expects."""

    run: str
    visit: int
    step: str
    title: str
    to: str
    reason: str
    saw: bool
    kind: Literal["jumped.v1"] = "jumped.v1"


@dataclass(frozen=True, slots=True)
class AnytimeSuggested:
    """An alert asks for a way out that is offered here. `about`: what the alert says, in a line."""

    run: str
    visit: int
    anytime: str
    label: str
    to: str
    alert: str
    about: str
    kind: Literal["anytime_suggested.v1"] = "anytime_suggested.v1"


@dataclass(frozen=True, slots=True)
class AnytimeTaken:
    """A way out of the phase was taken; `alert` is set when an alert took it by itself."""

    run: str
    visit: int
    step: str
    title: str
    anytime: str
    label: str
    to: str
    alert: str = ""
    about: str = ""
    kind: Literal["anytime_taken.v1"] = "anytime_taken.v1"


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


@dataclass(frozen=True, slots=True)
class RunStopped:
    """People ended a walk before one of its ends: given up, or resolved while it still walked."""

    run: str
    visit: int
    step: str
    title: str
    how: Literal["abort", "resolve"]
    reason: str
    kind: Literal["run_stopped.v1"] = "run_stopped.v1"


@dataclass(frozen=True, slots=True)
class CallStuck:
    """A called runbook came back without an end that its caller may go on with: a person decides."""

    run: str
    visit: int
    child: str
    title: str
    why: str
    kind: Literal["call_stuck.v1"] = "call_stuck.v1"


@dataclass(frozen=True, slots=True)
class RunArrived:
    """At an end. `drops_evidence`: required evidence is no longer required there."""

    run: str
    end: str
    end_kind: EndKind
    drops_evidence: bool
    kind: Literal["run_arrived.v1"] = "run_arrived.v1"


@dataclass(frozen=True, slots=True)
class OwedMoved:
    """What a called run still owes is owed by its caller."""

    run: str
    to: str
    prefix: str
    kind: Literal["owed_moved.v1"] = "owed_moved.v1"


@dataclass(frozen=True, slots=True)
class RunClosed:
    run: str
    abandoned: bool = False
    kind: Literal["run_closed.v1"] = "run_closed.v1"


@dataclass(frozen=True, slots=True)
class RunHalted:
    """Too many moves without a person or time."""

    run: str
    kind: Literal["run_halted.v1"] = "run_halted.v1"


@dataclass(frozen=True, slots=True)
class UndoOwed:
    owed: Owed
    kind: Literal["undo_owed.v1"] = "undo_owed.v1"


@dataclass(frozen=True, slots=True)
class OwedMet:
    """Evidence collected, or something put back. `step` is set when a step of the walk did it."""

    owed: str
    title: str
    text: str = ""
    digest: str = ""
    step: str = ""
    digests: tuple[str, ...] = ()
    """Of several items: each one's output."""
    kind: Literal["owed_met.v1"] = "owed_met.v1"


@dataclass(frozen=True, slots=True)
class OwedWaived:
    owed: str
    title: str
    reason: str
    kind: Literal["owed_waived.v1"] = "owed_waived.v1"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    kind: Literal["acknowledged.v1"] = "acknowledged.v1"


@dataclass(frozen=True, slots=True)
class RoleTaken:
    role: str
    title: str
    holder: Actor
    former: Actor | None
    kind: Literal["role_taken.v1"] = "role_taken.v1"


@dataclass(frozen=True, slots=True)
class SeverityChanged:
    former: Severity
    to: Severity
    reason: str
    itself: bool = False
    """By a rule of the runbook."""
    kind: Literal["severity_changed.v1"] = "severity_changed.v1"


@dataclass(frozen=True, slots=True)
class NoteAdded:
    text: str
    kind: Literal["note_added.v1"] = "note_added.v1"


@dataclass(frozen=True, slots=True)
class MitigationProposed:
    step: str
    kind: Literal["mitigation_proposed.v1"] = "mitigation_proposed.v1"


@dataclass(frozen=True, slots=True)
class ResolveProposed:
    end: str
    false_alarm: bool
    kind: Literal["resolve_proposed.v1"] = "resolve_proposed.v1"


@dataclass(frozen=True, slots=True)
class Mitigated:
    kind: Literal["mitigated.v1"] = "mitigated.v1"


@dataclass(frozen=True, slots=True)
class Resolved:
    """`reason` is set when a run still walked: a deviation."""

    false_alarm: bool
    reason: str = ""
    kind: Literal["resolved.v1"] = "resolved.v1"


@dataclass(frozen=True, slots=True)
class Closed:
    kind: Literal["closed.v1"] = "closed.v1"


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not over. `resolved_at` is when it had been resolved."""

    runbook: str
    title: str
    reason: str
    resolved_at: datetime
    kind: Literal["reopened.v1"] = "reopened.v1"


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """A deadline was told, once. `late_seconds`: how long after it was due, when Handrail was away."""

    key: str
    title: str
    due: datetime
    late_seconds: int
    kind: Literal["deadline_passed.v1"] = "deadline_passed.v1"


@dataclass(frozen=True, slots=True)
class ChannelCreated:
    channel: str
    name: str
    kind: Literal["channel_created.v1"] = "channel_created.v1"


@dataclass(frozen=True, slots=True)
class MessagePosted:
    surface: str
    channel: str
    ts: str
    permalink: str
    kind: Literal["message_posted.v1"] = "message_posted.v1"


@dataclass(frozen=True, slots=True)
class DraftAsked:
    """Somebody asked for the postmortem draft as the log is now."""

    kind: Literal["draft_asked.v1"] = "draft_asked.v1"


@dataclass(frozen=True, slots=True)
class DraftWritten:
    digest: str
    path: str
    kind: Literal["draft_written.v1"] = "draft_written.v1"


@dataclass(frozen=True, slots=True)
class MapAsked:
    """Somebody asked for a picture of the way through the runbook."""

    kind: Literal["map_asked.v1"] = "map_asked.v1"


@dataclass(frozen=True, slots=True)
class MapDrawn:
    digest: str
    about: str
    kind: Literal["map_drawn.v1"] = "map_drawn.v1"


@dataclass(frozen=True, slots=True)
class EffectDied:
    """Something could not be delivered; it stands on the card until a person has looked."""

    effect: str
    effect_kind: str
    why: str
    kind: Literal["effect_died.v1"] = "effect_died.v1"


Event: TypeAlias = (
    IncidentDeclared
    | RunStarted
    | StepEntered
    | ClockStarted
    | ClockStopped
    | FactSet
    | NeedsAnswered
    | QuestionAnswered
    | ApprovalRequested
    | ApprovalSettled
    | CommandStarted
    | CommandFinished
    | CommandInterrupted
    | CommandCancelled
    | ResultRecorded
    | RowsPicked
    | ItemClaimed
    | ItemTicked
    | ItemsDone
    | WaitBegan
    | PollStarted
    | Polled
    | OutcomeTaken
    | Jumped
    | AnytimeSuggested
    | AnytimeTaken
    | UpdateDrafted
    | UpdateSent
    | RunStopped
    | CallStuck
    | RunArrived
    | OwedMoved
    | RunClosed
    | RunHalted
    | UndoOwed
    | OwedMet
    | OwedWaived
    | Acknowledged
    | RoleTaken
    | SeverityChanged
    | NoteAdded
    | MitigationProposed
    | ResolveProposed
    | Mitigated
    | Resolved
    | Closed
    | Reopened
    | DeadlinePassed
    | ChannelCreated
    | MessagePosted
    | DraftAsked
    | DraftWritten
    | MapAsked
    | MapDrawn
    | EffectDied
)
