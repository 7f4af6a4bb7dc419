"""What comes from Slack: bytes at the door, payloads of every kind, typed lines, frames of Socket Mode."""

import hashlib
import hmac
import json
from functools import cache
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st
from slack_sdk.socket_mode.request import SocketModeRequest

from tests.attack.acts import ACTS
from tests.attack.fuzz.inputs import JSON, TEXTS, bent, mangled
from tests.attack.fuzz.surface import Surface
from tests.attack.kinds.requests import TOKEN, Doors
from tests.slack.stage import CHANNEL, SECRET, Stage

FAILED = "ref-1"
"""Stands in what a person reads after a listener failed."""
VERBS = (
    "declare app/outage",
    "note",
    "done",
    "fact name=x",
    "step",
    "list",
    "find",
    "severity P0",
    "role",
    "jump stop",
    "byhand",
    "evidence",
    "assign <@U0BO>",
    "timeline",
    "resolve",
    "run",
    "approve",
    "update",
    "page",
)


@cache
def _stage() -> Stage:
    return Stage().declared()


@cache
def _doors() -> Doors:
    return Doors()


@cache
def _payloads() -> list[Any]:
    return [make(_stage(), "U0ANA") for make in ACTS.values()]


def _is_calm(status: int, said: str) -> None:
    assert status < 500, f"{status}: {said[:200]}"
    assert FAILED not in said, said[:300]
    assert FAILED not in json.dumps(_stage().front.shown)
    _stage().front.shown.clear()


def _requested(body: bytes) -> None:
    """Signed as Slack signs, whatever it is."""
    doors = _doors()
    digest = hmac.new(SECRET.encode(), f"v0:{doors.now}:".encode() + body, hashlib.sha256).hexdigest()
    headers = [
        (
            b"content-type",
            b"application/json" if body[:1] in {b"{", b"["} else b"application/x-www-form-urlencoded",
        ),
        (b"x-slack-request-timestamp", str(doors.now).encode()),
        (b"x-slack-signature", f"v0={digest}".encode()),
    ]
    before = doors.state
    status, said = doors.ask("POST", "/slack/events", headers, body)
    _is_calm(status, said)
    assert status == 200 or doors.state == before, "what is refused leaves a trace"


def _unsigned(headers: list[tuple[str, str]]) -> None:
    doors = _doors()
    pairs = [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers]
    before = doors.state
    status, _ = doors.ask("POST", "/slack/events", pairs, b"command=%2Fincident")
    assert 400 <= status < 500, status
    assert doors.state == before


def _alerted(body: bytes) -> None:
    doors = _doors()
    headers = [(b"authorization", f"Bearer {TOKEN}".encode()), (b"content-type", b"application/json")]
    before = doors.state
    status, said = doors.ask("POST", "/alerts/alertmanager", headers, body)
    assert status in {200, 400, 413, 415}, f"{status}: {said[:200]}"
    assert status == 200 or doors.state == before, "what is refused leaves a trace"


def _paid(payload: Any) -> None:
    answer = _stage().inbound.enveloped("e1", payload if isinstance(payload, dict) else {})
    _is_calm(answer.status, answer.body)


def _typed(line: str) -> None:
    body = _stage().slash(line, channel=CHANNEL)
    answer = _stage().inbound.enveloped(body["trigger_id"], body)
    assert answer.body or _stage().front.shown, "every line is answered, or opens a form"
    _is_calm(answer.status, answer.body)


def _framed(text: str) -> None:
    """As the SDK reads a frame: what is no request goes no further."""
    try:
        request = SocketModeRequest.from_dict(json.loads(text) if text.startswith("{") else {})
    except (ValueError, TypeError):
        return  # the SDK notes it and goes on
    if request is not None and isinstance(request.payload, dict):
        answer = _stage().inbound.enveloped(request.envelope_id, request.payload)
        _is_calm(answer.status, answer.body)


_PAYLOADS = st.deferred(lambda: st.sampled_from(_payloads()))
_FORMS = st.dictionaries(TEXTS, TEXTS, max_size=5).map(lambda form: urlencode(form, errors="replace"))
_OF_PAYLOADS = bent(_PAYLOADS).map(lambda body: urlencode({"payload": json.dumps(body)}))
_COMMANDS = bent(_PAYLOADS).map(
    lambda body: urlencode({str(key): str(value) for key, value in body.items()}, errors="replace")
)
_BODIES = st.one_of(
    st.binary(max_size=200),
    *(texts.map(lambda text: text.encode("utf-8", "replace")) for texts in (_FORMS, _OF_PAYLOADS, _COMMANDS)),
    JSON.map(lambda value: json.dumps(value).encode()),
)
_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["x-slack-signature", "x-slack-request-timestamp", "content-type", "content-length"]),
        TEXTS | st.sampled_from(["v0=", "v0=" + "0" * 64, "v0=ü", "-1", "1" * 40, "²", "1e9", " 1", "+1"]),
    ),
    max_size=4,
)
_ALERT = {
    "version": "4",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": "Down"},
            "annotations": {"summary": "It is down"},
            "fingerprint": "f",
            "startsAt": "2026-11-21T12:00:00Z",
        }
    ],
}
_ALERTS = st.one_of(
    st.binary(max_size=100),
    bent(st.just(_ALERT)).map(lambda value: json.dumps(value).encode()),
    JSON.map(lambda value: json.dumps(value).encode()),
)
_LINES = st.one_of(
    TEXTS,
    mangled(st.sampled_from(VERBS)),
    st.tuples(st.sampled_from(VERBS), TEXTS).map(" ".join),
)
_FRAMES = st.one_of(
    TEXTS,
    bent(
        st.builds(
            lambda payload: {"type": "slash_commands", "envelope_id": "e", "payload": payload}, _PAYLOADS
        )
    ).map(json.dumps),
)

SURFACES = (
    Surface("signed requests", _BODIES, _requested, 6),
    Surface("headers of requests", _HEADERS, _unsigned, 4),
    Surface("payloads", bent(_PAYLOADS), _paid, 4),
    Surface("typed lines", _LINES, _typed, 4),
    Surface("frames of Socket Mode", _FRAMES, _framed, 4),
    Surface("alerts", _ALERTS, _alerted, 4),
)
