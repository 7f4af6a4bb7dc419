"""A whole incident as a story: signals in, events out, the clock moved by hand."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Self, TypeVar

from bot.core.apply import apply
from bot.core.decide import decide
from bot.core.effects import Effect, Queued, RunCommand
from bot.core.events import Event
from bot.core.incident import Incident, Run, Stamp
from bot.core.refusals import Refusal
from bot.core.result import CommandResult, Reading
from bot.core.rulebook import Rulebook
from bot.core.runbook import Severity
from bot.core.signals import (
    Actor,
    Approve,
    Channelled,
    Declare,
    EffectDone,
    Interrupted,
    Launch,
    Perform,
    Place,
    Plan,
    Signal,
    Time,
    What,
)
from bot.core.values import Values
from tests.core.outage import RULES
from tests.fakes.clock import FakeClock

ANA = Actor("T1", "U0ANA", "Ana")
BO = Actor("T1", "U0BO", "Bo")
CHI = Actor("T1", "U0CHI", "Chi")
PLAN = Plan("mend api", "plan-1")
E = TypeVar("E", bound=Effect)


class Story:
    """One incident, told step by step."""

    severity = Severity.P1

    def __init__(self, rulebook: Rulebook = RULES, runbook: str = "app/outage") -> None:
        self.rulebook = rulebook
        self.clock = FakeClock()
        self.log: list[tuple[Event, Stamp]] = []
        self.queued: list[Queued] = []
        self._incident: Incident | None = None
        self.on(Declare("INC-0001", "The app is out", runbook, self.severity))

    @property
    def incident(self) -> Incident:
        assert self._incident is not None
        return self._incident

    def on(self, what: What, by: Actor = ANA) -> Self:
        """Offer a signal a second later."""
        at = self.clock.forward(timedelta(seconds=1))
        decision = decide(self.rulebook, self._incident, Signal(what, by, at))
        stamp = Stamp(at, by, "button")
        for event in decision.events:
            self._incident = apply(self._incident, event, stamp)
            self.log.append((event, stamp))
        self.queued += decision.effects
        return self

    def refused(self, what: What, by: Actor = ANA) -> Refusal:
        """Offer a signal that must be refused; nothing may have changed."""
        before = (self._incident, len(self.log), len(self.queued))
        try:
            self.on(what, by)
        except Refusal as refusal:
            assert before == (self._incident, len(self.log), len(self.queued))
            return refusal
        raise AssertionError(f"{what} was not refused")

    def after(self, **wait: int) -> Self:
        """Let time pass, and wake the incident."""
        self.clock.forward(timedelta(**wait))
        return self.on(Time())

    # -- the present step ---------------------------------------------------------------------

    @property
    def run(self) -> Run:
        found = self.incident.current()
        assert found is not None, "no run walks"
        return found

    @property
    def place(self) -> Place:
        assert self.run.visit is not None
        return Place(self.run.id, self.run.visit.number)

    def state(self) -> str:
        """How the present item stands."""
        assert self.run.visit is not None
        return self.run.visit.items[0].state

    @property
    def at(self) -> str:
        """The step where people are asked to act, or the end of the first run."""
        current = self.incident.current()
        if current is None or current.visit is None:
            return self.incident.runs["r1"].end
        return current.visit.step

    def kinds(self, last: int) -> Sequence[str]:
        return [event.kind for event, _ in self.log[-last:]]

    def effects(self, kind: type[E]) -> list[E]:
        return [queued.effect for queued in self.queued if isinstance(queued.effect, kind)]

    # -- what the world does ------------------------------------------------------------------

    def channel(self) -> Self:
        return self.on(EffectDone("INC-0001/1/0", Channelled("C1", "inc-0001")))

    def command(self) -> Queued:
        """The command that was queued last."""
        return next(queued for queued in reversed(self.queued) if isinstance(queued.effect, RunCommand))

    def result(self, verdict: str, values: Values | None = None, output: str = "0" * 64) -> Self:
        """The last command ends with a verdict."""
        reading = Reading(values or {}, verdict)
        return self.on(EffectDone(self.command().id, CommandResult(reading=reading, output=output)))

    def trouble(self, why: str = "it was too slow") -> Self:
        return self.on(EffectDone(self.command().id, CommandResult("timed_out", why)))

    def launch(self, doubt: str = "", plan: str = PLAN.digest) -> Self:
        """The last look at the last command, which starts then."""
        return self.on(Launch(self.command().id, plan, doubt))

    def crash(self) -> Self:
        """Handrail died while the last command ran, and is back."""
        if any(not item.launched for item in (self.run.visit.items if self.run.visit else ()) if item.token):
            self.launch()
        return self.on(Interrupted(self.command().id))

    def ask(self, by: Actor = ANA, token: str = "token-1") -> Self:
        return self.on(Perform(self.place, plan=PLAN, token=token), by)

    def approve(self, by: Actor = BO, token: str = "token-1", plan: Plan = PLAN) -> Self:
        return self.on(Approve(token, frozenset({"oncall"}), plan), by)
