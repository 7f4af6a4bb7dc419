"""What happened to a run: where it stands, what it knows, how it goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.core.incident import ClockState, Item, Owed, Waiting
from bot.core.result import CommandResult
from bot.core.runbook import EndKind, Phase
from bot.core.values import Value

How: TypeAlias = Literal["person", "itself", "time", "skip", "override"]
"""Who took an outcome; `override`: a person, against the verdict."""


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
    by: str = ""
    """The role or group that is asked to do it."""
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
class RunStopped:
    """People ended a walk before one of its ends: given up, or resolved or merged while it still walked."""

    run: str
    visit: int
    step: str
    title: str
    how: Literal["abort", "resolve", "merge"]
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
class RunClosed:
    run: str
    abandoned: bool = False
    kind: Literal["run_closed.v1"] = "run_closed.v1"


@dataclass(frozen=True, slots=True)
class RunHalted:
    """Too many moves without a person or time."""

    run: str
    kind: Literal["run_halted.v1"] = "run_halted.v1"


Walking: TypeAlias = (
    RunStarted
    | StepEntered
    | ClockStarted
    | ClockStopped
    | FactSet
    | NeedsAnswered
    | QuestionAnswered
    | WaitBegan
    | PollStarted
    | Polled
    | OutcomeTaken
    | Jumped
    | AnytimeSuggested
    | AnytimeTaken
    | RunStopped
    | CallStuck
    | RunArrived
    | RunClosed
    | RunHalted
)
