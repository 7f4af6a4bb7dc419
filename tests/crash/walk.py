"""One incident from its declaration to its end, by a bot that is killed on the way."""

import signal
import sqlite3
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from bot.core.apply import apply
from bot.store.verify import verify
from tests.acceptance.ground import PATIENCE, Ground, until
from tests.crash.people import Screen, is_over, next_act

CHANGING = "ledger.append"


@dataclass(slots=True)
class Walk:
    """What came of it."""

    acts: list[str] = field(default_factory=list)
    deaths: int = 0
    died_changing: bool = False
    """Outbox and log show that the change was under way at a death."""
    told_interrupted: bool = False
    """The card told that a command was cut short."""
    screen: Screen | None = None
    ledger: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)


class Stand(Ground):
    """A ground whose bot kills itself in each of its first lives; for an empty point it tells all points."""

    def __init__(self, folder: Path, *points: str) -> None:
        super().__init__(folder, {"HANDRAIL_RELAY_THREADS": "2"})
        self.told = folder.with_suffix(".points")
        self.walked = Walk()
        self._lives = [("tests.crash.bot", str(self.told), point) for point in points]

    def start_bot(self, module: str = "bot", *arguments: str) -> None:
        """The watched bot, and after its deaths the ordinary one."""
        super().start_bot(*(self._lives.pop(0) if self._lives else (module, *arguments)))

    def walk(self) -> Walk:
        """Finish the incident, as people who look at the screen do."""
        deadline = monotonic() + 3 * PATIENCE
        while not is_over(screen := self._settled()):
            self.walked.told_interrupted |= screen.tells_interrupted
            found = next_act(screen)
            if found is None:
                threading.Event().wait(0.02)
            else:
                name, act = found
                self.walked.acts.append(name)
                act(screen)
            assert monotonic() < deadline, f"{self.walked.acts}\n{screen.present}\n{self.left()}"
        self.kill_bot()
        self.walked.screen = screen
        self.walked.ledger, self.walked.calls = self.lines("ledger"), self.lines("calls")
        self.walked.flaws = [str(flaw) for flaw in verify(self.database, apply)]
        return self.walked

    def _settled(self) -> Screen:
        """The screen once all is delivered that can be; a dead bot is started again."""
        until(self._is_settled, self.left)
        return Screen(self.state(), self, self.walked.acts)

    def _is_settled(self) -> bool:
        assert self.bot is not None
        code = self.bot.poll()
        if code is not None:
            assert code == -signal.SIGKILL, f"the bot ended by itself ({code})"
            self.walked.deaths += 1
            with suppress(sqlite3.OperationalError):  # no table yet
                taken_up = any(row.is_running(CHANGING) for row in self.undone())
                self.walked.died_changing |= taken_up and self._has_begun()
            self.start_bot()
        return not any(row.is_pending(("ledger.audit",)) for row in self.undone())

    def _has_begun(self) -> bool:
        """Whether the log has it that what was approved last starts now; before that it is taken up again."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as conn:
            bodies = [
                body for (body,) in conn.execute("SELECT CAST(content AS TEXT) FROM events ORDER BY seq")
            ]
        kinds = ('"command_launched.v1"', '"waits":true')
        told = [kind for body in bodies for kind in kinds if kind in body]
        return told[-1:] == [kinds[0]]
