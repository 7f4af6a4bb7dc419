"""The compose project: containers that listen while they are up, and the settings they are made with."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.serving import Server, free
from bot.demo.standins.lumenlink.log import Clock, Log
from bot.demo.standins.lumenlink.postgres import Postgres
from bot.demo.standins.lumenlink.prometheus import Prometheus
from bot.demo.standins.lumenlink.redis import Redis
from bot.demo.standins.lumenlink.rendezvous import PRODUCTION, Refused, Rendezvous

Name: TypeAlias = Literal["rendezvous", "postgres", "redis", "prometheus", "grafana"]
NAMES: tuple[Name, ...] = ("rendezvous", "postgres", "redis", "prometheus", "grafana")
INNER: dict[Name, int] = {
    "rendezvous": 8080,
    "postgres": 5432,
    "redis": 6379,
    "prometheus": 9090,
    "grafana": 3000,
}
FIRST = "v1.2.3"
"""The version that runs at the start."""


@dataclass(slots=True)
class Container:
    """What `docker compose ps` shows of one, and how it is started and stopped."""

    name: Name
    log: Log
    start: Callable[[], None]
    stop: Callable[[], None]
    is_up: bool = False
    status: str = "Created"


@dataclass
class Ports:
    """Where each container listens, on loopback, whenever it is up."""

    rendezvous: int
    postgres: int
    redis: int
    prometheus: int
    grafana: int


@dataclass
class Project:
    """The whole of it. What people change on its host are the settings, the checkout and the compose file."""

    ports: Ports
    clock: Clock
    settings: dict[str, str] = field(default_factory=lambda: dict(PRODUCTION))
    checkout: str = FIRST
    faulty: set[str] = field(default_factory=set)
    """Versions that fall over."""
    published: set[Name] = field(default_factory=set)
    """What the compose file opens to everybody."""
    _servers: dict[Name, Server] = field(default_factory=dict)
    _made_public: set[Name] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        logs = {name: Log(self.clock) for name in NAMES}
        self.postgres = Postgres(self.ports.postgres, logs["postgres"], self.clock)
        self.redis = Redis(self.ports.redis, logs["redis"])
        self.prometheus = Prometheus(self.ports.rendezvous, self.clock)
        self.rendezvous = self._new_rendezvous(logs["rendezvous"])
        self._scraping = threading.Event()
        ways: dict[Name, tuple[Callable[[], None], Callable[[], None]]] = {
            "postgres": (self.postgres.start, self.postgres.stop),
            "redis": (self.redis.start, self.redis.stop),
            "rendezvous": (self._start_rendezvous, lambda: self._close("rendezvous")),
            "prometheus": (self._start_prometheus, self._stop_prometheus),
            "grafana": (lambda: self._open("grafana", _grafana()), lambda: self._close("grafana")),
        }
        self.containers = {name: Container(name, logs[name], *ways[name]) for name in NAMES}

    # -- what docker compose does ---------------------------------------------------------------

    def up(self, *, build: bool = False) -> list[Name]:
        """Make anew what changed, start what is down. Returns what was started."""
        with self.lock:
            version = self.checkout if build else self.rendezvous.version
            if self.settings != self.rendezvous.settings or build:
                self.stop("rendezvous")
                log = self.containers["rendezvous"].log
                log.clear()
                self.rendezvous = self._new_rendezvous(log, version)
            self._made_public = set(self.published)
            started = [name for name in NAMES if not self.containers[name].is_up]
            for name in sorted(started, key=lambda each: each == "rendezvous"):
                self.start(name)
            return started

    def start(self, name: Name) -> None:
        with self.lock:
            container = self.containers[name]
            if container.is_up:
                return
            try:
                container.start()
            except Refused as refusal:
                container.log.write(str(refusal))
                container.status = "Restarting (1) 2 seconds ago"
            else:
                container.is_up, container.status = True, "Up 2 minutes"

    def stop(self, name: Name, status: str = "Exited (0) 5 seconds ago") -> None:
        with self.lock:
            container = self.containers[name]
            if container.is_up:
                container.stop()
            container.is_up, container.status = False, status

    def restart(self, name: Name) -> None:
        """The same container once more: with the settings it was made with, and counters at zero."""
        with self.lock:
            self.stop(name)
            if name == "rendezvous":
                old = self.rendezvous
                self.rendezvous = self._new_rendezvous(old.log, old.version)
                self.rendezvous.settings = old.settings
            self.start(name)

    def is_public(self, name: Name) -> bool:
        """Whether its container was made with a port that is open to everybody."""
        return name in self._made_public

    def take_down(self) -> None:
        """Stop everything."""
        for name in NAMES:
            self.stop(name)

    # -- the containers -------------------------------------------------------------------------

    def _new_rendezvous(self, log: Log, version: str = FIRST) -> Rendezvous:
        ports = self.ports.postgres, self.ports.redis
        return Rendezvous(version, dict(self.settings), log, self.clock, *ports, version in self.faulty)

    def _start_rendezvous(self) -> None:
        self.rendezvous.check()
        self._open("rendezvous", self.rendezvous.app())
        self.rendezvous.log.write(f"INFO rendezvous {self.rendezvous.version} listens on :8080")

    def _start_prometheus(self) -> None:
        self._open("prometheus", self.prometheus.app())
        self._scraping = threading.Event()
        threading.Thread(target=self.prometheus.scrape_until, args=(self._scraping,), daemon=True).start()

    def _stop_prometheus(self) -> None:
        self._scraping.set()
        self._close("prometheus")

    def _open(self, name: Name, app: Starlette) -> None:
        port = {"rendezvous": self.ports.rendezvous, "prometheus": self.ports.prometheus}.get(
            name, self.ports.grafana
        )
        server = Server(f"{name} of lumenlink", app, free(port))
        server.wait()
        self._servers[name] = server

    def _close(self, name: Name) -> None:
        self._servers.pop(name).stop()


def _grafana() -> Starlette:
    def health(_: Request) -> Response:
        return JSONResponse({"database": "ok"})

    return Starlette(routes=[Route("/api/health", health)])
