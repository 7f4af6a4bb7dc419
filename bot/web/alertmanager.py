"""The door for alerts: Alertmanager's webhook. Only firing alerts count; who has the token may knock."""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal

from pydantic import BaseModel, Field, ValidationError

from bot.core.signals import Actor, Alert
from bot.engine.alerts import Alerted
from bot.engine.ports import Permanent, Retry
from bot.web.reply import Reply

PATH: Final = "/alerts/alertmanager"
SOURCE: Final = Actor("", "", "Alertmanager")
MOST: Final = 200
"""Alerts of one message; Alertmanager groups far fewer."""


class _Alert(BaseModel):
    status: Literal["firing", "resolved"]
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    fingerprint: str = Field(min_length=1, max_length=200)
    starts_at: str = Field("", alias="startsAt", max_length=64)


class _Message(BaseModel):
    alerts: list[_Alert] = Field(max_length=MOST)


@dataclass(frozen=True, slots=True)
class Alertmanager:
    """`token` is what the sender shows as a bearer; `offer` says what an alert came to."""

    token: str
    offer: Callable[[Alert, Actor], Alerted]

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether the sender has the token. Takes as long for a nearly right one as for a wrong one."""
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(shown.encode(), self.token.encode())

    def take(self, body: bytes) -> Reply:
        """Offer each firing alert; says what came of each."""
        try:
            message = _Message.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"])) or "the body"
            return Reply(400, f"This is not a message of Alertmanager's webhook: {place}: {first['msg']}.\n")
        try:
            told = [self._take(alert) for alert in message.alerts if alert.status == "firing"]
        except Retry as retry:
            return Reply(503, f"Not now: {retry}. Send it again.\n")
        except Permanent as error:
            return Reply(500, f"It could not be told to anybody: {error}.\n")
        return Reply(200, json.dumps({"alerts": told}), {"content-type": "application/json"})

    def _take(self, alert: _Alert) -> dict[str, object]:
        key = f"alertmanager/{alert.fingerprint}/{alert.starts_at}"
        came = self.offer(Alert(key, alert.labels, alert.annotations), SOURCE)
        return {"fingerprint": alert.fingerprint, **asdict(came)}
