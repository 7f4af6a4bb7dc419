"""The same incident in Socket Mode: the bot calls the workspace, and the connection does not hold."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from time import monotonic
from typing import Any

import pytest

from tests.acceptance.ground import ANA, Ground, Json, until
from tests.acceptance.walking import walk
from tests.measured import measuring

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

SILENCE = 1.0
"""Seconds after which the bot takes a connection for dead."""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("socket") / "stage"
    settings = {"HANDRAIL_SOCKET_SILENCE": str(SILENCE)}
    with Ground(folder, settings, socket=True, environment=measuring()) as ground:
        yield ground


def orders(ground: Ground, order: str) -> Json:
    return ground.asked("POST", "/_control/socket", {"order": order})


def asked(ground: Ground, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", ground.bot_port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def ready(ground: Ground) -> Any:
    return json.loads(asked(ground, "/readyz"))


def test_an_incident_is_walked_though_the_connection_wedges_and_is_dropped(ground: Ground) -> None:
    def is_rebuilt() -> bool:
        return bool(orders(ground, "look")["opened"] >= 2)

    def wedge_then_drop() -> None:
        began = monotonic()
        orders(ground, "wedge")
        until(is_rebuilt, ground.left)
        assert monotonic() - began < 5 * SILENCE
        assert ready(ground)["socket"]["rebuilt"] >= 1
        orders(ground, "drop")

    before = ready(ground)
    walk(ground, wedge_then_drop)

    assert before["ready"]
    assert before["socket"]["age_seconds"] <= 5 * SILENCE
    assert ground.lines("ledger") == ["e-1"]
    assert ground.lines("calls") == ["count", "audit", "append", "count"]
    said = [json.loads(line)["message"] for line in ground.bot_log.read_text(encoding="utf-8").splitlines()]
    assert said.count("connected") >= 3, "a slow machine may be silent once more"
    assert ground.app_token not in ground.bot_log.read_text(encoding="utf-8")


def test_in_socket_mode_nobody_can_knock_with_a_request(ground: Ground) -> None:
    connection = HTTPConnection("127.0.0.1", ground.bot_port, timeout=5)
    connection.request("POST", "/slack/events", b"payload={}")
    answer = connection.getresponse()
    connection.close()

    assert answer.status == 404


def test_what_prometheus_is_told_of_it_names_no_incident(ground: Ground) -> None:
    told = asked(ground, "/metrics")

    assert "handrail_socket_up 1.0" in told
    assert "handrail_socket_rebuilt_total" in told
    assert 'handrail_effects_delivered_total{effect="create_channel"} 1.0' in told
    assert 'handrail_commands_total{result="cancelled",risk="read"} 1.0' in told
    assert 'handrail_answer_seconds_count{via="socket"}' in told
    assert 'handrail_incidents_open{severity="P1"} 0.0' in told
    assert [word for word in ("INC-", "books", "ledger", ANA) if word in told] == []


def test_a_refresh_while_people_type_loses_nothing_and_repeats_nothing(ground: Ground) -> None:
    opened = orders(ground, "look")["opened"]

    told = []
    for number in range(4):
        orders(ground, "refresh" if number % 2 else "drop")
        told.append(ground.act(ANA, "type", channel="incidents", text=f"/incident help {number}"))
    until(lambda: orders(ground, "look")["links"] == 1, ground.left)

    assert [(each["ok"], len(each["ephemerals"])) for each in told] == [(True, 1)] * 4
    assert orders(ground, "look")["opened"] == opened + 4
