"""The engine on fakes: one object that declares, offers, and delivers until all is quiet."""

import itertools
from collections.abc import Callable
from datetime import timedelta

from bot.core.incident import Incident
from bot.core.signals import Place, What
from bot.engine.incidents import Declaration, Incidents
from bot.engine.numbers import Numbers
from bot.engine.pace import Pace
from bot.engine.relay import Backoff, Hands, Relay
from bot.engine.scheduling import Schedules
from bot.engine.tally import Tally
from tests.core.outage import DIGEST, ENTRIES, OUTAGE, POLICY, RESTORE
from tests.core.story import ANA
from tests.fakes.clock import FakeClock
from tests.fakes.library import MemoryLibrary
from tests.fakes.store import MemoryStore
from tests.fakes.world import (
    HidingRedactor,
    MemoryDrafts,
    MemoryMaps,
    PlayedApprovers,
    PlayedChat,
    PlayedCommands,
    answers,
)

BOOKS = {"app/outage": OUTAGE, "app/restore": RESTORE}
BROKEN = '{"verdict": "broken", "values": {"bad": "r-1"}}'


class Desk:
    """Everything of one process, without the process."""

    def __init__(
        self,
        store: MemoryStore | None = None,
        clock: FakeClock | None = None,
        chat: PlayedChat | None = None,
        token: Callable[[], str] | None = None,
        numbers: Numbers | None = None,
    ) -> None:
        self.clock = clock or FakeClock()
        self.store = store or MemoryStore()
        self.library = MemoryLibrary(BOOKS, ENTRIES, POLICY, DIGEST)
        self.commands = PlayedCommands()
        self.commands.answers = {"app.look": answers(BROKEN), "app.mend": answers('{"verdict": "ok"}')}
        self.chat = chat or PlayedChat()
        self.drafts = MemoryDrafts()
        tokens = itertools.count(1)
        self.tally = Tally()
        redactor = HidingRedactor()
        self.incidents = Incidents(
            self.store,
            self.library,
            self.library,
            self.commands,
            redactor,
            self.clock,
            token or (lambda: f"token-{next(tokens)}"),
            tally=self.tally,
            numbers=numbers,
        )
        self.approvers = PlayedApprovers()
        hands = Hands(
            self.chat,
            self.commands,
            self.drafts,
            MemoryMaps(),
            self.library,
            redactor,
            self.chat,
            self.approvers,
        )
        self.relay = Relay(
            self.store,
            self.store.outbox,
            self.incidents,
            hands,
            Schedules(self.store, self.library, self.incidents, self.clock),
            self.clock,
            lambda incident, raw: f"{incident}:{len(raw)}",
            Backoff(limit=3),
            Pace(timedelta(seconds=1), burst=50),
            self.tally,
        )

    def declare(self) -> str:
        return self.incidents.declare(Declaration("app/outage"), ANA, "typed").incident.id

    def offer(self, what: What) -> Incident:
        return self.incidents.offer("INC-0001", what, ANA, "button").incident

    def settle(self) -> "Desk":
        """Deliver all that is due now."""
        for _ in range(200):
            if not self.relay.deliver_one():
                return self
        raise AssertionError("the relay does not come to rest")

    @property
    def incident(self) -> Incident:
        found = self.store.incident("INC-0001")
        assert found is not None
        return found

    @property
    def place(self) -> Place:
        run = self.incident.current()
        assert run is not None
        assert run.visit is not None
        return Place(run.id, run.visit.number)

    @property
    def at(self) -> str:
        run = self.incident.current()
        return run.visit.step if run and run.visit else ""
