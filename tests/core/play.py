"""The machine and the model side by side: the same signals, compared after each."""

from collections.abc import Sequence
from typing import Any

from bot.core.apply import apply
from bot.core.decide import decide
from bot.core.effects import RunCommand
from bot.core.events import Event
from bot.core.incident import Incident, Run, Stamp
from bot.core.refusals import Refusal
from bot.core.rulebook import Rulebook
from bot.core.runbook import Severity
from bot.core.signals import Actor, Declare, Signal, What
from tests.core.model import Model
from tests.core.plain import Plain
from tests.core.press import Press, Presser
from tests.core.story import ANA
from tests.core.watch import Watch, seconded_of, waits_of
from tests.fakes.clock import FakeClock

View = dict[str, Any]


class Play:
    """One incident in both; `log`, `states` (by version) and `views` (by version) are kept for replays."""

    def __init__(self, rules: Rulebook, books: dict[str, Plain], top: str, commands: Plain) -> None:
        self.rules = rules
        self.clock = FakeClock()
        self.log: list[tuple[Event, Stamp]] = []
        self.states: list[Incident] = []
        self.views: dict[int, View] = {}
        self.rows: set[str] = set()
        """Rows of the table that a run stood in."""
        self._incident: Incident | None = None
        self.model = Model(books, top, ANA, self.clock.now(), commands)
        self.presser = Presser(self.model, next(iter(rules.runbooks)), top)
        self.watch = Watch(waits_of(self.model), seconded_of(self.model))
        self._decide(Declare("INC-0001", "It is out", top, Severity.P1), ANA)

    @property
    def incident(self) -> Incident:
        assert self._incident is not None
        return self._incident

    def press_all(self, presses: Sequence[Press]) -> "Play":
        """Offer them all; what failed is told with the books and with all that came before."""
        trail: list[str] = []
        try:
            for verb, number in presses:
                trail.append(self.press(verb, number))
        except BaseException as error:
            error.add_note(f"books: {self.model.books}")
            error.add_note("\n".join(trail))
            raise
        return self

    def press(self, verb: str, number: int) -> str:
        """Offer what the press means; both must agree whether it is taken, and on what comes of it."""
        what, by, later = self.presser.signal(verb, number)
        self.model.now = self.clock.forward(later)
        self.rows |= {self.model.row(run) for run in self.model.walking()}
        reasons = self.model.judge(what, by)
        refusal = self._refusal(what, by)
        if refusal is not None:
            kind = type(refusal).__name__
            assert kind in reasons, f"{what} was refused: {refusal}; the rules say {reasons or 'it is taken'}"
            return f"{by.name} {what}: {kind}"
        assert not reasons, f"{what} was taken; the rules say {reasons}"
        self.model.take(what, by, self.clock.now())
        self._decide(what, by)
        return f"{by.name} {what}"

    def _refusal(self, what: What, by: Actor) -> Refusal | None:
        try:
            decide(self.rules, self.incident, Signal(what, by, self.clock.now()))
        except Refusal as refusal:
            return refusal
        return None

    def _decide(self, what: What, by: Actor) -> None:
        decision = decide(self.rules, self._incident, Signal(what, by, self.clock.now()))
        stamp = Stamp(self.clock.now(), by, "button")
        for event in decision.events:
            self._incident = apply(self._incident, event, stamp)
            self.log.append((event, stamp))
            self.states.append(self._incident)
        self.watch.see(what, decision.events, stamp, decision.effects)
        self._commands(decision.effects)
        self.views[self.incident.version] = view_of_model(self.model)
        assert view(self.incident) == self.views[self.incident.version], f"after {what}"

    def _commands(self, effects: Any) -> None:
        queued = [row for row in effects if isinstance(row.effect, RunCommand)]
        started = [(row.effect.run, row.effect.visit, row.effect.command) for row in queued]
        assert started == self.model.commands_wanted
        self.model.commands_wanted = []
        for row in queued:
            self.model.runs[row.effect.run]["effect"] = row.id
            self.presser.effects.append(row.id)


def view(incident: Incident) -> View:
    """The key facts of the machine's state."""
    return {
        "runs": {name: _run(run) for name, run in incident.runs.items()},
        "owed": {name: (owed.state, owed.required) for name, owed in incident.owed.items()},
        "requests": {token: approval.state for token, approval in incident.approvals.items()},
        "roles": {role: holder.user for role, holder in incident.roles.items()},
        "offers": {name: offer.state for name, offer in incident.handovers.items()},
        "severity": incident.severity.value,
        "proposed": incident.proposed,
        "former": len(incident.former),
        "life": (
            incident.acknowledged_at is not None,
            incident.mitigated_at is not None,
            incident.resolved_at is not None,
            incident.closed_at is not None,
            incident.false_alarm,
        ),
    }


def _run(run: Run) -> View:
    visit = run.visit
    common = {"mode": run.mode, "end": run.end, "facts": run.values, "halted": run.halted}
    if visit is None:
        return common
    item = visit.items[0]
    return common | {
        "at": (visit.step, visit.number),
        "item": item.state,
        "verdict": item.verdict if item.state == "settled" else "",
        "cleared": item.cleared,
        "needs": list(visit.needs),
        "child": visit.child,
        "suggested": {(one.anytime, one.alert) for one in visit.suggested},
        "live": item.effect if item.state == "running" else "",
    }


def view_of_model(model: Model) -> View:
    """The same facts, as the model has them."""
    return {
        "runs": {name: _run_of_model(run) for name, run in model.runs.items()},
        "owed": {name: (owed["state"], owed["required"]) for name, owed in model.owed.items()},
        "requests": {token: request["state"] for token, request in model.requests.items()},
        "roles": dict(model.roles),
        "offers": model.offers.states(),
        "severity": model.severity,
        "proposed": model.proposed,
        "former": model.former,
        "life": (model.acknowledged, model.mitigated, model.resolved, model.closed, model.false_alarm),
    }


def _run_of_model(run: Plain) -> View:
    common = {"mode": run["mode"], "end": run["end"], "facts": dict(run["facts"]), "halted": run["halted"]}
    if run["at"] is None:
        return common
    return common | {
        "at": (run["at"], run["visit"]),
        "item": run["item"],
        "verdict": run["verdict"] if run["item"] == "settled" else "",
        "cleared": run["cleared"],
        "needs": list(run["needs"]),
        "child": run["child"],
        "suggested": set(run["suggested"]),
        "live": run["effect"] if run["item"] == "running" else "",
    }
