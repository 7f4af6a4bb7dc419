"""A walk typed from a script: shipped runbooks, the real engine and store, played commands, a still clock."""

import io
import itertools
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

from rich.console import Console as RichConsole
from rich.console import RenderableType

from bot.app import WithoutSlack
from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import Loaded, load
from bot.core.apply import apply
from bot.core.effects import kinds_here
from bot.core.incident import Incident
from bot.core.refusals import Refusal
from bot.core.signals import Actor
from bot.engine.incidents import Declaration, Incidents
from bot.engine.pace import Pace
from bot.engine.ports import Chat, Ran
from bot.engine.relay import Backoff, Hands, Relay
from bot.engine.scheduling import Schedules
from bot.store.store import SqlStore
from bot.terminal.console import Back, Changed, Left, never
from bot.terminal.walk import Walk
from bot.terminal.who import Walker
from tests.fakes.clock import FakeClock
from tests.fakes.world import HidingRedactor, MemoryDrafts, MemoryMaps, PlayedCommands

RUNBOOKS = Path(__file__).parents[2] / "runbooks"
ROBIN = Walker(Actor("local", "robin", "Robin"), frozenset({"devops"}))
SASHA = Walker(Actor("local", "sasha", "Sasha"), frozenset({"devops"}))
CTRL_C = "^C"
PATIENCE = timedelta(hours=3)


OWN = Path(__file__).parent / "runbooks"
"""A shop, whose runbook has every part with several things at once."""


@cache
def tree(folder: Path) -> Loaded:
    loaded = load(folder)
    assert loaded.problems == ()
    return loaded


class Typing:
    """A console that types from a script, and lets the world go on while it waits."""

    def __init__(self, lines: Sequence[str], deliver: Callable[[], bool], clock: FakeClock) -> None:
        self._lines = deque(lines)
        self._deliver = deliver
        self._clock = clock
        self._out = RichConsole(
            file=io.StringIO(), width=96, color_system=None, force_terminal=False, highlight=False
        )

    @property
    def said(self) -> str:
        """All that stood on the screen, what was typed included."""
        assert isinstance(self._out.file, io.StringIO)
        return "\n".join(line.rstrip() for line in self._out.file.getvalue().splitlines()) + "\n"

    def show(self, *parts: RenderableType) -> None:
        for part in parts:
            self._out.print(part, crop=False)

    def line(self, prompt: str, changed: Callable[[], bool] = never) -> str:
        while self._deliver():
            pass
        if changed():
            raise Changed
        if not self._lines:
            raise Left
        typed = self._lines.popleft()
        self._out.print(f"{prompt} {typed}", markup=False)
        if typed == CTRL_C:
            raise Back
        return typed

    def during(self, doing: str, busy: Callable[[], bool]) -> None:
        begun = self._clock.now()
        self._out.print(f"({doing})", markup=False)
        while busy():
            if not self._deliver():
                self._clock.forward(timedelta(seconds=5))
            assert self._clock.now() - begun < PATIENCE, "nothing comes of it"


class Terminals:
    """One database that people walk at, one after the other."""

    def __init__(self, folder: Path, chat: Chat | None = None, runbooks: Path = RUNBOOKS) -> None:
        loaded = tree(runbooks)
        self.clock = FakeClock()
        self.library = FolderLibrary(loaded)
        self._samples = {name: reader.samples for name, reader in loaded.readers.items()}
        self.commands = PlayedCommands()
        self.give(
            {
                name: "ok" if "ok" in samples else next(iter(samples))
                for name, samples in self._samples.items()
            }
        )
        kinds = () if chat else kinds_here()
        self.store = SqlStore.open(
            folder / "walk.db", bot="1", clock=self.clock, fold=apply, boot="one", kinds=kinds
        )
        tokens = itertools.count(1)
        self.incidents = Incidents(
            self.store,
            self.library,
            self.library,
            self.commands,
            HidingRedactor(),
            self.clock,
            lambda: f"token-{next(tokens)}",
        )
        self.drafts = MemoryDrafts()
        hands = Hands(
            chat or WithoutSlack(),
            self.commands,
            self.drafts,
            MemoryMaps(),
            self.library,
            HidingRedactor(),
            chat or WithoutSlack(),
            WithoutSlack(),
        )
        self.relay = Relay(
            self.store,
            self.store.outbox,
            self.incidents,
            hands,
            Schedules(self.store, self.library, self.incidents, self.clock),
            self.clock,
            lambda _, raw: "",
            Backoff(),
            Pace(burst=100),
        )

    def give(self, verdicts: Mapping[str, str]) -> None:
        """What commands answer from now on: the catalogue's samples of these verdicts."""
        for command, verdict in verdicts.items():
            output = self._samples[command][verdict]
            self.commands.answers[command] = Ran(output, output.text.encode())

    def declare(self, runbook: str, walker: Walker = ROBIN) -> str:
        return self.incidents.declare(Declaration(runbook), walker.actor, "typed").incident.id

    def walk(self, incident: str, lines: Sequence[str], walker: Walker = ROBIN) -> str:
        """What stood on the screen."""
        typing = Typing(lines, self.relay.deliver_one, self.clock)
        Walk(self.incidents, typing, walker, incident).go()
        return typing.said

    def close(self) -> None:
        self.store.close()

    def incident(self, name: str = "INC-0001") -> Incident:
        found = self.store.incident(name)
        assert found is not None
        return found


__all__ = ["CTRL_C", "ROBIN", "SASHA", "Refusal", "Terminals"]
