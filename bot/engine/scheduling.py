"""Procedures that begin by a schedule: each occasion is a row of the outbox, due at its time."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.core.effects import Queued, StartScheduled
from bot.core.refusals import Refusal
from bot.core.runbook import Runbook, Schedule
from bot.core.signals import HANDRAIL, DueAgain
from bot.engine.incidents import Declaration, Incidents
from bot.engine.ports import Clock, Leased, Library, Store, Transaction
from bot.engine.schedules import next_after

log = logging.getLogger("handrail.schedules")

STREAM = "schedule"
"""The rows of the outbox that belong to no incident."""
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Schedules:
    """One row waits for each procedure's next occasion. One that was missed is caught up once, late."""

    store: Store
    library: Library
    incidents: Incidents
    clock: Clock

    def arm(self) -> None:
        """After a start: let each schedule of the folder have its next occasion waiting."""
        self.store.transact(self._arm_all)

    def begin(self, job: Leased, effect: StartScheduled) -> None:
        """Begin what is due, or tell the owner that the last is open; drop what is scheduled no more."""

        def end(tx: Transaction) -> None:
            tx.finish(job.id)
            book = self.library.runbooks().get(effect.runbook)
            if book is None or book.schedule is None:
                return
            if next_after(book.schedule, effect.occasion - _MOMENT) == effect.occasion:
                self._begin(tx, book, book.schedule, effect)
            self._arm(tx, book, book.schedule)

        self.incidents.again(end)

    def _begin(self, tx: Transaction, book: Runbook, schedule: Schedule, effect: StartScheduled) -> None:
        still = [one.id for one in tx.summaries(open_only=True, limit=1000) if one.runbook == book.id]
        if still:
            self.incidents.take(tx, still[0], DueAgain(effect.occasion), HANDRAIL, "timer")
            return
        request = Declaration(book.id, detected_at=effect.occasion)
        try:
            self.incidents.begin(tx, book, request, HANDRAIL, "timer", owner=schedule.owner)
        except Refusal as refused:
            log.error("not begun", extra={"runbook": book.id, "why": str(refused)})  # noqa: TRY400 - said in words

    def _arm_all(self, tx: Transaction) -> None:
        for book in self.library.runbooks().values():
            if book.schedule is not None:
                self._arm(tx, book, book.schedule)

    def _arm(self, tx: Transaction, book: Runbook, schedule: Schedule) -> None:
        occasion = next_after(schedule, self.clock.now())
        name = f"{STREAM}/{book.id}/{occasion.isoformat()}"
        if tx.claim(name):
            tx.enqueue(STREAM, [Queued(name, StartScheduled(book.id, occasion), occasion)])
