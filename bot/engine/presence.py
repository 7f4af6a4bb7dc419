"""Whether Handrail was away: it writes down from time to time that it is there, and a start looks."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Final

from bot.core.refusals import Refusal
from bot.core.signals import HANDRAIL, Returned
from bot.engine.incidents import Incidents
from bot.engine.ports import Clock, Stopping, Store
from bot.engine.restoring import MANY

log = logging.getLogger("handrail.presence")

ALIVE: Final = "alive"
"""The act in the inbox whose answer is when Handrail was last there."""
AWAY: Final = timedelta(minutes=1)
"""A shorter absence is told to nobody."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Written every `every` seconds, one row; a loss of power costs no more knowledge than that."""

    store: Store
    incidents: Incidents
    clock: Clock
    every: float = 20.0

    def run(self, stopping: Event) -> None:
        """Until told to stop, and then once more. Outlives every failure."""
        while True:
            over = stopping.wait(self.every)
            try:
                self.beat()
            except Stopping:
                return
            except Exception:
                log.exception("it could not be written down that Handrail is there")
            if over:
                return

    def beat(self) -> None:
        """Write down that it is there now."""
        self.store.keep_answer(ALIVE, self.clock.now().isoformat())

    def back(self) -> int:
        """After a start: tell each open incident of an absence, once; returns how many were told.

        A crash in the middle is no harm: each takes it once, and the next start tells the rest.
        """
        last = self.store.answer(ALIVE)
        told = 0
        if last and self.clock.now() - datetime.fromisoformat(last) > AWAY:
            for one in self.store.summaries(open_only=True, limit=MANY):
                told += self._tell(one.id, last)
        self.beat()
        return told

    def _tell(self, incident: str, last: str) -> bool:
        what = Returned(datetime.fromisoformat(last))
        act = f"away/{last}/{incident}"
        try:
            return not self.incidents.offer(incident, what, HANDRAIL, "timer", act).duplicate
        except Refusal:
            log.exception("an incident could not be told of an absence")
            return False
