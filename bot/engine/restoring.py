"""The first start after a back-up was put back: each open incident is told, once."""

from datetime import datetime
from typing import Final

from bot.core.signals import HANDRAIL, Restored
from bot.engine.incidents import Incidents
from bot.engine.ports import Store

RESTORED: Final = "restored"
"""The act under which a restore leaves word in the inbox: when the log that was put back ends."""
MANY: Final = 100_000


def tell_of_restore(store: Store, incidents: Incidents) -> int:
    """Tell every open incident of a restore that it does not know of; returns how many there were.

    A crash in the middle is no harm: each incident takes it once, and the next start tells the rest.
    """
    until = store.answer(RESTORED)
    if not until:
        return 0
    told = 0
    for one in store.summaries(open_only=True, limit=MANY):
        taken = incidents.offer(
            one.id, Restored(datetime.fromisoformat(until)), HANDRAIL, "timer", f"{RESTORED}/{until}/{one.id}"
        )
        told += not taken.duplicate
    store.keep_answer(RESTORED, "")  # those that are declared from now on know no other past
    return told
