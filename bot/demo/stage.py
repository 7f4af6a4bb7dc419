"""Everything the demo needs, on loopback: the workspace, systems to break, and the unmodified bot.

The bot is a process of its own that knows nothing of this: it gets an address for Slack's API and a
`handrail.toml`, as anywhere else.
"""

import json
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp

from bot.demo.folder import claimed
from bot.demo.operator_file import Played, operator_file
from bot.demo.page.app import page_routes
from bot.demo.serving import NotUp, Server, answers, free, port_of, tail, until, unused_port
from bot.demo.standins.registry import STANDINS
from bot.demo.standins.standin import Place, StandIn
from bot.demo.workspace.app import workspace_app
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.workspace import Workspace

__all__ = ["NotUp", "Plan", "Stage"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the demo lives and how it behaves."""

    folder: Path
    runbooks: Path = Path("runbooks")
    standins: Sequence[StandIn] = STANDINS
    port: int = 0
    """Of the workspace; 0 takes a free one."""
    socket: bool = False
    """Whether the bot calls the workspace (Socket Mode), or the workspace the bot (signed HTTP)."""
    latency_ms: int = 80
    limits: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    """Further HANDRAIL_… variables of the bot."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Other variables of the processes, as for measuring coverage."""


class Stage:
    """Put up by `with Stage(plan) as stage:`; taken down whole at the end."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.folder = plan.folder.absolute()
        self.token = f"xoxb-local-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.app_token = f"xapp-local-{secrets.token_hex(12)}"
        self._down = ExitStack()
        self._workspace_socket = free(plan.port)
        self.bot_port = unused_port()
        self.base_url = f"http://127.0.0.1:{port_of(self._workspace_socket)}"
        self._sockets = {
            (each.system, endpoint): free(0) for each in plan.standins for endpoint in each.endpoints
        }
        self.workspace: Workspace = create_workspace(
            WorkspaceConfig(
                bot_token=self.token,
                signing_secret=self.signing_secret,
                bot_url=f"http://127.0.0.1:{self.bot_port}/slack/events",
                base_url=self.base_url,
                app_token=self.app_token if plan.socket else "",
                latency_ms=plan.latency_ms,
                limits=plan.limits,
            )
        )
        self.bot: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "handrail.db"

    @property
    def bot_log(self) -> Path:
        return self.folder / "bot.log"

    def place(self, system: str) -> Place:
        """Where a stand-in lives."""
        return next(place for standin, place in self._places() if standin.system == system)

    def _places(self) -> Iterator[tuple[StandIn, Place]]:
        for each in self.plan.standins:
            ports = {name: port_of(self._sockets[each.system, name]) for name in each.endpoints}
            yield each, Place(self.folder / each.system, self.folder / "bin", ports)

    def __enter__(self) -> Self:
        try:
            self._down.callback(claimed(self.folder).close)
            self._put_up([self._played(each, place) for each, place in self._places()])
            self.start_bot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_bot()
        self._down.close()

    # -- the parts ----------------------------------------------------------------------------

    def _played(self, standin: StandIn, place: Place) -> Played:
        made = standin.furnish(place)
        self._down.callback(made.take_down)
        return Played(standin, made, place)

    def _put_up(self, played: Sequence[Played]) -> None:
        """The workspace and the systems, side by side, and the operator's file that binds them."""
        text = operator_file(self.workspace.state, played)
        (self.folder / "handrail.toml").write_text(text, encoding="utf-8")
        workspace = workspace_app(self.workspace, page_routes(self.workspace))
        servers = [self._serve("the workspace", workspace, self._workspace_socket)]
        for standin, made, _ in played:
            servers += [
                self._serve(f"{name} of {standin.system}", app, self._sockets[standin.system, name])
                for name, app in made.endpoints.items()
            ]
        for server in servers:
            server.wait()

    def _serve(self, what: str, app: ASGIApp, at: socket.socket) -> Server:
        server = Server(what, app, at)
        self._down.callback(server.stop)
        return server

    def start_bot(self) -> None:
        """The bot, as `handrail run` starts it anywhere; its log goes on in `bot.log`."""
        self.bot = self._spawn([sys.executable, "-m", "bot", "run"], self.bot_log, self.bot_settings())
        process = self.bot

        def up() -> bool:
            if process.poll() is not None:
                raise NotUp(f"The bot stopped at once:\n{tail(self.bot_log)}")
            return answers(self.bot_port, "/readyz")

        until(up, "the bot", self.bot_log)

    def bot_settings(self) -> dict[str, str]:
        """The bot's environment: where Slack is, and where its files are."""
        return {
            "SLACK_BOT_TOKEN": self.token,
            **self._way_in(),
            "HANDRAIL_SLACK_API_URL": f"{self.base_url}/api/",
            "HANDRAIL_LISTEN": f"127.0.0.1:{self.bot_port}",
            "HANDRAIL_DATABASE": str(self.database),
            "HANDRAIL_CONFIG": str(self.folder / "handrail.toml"),
            "HANDRAIL_RUNBOOKS": str(self.plan.runbooks.absolute()),
            "HANDRAIL_POSTMORTEMS": str(self.folder / "postmortems"),
            "HANDRAIL_NUMBER_GAPS": "0",  # a story counts on its numbers
            **self.plan.settings,
        }

    def _way_in(self) -> dict[str, str]:
        """With which of its secrets the bot hears what people do."""
        if self.plan.socket:
            return {"SLACK_APP_TOKEN": self.app_token}
        return {"SLACK_SIGNING_SECRET": self.signing_secret}

    def stop_bot(self) -> None:
        """SIGTERM, as an operator would; SIGKILL when it does not drain."""
        if self.bot is not None:
            _end(self.bot)
            self.bot = None

    def kill_bot(self) -> None:
        """`kill -9`: nothing is drained."""
        assert self.bot is not None
        self.bot.kill()
        self.bot.wait()
        self.bot = None

    def _spawn(self, argv: list[str], log: Path, more: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **self.plan.environment, **more}
        with log.open("ab") as out:
            return subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)  # noqa: S603 - our own interpreter and modules; no shell

    def address_of(self, handle: str) -> str:
        """Where the page shows the workspace to this person."""
        people = self.workspace.state.people.values()
        return f"{self.base_url}/as/{next(one.id for one in people if one.handle == handle)}"

    # -- what is wrong with the systems -------------------------------------------------------

    def control(self, system: str) -> str:
        """Where the faults of a system are switched."""
        port = next(iter(self.place(system).ports.values()))
        return f"http://127.0.0.1:{port}/_control/faults"

    def fault(self, system: str, name: str, **options: Any) -> None:
        """Switch a fault of a stand-in on or off, over its own control address."""
        self._control(system, "POST", "/_control/faults", json.dumps({"fault": name, **options}))

    def prints(self, system: str, command: str) -> str:
        """What a command prints on a host of the system that the bot cannot reach."""
        return self._control(system, "POST", f"/_control/prints?command={quote(command)}")

    def _control(self, system: str, method: str, path: str, body: str | None = None) -> str:
        connection = HTTPConnection(urlsplit(self.control(system)).netloc, timeout=10)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            said = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        if answer.status >= 300:
            raise ValueError(said)
        return said


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
