"""A played rendezvous: what it answers, counts and logs comes of its stores, version and settings."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.standins.lumenlink.log import Clock, Log
from bot.demo.standins.lumenlink.postgres import Answer, knock
from bot.demo.standins.lumenlink.redis import ping

Settings: TypeAlias = Mapping[str, str]
Series: TypeAlias = tuple[str, str, str, str]
"""Status, path, version, client."""

NEEDED = {
    "DATABASE_URL": "DATABASE_URL",
    "REDIS_URL": "REDIS_URL",
    "CONFIG_SIGNING_KEY": "the configuration signing key",
}
"""Settings without which it does not start in production, and what it calls them."""
PRODUCTION: Settings = {
    "GO_ENV": "production",
    "DATABASE_URL": "set",
    "REDIS_URL": "set",
    "CONFIG_SIGNING_KEY": "set",
}
LIMIT = 100
"""Requests that a caller may make in a minute."""
PATHS = ("/v1/announce", "/v1/lookup")
WHY: Mapping[Answer, str] = {
    "full": "FATAL: sorry, too many clients already (SQLSTATE 53300)",
    "starting": "FATAL: the database system is starting up (SQLSTATE 57P03)",
    "refused": "dial tcp postgres:5432: connect: connection refused",
}


class Refused(Exception):
    """It does not start; the text is what it writes to its log."""


@dataclass
class Rendezvous:
    """One container of it: made with settings and a version, and with counters that begin at zero."""

    version: str
    settings: Settings
    log: Log
    clock: Clock
    postgres_port: int
    redis_port: int
    is_faulty: bool = False
    """Whether this version falls over one of its handlers."""
    counters: Counter[Series] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def is_debug(self) -> bool:
        return self.settings.get("GO_ENV") != "production"

    def check(self) -> None:
        """What it checks before it listens. Raises Refused."""
        if self.is_debug:
            self.log.raw(
                '[GIN-debug] [WARNING] Running in "debug" mode. Switch to "release" mode in production.'
            )
            return
        for name, called in NEEDED.items():
            if not self.settings.get(name):
                raise Refused(f"FATAL: {called} is required when GO_ENV=production")
        if self.settings["CONFIG_SIGNING_KEY"] == "ephemeral":
            raise Refused("FATAL: an ephemeral signing key is refused when GO_ENV=production (invalid)")

    def serve(self, client: str, path: str) -> int:
        """Answer one request of a client; the status."""
        status = self._status(client, path)
        with self._lock:
            self.counters[str(status), path, self.version, client] += 1
        return status

    def _status(self, client: str, path: str) -> int:
        if self._is_over(client):
            return 429
        if self.is_faulty and path == PATHS[0]:
            self.log.raw("panic: runtime error: invalid memory address or nil pointer dereference")
            return 500
        return 200 if path in PATHS else 404

    def _is_over(self, client: str) -> bool:
        """Its limiter counts since the start and lets nobody be faster than the limit on the whole."""
        if self.settings.get("RATE_LIMIT") == "off":
            return False
        with self._lock:
            answered = sum(
                n for (status, *_, who), n in self.counters.items() if who == client and status != "429"
            )
        minutes = (self.clock() - self.started).total_seconds() / 60
        return answered > LIMIT * (minutes + 0.1)

    def health(self) -> tuple[int, dict[str, str]]:
        """It asks its stores, as their client. It needs no Redis, as the report says: that is only told."""
        database = knock(self.postgres_port)
        if database != "ok":
            self.log.write(f"ERROR health: postgres: {WHY[database]}")
        try:
            cache = "ok" if ping(self.redis_port) == "PONG" else "failing"
        except OSError:
            cache = "refused"
        is_well = database == "ok"
        said = {"status": "ok" if is_well else "unhealthy", "postgres": database, "redis": cache}
        return 200 if is_well else 503, said

    def metrics(self) -> str:
        with self._lock:
            counted = sorted(self.counters.items())
        lines = ["# TYPE http_requests_total counter"]
        for (status, path, version, client), count in counted:
            labels = f'status="{status}",path="{path}",version="{version}",client="{client}"'
            lines.append(f"http_requests_total{{{labels}}} {count}")
        lines.append(f"process_start_time_seconds {self.started.timestamp():.3f}")
        return "\n".join(lines) + "\n"

    def error_answer(self) -> Response:
        """What somebody gets who asks for nothing that exists."""
        if self.is_debug:
            return PlainTextResponse(
                "panic: no handler\n\ngoroutine 41 [running]:\nmain.route\n\tmain.go:88", 500
            )
        return JSONResponse({"code": "not_found"}, 404)

    def app(self) -> Starlette:
        """Its HTTP face, on the loopback of its host."""

        def health(_: Request) -> Response:
            status, said = self.health()
            return JSONResponse(said, status)

        def metrics(_: Request) -> Response:
            return PlainTextResponse(self.metrics())

        def other(_: Request) -> Response:
            return self.error_answer()

        return Starlette(
            routes=[Route("/health", health), Route("/metrics", metrics), Route("/{rest:path}", other)]
        )
