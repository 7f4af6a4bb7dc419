"""Two people at the same moment: one of them moves the incident, the other is told clearly that it moved."""

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.incident import Incident
from bot.core.refusals import Refusal
from bot.core.runbook import Severity
from bot.core.signals import (
    HANDRAIL,
    Actor,
    Answer,
    Approve,
    Close,
    Collect,
    Deny,
    Perform,
    Pick,
    Place,
    Resolve,
    SetSeverity,
    TakeRole,
    Time,
    Undone,
    What,
)
from bot.engine.incidents import Declaration, Incidents
from bot.engine.relay import Relay
from bot.engine.scheduling import Schedules
from tests.contracts.bench import Bench, MemoryBench, SqlBench
from tests.core.story import ANA, BO, CHI
from tests.engine.desk import Desk

ONCALL = frozenset({"oncall"})


def _seal(incident: str, raw: bytes) -> str:
    return f"{incident}:{len(raw)}"


class Crowd:
    """Several people on one store."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        desk = Desk()
        tokens = (f"token-{number}" for number in itertools.count(1))
        self.commands = desk.commands
        self.incidents = Incidents(
            bench.store,
            desk.library,
            desk.library,
            desk.commands,
            desk.relay.hands.redactor,
            bench.clock,
            lambda: next(tokens),
        )
        schedules = Schedules(bench.store, desk.library, self.incidents, bench.clock)
        hands = desk.relay.hands
        self.relay = Relay(bench.store, bench.outbox, self.incidents, hands, schedules, bench.clock, _seal)

    def settle(self) -> "Crowd":
        while self.relay.deliver_one():
            pass
        return self

    @property
    def incident(self) -> Incident:
        return self.incidents.scene("INC-0001").incident

    @property
    def place(self) -> Place:
        run = self.incident.current()
        assert run is not None
        assert run.visit is not None
        return Place(run.id, run.visit.number)

    def offer(self, what: What, by: Actor = ANA) -> "Crowd":
        self.incidents.offer("INC-0001", what, by, "button")
        return self

    def at_once(self, *offers: tuple[What, Actor]) -> list[Refusal | None]:
        """All of them from threads that start together; what each was told."""
        barrier = threading.Barrier(len(offers))
        told: dict[int, Refusal | None] = {}

        def press(number: int, what: What, by: Actor) -> None:
            barrier.wait(10)
            try:
                self.incidents.offer("INC-0001", what, by, "button")
            except Refusal as refusal:
                told[number] = refusal
            else:
                told[number] = None

        threads = [threading.Thread(target=press, args=(n, *offer)) for n, offer in enumerate(offers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return [told[number] for number in range(len(offers))]

    def count(self, kind: str) -> int:
        return sum(logged.event.kind == kind for logged in self.incidents.log("INC-0001"))


@pytest.fixture(params=["memory", "sqlite"])
def crowd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crowd]:
    bench: Bench = MemoryBench() if request.param == "memory" else SqlBench(tmp_path / "handrail.db")
    made = Crowd(bench)
    made.incidents.declare(Declaration("app/outage"), ANA, "typed")
    yield made.settle()
    bench.close()


def at_stop(crowd: Crowd) -> None:
    crowd.offer(Answer(crowd.place, {"lost": False, "name": "api"}))


def at_mend(crowd: Crowd) -> None:
    at_stop(crowd)
    crowd.offer(Pick(crowd.place, "done")).offer(Collect("copy", "s3://copy"))


def asked(crowd: Crowd) -> None:
    at_mend(crowd)
    crowd.offer(Perform(crowd.place), CHI)


def resolved(crowd: Crowd) -> None:
    at_stop(crowd)
    crowd.offer(Pick(crowd.place, "worse")).offer(Collect("copy", "s3://copy"))
    crowd.offer(Undone("r1/undo-stop")).offer(Resolve())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two competing signals, what must be in the log once, and what the one who lost reads."""

    before: Callable[[Crowd], object]
    first: Callable[[Crowd], What]
    second: Callable[[Crowd], What]
    kinds: tuple[str, ...]
    told: str


PAIRS = {
    "pick, pick": Pair(
        at_stop,
        lambda crowd: Pick(crowd.place, "done"),
        lambda crowd: Pick(crowd.place, "worse"),
        ("outcome_taken.v1",),
        "already moved “Stop it”",
    ),
    "answer, answer": Pair(
        lambda crowd: None,
        lambda crowd: Answer(crowd.place, {"lost": True, "name": "api"}),
        lambda crowd: Answer(crowd.place, {"lost": False, "name": "db"}),
        ("question_answered.v1",),
        "already moved “How bad?”",
    ),
    "perform, perform": Pair(
        at_mend,
        lambda crowd: Perform(crowd.place),
        lambda crowd: Perform(crowd.place),
        ("approval_requested.v1",),
        "A second person has been asked already.",
    ),
    "approve, approve": Pair(
        asked,
        lambda crowd: Approve("token-1", ONCALL),
        lambda crowd: Approve("token-1", ONCALL),
        ("approval_settled.v1",),
        "This request is granted by ",
    ),
    "role, role": Pair(
        lambda crowd: None,
        lambda crowd: TakeRole("commander", ANA, seen=""),
        lambda crowd: TakeRole("commander", BO, seen=""),
        ("role_taken.v1",),
        "Incident commander changed meanwhile: ",
    ),
    "severity, severity": Pair(
        lambda crowd: None,
        lambda crowd: SetSeverity(Severity.P0, "all is out", seen=Severity.P1),
        lambda crowd: SetSeverity(Severity.P2, "it is small", seen=Severity.P1),
        ("severity_changed.v1",),
        "The severity changed meanwhile: ",
    ),
    "close, close": Pair(
        resolved, lambda crowd: Close(), lambda crowd: Close(), ("closed.v1",), "INC-0001 is closed."
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_two_at_once_yield_one_move_and_one_clear_refusal(crowd: Crowd, pair: Pair) -> None:
    pair.before(crowd)
    before = [crowd.count(kind) for kind in pair.kinds]

    told = crowd.at_once((pair.first(crowd), ANA), (pair.second(crowd), BO))

    refusals = [refusal for refusal in told if refusal is not None]
    assert len(refusals) == 1
    assert pair.told in str(refusals[0])
    assert [crowd.count(kind) for kind in pair.kinds] == [count + 1 for count in before]


def mended(crowd: Crowd) -> int:
    return [entry for _, entry in crowd.commands.ran].count("app.mend")


def test_a_no_at_the_same_moment_as_the_yes_wins_whichever_comes_first(crowd: Crowd) -> None:
    asked(crowd)

    told = crowd.at_once((Approve("token-1", ONCALL), ANA), (Deny("token-1", ONCALL, "no"), BO))
    crowd.settle()

    assert told[1] is None, "the no is taken in any order"
    assert crowd.incident.approvals["token-1"].state == "denied"
    assert mended(crowd) == 0


def test_a_no_while_it_starts_stops_it_or_is_told_that_it_is_too_late(crowd: Crowd) -> None:
    asked(crowd)
    crowd.offer(Approve("token-1", ONCALL), ANA)
    relay = threading.Thread(target=crowd.settle)
    relay.start()

    (told,) = crowd.at_once((Deny("token-1", ONCALL, "no"), BO))
    relay.join(30)

    ran = mended(crowd)
    assert ran == (0 if told is None else 1)
    assert crowd.incident.approvals["token-1"].state == ("denied" if told is None else "granted")


def test_a_yes_at_the_very_moment_of_its_end_runs_nothing(crowd: Crowd) -> None:
    asked(crowd)
    crowd.bench.clock.forward(crowd.incident.approvals["token-1"].expires_at - crowd.bench.clock.now())

    crowd.at_once((Approve("token-1", ONCALL), ANA), (Time(), HANDRAIL), (Approve("token-1", ONCALL), BO))
    crowd.settle()

    assert crowd.incident.approvals["token-1"].state == "expired"
    assert mended(crowd) == 0


def test_nine_who_take_the_same_step_move_it_once(crowd: Crowd) -> None:
    at_stop(crowd)
    place = crowd.place

    told = crowd.at_once(*[(Pick(place, "done"), by) for by in (ANA, BO, CHI) * 3])

    assert [refusal for refusal in told if refusal is None] == [None]
    assert crowd.count("outcome_taken.v1") == 3, "look, how bad, and this one"
