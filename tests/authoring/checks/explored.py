"""Random runbooks, and every walk of them on the real machine: what the proofs claim, seen.

A walk is a sequence of declared outcomes. So guards are not about facts here: each asks the explorer which
outcome is taken, and the explorer tries all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise, product

from hypothesis import strategies as st

from bot.core.apply import apply
from bot.core.clocks import due
from bot.core.decide import decide
from bot.core.effects import RunCommand
from bot.core.events import StepEntered
from bot.core.guards import Scope
from bot.core.incident import Incident, Stamp
from bot.core.performing import unmet_gates
from bot.core.result import CommandResult, Reading
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    Anytime,
    Ask,
    Choose,
    Do,
    Evidence,
    Fact,
    ListItem,
    ListOf,
    Outcome,
    Phase,
    Run,
    Runbook,
    Severity,
    Step,
    Wait,
)
from bot.core.signals import (
    HANDRAIL,
    Actor,
    Answer,
    Collect,
    Declare,
    EffectDone,
    Perform,
    Pick,
    Place,
    Plan,
    Signal,
    TakeAnytime,
    Tick,
    Time,
    What,
)
from bot.core.values import Type, Value
from tests.core.outage import DIGEST, ENTRIES, LOOK, POLICY, Yields
from tests.core.story import ANA
from tests.fakes.clock import NOON

FACTS = ("f", "g")


# -- chance, and the guards that follow it ----------------------------------------------------


class Undecided(Exception):
    """The script is at its end: `of` ways are open."""

    def __init__(self, of: int) -> None:
        self.of = of


class Chance:
    """A script of choices; what is not in it yet is asked for."""

    def __init__(self) -> None:
        self.script: tuple[int, ...] = ()
        self._used = 0
        self._now: dict[str, int] = {}

    def follow(self, script: tuple[int, ...]) -> None:
        self.script, self._used, self._now = script, 0, {}

    def take(self, place: str, first: bool, of: int) -> int:
        """The choice at a place; made anew whenever its first guard is asked."""
        if first or place not in self._now:
            if self._used == len(self.script):
                raise Undecided(of)
            self._now[place] = self.script[self._used]
            self._used += 1
        return self._now[place]


CHANCE = Chance()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A guard that holds when the explorer chose its outcome. It reads a fact, as real ones do."""

    place: str
    number: int
    of: int
    reads: frozenset[str]
    source: str = "the explorer chose it"

    def holds(self, scope: Scope) -> bool | None:
        if any(name not in scope.facts for name in self.reads):
            return None
        return CHANCE.take(self.place, self.number == 0, self.of) == self.number


# -- random runbooks --------------------------------------------------------------------------


@st.composite
def runbooks(draw: st.DrawFn) -> Runbook:
    """Small, and wrong in many ways: loops, dead ends, facts and evidence that come too late."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    ends = ["over", "lost"]
    to = st.sampled_from([*names, *names, *ends])
    steps = {name: draw(_steps(name, to)) for name in names}
    is_input = draw(st.lists(st.booleans(), min_size=2, max_size=2))
    anytime: dict[str, Anytime] = {}
    if draw(st.booleans()):
        anytime["away"] = Anytime("away", "Away", draw(to), (draw(st.sampled_from(["diagnose", names[0]])),))
    evidence: dict[str, Evidence] = {}
    keeping = [name for name in names if isinstance(steps[name].kind, Run | Ask)]
    if draw(st.booleans()) and keeping:
        source = draw(st.sampled_from(keeping))
        guarded = draw(st.sampled_from(names))
        evidence["log"] = Evidence("log", "Log", from_step=source, before=(guarded,))
    return Runbook(
        "app/random",
        "Random",
        names[0],
        steps,
        {"over": "fixed", "lost": "handed_over"},
        severity=Severity.P2,
        facts={
            name: Fact(name, Type("bool"), "?", input=known)
            for name, known in zip(FACTS, is_input, strict=True)
        },
        evidence=evidence,
        meanings={LOOK.id: LOOK},
        anytime=anytime,
    )


@st.composite
def _steps(draw: st.DrawFn, name: str, to: st.SearchStrategy[str]) -> Step:
    phase: Phase = draw(st.sampled_from(("diagnose", "contain")))
    kind = draw(st.sampled_from(("do", "choose", "ask", "run", "auto", "wait", "list")))
    fact = draw(st.sampled_from(FACTS))
    sets = {fact: Yields(lambda _: True)} if draw(st.booleans()) else {}

    def ways(*outcomes: str) -> dict[str, Outcome]:
        return {outcome: Outcome(outcome, draw(to)) for outcome in outcomes}

    def guarded() -> dict[str, Outcome]:
        count = draw(st.integers(1, 2))
        read = frozenset({draw(st.sampled_from(FACTS))}) if draw(st.booleans()) else frozenset[str]()
        return {
            f"w{number}": Outcome(f"w{number}", draw(to), when=Chosen(name, number, count, read))
            for number in range(count)
        }

    match kind:
        case "do":
            return Step(name, phase, name, Do("Do it."), ways("done", "else-where"))
        case "choose":
            return Step(name, phase, name, Choose(""), guarded())
        case "ask":
            return Step(name, phase, name, Ask((fact,)), guarded())
        case "run":
            return Step(name, phase, name, Run(LOOK.id, sets=sets), ways(*LOOK.verdicts))
        case "auto":
            return Step(name, phase, name, Run(LOOK.id, sets=sets, auto=True), ways(*LOOK.verdicts))
        case "wait":
            until = Chosen(name, 0, 2, frozenset({fact}) if draw(st.booleans()) else frozenset())
            wait = Wait(timedelta(minutes=5), command=LOOK.id, every=timedelta(minutes=10), until=until)
            return Step(name, phase, name, wait, ways("done", "timeout"))
        case _:
            items = {"a": ListItem("a", "A", Do("A."))}
            return Step(name, phase, name, ListOf(items, sets=sets), ways("done", "failed"))


# -- every walk -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """Where a walk stands, and which steps were left by themselves and at once since a person or time."""

    incident: Incident
    now: datetime
    alone: frozenset[str] = frozenset()

    @property
    def at(self) -> str:
        run = self.incident.runs["r1"]
        return run.visit.step if run.visit else run.end

    def key(self) -> tuple[object, ...]:
        """Two walks with the same key have the same future."""
        run, owed = self.incident.runs["r1"], self.incident.owed.values()
        item = run.visit.items[0] if run.visit else None
        facts = frozenset(run.facts)
        met = frozenset(one.id for one in owed if one.state == "met")
        doing = (item.state, item.verdict, item.outcome) if item else ()
        waits = run.visit.waiting is not None and run.visit.waiting.next_poll is None if run.visit else False
        return self.at, run.visit.needs if run.visit else (), facts, met, doing, waits, self.alone


@dataclass
class Seen:
    """What the walks showed."""

    places: set[str] = field(default_factory=set)
    edges: set[tuple[str, str]] = field(default_factory=set)
    spins: bool = False
    asked_first: bool = False
    """A step had to ask for a fact when it was entered."""
    gated: bool = False
    """A step was entered whose evidence was not there."""

    def stuck(self, ends: set[str]) -> set[str]:
        """Places from which the walks lead to no end."""
        good = set(ends)
        while True:
            more = good | {here for here, there in self.edges if there in good}
            if more == good:
                return self.places - good
            good = more


class Explorer:
    """Walks one runbook in all ways, breadth first, each state once."""

    def __init__(self, book: Runbook) -> None:
        self.book = book
        self.rulebook = Rulebook({DIGEST: {book.id: book}}, ENTRIES, policy=POLICY, grace=timedelta(0))
        self.seen = Seen()

    def walk(self) -> Seen:
        """All that can be seen."""
        inputs: dict[str, Value] = {name: True for name, fact in self.book.facts.items() if fact.input}
        what = Declare("INC-0001", "t", self.book.id, Severity.P2, inputs=inputs)
        waiting = list(self._offer(None, NOON, what, ANA, frozenset()))
        self.seen.places.add(self.book.start)
        known = set[object]()
        while waiting:
            state = waiting.pop()
            if state.key() in known:
                continue
            known.add(state.key())
            waiting += self._next(state)
        return self.seen

    def _next(self, state: State) -> Iterator[State]:
        """Every state that one act of a person, of the world or of time leads to."""
        run = state.incident.runs["r1"]
        visit = run.visit
        if visit is None or not run.is_walking:
            return
        place, step = Place("r1", visit.number), self.book.steps[visit.step]
        gates = unmet_gates(state.incident, run)
        if gates:  # told already; people keep it by hand, and the walk goes on
            yield from self._act(state, Collect(gates[0].id, "kept"))
            return
        if visit.needs:
            yield from self._act(state, Answer(place, dict.fromkeys(visit.needs, True)))
            return
        for way in self.book.anytime.values():
            if way.is_offered(step):
                yield from self._act(state, TakeAnytime("r1", way.id))
        item = visit.items[0]
        match step.kind:
            case Do():
                for outcome in step.outcomes:
                    yield from self._act(state, Pick(place, outcome))
            case Ask(facts=facts):
                yield from self._act(state, Answer(place, dict.fromkeys(facts, True)))
            case Run(auto=auto) if item.state == "running":
                for verdict in LOOK.verdicts:
                    yield from self._result(state, verdict, alone=auto)
            case Wait() if item.state == "running":
                yield from self._result(state, "ok", alone=True)
            case Run() if item.state == "settled":
                yield from self._act(state, Pick(place, item.verdict))
            case Run():
                yield from self._act(state, Perform(place, plan=Plan("look", "plan"), token="token"))
            case Wait():
                later = next(deadline.at for deadline in due(state.incident))
                yield from self._offer(
                    state.incident, later, Time(), ANA, frozenset()
                )  # time has a part, too
            case ListOf():
                yield from self._ticked(state, place, item.outcome)
            case _:
                pass

    def _ticked(self, state: State, place: Place, outcome: str) -> Iterator[State]:
        if outcome == "failed":
            yield from self._act(state, Pick(place, "failed"))
        elif outcome == "passed":  # the grace is over at once, and no person acts any more
            deadline = next(iter(due(state.incident)))
            yield from self._offer(state.incident, deadline.at, Time(), HANDRAIL, state.alone)
        else:
            for mark in ("passed", "failed"):
                yield from self._act(state, Tick(place, "a", mark))

    def _act(self, state: State, what: What) -> Iterator[State]:
        """A person does it."""
        yield from self._offer(state.incident, state.now + timedelta(seconds=1), what, ANA, frozenset())

    def _result(self, state: State, verdict: str, *, alone: bool) -> Iterator[State]:
        visit = state.incident.runs["r1"].visit
        assert visit is not None
        done = EffectDone(visit.items[0].effect, CommandResult(reading=Reading({"bad": "x"}, verdict)))
        quiet = state.alone if alone else frozenset[str]()
        yield from self._offer(state.incident, state.now, done, HANDRAIL, quiet)

    def _offer(
        self, before: Incident | None, now: datetime, what: What, by: Actor, alone: frozenset[str]
    ) -> Iterator[State]:
        """The states after a signal: one for each way in which chance may choose on the way."""
        scripts: list[tuple[int, ...]] = [()]
        while scripts:
            script = scripts.pop()
            CHANCE.follow(script)
            try:
                decision = decide(self.rulebook, before, Signal(what, by, now))
            except Undecided as open_:
                if len(script) > len(self.book.steps):
                    self.seen.spins = True  # it chose oftener than there are steps, in one breath
                    continue
                scripts += [(*script, number) for number in range(open_.of)]
                continue
            after, entered = before, []
            stamp = Stamp(now, by, "button")
            for event in decision.events:
                after = apply(after, event, stamp)
                if isinstance(event, StepEntered):
                    entered.append(event.step)
                    self._entered(after, event)
            assert after is not None
            assert not [one for one in decision.effects if isinstance(one.effect, RunCommand)][1:]
            yield State(after, now, self._moved(before, after, entered, alone, by))

    def _entered(self, after: Incident | None, event: StepEntered) -> None:
        assert after is not None
        run = after.runs["r1"]
        first = event.visit == 1
        inputs = {name for name, fact in self.book.facts.items() if fact.input}
        self.seen.asked_first |= bool(set(event.needs) - (inputs if first else set()))
        self.seen.gated |= bool(unmet_gates(after, run))

    def _moved(
        self,
        before: Incident | None,
        after: Incident,
        entered: list[str],
        alone: frozenset[str],
        by: Actor,
    ) -> frozenset[str]:
        """Note the edges; returns the steps that were left alone since a person or time had a part."""
        run = before.runs.get("r1") if before else None
        here = run.visit.step if run and run.visit else ""
        end = after.runs["r1"].end
        way = [*([here] if here else []), *entered, *([end] if end and (run is None or not run.end) else [])]
        self.seen.places |= {*entered, *([end] if end else [])}
        self.seen.edges |= set(pairwise(way))
        left_alone = way[:-1] if by == HANDRAIL else way[1:-1] if here else way[:-1]
        for step in left_alone:
            self.seen.spins |= step in alone
            alone |= {step}
        return alone


def all_assignments(count: int) -> Iterator[tuple[bool, ...]]:
    """Every way to answer so many questions with yes or no."""
    yield from product((True, False), repeat=count)


def told(book: Runbook) -> str:
    """The runbook in a few lines, for a message."""
    lines = [f"inputs: {[name for name, fact in book.facts.items() if fact.input]}; start: {book.start}"]
    for step in book.steps.values():
        ways = {name: outcome.to for name, outcome in step.outcomes.items()}
        sets = sorted(getattr(step.kind, "sets", {}))
        kind = f"{type(step.kind).__name__}{' auto' if getattr(step.kind, 'auto', False) else ''}"
        lines.append(f"{step.id} ({step.phase}): {kind} {ways} reads {sorted(step.reads())} sets {sets}")
    lines += [f"anytime {way.id}: {way.during} → {way.to}" for way in book.anytime.values()]
    lines += [f"evidence {one.id}: {one.from_step} before {one.before}" for one in book.evidence.values()]
    return "\n".join(lines)
