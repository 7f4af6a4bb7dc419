"""The provider gateway: it mints capabilities, and refuses a proof that was seen before or does not fit.

Each proof of possession (PoP) names the method and the URL that it was made for, a time and an id of its own.
The ids that were seen are kept in a cache in memory, which a restart empties; the log stays.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.standins.briefcase.home import Home, iso, replace_file
from bot.demo.standins.briefcase.providers import peers

CACHE_LIMIT = 1000
TRIES = 2
"""Of each provider, between two looks."""
LOG_LINES = 40
MARKER = "aacp-1"
REFUSALS: Mapping[str, str] = {
    "cache": "replay_detected jti=seen-before cache=overgrown",
    "clock": "replay_detected jti=expired-by-my-clock",
    "rewrite": "pop_mismatch field=htu expected=https://gateway/mint got=http://10.0.0.7/mint",
}
"""What can be wrong, and what the gateway logs then of each proof of the provider."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """How it stands. `wrong`: a key of REFUSALS, or empty; `of`: the provider that it befalls."""

    wrong: str = ""
    of: str = ""
    minted: int = 40
    replays: int = 0
    mismatches: int = 0
    cached: int = 40
    clock_ahead: float = 0.00002
    log: tuple[str, ...] = ()

    def refuses(self, provider: str) -> bool:
        return bool(self.wrong) and provider == self.of


def gateway(home: Home) -> Gateway:
    """As it stands now."""
    if not home.gateway.exists():
        return Gateway()
    known = json.loads(home.gateway.read_bytes())
    return Gateway(**{**known, "log": tuple(known["log"])})


def change_gateway(home: Home, now: Gateway) -> None:
    """Let it stand otherwise."""
    replace_file(home.gateway, json.dumps(asdict(now)).encode())


def serve(home: Home, now: datetime) -> Gateway:
    """What clients asked for since the last look: a few proofs of each provider that is enabled."""
    seen = gateway(home)
    for one in peers(home, "provider"):
        for _ in range(TRIES if one.enabled else 0):
            seen = _asked(seen, one.id, now)
    change_gateway(home, seen)
    return seen


def _asked(seen: Gateway, provider: str, now: datetime) -> Gateway:
    if not seen.refuses(provider):
        cached = seen.cached + 1 if seen.wrong == "cache" else min(seen.cached + 1, CACHE_LIMIT)
        return replace(seen, minted=seen.minted + 1, cached=cached)
    line = f"{iso(now)} provider={provider} {REFUSALS[seen.wrong]}"
    seen = replace(seen, log=(*seen.log, line)[-LOG_LINES:])
    if seen.wrong == "rewrite":
        return replace(seen, mismatches=seen.mismatches + 1)
    return replace(seen, replays=seen.replays + 1)


def break_gateway(home: Home, now: datetime, provider: str, how: str) -> Gateway:
    """Let it refuse each proof of a provider, for a reason that stays until it is repaired."""
    known = replace(gateway(home), wrong=how, of=provider)
    if how == "cache":
        known = replace(known, cached=CACHE_LIMIT * 4)
    if how == "clock":
        known = replace(known, clock_ahead=-412.0)
    change_gateway(home, known)
    return serve(home, now)


def restart(home: Home, now: datetime) -> None:
    """Empties the cache and the counters; what is wrong outside of it stays wrong."""
    known = gateway(home)
    wrong = "" if known.wrong == "cache" else known.wrong
    line = f"{iso(now)} started profile={MARKER} replay_cache_limit={CACHE_LIMIT}"
    fresh = replace(known, wrong=wrong, minted=0, replays=0, mismatches=0, cached=0)
    change_gateway(home, replace(fresh, log=(*known.log, line)[-LOG_LINES:]))


def set_clock(home: Home) -> None:
    """Step the clock of its host to the right time."""
    known = gateway(home)
    wrong = "" if known.wrong == "clock" else known.wrong
    change_gateway(home, replace(known, wrong=wrong, clock_ahead=0.00002))


def pass_on(home: Home) -> None:
    """Let the proxy before it pass method and URL on as they came."""
    known = gateway(home)
    change_gateway(home, replace(known, wrong="" if known.wrong == "rewrite" else known.wrong))


def tracking(ahead: float) -> str:
    """What `chronyc tracking` says of a clock; seconds."""
    way = "slow" if ahead < 0 else "fast"
    state = "Normal" if abs(ahead) < 1 else "Not synchronised"
    lines = (
        "Stratum         : 3",
        f"System time     : {abs(ahead):.9f} seconds {way} of NTP time",
        f"Leap status     : {state}",
    )
    return "\n".join(lines)


def gateway_app(data_dir: Path, clock: Callable[[], datetime]) -> Starlette:
    """Its health, with the profile marker that each of its answers carries, and its counters."""
    home = Home(data_dir)
    marked = {"AACP-Profile": MARKER}

    def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers=marked)

    def metrics(_: Request) -> Response:
        seen = serve(home, clock())
        lines = [
            f"capability_minted_total {seen.minted}",
            f"replay_detected_total {seen.replays}",
            f"pop_mismatch_total {seen.mismatches}",
            f"replay_cache_entries {seen.cached}",
            f"replay_cache_limit {CACHE_LIMIT}",
        ]
        return PlainTextResponse("\n".join(lines), headers=marked)

    return Starlette(routes=[Route("/healthz", health), Route("/metrics", metrics)])
