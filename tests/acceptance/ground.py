"""The real bot between a local workspace and a ledger that can be counted: what happened, happened visibly.

The ledger is a file, and its program appends a line to it; the bank is a server that says how many lines it
should have. The program notes each call, so a test sees what was done twice.
"""

import json
import secrets
import shlex
import sqlite3
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.demo.stage import Plan, Stage
from bot.demo.standins.standin import Furnished, Place, StandIn

Json: TypeAlias = dict[str, Any]

RUNBOOKS = Path(__file__).with_name("runbooks")
ANA, BO, EVE = "U0ANA", "U0BO", "U0EVE"
QUICK = {
    "HANDRAIL_POST_PACE": "0",
    "HANDRAIL_POST_BURST": "100",
    "HANDRAIL_RETRY_BASE": "0.05",
    "HANDRAIL_LOOK_DELAY": "0.05",
    "HANDRAIL_DRAIN": "1",
}
PATIENCE = 60.0
"""Seconds that anything may take before it counts as lost."""

_PROGRAM = """#!/bin/sh
case "$1" in
count) echo count >> {calls}; echo "$(wc -l < {ledger}) entries" ;;
audit) echo audit >> {calls}; exec sleep 50 ;;
append) echo append >> {calls}; echo "$2" >> {ledger}; echo "appended $2" ;;
esac
"""


def until(holds: Callable[[], bool], what: Callable[[], str], patience: float = PATIENCE) -> None:
    """Wait for a condition; fail with what there is instead."""
    pause, deadline = threading.Event(), monotonic() + patience
    while not holds():
        assert monotonic() < deadline, what()
        pause.wait(0.01)


def answers(port: int, path: str) -> bool:
    """Whether the bot says 200 there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


class Row(NamedTuple):
    """A row of the outbox."""

    kind: str
    command: str
    state: str
    due: str

    def is_running(self, command: str) -> bool:
        return self.command == command and self.state == "leased"

    def is_pending(self, running: Sequence[str] = ()) -> bool:
        """Whether something is about to happen by itself, beside the commands that are known to run."""
        if self.kind == "wake":
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: TID251 - the bot's own clock
            return self.state == "waiting" and self.due <= now
        return self.state != "leased" or self.command not in running


class Ground(Stage):
    """A stage with a ledger in place of Briefcase. Put up by `with`."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        *,
        latency_ms: int = 0,
        socket: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.bank_token = f"bank-{secrets.token_hex(12)}"
        super().__init__(
            Plan(
                folder,
                RUNBOOKS,
                (StandIn("ledger", ("bank",), self._furnish),),
                socket=socket,
                latency_ms=latency_ms,
                limits=False,
                settings={**QUICK, **(settings or {})},
                environment=environment or {},
            )
        )

    # -- what there is ------------------------------------------------------------------------

    def lines(self, name: str) -> list[str]:
        """Lines of the ledger, or of the program's `calls`."""
        return (self.folder / "ledger" / name).read_text(encoding="ascii").split()

    def state(self) -> Json:
        """Everything that the workspace shows, and every call of its API."""
        return self.asked("GET", "/_control/state")

    def act(self, person: str, action: str, **more: Any) -> Json:
        """What the person sees of doing it."""
        return self.asked("POST", "/_control/act", {"person": person, "action": action, **more})

    def room(self) -> Json | None:
        """The channel of the first incident."""
        rooms = (one for one in self.state()["channels"] if one["name"].startswith("inc-0001"))
        return next(rooms, None)

    def spoil(self, name: str, **options: Any) -> None:
        """Something goes wrong with calls of one method of the workspace's API."""
        self.asked("POST", "/_control/fault", {"method": name, **options})

    def spare(self) -> None:
        """Nothing goes wrong any more."""
        self.asked("POST", "/_control/fault", {"clear": True})

    def undone(self) -> Sequence[Row]:
        """What the outbox has not done."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as conn:
            found = conn.execute(
                "SELECT kind, effect, state, due FROM outbox WHERE state <> 'done'"
            ).fetchall()
        return [Row(kind, json.loads(effect).get("command", ""), *rest) for kind, effect, *rest in found]

    def rests(self, *running: str) -> Json:
        """What there is once nothing is about to happen by itself; commands that are named may run on."""
        until(lambda: not any(row.is_pending(running) for row in self.undone()), self.left)
        return {**self.state(), "room": self.room()}

    def left(self) -> str:
        """What is not done, and the end of the log: for when something takes too long."""
        log = self.bot_log.read_text(encoding="utf-8").splitlines()[-12:]
        return "\n".join(["It takes too long. There is left:", *map(str, self.undone()), *log])

    # -- how it is made -----------------------------------------------------------------------

    def start_bot(self, module: str = "bot", *arguments: str) -> None:
        """The bot as it is run anywhere, or by another entrance; until it answers, or is dead."""
        argv = [sys.executable, "-m", module, *(arguments or ("run",))]
        process = self._spawn(argv, self.bot_log, self.bot_settings())
        self.bot = process
        until(lambda: process.poll() is not None or answers(self.bot_port, "/readyz"), self.left)

    def _furnish(self, place: Place) -> Furnished:
        place.data.mkdir(exist_ok=True)  # all that its program may write to
        program, ledger, calls = self.folder / "ledger-program", place.data / "ledger", place.data / "calls"
        ledger.touch()
        calls.touch()
        token = self.folder / "bank-token"
        token.write_text(self.bank_token, encoding="ascii")
        places = {"ledger": shlex.quote(str(ledger)), "calls": shlex.quote(str(calls))}
        program.write_text(_PROGRAM.format(**places), encoding="utf-8")
        program.chmod(0o755)
        bank = Starlette(routes=[Route("/{path:path}", _bank)])
        return Furnished({"bank": bank}, {"ledger": program}, token)

    def asked(self, method: str, path: str, body: Json | None = None) -> Json:
        connection = HTTPConnection(self.base_url.removeprefix("http://"), timeout=PATIENCE)
        try:
            given = None if body is None else json.dumps(body)
            connection.request(method, path, given, {"Content-Type": "application/json"})
            answer: Json = json.loads(connection.getresponse().read())
            return answer
        finally:
            connection.close()


def _bank(request: Request) -> JSONResponse:
    """Answers how many entries there should be, and betrays what it was asked with."""
    return JSONResponse({"entries": 1, "asked_with": request.headers.get("Authorization")})
