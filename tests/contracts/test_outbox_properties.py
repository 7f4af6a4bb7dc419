"""Whatever the order in which rows are queued, leased, finished, given back and found again after a restart.

The oracle is a list of what was asked for, kept by the test: it knows nothing of places, names or states
of rows but what the port promises.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.effects import PostNotice, Queued
from bot.engine.ports import Leased
from tests.contracts.bench import Bench, MemoryBench, SqlBench
from tests.fakes.clock import NOON

Verb: TypeAlias = Literal["enqueue", "lease", "finish", "retry", "postpone", "bury", "restart", "later"]

VERBS: tuple[Verb, ...] = (
    *("enqueue",) * 4,
    *("lease",) * 4,
    "finish",
    "finish",
    "retry",
    "postpone",
    "bury",
    "restart",
    "later",
)


@dataclass(frozen=True)
class Act:
    """One step of a story; the numbers choose among what is there."""

    verb: Verb
    which: int
    lane: str
    key: str
    needs: tuple[int, ...]
    delay: int


ACTS = st.lists(
    st.builds(
        Act,
        verb=st.sampled_from(VERBS),
        which=st.integers(0, 9),
        lane=st.sampled_from(("", "l1", "l2")),
        key=st.sampled_from(("", "", "k1", "k2")),
        needs=st.lists(st.integers(0, 9), max_size=2).map(tuple),
        delay=st.integers(-3, 2),
    ),
    min_size=25,
    max_size=50,
)


@dataclass
class Ask:
    """What one row was asked to be: all ids it answers to, and the newest text it must say."""

    ids: list[str]
    says: str
    lane: str
    key: str
    needs: set[str]
    state: Literal["waiting", "flying", "orphan", "done", "dead"] = "waiting"
    tries: int = 0


@dataclass
class Oracle:
    """The port's promises, checked at every lease."""

    bench: Bench
    now: datetime = NOON
    asks: list[Ask] = field(default_factory=list)
    made: int = 0

    def of(self, name: str) -> Ask:
        return next(ask for ask in self.asks if name in ask.ids)

    def those(self, *states: str) -> list[Ask]:
        return [ask for ask in self.asks if ask.state in states]

    def enqueue(self, act: Act) -> None:
        name, self.made = f"e{self.made}", self.made + 1
        known = [name for ask in self.asks for name in ask.ids]
        needs = {known[number % len(known)] for number in act.needs} if known else set()
        elder = next(
            (
                ask
                for ask in reversed(self.asks)
                if act.key and (ask.key, ask.lane) == (act.key, act.lane) and ask.state == "waiting"
            ),
            None,
        )
        if elder is not None and all(
            self.asks.index(self.of(need)) < self.asks.index(elder) for need in needs
        ):
            elder.ids.append(name)
            elder.says = name
            elder.needs |= needs
        else:
            self.asks.append(Ask([name], name, act.lane, act.key, needs))
        due = self.now + timedelta(seconds=act.delay)
        row = Queued(name, PostNotice(name), due, tuple(sorted(needs)), act.lane, act.key)
        self.bench.store.transact(lambda tx: tx.enqueue("INC-0001", (row,)))

    def lease(self, _: Act | None = None) -> bool:
        leased = self.bench.outbox.lease(self.now)
        if leased is not None:
            self.check(leased)
        return leased is not None

    def check(self, leased: Leased) -> None:
        ask = self.of(leased.id)
        ahead = self.asks[: self.asks.index(ask)]
        assert ask.state == "waiting", "never leased twice, never after its end"
        assert leased.effect == PostNotice(ask.says), "the newest text"
        assert all(self.of(need).state == "done" for need in ask.needs), "all it needs is done"
        in_lane = [one for one in ahead if ask.lane and one.lane == ask.lane]
        assert all(one.state in {"done", "dead"} for one in in_lane), "the lane in order, one at a time"
        ask.state = "flying"
        ask.tries += 1
        assert leased.attempt == ask.tries

    def settle(self, act: Act, verb: Callable[[str], None], state: Literal["done", "dead"]) -> None:
        if open_ := self.those("flying", "orphan"):
            ask = open_[act.which % len(open_)]
            verb(ask.ids[act.which % len(ask.ids)])
            ask.state = state

    def finish(self, act: Act) -> None:
        self.settle(act, lambda name: self.bench.store.transact(lambda tx: tx.finish(name)), "done")

    def bury(self, act: Act) -> None:
        self.settle(act, lambda name: self.bench.store.transact(lambda tx: tx.bury(name, "why")), "dead")

    def retry(self, act: Act) -> None:
        if flying := self.those("flying"):
            ask = flying[act.which % len(flying)]
            self.bench.outbox.retry(ask.ids[-1], self.now + timedelta(seconds=act.delay), "lost")
            ask.state = "waiting"

    def postpone(self, act: Act) -> None:
        if flying := self.those("flying"):
            ask = flying[act.which % len(flying)]
            self.bench.outbox.postpone(ask.ids[0], self.now + timedelta(seconds=act.delay))
            ask.state = "waiting"
            ask.tries -= 1

    def restart(self, act: Act) -> None:
        self.bench.restart()
        for ask in self.those("flying", "orphan"):
            ask.state = "orphan"
        found = [(one.id, one.attempt) for one in self.bench.outbox.orphans()]
        assert found == [(ask.ids[0], ask.tries) for ask in self.those("orphan")], "every orphan is found"
        if act.which % 2:
            self.adopt()

    def adopt(self) -> None:
        for ask in self.those("orphan"):
            self.bench.outbox.adopt(ask.ids[0], self.now)
            ask.state = "waiting"

    def later(self, act: Act) -> None:
        self.now += timedelta(seconds=abs(act.delay))

    def deliver_the_rest(self) -> None:
        """Everything that no dead row holds up is delivered in the end."""
        self.adopt()
        self.now += timedelta(days=1)
        while True:
            for ask in self.those("flying"):
                self.bench.store.transact(lambda tx, name=ask.ids[0]: tx.finish(name))  # type: ignore[misc]
                ask.state = "done"
            if not self.lease():
                break
        for ask in self.those("waiting"):
            ahead = [one for one in self.asks[: self.asks.index(ask)] if ask.lane and one.lane == ask.lane]
            holding = [self.of(need) for need in ask.needs] + ahead
            assert any(one.state in {"dead", "waiting"} for one in holding), "nothing is forgotten"
            assert self.those("dead"), "only a dead row holds anything up for ever"


def check(bench: Bench, acts: list[Act]) -> None:
    oracle = Oracle(bench)
    try:
        for act in acts:
            getattr(oracle, act.verb)(act)
        oracle.deliver_the_rest()
    finally:
        bench.close()


@settings(max_examples=300, deadline=None)
@given(acts=ACTS)
def test_the_fake_keeps_its_promises_in_any_order_of_things(acts: list[Act]) -> None:
    check(MemoryBench(), acts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
def test_the_store_keeps_its_promises_in_any_order_of_things(acts: list[Act]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(SqlBench(Path(folder) / "handrail.db"), acts)


def test_the_oracle_notices_a_row_that_is_leased_twice() -> None:
    oracle = Oracle(MemoryBench(), asks=[Ask(["e0"], "e0", "", "", set(), "flying")])

    with pytest.raises(AssertionError, match="never leased twice"):
        oracle.check(Leased("e0", "INC-0001", PostNotice("e0"), 1))
