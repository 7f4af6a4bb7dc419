"""Slack's requests as they come over HTTP: proven on their raw bytes first, and only then read."""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl

from bot.plain_json import NotPlain, plain_json

WINDOW: Final = 300
"""Seconds, back and forth, in which a request is taken; Slack asks for that."""
_TIME: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_FORM: Final = re.compile(rb"(?:[A-Za-z0-9._~*&=+!'(),;:@/?$-]|%[0-9A-Fa-f]{2})*")
_FIELDS: Final = 64


class NotRead(Exception):
    """A request that cannot be read; `status` says how. The text holds nothing that the sender wrote."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


def is_signed(secret: str, body: bytes, headers: Mapping[str, str], now: float) -> bool:
    """Whether Slack signed just these bytes, just now. `now` is in seconds; header names in lower case."""
    at, shown = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not secret or not _TIME.fullmatch(at) or abs(now - int(at)) > WINDOW:
        return False
    digest = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(f"v0={digest}".encode(), shown.encode())


def read(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload of a request: JSON, or a form that may hold it. Raises NotRead."""
    kind, _, charset = content_type.lower().replace(" ", "").partition(";")
    if charset not in {"", "charset=utf-8"}:
        raise NotRead("Only UTF-8 is read.", 415)
    match kind:
        case "application/json":
            return _object(body)
        case "application/x-www-form-urlencoded":
            form = _form(body)
            return _object(form["payload"].encode()) if "payload" in form else form
        case _:
            raise NotRead("Only application/json and application/x-www-form-urlencoded are read.", 415)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = plain_json(content)
    except NotPlain as why:
        raise NotRead(f"The payload cannot be read: {why}.") from why
    if not isinstance(found, dict):
        raise NotRead("The payload is no object.")
    return found


def _form(body: bytes) -> dict[str, Any]:
    if not body or not _FORM.fullmatch(body):
        raise NotRead("The form is not encoded as a form is.")
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_FIELDS,
        )
    except ValueError:
        raise NotRead("The form cannot be read.") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotRead("The form has the same field twice.")
    return found


def named(payload: Mapping[str, Any], otherwise: str) -> tuple[str, str]:
    """What tells this request from every other, and of what kind it is.

    The same act has the same name however often Slack delivers it. What has no name of its own is called
    `otherwise`.
    """
    for field in ("event_id", "trigger_id"):
        name = payload.get(field)
        if isinstance(name, str) and 0 < len(name) <= 200:
            return f"{field}/{name}", _kind(payload)
    return otherwise, _kind(payload)


def _kind(payload: Mapping[str, Any]) -> str:
    event = payload.get("event")
    inner = event.get("type") if isinstance(event, dict) else None
    return f"{payload.get('type') or payload.get('command') or ''}/{inner or ''}"[:100]
