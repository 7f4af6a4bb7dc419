"""Everything the demo needs, on loopback: the workspace, a Briefcase to break, and the unmodified bot.

The bot is a process of its own that knows nothing of this: it gets an address for Slack's API and a
`handrail.toml`, as anywhere else.
"""

import json
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from typing import Any, Self

import uvicorn
from starlette.types import ASGIApp

from bot.demo.folder import claimed
from bot.demo.page.app import page_routes
from bot.demo.standins.briefcase.launcher import write_launcher
from bot.demo.workspace.app import workspace_app
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.workspace import Workspace

PATIENCE = 20.0
"""Seconds for a part to come up."""


class NotUp(Exception):
    """A part did not come up in time; the text says which, and where its log is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the demo lives and how it behaves."""

    folder: Path
    runbooks: Path = Path("runbooks")
    port: int = 0
    """Of the workspace; 0 takes a free one."""
    latency_ms: int = 80
    limits: bool = True
    write_every: float = 5.0
    """Seconds between the receipts that the daemon writes."""
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
        self._down = ExitStack()
        self._workspace_socket = _free(plan.port)
        self.bot_port = _unused_port()
        self.daemon_port = _unused_port()
        self.base_url = f"http://127.0.0.1:{_port_of(self._workspace_socket)}"
        self.workspace: Workspace = create_workspace(
            WorkspaceConfig(
                bot_token=self.token,
                signing_secret=self.signing_secret,
                bot_url=f"http://127.0.0.1:{self.bot_port}/slack/events",
                base_url=self.base_url,
                latency_ms=plan.latency_ms,
                limits=plan.limits,
            )
        )
        self.bot: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The stand-in's data directory."""
        return self.folder / "briefcase"

    @property
    def database(self) -> Path:
        return self.folder / "handrail.db"

    @property
    def bot_log(self) -> Path:
        return self.folder / "bot.log"

    def __enter__(self) -> Self:
        try:
            self._furnish()
            self._serve(workspace_app(self.workspace, page_routes(self.workspace)), self._workspace_socket)
            self.start_daemon()
            self.start_bot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_bot()
        self._down.close()

    # -- the parts ----------------------------------------------------------------------------

    def _furnish(self) -> None:
        self._down.callback(claimed(self.folder).close)
        launcher = write_launcher(self.folder / "bin", self.data)
        (self.folder / "handrail.toml").write_text(self._operator_file(launcher), encoding="utf-8")

    def _operator_file(self, launcher: Path) -> str:
        seed = self.workspace.state
        announce = seed.channel_named("incidents")
        groups = {group.handle: group.id for group in seed.groups.values()}
        lines = [
            "# The bindings of the local workspace, written by `handrail demo`.",
            f'workspace = "{seed.team.id}"',
            f'announce = "{announce.id if announce else "#incidents"}"',
            "",
            "[groups]",
            *(f'{name} = {{ usergroup = "{slack}" }}' for name, slack in groups.items()),
            "",
            "[programs]",
            f"briefcase = '{launcher}'",
            "",
            '[endpoints."briefcase.daemon".prod]',
            f'url = "http://127.0.0.1:{self.daemon_port}"',
            f"token_file = '{self.data / 'auth_token'}'",
            'network = ["127.0.0.0/8"]',
            "",
        ]
        return "\n".join(lines)

    def _serve(self, app: ASGIApp, at: socket.socket) -> None:
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [at]}, daemon=True)
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join(5)

        self._down.callback(stop)
        _until(lambda: server.started, "the workspace", None)

    def start_daemon(self) -> None:
        """The Briefcase stand-in, as a process of its own."""
        log = self.folder / "briefcase.log"
        module = "bot.demo.standins.briefcase.daemon"
        options = ["--data", str(self.data), "--port", str(self.daemon_port)]
        pace = ["--write-every", str(self.plan.write_every)]
        process = self._spawn([sys.executable, "-m", module, *options, *pace], log, {})
        self._down.callback(_end, process)
        _until(lambda: _answers(self.daemon_port, "/health"), "the Briefcase stand-in", log)

    def start_bot(self) -> None:
        """The bot, as `handrail run` starts it anywhere; its log goes on in `bot.log`."""
        self.bot = self._spawn([sys.executable, "-m", "bot", "run"], self.bot_log, self.bot_settings())
        process = self.bot

        def up() -> bool:
            if process.poll() is not None:
                raise NotUp(f"The bot stopped at once:\n{_tail(self.bot_log)}")
            return _answers(self.bot_port, "/readyz")

        _until(up, "the bot", self.bot_log)

    def bot_settings(self) -> dict[str, str]:
        """The bot's environment: where Slack is, and where its files are."""
        return {
            "SLACK_BOT_TOKEN": self.token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "HANDRAIL_SLACK_API_URL": f"{self.base_url}/api/",
            "HANDRAIL_LISTEN": f"127.0.0.1:{self.bot_port}",
            "HANDRAIL_DATABASE": str(self.database),
            "HANDRAIL_CONFIG": str(self.folder / "handrail.toml"),
            "HANDRAIL_RUNBOOKS": str(self.plan.runbooks.absolute()),
            "HANDRAIL_POSTMORTEMS": str(self.folder / "postmortems"),
            **self.plan.settings,
        }

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
            return subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)  # noqa: S603 - our own interpreter and modules

    @property
    def again_hint(self) -> str:
        """What to type to make the disk fail once more, when the next backup is put back."""
        body = '{"fault": "corrupt-receipts", "when": "after-restore"}'
        return f"curl -d '{body}' http://127.0.0.1:{self.daemon_port}/_control/faults"

    def address_of(self, handle: str) -> str:
        """Where the page shows the workspace to this person."""
        people = self.workspace.state.people.values()
        return f"{self.base_url}/as/{next(one.id for one in people if one.handle == handle)}"

    # -- what is wrong with Briefcase ---------------------------------------------------------

    def fault(self, name: str, **options: Any) -> None:
        """Switch a fault of the stand-in on or off, over its own control address."""
        connection = HTTPConnection("127.0.0.1", self.daemon_port, timeout=10)
        try:
            body = json.dumps({"fault": name, **options})
            connection.request("POST", "/_control/faults", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            if answer.status >= 300:
                raise ValueError(answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()


def _free(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen(128)
    return made


def _unused_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return _port_of(made)


def _port_of(made: socket.socket) -> int:
    return int(made.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _until(holds: Callable[[], bool], what: str, log: Path | None) -> None:
    pause = threading.Event()
    deadline = monotonic() + PATIENCE
    while not holds():
        if monotonic() > deadline:
            where = f"\n{_tail(log)}" if log else ""
            raise NotUp(f"{what} did not come up within {PATIENCE:g} s.{where}")
        pause.wait(0.02)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
