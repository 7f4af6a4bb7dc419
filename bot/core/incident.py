"""The state of an incident: what `apply` folds its events into, and what `decide` reads."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.core.handing import Handover
from bot.core.postmortem import Postmortem
from bot.core.result import CommandResult, Trouble
from bot.core.runbook import EndKind, Phase, Severity
from bot.core.signals import Actor, Surface
from bot.core.values import Value, Values

Life: TypeAlias = Literal["declared", "acknowledged", "mitigated", "resolved", "closed"]
Mode: TypeAlias = Literal["walking", "closing", "closed"]
ItemState: TypeAlias = Literal["open", "asked", "running", "settled", "stuck"]
ItemOutcome: TypeAlias = Literal["", "passed", "failed", "not_applicable"]
"""What became of one of several items; empty until it is settled, and always for `main`."""
MAIN = "main"
"""The one item of a step that does one thing."""
OwedKind: TypeAlias = Literal["evidence", "undo"]
OwedState: TypeAlias = Literal["open", "met", "waived", "moved"]
"""`moved`: the incident that this one was merged into owes it."""
ApprovalSubject: TypeAlias = Literal["run", "waive", "outcome", "answer", "update"]
"""What a second person says yes to: a command, giving something up, or what a person does in a step."""
ApprovalState: TypeAlias = Literal["pending", "granted", "denied", "expired", "void"]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact's value and where it came from, in words (`answered`, `verify`, `input` …)."""

    value: Value
    source: str


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be done in a visit. A plain step has one, `main`; those of `each` are counted from `1`."""

    id: str = MAIN
    state: ItemState = "open"
    verdict: str = ""
    trouble: Trouble = ""
    why: str = ""
    tries: int = 0
    effect: str = ""
    """The live try; a result of any other decides nothing."""
    by_hand: bool = False
    cleared: bool = False
    """An approval was granted for it, and a person is to run it."""
    token: str = ""
    """The approval that clears it, or under which its live try runs."""
    launched: bool = False
    """The live try has had its last look: its process starts, and a no comes too late."""
    result: CommandResult | None = None
    """The last result, for the card and for guards over `result.x`."""
    picked: tuple[int, ...] | None = None
    """Rows that were picked of the result's table, by their places; None until somebody has."""
    title: str = ""
    """What is to be done, with its look-ups filled in as they were on entry; empty for `main`."""
    element: str = ""
    """Of `each`: what this item is about."""
    by: str = ""
    within: datetime | None = None
    fix: str = ""
    """Shown when it failed."""
    claimed_by: Actor | None = None
    outcome: ItemOutcome = ""
    note: str = ""
    """What was said with the tick."""
    ticked_by: Actor | None = None

    @property
    def is_over(self) -> bool:
        """Whether it keeps nobody from taking `done`."""
        return self.outcome in {"passed", "not_applicable"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a `wait` stands."""

    since: datetime
    next_poll: datetime | None
    ends: datetime | None
    may_end: datetime | None
    """From here on a person may end a wait without `until`."""
    failures: int = 0
    good: bool = False
    """The last poll was good."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way out of the phase that an alert asks for; `about` is what the alert says."""

    anytime: str
    alert: str
    about: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay at a step."""

    number: int
    step: str
    title: str
    phase: Phase
    entered_at: datetime
    within: datetime | None = None
    needs: tuple[str, ...] = ()
    """Facts that must be answered before anything else happens here."""
    items: tuple[Item, ...] = (Item(),)
    waiting: Waiting | None = None
    child: str = ""
    """The run that a `call` started."""
    moves_at: datetime | None = None
    """Every item is passed or not applicable, and the step takes `done` then, unless a tick is taken back."""
    ticked: str = ""
    """The item that was ticked last: what is taken back by an undo."""
    draft: str = ""
    """The text of an `update`, as it was filled in."""
    by: str = ""
    """The role or group that is asked to do it."""
    suggested: tuple[Suggestion, ...] = ()

    def item(self, name: str) -> Item | None:
        return next((item for item in self.items if item.id == name), None)


@dataclass(frozen=True, slots=True)
class Left:
    """How a visit ended: by whom, when, which way. What a stale button is answered with."""

    visit: int
    step: str
    title: str
    outcome: str
    to: str
    by: Actor
    at: datetime
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed beside the cursor. Ids are `<run>/<evidence>` and `<run>/undo-<step>`."""

    id: str
    kind: OwedKind
    title: str
    run: str
    how: str = ""
    required: bool = True
    gates: tuple[str, ...] = ()
    """Steps of the run in which nothing may be done before this is met."""
    step: str = ""
    """Evidence: the step whose output it is. Undo: the step that must be undone."""
    by_step: str = ""
    """Undo: the step that meets it."""
    state: OwedState = "open"
    text: str = ""
    digest: str = ""
    digests: tuple[str, ...] = ()
    """Of several items: each one's output."""
    by: Actor | None = None
    at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class ClockState:
    """A runbook's clock in this run. `due` is None until it starts."""

    id: str
    title: str
    limit: timedelta
    from_step: str
    to: str
    due: datetime | None = None
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One walk of one runbook, with one cursor."""

    id: str
    runbook: str
    digest: str
    title: str
    parent: str = ""
    """The run whose `call` step this walk stands in; empty for a top run."""
    parent_visit: int = 0
    mode: Mode = "walking"
    visit: Visit | None = None
    end: str = ""
    end_kind: EndKind | None = None
    facts: dict[str, Known] = field(default_factory=dict)
    clocks: tuple[ClockState, ...] = ()
    left: tuple[Left, ...] = ()
    alerted: tuple[str, ...] = ()
    """Alerts that moved it by themselves; each does so once."""
    alone: int = 0
    """Moves since a person or time last had a part."""
    halted: bool = False

    @property
    def values(self) -> Values:
        return {name: known.value for name, known in self.facts.items()}

    @property
    def is_walking(self) -> bool:
        return self.mode == "walking"


@dataclass(frozen=True, slots=True)
class Approval:
    """A second person's yes, asked for exactly one thing."""

    token: str
    subject: ApprovalSubject
    run: str
    visit: int
    item: str
    owed: str
    what: str
    """The exact text of what will happen."""
    plan: str
    """Digest of the plan it is bound to; of several items, over all their plans."""
    digest: str
    """Digest over plan, incident, place, requester and expiry."""
    groups: tuple[str, ...]
    requester: Actor
    requested_at: datetime
    expires_at: datetime
    state: ApprovalState = "pending"
    by: Actor | None = None
    reason: str = ""
    items: tuple[str, ...] = ()
    """Of a request for several items at once (then `item` is `*`): which."""
    plans: tuple[str, ...] = ()
    """The digest of each one's own plan, in the order of `items`."""
    outcome: str = ""
    """Of the subject `outcome`: the one that is taken."""
    facts: dict[str, Value] = field(default_factory=dict)
    """Of the subject `answer`: what is written."""
    text: str = ""
    """Of the subject `update`: what is sent."""
    title: str = ""
    """What it is about, in a few words."""
    glass_at: datetime | None = None
    """From when on one person may do it alone, if nobody has answered; None: never."""
    broken: bool = False
    """Nobody answered, and `by` did it alone, for the `reason`."""

    @property
    def all_items(self) -> tuple[str, ...]:
        return self.items or (self.item,)


@dataclass(frozen=True, slots=True)
class Resolution:
    """An earlier time at which the incident was taken to be over, before it was reopened."""

    at: datetime
    false_alarm: bool = False
    mitigated_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Where a surface lives in Slack."""

    channel: str
    ts: str
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Dead:
    """An effect that will not be tried again by itself."""

    effect: str
    kind: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RungDue:
    """When a rung of the ladder pages its group, while nobody has acknowledged."""

    at: datetime
    group: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """The time that a severity gives, as the policy had it when it was set; None: it asks for nothing."""

    since: datetime
    """When they were set. A deadline that was over by then is not told late: nobody could know it before."""
    respond: timedelta | None = None
    update: timedelta | None = None
    resolve: timedelta | None = None
    postmortem: timedelta | None = None
    rungs: tuple[RungDue, ...] = ()
    ticket: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A group was asked to come, or (`tells`) only told."""

    id: str
    group: str
    title: str
    why: str
    at: datetime
    by: Actor
    rung: int = 0
    """Which rung of the ladder, counted from 1; 0: none."""
    tells: bool = False
    to: tuple[str, ...] = ()
    """User ids, or the id of a channel: where it was written."""
    trouble: str = ""
    """Why nobody could be written to."""
    answered_by: Actor | None = None
    answered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody has still to say that they are on it."""
        return not self.tells and self.answered_by is None


@dataclass(frozen=True, slots=True)
class Noted:
    """What is remembered of a note; its number is its place, from 1, and its text stands in the log."""

    by: Actor
    source: str = ""
    """`Source.key` of the message that it was; empty for one that was typed."""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """A message that somebody marked to be kept, and that is being fetched."""

    channel: str
    source: str
    by: Actor


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who caused an event, when, and by what surface; one for all events of a decision."""

    at: datetime
    by: Actor
    via: Surface


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident, whole."""

    id: str
    version: int
    title: str
    runbook: str
    severity: Severity
    target: str
    declared_by: Actor
    declared_at: datetime
    detected_at: datetime
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    procedure: bool = False
    """An operation and no incident: `severity` says nothing, and it closes with its run."""
    owner: str = ""
    """The group that a schedule began it for."""
    terms: Terms | None = None
    """What its severity asks for; a procedure has none."""
    acknowledged_at: datetime | None = None
    acknowledged_by: Actor | None = None
    updated_at: datetime | None = None
    """When people were last told how it stands; from here on the next update is owed."""
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    false_alarm: bool = False
    former: tuple[Resolution, ...] = ()
    """How it ended before it was reopened, oldest first."""
    proposed: Literal["", "mitigated", "resolve", "false_alarm"] = ""
    roles: dict[str, Actor] = field(default_factory=dict)
    wanted_roles: tuple[str, ...] = ()
    handovers: dict[str, Handover] = field(default_factory=dict)
    touched: dict[str, Stamp] = field(default_factory=dict)
    """Who changed last, and when, what a button may have shown before: `severity`, `role/<id>`."""
    runs: dict[str, Run] = field(default_factory=dict)
    owed: dict[str, Owed] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    fired: dict[str, datetime] = field(default_factory=dict)
    """Deadlines that were told, by key, with the time they were due at."""
    pages: dict[str, Page] = field(default_factory=dict)
    snoozed: dict[str, datetime] = field(default_factory=dict)
    """Users who are not reminded, with until when."""
    restricted: bool = False
    insiders: tuple[str, ...] = ()
    """Of a restricted one: keys of those who were let in, beside those who have a part in it."""
    channel: str = ""
    channel_name: str = ""
    opening: str = ""
    """The effect that makes the channel of what was a ticket, or was made restricted; empty: the first."""
    messages: dict[str, Message] = field(default_factory=dict)
    """Surface name → where it lives: `card`, `step/r1/3`, `approval/<token>`, `announcement`."""
    dead: tuple[Dead, ...] = ()
    locked: str = ""
    """The channel that another organisation could read when Slack was last asked; empty: none."""
    hushed: bool = False
    """Handrail keeps to the thread of the card."""
    updates: int = 0
    """How many updates about it were sent, those of steps left out."""
    draft: str = ""
    """Digest of the latest postmortem draft."""
    notes: tuple[Noted, ...] = ()
    sought: dict[str, Sought] = field(default_factory=dict)
    """By the effect that fetches it."""
    links: dict[str, str] = field(default_factory=dict)
    """Incidents that have to do with this one, with their titles as they were."""
    duplicates: dict[str, str] = field(default_factory=dict)
    """Incidents that were merged into this one, with their titles."""
    duplicate_of: str = ""
    """The incident that this one was merged into."""
    postmortem: Postmortem = field(default_factory=Postmortem)
    worst: Severity | None = None
    """How bad it was thought to be at worst."""
    last_event_at: datetime | None = None
    restored_at: datetime | None = None
    """When a back-up was last put back. Versions after that were given out once before, in what was lost."""

    @property
    def life(self) -> Life:
        if self.closed_at:
            return "closed"
        if self.resolved_at:
            return "resolved"
        if self.mitigated_at:
            return "mitigated"
        return "acknowledged" if self.acknowledged_at else "declared"

    @property
    def state(self) -> str:
        """Where it is in its life, in words, as a line has it."""
        if self.duplicate_of:
            return f"duplicate of {self.duplicate_of}"
        return "false alarm" if self.false_alarm else self.life

    @property
    def is_ticket(self) -> bool:
        """Whether it lives in the thread of its announcement; one that has a channel keeps it."""
        return bool(self.terms and self.terms.ticket and not self.channel and not self.opening)

    @property
    def place(self) -> "Message | None":
        """Where it is worked: its channel (no `ts`), or the message in whose thread. None: not there yet."""
        if self.channel:
            return Message(self.channel, "")
        return self.messages.get("announcement") if self.is_ticket else None

    @property
    def is_locked(self) -> bool:
        """Whether people of another organisation can read where it is worked."""
        return self.place is not None and self.place.channel == self.locked

    @property
    def commander(self) -> Actor | None:
        return self.roles.get("commander")

    def open_owed(self, run: str = "") -> tuple[Owed, ...]:
        """What is still owed, of one run or of all; `required` or not."""
        return tuple(o for o in self.owed.values() if o.is_open and run in {"", o.run})

    def must(self, run: str = "") -> tuple[Owed, ...]:
        """What must be met or waived before the run (the incident) closes."""
        return tuple(owed for owed in self.open_owed(run) if owed.required)

    def unbegun(self, approval: Approval) -> tuple[Item, ...]:
        """What was let go by the approval and has not begun: a no still comes in time."""
        run = self.runs.get(approval.run)
        items = run.visit.items if run and run.visit else ()
        return tuple(
            item
            for item in items
            if item.state == "running" and item.token == approval.token and not item.launched
        )

    def is_unused(self, approval: Approval) -> bool:
        """Whether it waits for its answer, or what it let go waits to begin."""
        return approval.state == "pending" or bool(self.unbegun(approval))

    def may_be_denied(self, approval: Approval) -> bool:
        """Whether a no comes in time: it has not begun, and nobody has said that they did it by hand."""
        run = self.runs.get(approval.run)
        items = run.visit.items if run and run.visit else ()
        by_hand = any(item.cleared and item.token == approval.token for item in items)
        return by_hand or self.is_unused(approval)

    def top_runs(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs.values() if not run.parent)

    def current(self) -> Run | None:
        """The innermost run that walks: where people are asked to act."""
        walking = [run for run in self.runs.values() if run.is_walking and run.visit is not None]
        inner = [run for run in walking if not (run.visit and run.visit.child)]
        return next(reversed(inner or walking), None)


def surface_of_step(run: str, visit: int) -> str:
    """The name under which a step's message is remembered."""
    return f"step/{run}/{visit}"


def surface_of_draft(number: int) -> str:
    """The name under which the message of a postmortem draft is remembered."""
    return f"postmortem/{number}"


def surface_of_update(run: str, visit: int) -> str:
    """The name under which an update that was sent is remembered."""
    return f"update/{run}/{visit}"


def surface_of_page(page: str, to: str) -> str:
    """The name under which what was written to one who is paged is remembered."""
    return f"page/{page}/{to}"
