"""The door for alerts: Alertmanager's webhook. Only firing alerts count; who has the token may knock."""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from bot.core.signals import Actor, Alert
from bot.engine.alerts import Alerted
from bot.engine.ports import Permanent, Retry
from bot.plain_json import NotPlain, plain_json
from bot.web.reply import Reply

PATH: Final = "/alerts/alertmanager"
SOURCE: Final = Actor("", "", "Alertmanager")
MOST: Final = 200
"""Alerts of one message; Alertmanager groups far fewer."""
_DEEP: Final = 8
_PLACES: Final = ("alerts", "status", "labels", "annotations", "fingerprint", "startsAt")
"""What an error may name: the rest are names that the sender chose."""

LONGEST: Final = 4096
"""Characters of a label or an annotation that are read; what matchers look at is bounded by it."""

_Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
_Text: TypeAlias = Annotated[str, AfterValidator(lambda text: text[:LONGEST])]
_Texts: TypeAlias = Annotated[dict[_Name, _Text], Field(max_length=256)]


class _Alert(BaseModel):
    status: Literal["firing", "resolved"]
    labels: _Texts = Field(default_factory=dict)
    annotations: _Texts = Field(default_factory=dict)
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
        """Whether the sender has the token, as a bearer or as the password of Basic, and in no other place.

        Takes as long for a nearly right one as for a wrong one.
        """
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        given = _password(shown) if scheme.lower() == "basic" else shown.encode()
        return scheme.lower() in {"basic", "bearer"} and hmac.compare_digest(given, self.token.encode())

    def take(self, body: bytes) -> Reply:
        """Offer each firing alert; says what came of each."""
        try:
            message = _Message.model_validate(plain_json(body, _DEEP))
        except NotPlain as why:
            return Reply(400, f"This is not a message of Alertmanager's webhook: the body: {why}.\n")
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"] if part in _PLACES or isinstance(part, int))
            return Reply(
                400,
                f"This is not a message of Alertmanager's webhook: {place or 'the body'}: {first['msg']}.\n",
            )
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


def _password(shown: str) -> bytes:
    """Of Basic; whatever the user's name is. Empty when it cannot be read."""
    try:
        return base64.b64decode(shown, validate=True).partition(b":")[2]
    except ValueError:
        return b""
