"""The providers as the daemon meets them: how they answer, and the capability that it holds of each.

An outage leaves stale capability state behind, which outlives it: nothing is minted before it is cleared.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from bot.demo.standins.briefcase.home import Home, replace_file
from bot.demo.standins.briefcase.providers import peer, peers

WRONG = {
    "token": "the token endpoint says 503",
    "quote": "the quote endpoint says 502",
    "slow": "it took 4200 ms to answer",
    "dns": "its name does not resolve",
    "tls": "certificate has expired",
}
"""Where it can break, and what is said of it then."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """A provider from here. `breaks`: a key of WRONG, or empty; `capability`: `fresh`, `stale` or `none`."""

    breaks: str = ""
    capability: str = "fresh"

    @property
    def latency_ms(self) -> int:
        return 4200 if self.breaks == "slow" else 48


def upstream(home: Home, provider: str) -> Upstream:
    """How it stands. Raises NoSuchPeer."""
    peer(home, "provider", provider)
    return _known(home).get(provider, Upstream())


def change_upstream(home: Home, provider: str, now: Upstream) -> None:
    """Let it stand otherwise. Raises NoSuchPeer."""
    peer(home, "provider", provider)
    known = {**_known(home), provider: now}
    replace_file(home.upstreams, json.dumps({name: asdict(one) for name, one in known.items()}).encode())


def health(home: Home, provider: str) -> dict[str, object]:
    """What a look at it says. Raises NoSuchPeer."""
    seen = upstream(home, provider)
    return {
        "id": provider,
        "status": seen.breaks or "ok",
        "problem": WRONG.get(seen.breaks),
        "latency_ms": seen.latency_ms,
    }


def clear(home: Home, provider: str) -> None:
    """Forget the capability that the daemon holds of it. Raises NoSuchPeer."""
    change_upstream(home, provider, replace(upstream(home, provider), capability="none"))


def mint(home: Home, provider: str) -> str:
    """Get a new capability. Return why there is none; empty when there is. Raises NoSuchPeer."""
    seen = upstream(home, provider)
    if seen.breaks and seen.breaks != "slow":
        return WRONG[seen.breaks]
    if peer(home, "provider", provider).oauth != "active":
        return "its OAuth credentials are revoked: log in first"
    if seen.capability == "stale":
        return "stale capability state: clear it first"
    change_upstream(home, provider, replace(seen, capability="fresh"))
    return ""


def break_provider(home: Home, provider: str, how: str) -> list[str]:
    """Let a provider fail, or all of them, and go stale; `over`: they answer again. Return whom it met."""
    met = [one.id for one in peers(home, "provider") if provider in {one.id, "all"}]
    for name in met:
        seen = upstream(home, name)
        over = replace(seen, breaks="")
        change_upstream(home, name, over if how == "over" else Upstream(how, "stale"))
    return met


def _known(home: Home) -> Mapping[str, Upstream]:
    if not home.upstreams.exists():
        return {}
    return {name: Upstream(**one) for name, one in json.loads(home.upstreams.read_bytes()).items()}
