"""The daemon over HTTP. `/health` needs no token; `/v1/…` needs the one of the data directory."""

import hmac
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.standins.briefcase.chain import append, verify
from bot.demo.standins.briefcase.checkup import Finding, compat, security
from bot.demo.standins.briefcase.control import control_routes
from bot.demo.standins.briefcase.disk import settle
from bot.demo.standins.briefcase.home import Home, entry, locked, settings
from bot.demo.standins.briefcase.host import refuses
from bot.demo.standins.briefcase.leak import misuse
from bot.demo.standins.briefcase.sync import control_plane, policy, sync_when_due
from bot.demo.standins.briefcase.writers import registered

Clock: TypeAlias = Callable[[], datetime]


class Daemon:
    """What the endpoints share: the data directory and its token."""

    def __init__(self, home: Home, clock: Clock) -> None:
        self.home = home
        self._clock = clock
        self._token = home.token.read_text(encoding="ascii").strip()

    def write_one(self) -> None:
        """Append a receipt and report it upstream, as a tool call would."""
        with locked(self.home):
            settle(self.home)
            now = self._clock()
            misuse(self.home, now)
            append(self.home.receipts, [entry(int(now.timestamp()), now)])
            sync_when_due(self.home, now)

    def write_until(self, stopped: threading.Event, every_seconds: float) -> None:
        """Go on writing, one receipt at a time."""
        while not stopped.wait(every_seconds):
            self.write_one()

    def health(self, _: Request) -> Response:
        with locked(self.home):
            readable = self.home.receipts.exists() and self.home.database.exists()
            readable = readable and not refuses(self.home)
        return JSONResponse({"status": "ok" if readable else "no data"}, 200 if readable else 503)

    def profile(self, request: Request) -> Response:
        return self._answer(request, self._profile)

    def diagnose_compat(self, request: Request) -> Response:
        return self._answer(request, lambda: _report(compat(self.home)))

    def diagnose_security(self, request: Request) -> Response:
        return self._answer(request, lambda: _report(security(self.home)))

    def control_plane(self, request: Request) -> Response:
        return self._answer(request, self._control_plane)

    def verify_receipts(self, request: Request) -> Response:
        return self._answer(request, self._verification)

    def _answer(self, request: Request, content: Callable[[], dict[str, Any]]) -> Response:
        sent = request.headers.get("authorization", "")
        if not hmac.compare_digest(sent.encode(), f"Bearer {self._token}".encode()):
            return JSONResponse({"error": "unauthorized"}, 401, {"WWW-Authenticate": "Bearer"})
        with locked(self.home):
            settle(self.home)
            return JSONResponse(content())

    def _profile(self) -> dict[str, Any]:
        known = settings(self.home)
        return {
            "mode": known["profile_mode"],
            "strict_host": known["strict_host"] == "1",
            "version": known["version"],
            "compat_profile": known["compat_profile"],
        }

    def _control_plane(self) -> dict[str, Any]:
        known = settings(self.home)
        return {
            "last_error": known["last_error"] or None,
            "last_success": known["last_sync"],
            "policy_bundle_id": policy(self.home)["bundle_id"],
            "receipt_watermark": int(known["receipt_watermark"]),
        }

    def _verification(self) -> dict[str, Any]:
        found = asdict(verify(self.home.receipts))
        return {name: value for name, value in found.items() if value is not None}


def _report(findings: list[Finding]) -> dict[str, Any]:
    return {
        "ok": not any(finding.problem for finding in findings),
        "checks": [finding.check for finding in findings],
        "findings": [asdict(finding) for finding in findings if finding.problem],
    }


def control_plane_app(data_dir: Path) -> Starlette:
    """The control plane's own health; it needs no token."""

    def health(_: Request) -> Response:
        is_up = control_plane(Home(data_dir)).is_up
        return JSONResponse({"status": "ok" if is_up else "unavailable"}, 200 if is_up else 503)

    return Starlette(routes=[Route("/healthz", health)])


def create_app(data_dir: Path, clock: Clock, write_every_seconds: float = 0) -> Starlette:
    """The daemon of a data directory; it writes a receipt at each interval while it is up (0: never)."""
    daemon = Daemon(Home(data_dir), clock)

    @asynccontextmanager
    async def writing(_: Starlette) -> AsyncIterator[None]:
        stopped = threading.Event()
        writer = threading.Thread(target=daemon.write_until, args=(stopped, write_every_seconds), daemon=True)
        with ExitStack() as stack:
            if write_every_seconds > 0:
                stack.enter_context(registered(daemon.home, "briefcase-daemon"))
                writer.start()
                stack.callback(writer.join)
                stack.callback(stopped.set)
            yield

    return Starlette(
        routes=[
            Route("/health", daemon.health),
            Route("/v1/profile", daemon.profile),
            Route("/v1/diagnostics/compat", daemon.diagnose_compat),
            Route("/v1/diagnostics/security", daemon.diagnose_security),
            Route("/v1/control-plane", daemon.control_plane),
            Route("/v1/receipts/verify", daemon.verify_receipts, methods=["POST"]),
            *control_routes(daemon.home, clock),
        ],
        lifespan=writing,
    )
