"""The door for alerts: who may knock, what it takes, and what it says."""

import json
from typing import Any

import httpx
import pytest

from bot.core.signals import Actor, Alert
from bot.engine.alerts import Alerted
from bot.engine.ports import Permanent, Retry
from bot.web.alertmanager import PATH, Alertmanager
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

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
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
