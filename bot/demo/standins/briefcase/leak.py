"""A leak: a provider's token stands in the central logs, and somebody else makes calls with it.

They can for as long as the token is the one that leaked, and active, and calls go through the provider.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.demo.standins.briefcase.chain import Entry, append
from bot.demo.standins.briefcase.home import Home, iso, replace_file
from bot.demo.standins.briefcase.providers import peer

CANARY = "bc-canary-7f3a"
"""Planted beside the real token, which is never shown: it comes out where the token does."""
FIRST_CALLS = 2


@dataclass(frozen=True, slots=True)
class Leak:
    """Whose token it was, and of which generation."""

    provider: str
    generation: int


def leak(home: Home, now: datetime, provider: str) -> Leak:
    """A debug line puts the token into the central logs; soon somebody uses it."""
    log = home.central_logs / "laptop-7" / "briefcase.log"
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as lines:
        lines.write(f"{iso(now)} DEBUG oauth refresh provider={provider} canary={CANARY} token=[hidden]\n")
    lost = Leak(provider, peer(home, "provider", provider).generation)
    replace_file(home.leak, json.dumps(asdict(lost)).encode())
    for _ in range(FIRST_CALLS):
        misuse(home, now)
    return lost


def misuse(home: Home, now: datetime) -> bool:
    """Make a call with the leaked token, if there is one that still works. Whether it did."""
    if not home.leak.exists():
        return False
    lost = Leak(**json.loads(home.leak.read_bytes()))
    held = peer(home, "provider", lost.provider)
    if held.oauth != "active" or held.generation != lost.generation or not held.enabled:
        return False
    body = {"tool": f"{lost.provider}.export", "decision": "allowed", "client": "unknown-41"}
    append(home.receipts, [Entry(iso(now), json.dumps(body, sort_keys=True, separators=(",", ":")))])
    return True


def holding(home: Home, text: str) -> Iterator[Path]:
    """The files of the central logs that hold a text."""
    for path in sorted(home.central_logs.rglob("*")):
        if path.is_file() and text in path.read_text(encoding="utf-8", errors="replace"):
            yield path
