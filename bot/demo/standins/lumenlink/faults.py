"""What goes wrong with LumenLink, and what people do at its host. Each changes the state and nothing else."""

import socket
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.demo.standins.lumenlink.nginx import ORIGIN, Nginx, Unknown
from bot.demo.standins.lumenlink.postgres import connect
from bot.demo.standins.lumenlink.project import NAMES, Name, Project
from bot.demo.standins.lumenlink.promql import Query
from bot.demo.standins.lumenlink.traffic import Traffic

FLOODER = "203.0.113.7"
LONG = timedelta(minutes=42)


class Faults:
    """By name; `{"fault": NAME, …}` with what the fault needs."""

    def __init__(self, project: Project, nginx: Nginx, traffic: Traffic) -> None:
        self._project = project
        self._nginx = nginx
        self._traffic = traffic
        self._clients: list[socket.socket] = []
        """Of the program that opens sessions and never closes them."""
        self._known: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "stops": self._stops,
            "panics": self._panics,
            "setting": self._setting,
            "sessions": self._sessions,
            "full-disk": lambda wish: self._disk(wish.get("is", "full")),
            "postgres-down": lambda _: self._stops({"container": "postgres"}),
            "redis-down": lambda _: self._stops({"container": "redis"}),
            "prometheus-down": lambda _: self._stops({"container": "prometheus"}),
            "setting-lost": lambda _: self._setting({"setting": "DATABASE_URL", "made": "yes"}),
            "bad-version": lambda _: self._version({"version": "v1.3.0"}),
            "metrics-open": lambda _: self._expose("metrics", is_open=True),
            "version": self._version,
            "checkout": lambda wish: setattr(self._project, "checkout", wish["version"]),
            "scrape-path": lambda wish: setattr(
                self._project.prometheus, "path", wish.get("path", "/metrics")
            ),
            "flood": self._flood,
            "denied": lambda wish: self._nginx.denied.add(wish.get("client", FLOODER)),
            "exposed": lambda wish: self._expose(wish["what"], is_open=True),
            "closed": lambda wish: self._expose(wish["what"], is_open=False),
        }

    def cause(self, wish: dict[str, Any]) -> str:
        """Let it happen. Raises Unknown."""
        name = str(wish.get("fault"))
        if name not in self._known:
            raise Unknown(f"no fault {name!r}; there are: {', '.join(self._known)}")
        with self._project.lock:
            self._known[name]({key: str(value) for key, value in wish.items()})
        return name

    def leave(self) -> None:
        """Hang up whatever was opened."""
        while self._clients:
            self._clients.pop().close()

    def _stops(self, wish: Mapping[str, str]) -> None:
        """A container dies, and nobody asked it to."""
        name = wish["container"]
        if name not in NAMES:
            raise Unknown(f"no container {name!r}; there are: {', '.join(NAMES)}")
        self._project.stop(name, "Exited (137) 20 seconds ago")

    def _panics(self, _: Mapping[str, str]) -> None:
        log = self._project.rendezvous.log
        log.raw("panic: runtime error: index out of range [3] with length 3")
        log.raw("goroutine 7 [running]:")
        self._project.stop("rendezvous", "Exited (2) 20 seconds ago")

    def _setting(self, wish: Mapping[str, str]) -> None:
        """Somebody edits a setting. `made`: the container is made anew with it, as a deployment would."""
        self._project.settings[wish["setting"]] = wish.get("value", "")
        if wish.get("made") == "yes":
            self._project.up()

    def _sessions(self, _: Mapping[str, str]) -> None:
        """A program opens sessions until there is no room, and does nothing with them for a long time."""
        while True:
            answer, client = connect(self._project.ports.postgres)
            if client is None:
                break
            self._clients.append(client)
        if answer != "full":
            raise Unknown(f"Postgres is {answer}, so it cannot be filled")
        self._project.postgres.grow_old(LONG)

    def _disk(self, state: str) -> None:
        self._project.redis.disk_is_full = state == "full"

    def _version(self, wish: Mapping[str, str]) -> None:
        """A version that falls over is deployed."""
        self._project.faulty.add(wish["version"])
        self._project.checkout = wish["version"]
        self._project.up(build=True)
        self._noticed('sum(rate(http_requests_total{status=~"5.."}[5m]))', 0.5)

    def _flood(self, wish: Mapping[str, str]) -> None:
        """Somebody asks without end, while a setting has switched off the limit."""
        self._traffic.floods.add(wish.get("client", FLOODER))
        self._project.settings["RATE_LIMIT"] = "off"
        self._project.up()
        self._noticed("topk(1, sum by (client) (rate(http_requests_total[5m])))", 5.0)

    def _noticed(self, query: str, least: float) -> None:
        """Wait until Prometheus sees it: nobody is alerted sooner."""
        pause, prometheus = threading.Event(), self._project.prometheus
        for _ in range(200):
            found = Query(query, prometheus.now(), prometheus.rate).value()
            if not isinstance(found, float) and any(sample.value > least for sample in found):
                return
            pause.wait(0.05)
        raise Unknown("Prometheus does not see it")

    def _expose(self, what: str, *, is_open: bool) -> None:
        """Open or close one thing to strangers. What stands in the compose file waits for the next `up`."""
        match what:
            case "metrics":
                self._nginx.metrics_are_public = is_open
            case "cors":
                self._nginx.origin = "*" if is_open else ORIGIN
            case "debug":
                self._project.settings["GO_ENV"] = "development" if is_open else "production"
                self._project.up()
            case "ports":
                changed: set[Name] = {"postgres", "redis"}
                self._project.published = changed if is_open else set()
                self._project.up()
            case _:
                raise Unknown(f"{what!r} is not played; there are: metrics, cors, debug, ports")
