"""What is seen to from time to time. Nothing depends on when; a restart begins anew."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol

from bot.engine.ports import Clock, Stopping

log = logging.getLogger("handrail.upkeep")


class Prunes(Protocol):
    """A store that forgets what nobody needs any more."""

    def prune(self, before: datetime) -> int:
        """Look at a part of what is older, forget what may be; returns how much that was."""
        ...


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Forgets what is older than `keep`, a little every `every` seconds."""

    store: Prunes
    clock: Clock
    keep: timedelta
    every: float = 60.0

    def run(self, stopping: Event) -> None:
        """Until told to stop. Outlives every failure."""
        while not stopping.wait(self.every):
            try:
                forgotten = self.store.prune(self.clock.now() - self.keep)
            except Stopping:
                return
            except Exception:
                log.exception("nothing was pruned; it is tried again")
            else:
                if forgotten:
                    log.info("pruned", extra={"rows": forgotten})
