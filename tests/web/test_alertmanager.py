"""The door for alerts: who may knock, what it takes, and what it says."""

import base64
import json
from typing import Any

import httpx
import pytest

from bot.core.signals import Actor, Alert
from bot.engine.alerts import Alerted
from bot.engine.ports import Permanent, Retry
from bot.web.alertmanager import LONGEST, PATH, Alertmanager
from bot.web.routes import BODY_CAP, create_app
from tests.web.test_routes import Echo, all_is_ready, asked

TOKEN = "a-token-of-twenty-signs"
GOOD = {"authorization": f"Bearer {TOKEN}"}


def fires(name: str, status: str = "firing", **more: Any) -> dict[str, Any]:
    return {
        "status": status,
        "labels": {"alertname": name},
        "annotations": {"summary": "It is down"},
        "startsAt": "2026-11-21T12:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus/graph",
        "fingerprint": f"fp-{name}",
        **more,
    }


def message(*alerts: dict[str, Any]) -> bytes:
    return json.dumps({"version": "4", "groupKey": "{}:{}", "status": "firing", "alerts": alerts}).encode()


class Door:
    """What was offered through it; `came` is what each comes to, or is raised."""

    def __init__(self, came: Alerted | Exception) -> None:
        self.came = came
        self.offered: list[tuple[Alert, Actor]] = []

    def offer(self, alert: Alert, source: Actor) -> Alerted:
        self.offered.append((alert, source))
        if isinstance(self.came, Exception):
            raise self.came
        return self.came

    def knock(self, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
        app = create_app(Echo(), all_is_ready, Alertmanager(TOKEN, self.offer))
        return asked(app, "POST", PATH, body, GOOD if headers is None else headers)


def test_each_firing_alert_is_offered_and_the_sender_is_told_what_came_of_it() -> None:
    door = Door(Alerted(classes=("app/outage",)))

    answer = door.knock(message(fires("Down"), fires("Up", status="resolved")))

    assert answer.status_code == 200
    assert answer.json() == {
        "alerts": [{"fingerprint": "fp-Down", "walks": [], "open": [], "classes": ["app/outage"]}]
    }
    ((alert, source),) = door.offered
    assert alert.key == "alertmanager/fp-Down/2026-11-21T12:00:00Z"
    assert (alert.labels, alert.annotations) == ({"alertname": "Down"}, {"summary": "It is down"})
    assert (source.name, source.is_person) == ("Alertmanager", False)


@pytest.mark.parametrize(
    "shown",
    ["", TOKEN, "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"],
)
def test_who_has_not_the_token_is_not_heard(shown: str) -> None:
    door = Door(Alerted())

    answer = door.knock(message(fires("Down")), {"authorization": shown})

    asked_for = 'Bearer, Basic realm="handrail"'
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, asked_for)
    assert door.offered == []


def test_without_a_token_of_its_own_there_is_no_door() -> None:
    assert asked(create_app(Echo(), all_is_ready), "POST", PATH, message(), GOOD).status_code == 404


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"no json", "the body"),
        (b"{}", "alerts"),
        (message({"status": "firing"}), "alerts.0.fingerprint"),
        (message(fires("Down", status="dim")), "alerts.0.status"),
        (message(*[fires("Down")] * 201), "alerts"),
    ],
)
def test_what_is_no_message_of_alertmanager_is_refused_with_its_place(body: bytes, place: str) -> None:
    door = Door(Alerted())

    answer = door.knock(body)

    assert answer.status_code == 400
    assert f": {place}: " in answer.text
    assert door.offered == []


def test_a_body_that_is_too_large_is_not_read() -> None:
    assert Door(Alerted()).knock(b"x" * (BODY_CAP + 1)).status_code == 413


@pytest.mark.parametrize(("why", "status"), [(Retry("Slack is away"), 503), (Permanent("no channel"), 500)])
def test_what_cannot_be_told_now_is_to_be_sent_again(why: Exception, status: int) -> None:
    answer = Door(why).knock(message(fires("Down")))

    assert (answer.status_code, str(why) in answer.text) == (status, True)


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize("headers", [basic("alertmanager", TOKEN), basic("", TOKEN), GOOD])
def test_the_token_is_shown_as_a_bearer_or_as_a_password(headers: dict[str, str]) -> None:
    door = Door(Alerted())

    assert door.knock(message(fires("Down")), headers).status_code == 200
    assert len(door.offered) == 1


@pytest.mark.parametrize(
    "headers",
    [
        basic(TOKEN, ""),
        basic(TOKEN, "x"),
        basic("x", f"{TOKEN}x"),
        {"authorization": "Basic !!"},
        {"authorization": b"Basic \xe9".decode("latin-1")},
        {"authorization": f"Digest {TOKEN}"},
        {"x-token": TOKEN, "cookie": f"token={TOKEN}"},
    ],
    ids=range(7),
)
def test_the_token_is_taken_from_its_own_place_alone(headers: dict[str, str]) -> None:
    door = Door(Alerted())
    app = create_app(Echo(), all_is_ready, Alertmanager(TOKEN, door.offer))
    content, encoded = (
        message(fires("Down")),
        {name: value.encode("latin-1") for name, value in headers.items()},
    )

    answer = asked(app, "POST", f"{PATH}?token={TOKEN}&access_token={TOKEN}", content, encoded)  # type: ignore[arg-type] # bytes are sent as they are

    assert (answer.status_code, door.offered) == (401, [])


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"alerts": [], "alerts": []}',
        message(fires("Down", labels={"alertname": {"nested": "x"}})),
        message(fires("Down", labels={"alertname": 1})),
        message(fires("Down", labels={f"l{number}": "" for number in range(257)})),
        message(fires("Down", labels={"": "x"})),
        message(fires("Down", fingerprint="x" * 201)),
        message(fires("Down")) + b"\x00",
        b"\xff" + message(fires("Down")),
        message(fires("Down", labels={"m4rk3r": ["m4rk3r"]})),
        b'{"alerts": [{"labels": {"a": "\\ud800"}}]}',
    ],
    ids=range(11),
)
def test_an_alert_that_is_made_to_break_something_is_refused(body: bytes) -> None:
    door = Door(Alerted())

    answer = door.knock(body)

    assert (answer.status_code, door.offered) == (400, [])
    assert "m4rk3r" not in answer.text


def test_what_an_alert_says_is_bounded_and_otherwise_as_it_was() -> None:
    door, hostile = Door(Alerted()), "<script>{{ 7*7 }} http://169.254.169.254/ *x* " + "x" * LONGEST

    door.knock(message(fires("Down", annotations={"summary": hostile})))

    ((alert, _),) = door.offered
    assert alert.annotations == {"summary": hostile[:LONGEST]}
