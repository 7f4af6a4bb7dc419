"""A played Prometheus: it scrapes the rendezvous over HTTP, keeps what it read and answers queries."""

import json
import re
import threading
from collections import deque
from contextlib import closing
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.standins.lumenlink.log import Clock
from bot.demo.standins.lumenlink.promql import BadQuery, Query, Sample, Vector

EVERY_SECONDS = 0.25
"""Between two scrapes."""
KEPT = timedelta(seconds=60)

_LINE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^}]*)\})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="([^"]*)"')


class Prometheus:
    """What it scrapes, and what it has seen. `port` is where the rendezvous listens."""

    def __init__(self, port: int, clock: Clock) -> None:
        self.path = "/metrics"
        self.error = ""
        self._port = port
        self._clock = clock
        self._seen: deque[tuple[datetime, Vector]] = deque()
        self._lock = threading.Lock()

    def forget(self) -> None:
        with self._lock:
            self._seen.clear()

    def scrape(self) -> None:
        """Read the metrics once."""
        now = self._clock()
        try:
            text = self._read()
        except (OSError, HTTPException, ValueError) as problem:
            self.error = str(problem) or type(problem).__name__
            return
        self.error = ""
        with self._lock:
            self._seen.append((now, list(_samples(text))))
            while self._seen[0][0] < now - KEPT:
                self._seen.popleft()

    def _read(self) -> str:
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=2)) as connection:
            connection.request("GET", self.path)
            answer = connection.getresponse()
            said = answer.read().decode()
        if answer.status != 200:
            raise ValueError(f"server returned HTTP status {answer.status} {answer.reason}")
        return said

    def scrape_until(self, stopped: threading.Event) -> None:
        while not stopped.wait(EVERY_SECONDS):
            self.scrape()

    def now(self) -> Vector:
        with self._lock:
            return self._seen[-1][1] if self._seen else []

    def rate(self, seconds: float) -> Vector:
        """How fast each counter grew; one that began anew counts from zero, as Prometheus has it."""
        oldest = self._clock() - timedelta(seconds=seconds)
        with self._lock:
            seen = [(at, samples) for at, samples in self._seen if at >= oldest]
        if len(seen) < 2:
            return []
        grown: dict[tuple[tuple[str, str], ...], float] = {}
        before = {_key(sample): sample.value for sample in seen[0][1]}
        for _, samples in seen[1:]:
            after = {_key(sample): sample.value for sample in samples}
            for key, value in after.items():
                former = before.get(key, 0.0)
                grown[key] = grown.get(key, 0.0) + (value - former if value >= former else value)
            before = after
        return [Sample(dict(key), value / seconds) for key, value in grown.items()]

    def app(self) -> Starlette:
        """Its API."""

        def ready(_: Request) -> Response:
            return PlainTextResponse("Prometheus Server is Ready.\n")

        def targets(_: Request) -> Response:
            target = {
                "labels": {"job": "rendezvous", "instance": "rendezvous:8080"},
                "scrapeUrl": f"http://rendezvous:8080{self.path}",
                "health": "down" if self.error else "up",
                "lastError": self.error,
            }
            return _success({"activeTargets": [target], "droppedTargets": []})

        def query(request: Request) -> Response:
            try:
                found = Query(request.query_params.get("query", ""), self.now(), self.rate).value()
            except (BadQuery, ValueError) as problem:
                said = {"status": "error", "errorType": "bad_data", "error": str(problem)}
                return JSONResponse(said, 400)
            at = self._clock().timestamp()
            if isinstance(found, float):
                return _success({"resultType": "scalar", "result": [at, _written(found)]})
            rows = [{"metric": dict(s.labels), "value": [at, _written(s.value)]} for s in found]
            return _success({"resultType": "vector", "result": rows})

        return Starlette(
            routes=[
                Route("/-/ready", ready),
                Route("/api/v1/targets", targets),
                Route("/api/v1/query", query),
            ]
        )


def _samples(text: str) -> "map[Sample]":
    return map(_sample, filter(None, map(_LINE.fullmatch, text.splitlines())))


def _sample(line: re.Match[str]) -> Sample:
    labels = dict(_LABEL.findall(line[2] or ""))
    return Sample({"__name__": line[1], "job": "rendezvous", **labels}, float(line[3]))


def _key(sample: Sample) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(sample.labels.items()))


def _success(data: dict[str, Any]) -> Response:
    return Response(json.dumps({"status": "success", "data": data}), media_type="application/json")


def _written(value: float) -> str:
    return "NaN" if value != value else repr(value)  # noqa: PLR0124 - NaN
