"""All payloads on their way to the listeners: proven, read, and answered once."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from slack_bolt import App, BoltRequest

from bot.engine.ports import Clock
from bot.slack.once import Answered, Once
from bot.slack.payloads import is_readable
from bot.slack.wire import NotRead, is_signed, named, read

log = logging.getLogger("handrail.slack")


@dataclass(frozen=True, slots=True)
class Inbound:
    """`secret` is the one by which Slack signs; while it is empty, no request is taken."""

    app: App
    once: Once
    clock: Clock
    secret: str = ""

    def signed(self, body: bytes, headers: Mapping[str, str]) -> Answered:
        """One request over HTTP; header names in lower case. What is not Slack's is not even read."""
        if not is_signed(self.secret, body, headers, self.clock.now().timestamp()):
            return _refused(401, "It is not signed by Slack, or not just now.")
        try:
            payload = read(body, headers.get("content-type", ""))
        except NotRead as why:
            return _refused(why.status, str(why))
        signature = sha256(headers["x-slack-signature"].encode()).hexdigest()
        return self._taken(payload, f"signature/{signature}")

    def enveloped(self, envelope: str, payload: Mapping[str, Any]) -> Answered:
        """One payload of Socket Mode, where Slack is known by the connection."""
        return self._taken(dict(payload), f"envelope_id/{envelope}")

    def _taken(self, payload: dict[str, Any], otherwise: str) -> Answered:
        if not is_readable(payload):
            return _refused(400, "The payload has not the form of its kind.")
        name, kind = named(payload, otherwise)
        return self.once.answer(name, kind, self._through_bolt(payload))

    def _through_bolt(self, payload: dict[str, Any]) -> Callable[[], Answered]:
        # Bolt reads no bytes: of a command with the word "payload" in its text, it would make an empty one.
        def give() -> Answered:
            answer = self.app.dispatch(BoltRequest(body=payload, mode="socket_mode"))
            return Answered(answer.status, answer.body, answer.first_headers_without_set_cookie())

        return give


def _refused(status: int, why: str) -> Answered:
    """Logged in our words alone: nothing of what was sent."""
    log.info("request refused", extra={"status": status, "why": why})
    return Answered(status, why, {"content-type": "text/plain; charset=utf-8"})
