"""Bytes at the doors of the web: the ASGI application, the signature check, Bolt and the engine."""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.types import Message, Scope

from bot.core.signals import Actor, Alert
from bot.engine.alerts import Alerted, Alerts, Suggested
from bot.web.alertmanager import Alertmanager
from bot.web.reply import Reply
from bot.web.routes import create_app
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import CHANNEL, SECRET, Stage

TOKEN = "a-token-of-twenty-signs"
NOTE = "note It is bad"


class Doors:
    """The application with all of its doors, before an incident."""

    def __init__(self) -> None:
        self.stage = Stage().declared()
        self.offered = 0
        engine = self.stage.engine
        self._alerts = Alerts(engine.incidents, engine.store, engine.relay.hands.redactor, self._suggest)
        self.app = create_app(self._dispatch, dict, Alertmanager(TOKEN, self._offer))

    @property
    def now(self) -> int:
        return int(self.stage.engine.clock.now().timestamp())

    @property
    def state(self) -> object:
        """What a request that gets through changes."""
        return len(self.stage.engine.store.log("INC-0001")), self.offered

    def _dispatch(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        answer = self.stage.inbound.signed(body, headers)
        return Reply(answer.status, answer.body, answer.headers)

    def _offer(self, alert: Alert, source: Actor) -> Alerted:
        self.offered += 1
        return self._alerts.offer(alert, source)

    def _suggest(self, _: Suggested) -> None:
        """Nobody listens."""

    def ask(self, method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> tuple[int, str]:
        """Status and body of the answer to exactly these bytes."""
        sent: list[Message] = []
        parts = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return parts.pop() if parts else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope: Scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path.partition("?")[0],
            "raw_path": path.encode(),
            "query_string": path.partition("?")[2].encode(),
            "headers": headers,
            "server": ("handrail", 80),
            "scheme": "http",
        }
        asyncio.run(self.app(scope, receive, send))
        said = b"".join(message.get("body", b"") for message in sent).decode("utf-8", "replace")
        return int(sent[0]["status"]), said


def attack(
    *,
    path: str = "/slack/events",
    method: str = "POST",
    body: str | bytes | None = None,
    form: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    signed_by: str = SECRET,
    signed: str | bytes | None = None,
    age: float = 0,
    also: Sequence[str] = (),
) -> Outcome:
    """A request to Slack's door or to another `path`. Without a body it is a command that writes a note.

    `form`: fields of the command that are otherwise. `signed_by`: the secret; `signed`: other bytes than the
    body. `age`: seconds between signature and now. `headers` replace; an empty one is left out. `also`:
    more of them, as `name: value`, beside those.
    """
    doors = Doors()
    raw = body.encode() if isinstance(body, str) else body
    if raw is None:
        raw = urlencode(doors.stage.slash(NOTE, channel=CHANNEL) | dict(form or {})).encode()
    at = int(doors.now - age)
    over = signed.encode() if isinstance(signed, str) else signed
    digest = hmac.new(
        signed_by.encode(), f"v0:{at}:".encode() + (raw if over is None else over), hashlib.sha256
    )
    sent = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": str(at),
        "x-slack-signature": f"v0={digest.hexdigest()}",
        **(headers or {}),
    }
    pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.items() if value]
    more = (line.partition(": ") for line in also)
    pairs += [(name.lower().encode(), value.encode("latin-1")) for name, _, value in more]
    before = doors.state
    status, said = doors.ask(method, path, pairs, raw)
    assert status < 500, f"{status}: {said}"
    told = f"{status} {said}"
    return passes(told) if doors.state != before else refused(told)
