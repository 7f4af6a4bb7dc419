"""How often the bot may call: a token bucket per method tier, and one per channel for posts."""

import json
import math
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

TIERS = Path(__file__).parents[1] / "contracts" / "slack-rate-limit-tiers.json"
A_MINUTE = {"Tier1": 1, "Tier2": 20, "Tier3": 50, "Tier4": 100}
POSTS = frozenset({"chat.postMessage", "chat.postEphemeral"})
POSTS_A_SECOND = 1.0
POST_BURST = 5


@dataclass(slots=True)
class Bucket:
    """Holds `capacity` tokens, refilled by `rate` a second. `at` is when `tokens` was true."""

    capacity: float
    rate: float
    tokens: float
    at: float

    def take(self, now: float) -> float:
        """Take a token and return 0, or take none and return the seconds until there is one."""
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate


@dataclass(slots=True)
class Limits:
    """Buckets fill up when they are first asked; switching limits off and on does not reset them."""

    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def wait_for(self, method: str, channel: str, now: float) -> int:
        """Whole seconds to wait before this call is allowed; 0 when it is, and it is then counted."""
        waits = [0.0]
        if method in POSTS:
            waits.append(self._take(f"post {channel}", POST_BURST, POSTS_A_SECOND, now))
        allowed = A_MINUTE.get(_tiers().get(method, ""))
        if allowed is not None:
            waits.append(self._take(method, allowed, allowed / 60, now))
        return math.ceil(max(waits))

    def _take(self, name: str, capacity: float, rate: float, now: float) -> float:
        bucket = self._buckets.setdefault(name, Bucket(capacity, rate, capacity, now))
        return bucket.take(now)


@cache
def _tiers() -> dict[str, str]:
    tiers: dict[str, str] = json.loads(TIERS.read_text(encoding="utf-8"))
    return tiers
