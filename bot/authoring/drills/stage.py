"""Where a drill is played: the core itself, two people, a clock that only the drill moves, and no world.

Commands that the core asks for wait in `asked` until the drill says what came of them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.authoring.drills.astray import Astray
from bot.authoring.interpret import OutputReader
from bot.authoring.library import Loaded
from bot.authoring.problem import did_you_mean
from bot.core.aim import item_of
from bot.core.apply import apply, replay
from bot.core.catalogue import as_typed
from bot.core.clocks import Deadline, due
from bot.core.decide import decide
from bot.core.effects import CancelCommand, RunCommand
from bot.core.events import Event, StepEntered
from bot.core.incident import MAIN, Incident, Run, Stamp, Visit
from bot.core.performing import arguments_of
from bot.core.policy import Policy
from bot.core.result import CommandResult, Trouble
from bot.core.rulebook import Rulebook
from bot.core.runbook import Severity, Step
from bot.core.signals import HANDRAIL, Actor, Declare, EffectDone, Place, Plan, Signal, TakeRole, Time, What
from bot.core.tasks import task_of
from bot.core.values import BadValue, Values, check, parse

RESPONDER = Actor("T1", "U1", "Robin")
SECOND = Actor("T1", "U2", "Sasha")
MONITORING = Actor("", "", "Alertmanager")
START = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
"""Drills begin at three in the morning."""


class Stage:
    """One incident of one runbook, and everything that happened to it."""

    def __init__(self, loaded: Loaded, runbook: str, declaration: Declare) -> None:
        book = loaded.runbooks[runbook]
        policy = loaded.policies.get(book.system) or loaded.policies.get("") or Policy()
        self.readers: Mapping[str, OutputReader] = loaded.readers
        self.rulebook = Rulebook(
            {book.digest: loaded.runbooks},
            loaded.entries,
            {entry.id: "it is done by hand" for entry in loaded.entries.values() if entry.hand},
            policy,
        )
        self.now = START
        self.asked: dict[str, RunCommand] = {}
        """Commands that have no result yet, by effect."""
        self.log: list[tuple[Event, Stamp]] = []
        self._incident: Incident | None = None
        self._tokens = 0
        self.send(declaration)
        if "commander" in {*policy.roles, *book.roles} and not self.incident.commander:
            self.send(TakeRole("commander", RESPONDER))

    @property
    def incident(self) -> Incident:
        assert self._incident is not None, "it is declared first"
        return self._incident

    def send(self, what: What, by: Actor = RESPONDER) -> None:
        """Offer a signal, a second after the last. Raises the core's Refusal."""
        self.now += timedelta(seconds=1)
        self._send(what, by)

    def _send(self, what: What, by: Actor) -> None:
        decision = decide(self.rulebook, self._incident, Signal(what, by, self.now))
        stamp = Stamp(self.now, by, "button")
        for event in decision.events:
            self._incident = apply(self._incident, event, stamp)
            self.log.append((event, stamp))
        for queued in decision.effects:
            match queued.effect:
                case RunCommand() as command:
                    self.asked[queued.id] = command
                case CancelCommand(command=effect):
                    self.asked.pop(effect, None)
                case _:
                    pass

    def restart(self) -> None:
        """Forget everything but the log, as a new process does."""
        kept = replay(self.log)
        assert kept == self._incident, "a log leads to the state that it was written from"
        self._incident = kept

    # -- time ----------------------------------------------------------------------------------

    def elapse(self, duration: timedelta) -> None:
        """Let time pass; what falls due on the way is told when it is due."""
        until = self.now + duration
        while (coming := self.next_deadline()) is not None and coming.at <= until:
            self.reach(coming)
        self.now = until

    def next_deadline(self) -> Deadline | None:
        """What the incident would be woken for next."""
        return next(iter(due(self.incident)), None)

    def reach(self, deadline: Deadline) -> None:
        """Go on to a deadline."""
        self.now = max(self.now, deadline.at)
        self._send(Time(), HANDRAIL)

    # -- commands ------------------------------------------------------------------------------

    def give(self, effect: str, verdict: str, values: Values | None = None) -> None:
        """A command's result is the catalogue's sample for this verdict, with these values instead."""
        command = self.asked.pop(effect)
        result = self.sample(command.command, verdict, values)
        self.send(EffectDone(effect, result, kind="run_command"), HANDRAIL)

    def fail(self, effect: str, trouble: Trouble) -> None:
        """A command comes to trouble."""
        del self.asked[effect]
        result = CommandResult(trouble, "the drill says so")
        self.send(EffectDone(effect, result, kind="run_command"), HANDRAIL)

    def sample(self, command: str, verdict: str, values: Values | None = None) -> CommandResult:
        """The sample as the result of a run. Raises Astray for a value that the command does not return."""
        reader = self.readers[command]
        output = reader.samples[verdict]
        reading = reader.interpret(output)
        if values:
            reading = replace(reading, values={**reading.values, **_returned(reader, command, values)})
        return CommandResult(
            reading=reading,
            exit=output.exit,
            status=output.status,
            output=hashlib.sha256(output.text.encode()).hexdigest(),
            excerpt=output.text,
        )

    def plan(self, name: str = MAIN) -> Plan:
        """What the item would run, as the second person is shown it."""
        run, visit, step = self.at()
        item = item_of(visit, name)
        task = task_of(step, item)
        arguments: Values = arguments_of(self.incident, run, task.arguments, element=item.element) or {}
        text = as_typed(self.rulebook.entries[task.command], arguments)
        return Plan(text, hashlib.sha256(text.encode()).hexdigest())

    def token(self) -> str:
        """A new name for a request."""
        self._tokens += 1
        return f"t{self._tokens}"

    # -- where it is ---------------------------------------------------------------------------

    def run(self) -> Run:
        """The innermost run that walks, or the first when none does."""
        return self.incident.current() or self.incident.runs["r1"]

    def here(self) -> str:
        """Where the cursor is, as drills name it; the end when the walk is over."""
        run = self.run()
        return self.named(run.id, run.visit.step if run.visit else run.end)

    def at(self) -> tuple[Run, Visit, Step]:
        """The run, the visit and the step of the cursor; only while it walks."""
        run = self.run()
        assert run.visit is not None, "it walks"
        return run, run.visit, self.rulebook.step(run)

    def place(self) -> Place:
        run, visit, _ = self.at()
        return Place(run.id, visit.number)

    def is_over(self) -> bool:
        return self.incident.current() is None

    def entered(self) -> list[str]:
        """Every step that was entered, in order, as drills name it."""
        return [self.named(e.run, e.step) for e, _ in self.log if isinstance(e, StepEntered)]

    def named(self, name: str, place: str) -> str:
        """`step`, or `call/step` inside a called runbook, however deep."""
        names, run = [place], self.incident.runs[name]
        while run.parent:
            run, visit = self.incident.runs[run.parent], run.parent_visit
            names.insert(0, self._step_of(run, visit))
        return "/".join(names)

    def _step_of(self, run: Run, visit: int) -> str:
        if run.visit is not None and run.visit.number == visit:
            return run.visit.step
        return next(left.step for left in run.left if left.visit == visit)


def _returned(reader: OutputReader, command: str, values: Values) -> Values:
    """The values as the command's `returns` type them."""
    types, good = reader.meaning.returns, Values()
    for name, value in values.items():
        if name not in types:
            raise Astray(f"`{command}` returns no `{name}`.", did_you_mean(name, types))
        try:
            good[name] = parse(types[name], value) if isinstance(value, str) else check(types[name], value)
        except BadValue as problem:
            raise Astray(f"`{command}` cannot return this `{name}`: {problem}.") from None
    return good


def declaration(
    title: str, runbook: str, severity: str, target: str, inputs: Values, labels: Mapping[str, str]
) -> Declare:
    """What a drill's case declares."""
    what = Declare("INC-0001", title, runbook, Severity(severity), inputs=inputs, labels=dict(labels))
    return replace(what, target=target) if target else what
