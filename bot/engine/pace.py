"""Pacing of posts and of methods that Slack limits. Kept in memory: losing it at a restart costs one 429."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from bot.core.effects import Effect, PostFile, PostNotice, PostOutput, RefreshApproval, RefreshStep
from bot.engine.ports import Leased


@dataclass(slots=True)
class Pace:
    """At most `burst` posts at once to one incident's channel, then one each `interval`."""

    interval: timedelta = timedelta(seconds=1)
    burst: int = 3
    _next: dict[str, datetime] = field(default_factory=dict)
    _held: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, job: Leased, now: datetime) -> datetime | None:
        """When the job may go, if not now."""
        with self._lock:
            held = self._held.get(job.effect.kind)
            if held and held > now:
                return held
            if not _is_post(job.effect):
                return None
            credit = now - self.interval * (self.burst - 1)
            free = max(self._next.get(job.incident, credit), credit)
            if free > now:
                return free
            self._next[job.incident] = free + self.interval
            return None

    def hold(self, bucket: str, until: datetime) -> None:
        """Nothing of this kind goes before `until`: the other side asked for it."""
        with self._lock:
            self._held[bucket] = max(until, self._held.get(bucket, until))


def _is_post(effect: Effect) -> bool:
    match effect:
        case PostNotice() | PostOutput() | PostFile():
            return True
        case RefreshStep(edits=edits) | RefreshApproval(edits=edits):
            return not edits
        case _:
            return False
